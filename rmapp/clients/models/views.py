"""Saved views of the list of clients (D16): what it shows, in which columns and order."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Code, Key, Keyed, Name, Versioned, choice, owned
from ...core.registry import AtHandover, hangs_on_employee


class Sharing(StrEnum):
    """Who finds a saved view or a segment."""

    MINE = "mine"
    TEAM = "team"  # the owner's team and the teams under it
    BANK = "bank"


class SavedView(Keyed, Versioned, Base):
    """A list as somebody arranged it. It holds no clients: everybody sees their own in it."""

    __tablename__ = "saved_view"
    __table_args__ = (
        sa.UniqueConstraint("owner_id", "name"),
        sa.Index(
            "uq_saved_view_team_default",
            "team_id",
            unique=True,
            postgresql_where=sa.text("is_team_default"),
        ),
    )

    name: Mapped[Name]
    owner_id: Mapped[int] = owned("employee.id", index=False)
    sharing: Mapped[Sharing] = choice(Sharing, default=Sharing.MINE)
    team_id: Mapped[int | None] = owned("team.id")  # of the owner, where it is shared with one
    is_team_default: Mapped[bool] = mapped_column(default=False)
    condition: Mapped[dict[str, Any]] = mapped_column(default=dict)  # catalogue.conditions
    text: Mapped[Name] = mapped_column(default="")  # what is searched for
    columns: Mapped[list[str]] = mapped_column(default=list)  # keys of the catalogue
    sort: Mapped[Code] = mapped_column(default="")
    created_at: Mapped[dt.datetime]


class DefaultView(Base):
    """The view with which somebody's list opens; none: with everything, whatever the team says."""

    __tablename__ = "default_view"

    id: Mapped[Key]
    employee_id: Mapped[int] = owned("employee.id", unique=True, index=False)
    view_id: Mapped[int | None] = owned("saved_view.id", ondelete="CASCADE")


hangs_on_employee(
    "saved_view.owner_id",
    AtHandover.SUCCESSOR,
    label=_l("Shared views of lists"),
    is_open=lambda table: table.c.sharing != Sharing.MINE.value,
)
hangs_on_employee("default_view.employee_id", AtHandover.PERSONAL)
