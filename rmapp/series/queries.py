"""Every select over series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from ..clients.models import Client
from ..clients.queries import within_reach
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..core.pagination import Order, Page, keyset
from ..interactions.models import Interaction, InteractionState
from ..interactions.queries.contacts import EXCLUSIVE
from ..policy.enforce import Actor
from ..rooms.models import Room
from .models import Series, SeriesContact, SeriesState

_WHOLE = (
    joinedload(Series.client),
    joinedload(Series.manager),
    selectinload(Series.contacts).joinedload(SeriesContact.interaction),
)


def series_of(
    public_id: str, *, actor: Actor, permission: str = "interactions:read", lock: bool = False
) -> Series:
    """The series ``public_id`` with client, manager and contacts; :class:`NotFound` beyond reach.

    ``lock``: held until the commit, so that two changes come one after the other.
    """
    statement = (
        sa.select(Series)
        .join(Client, Client.id == Series.client_id)
        .where(
            Series.public_id == public_id[: PUBLIC_ID_LENGTH + 1],
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
        .options(*_WHOLE)
    )
    if lock:
        statement = statement.with_for_update(of=Series)
    series = db.session.execute(statement).scalar_one_or_none()
    if series is None:
        raise NotFound(_("There is no such series, or it is not yours to see."))
    return series


def series_with(interaction_id: int) -> Series | None:
    """The series a contact is of; the caller has checked the reach."""
    return db.session.execute(
        sa.select(Series)
        .join(SeriesContact, SeriesContact.series_id == Series.id)
        .where(SeriesContact.interaction_id == interaction_id)
    ).scalar_one_or_none()


def listing(
    actor: Actor, *, client_id: int | None = None, cursor: str | None, limit: int
) -> Page[Series]:
    """The running series within reach, the newest first; with client and manager."""
    statement = (
        sa.select(Series)
        .join(Client, Client.id == Series.client_id)
        .where(
            Series.state == SeriesState.RUNNING,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read"),
        )
        .options(*_WHOLE[:2])
    )
    if client_id is not None:
        statement = statement.where(Series.client_id == client_id)
    return keyset(statement, [Order(Series.id, descending=True)], cursor=cursor, limit=limit)


def taken_times(
    manager_id: int, starts: dt.datetime, ends: dt.datetime, *, but: Collection[int] = ()
) -> list[tuple[dt.datetime, dt.datetime]]:
    """The visits and meetings of a manager within [``starts``, ``ends``), without those ``but``."""
    rows = db.session.execute(
        sa.select(Interaction.planned_at, Interaction.ends_at)
        .where(
            Interaction.manager_id == manager_id,
            Interaction.state == InteractionState.PLANNED,
            Interaction.kind.in_(EXCLUSIVE),
            Interaction.planned_at < ends,
            Interaction.planned_at > starts - dt.timedelta(hours=12),
            Interaction.id.not_in(list(but)),
        )
        .order_by(Interaction.planned_at)
    )
    return [(begins, over) for begins, over in rows]


def to_extend(edge: dt.date, *, limit: int = 100) -> list[int]:
    """Keys of running series whose contacts do not reach to ``edge``; of active clients."""
    return list(
        db.session.execute(
            sa.select(Series.id)
            .join(Client, Client.id == Series.client_id)
            .where(
                Series.state == SeriesState.RUNNING,
                Series.laid_to < edge,
                Client.deleted_at.is_(None),
                Client.is_active.is_(True),
            )
            .order_by(Series.laid_to, Series.id)
            .limit(limit)
        ).scalars()
    )


def whole(series_id: int) -> Series:
    """The series of a key with all that is needed to lay it, held until the commit."""
    return db.session.execute(
        sa.select(Series).where(Series.id == series_id).options(*_WHOLE).with_for_update(of=Series)
    ).scalar_one()


def room_name(series: Series) -> str:
    """The name of the room its contacts ask for; empty for none."""
    room = db.session.get(Room, series.room_id) if series.room_id else None
    return room.name if room is not None else ""
