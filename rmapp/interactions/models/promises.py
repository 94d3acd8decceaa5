"""Who promised what by when."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped

from ...core.db import Base, Keyed, Line, Versioned, choice, owned
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..words import Side


class PromiseState(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    DROPPED = "dropped"  # nobody needs it any more


class Promise(Keyed, Versioned, Base):
    """Who promised what by when. ``owner_id``: who answers for it, or watches the client's."""

    __tablename__ = "promise"
    __table_args__ = (
        sa.Index(
            "ix_promise_open", "owner_id", "due_on", postgresql_where=sa.text("state = 'open'")
        ),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed"),
    )

    client_id: Mapped[int] = owned("client.id")
    interaction_id: Mapped[int | None] = owned("interaction.id")
    side: Mapped[Side] = choice(Side)
    owner_id: Mapped[int] = owned("employee.id", index=False)
    text: Mapped[Line]
    due_on: Mapped[dt.date]
    state: Mapped[PromiseState] = choice(PromiseState, default=PromiseState.OPEN)
    closed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id", index=False)


def _open(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.state == PromiseState.OPEN.value


hangs_on_employee(
    "promise.owner_id",
    AtHandover.MOVES,
    label=_l("Open promises"),
    client_column="client_id",
    is_open=_open,
)
hangs_on_employee("promise.created_by_id", AtHandover.HISTORY)
hangs_on_client("promise.client_id", AtMerge.MOVES, label=_l("Promises"))
