"""Contacts of one client, and the way to one contact."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Client
from ...clients.queries import Reaching, reaching, within_reach
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound, Overtaken
from ...policy.enforce import Actor, demand
from ..followers import concerned
from ..models import Handing, Interaction, InteractionState
from ..words import Kind

#: Kinds that take a place in the diary: two at once are refused.
EXCLUSIVE = (Kind.VISIT, Kind.MEETING)


def client_held(client_id: int, *, actor: Actor, permission: str) -> Client:
    """The client, its row held until the commit: two contacts planned at once would each compute
    its dates without the other one.

    Refuses with :class:`Forbidden` without ``permission``, with :class:`NotFound` when the client
    is beyond its reach or in the bin.
    """
    demand(actor, permission)
    statement = _held(reaching(actor), permission)
    client = db.session.execute(statement, {"client": client_id}).scalar_one_or_none()
    if client is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return cast("Client", client)


@functools.lru_cache(maxsize=512)
def _held(reader: Reaching, permission: str) -> Any:
    """The client ``:client`` within reach, held: built once for each person."""
    return (
        sa.select(Client)
        .where(
            Client.id == sa.bindparam("client", type_=sa.BigInteger),
            Client.deleted_at.is_(None),
            within_reach(reader.actor, permission),
        )
        .with_for_update(key_share=True, of=Client)
    )


def interaction_of(
    public_id: str,
    *,
    actor: Actor,
    permission: str = "interactions:read",
    options: tuple[Any, ...] = (),
    anew: bool = False,
) -> Interaction:
    """The contact ``public_id`` with its client, contact person and manager loaded; ``anew``: as it
    stands now, whatever this session read before.

    :class:`NotFound` when there is none within reach.
    """
    statement = _found(reaching(actor), permission, options)
    asked = {"public_id": public_id[: PUBLIC_ID_LENGTH + 1]}
    found = db.session.execute(statement, asked, execution_options={"populate_existing": anew})
    interaction = found.unique().scalar_one_or_none()
    if interaction is None:
        raise NotFound(_("There is no such contact, or it is not yours to see."))
    return cast("Interaction", interaction)


@functools.lru_cache(maxsize=512)
def _found(reader: Reaching, permission: str, options: tuple[Any, ...]) -> Any:
    """The contact ``:public_id`` within reach: built once for each person."""
    return (
        sa.select(Interaction)
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Interaction.public_id == sa.bindparam("public_id", type_=sa.String),
            Client.deleted_at.is_(None),
            within_reach(reader.actor, permission),
        )
        .options(
            joinedload(Interaction.client),
            joinedload(Interaction.contact_person),
            joinedload(Interaction.manager),
            *options,
        )
    )


def contact_is_within(public_id: str, *, actor: Actor) -> bool:
    """Whether ``actor`` reaches the client of a contact."""
    return db.session.execute(
        sa.select(
            sa.select(Interaction.id)
            .join(Client, Client.id == Interaction.client_id)
            .where(
                Interaction.public_id == public_id[: PUBLIC_ID_LENGTH + 1],
                Client.deleted_at.is_(None),
                within_reach(actor, "interactions:read"),
            )
            .exists()
        )
    ).scalar_one()


def planned_of(client_id: int, limit: int = 10) -> list[Interaction]:
    """The planned contacts of a client, earliest first, with contact person and manager loaded.

    The caller has checked that the reader reaches the client (for the card: panel "Now").
    """
    asked = {"client": client_id, "most": limit}
    return list(db.session.execute(_planned_of(), asked).scalars())


@functools.cache
def _planned_of() -> Any:
    """The first ``:most`` planned contacts of ``:client``: built once, every card asks."""
    return (
        sa.select(Interaction)
        .where(
            Interaction.client_id == sa.bindparam("client", type_=sa.BigInteger),
            Interaction.state == InteractionState.PLANNED,
        )
        .order_by(Interaction.planned_at, Interaction.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .options(joinedload(Interaction.contact_person), joinedload(Interaction.manager))
    )


@dataclass(frozen=True)
class HistoryEntry:
    """One past contact on the timeline. ``at``: when its outcome was recorded."""

    at: dt.datetime
    interaction: Interaction

    @property
    def key(self) -> tuple[dt.datetime, int]:
        """The order of the timeline: pass it as ``before`` for the next stretch."""
        return self.at, self.interaction.id


def history_of(
    client_id: int, before: tuple[dt.datetime, int] | dt.datetime | None = None, limit: int = 30
) -> list[HistoryEntry]:
    """The past contacts of a client, newest first, older than ``before``.

    Contact person and manager are loaded. The caller has checked the reach; ``before`` is the
    ``key`` of the last entry shown, or a moment.
    """
    statement = sa.select(Interaction).where(
        Interaction.client_id == client_id, Interaction.state == InteractionState.DONE
    )
    if isinstance(before, dt.datetime):
        statement = statement.where(Interaction.outcome_at < before)
    elif before is not None:
        edge = sa.tuple_(sa.literal(before[0], Interaction.outcome_at.type), sa.literal(before[1]))
        statement = statement.where(sa.tuple_(Interaction.outcome_at, Interaction.id) < edge)
    rows = db.session.execute(
        statement.order_by(Interaction.outcome_at.desc(), Interaction.id.desc())
        .limit(limit)
        .options(joinedload(Interaction.contact_person), joinedload(Interaction.manager))
    ).scalars()
    return [HistoryEntry(row.outcome_at, row) for row in rows if row.outcome_at is not None]


def contacts_so_far(client_id: int) -> int:
    """How many contacts with the client have an outcome."""
    return int(db.session.execute(_SO_FAR, {"client": client_id}).scalar_one())


@dataclass(frozen=True)
class Standing:
    """What a contact is when its outcome is recorded: which one with the client (``number``),
    whether anything is brought to it, which followers it concerns."""

    number: int
    is_brought: bool = False
    concerned: Collection[str] | None = None


def standing_of(interaction: Interaction) -> Standing:
    """Where a contact that gets an outcome stands, under the lock of who records.

    Refuses with :class:`Overtaken` a contact that somebody changed since it was read, while this
    session waited for the lock."""
    asked = {"client": interaction.client_id, "contact": interaction.id}
    so_far, is_brought, names, version = db.session.execute(_standing(), asked).one()
    if version != interaction.version:
        raise Overtaken(_("This contact is not planned any more: somebody has dealt with it."))
    return Standing(int(so_far) + 1, bool(is_brought), names)


@functools.cache
def _standing() -> Any:
    contact = sa.bindparam("contact", type_=sa.BigInteger)
    brought = sa.select(Handing.id).where(Handing.interaction_id == contact).exists()
    version = sa.select(Interaction.version).where(Interaction.id == contact)
    return sa.select(_SO_FAR.scalar_subquery(), brought, concerned(), version.scalar_subquery())


_SO_FAR = sa.select(sa.func.count(Interaction.id)).where(
    Interaction.client_id == sa.bindparam("client", type_=sa.BigInteger),
    Interaction.state == InteractionState.DONE,
)


def holding(booking_id: int) -> Interaction | None:
    """The planned contact that holds a booking."""
    return db.session.execute(
        sa.select(Interaction).where(
            Interaction.booking_id == booking_id, Interaction.state == InteractionState.PLANNED
        )
    ).scalar_one_or_none()


def following(interaction: Interaction) -> Interaction | None:
    """The contact planned when the outcome of ``interaction`` was recorded."""
    if interaction.next_id is None:
        return None
    return db.session.get(Interaction, interaction.next_id)
