"""What the wizard shows before anything moves: receivers, flows, what is skipped, norms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Client
from ...core import clock, registry
from ...core.db import Base, db
from ...core.errors import NotFound
from ...core.hanging import count_open, is_open
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from ...portfolios.queries import ManagerLoad, managers
from ...standing.queries import to_breach
from ..models import Handover, HandoverItem, HandoverReason, HandoverState, ItemState
from .awaiting import still_awaits
from .roles import named_receivers

AHEAD = dt.timedelta(days=14)
MOVED_ON = "moved-on"


def possible_receivers(handover: Handover, *, actor: Actor) -> list[ManagerLoad]:
    """The colleagues ``actor`` may give the clients to: not the leaver, nobody who leaves."""
    return [
        one
        for one in managers(actor, "handovers:make")
        if one.employee.id != handover.leaver_id
        and one.employee.may_enter
        and one.employee.leaves_on is None
    ]


def count_items(handover: Handover) -> int:
    """How many clients are in the draft."""
    return int(
        db.session.scalar(sa.select(sa.func.count()).where(HandoverItem.handover_id == handover.id))
        or 0
    )


def count_left_out(handover: Handover) -> int:
    """How many clients stay with the leaver, by choice."""
    return acceptance(handover).get(ItemState.LEFT_OUT.value, 0)


def item_of(handover: Handover, client_public_id: str, *, lock: bool = False) -> HandoverItem:
    """One client of a handover; :class:`NotFound` for any other."""
    statement = (
        sa.select(HandoverItem)
        .join(Client, Client.id == HandoverItem.client_id)
        .options(joinedload(HandoverItem.client), joinedload(HandoverItem.receiver))
        .where(HandoverItem.handover_id == handover.id, Client.public_id == client_public_id)
    )
    if lock:
        statement = statement.with_for_update(of=HandoverItem)
    item: HandoverItem | None = db.session.execute(statement).scalar_one_or_none()
    if item is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return item


@dataclass(frozen=True)
class Flow:
    """One kind of what hangs on the leaver: in, out with the clients, out to the managers of other
    clients, left out."""

    key: str
    label: Any
    into: int
    out: int
    others: int
    stays: int

    @property
    def ok(self) -> bool:
        """Nothing is lost on the way."""
        return self.into == self.out + self.others + self.stays


def flows(handover: Handover) -> list[Flow]:
    """In and out for each kind that goes with its clients; one statement."""
    parts = []
    item: Any = HandoverItem.__table__
    mine = sa.select(item.c.client_id).where(item.c.handover_id == handover.id)
    goes = mine.where(item.c.state != ItemState.LEFT_OUT.value)
    left = mine.where(item.c.state == ItemState.LEFT_OUT.value)
    known = [one for one in registry.on_employee() if one.rule is registry.AtHandover.MOVES]
    for hanging in known:
        table = Base.metadata.tables[hanging.table]
        assert hanging.client_column is not None
        client = table.c[hanging.client_column]
        parts.append(
            sa.select(
                sa.literal(str(hanging)),
                sa.func.count(),
                sa.func.count().filter(client.in_(goes)),
                sa.func.count().filter(client.in_(left)),
            )
            .select_from(table)
            .where(*is_open(hanging, handover.leaver_id))
        )
    found = {row[0]: row[1:] for row in db.session.execute(sa.union_all(*parts))}
    return [
        Flow(str(one), one.label or one.table, into, out, *_rest(handover, into - out, stays))
        for one in known
        for into, out, stays in [found[str(one)]]
        if into
    ]


def _rest(handover: Handover, others: int, left_out: int) -> tuple[int, int]:
    """What goes to the managers of other clients, and what stays: all of it, unless the leaver
    gives up everything."""
    return (others - left_out, left_out) if handover.gives_all else (0, others)


def successor_of(handover: Handover) -> int | None:
    """Who gets what is not a client's: the receiver of most clients; where no client goes along,
    the first of those named."""
    item: Any = HandoverItem.__table__
    found = db.session.scalar(
        sa.select(item.c.receiver_id)
        .where(item.c.handover_id == handover.id, item.c.receiver_id.is_not(None))
        .group_by(item.c.receiver_id)
        .order_by(sa.func.count().desc(), item.c.receiver_id)
        .limit(1)
    )
    return found if found is not None else next(iter(named_receivers(handover)), None)


@dataclass(frozen=True)
class Besides:
    """What is open and no client's: kind → how many, and who gets it (empty: it stays, for the
    leaver has too much of clients alone)."""

    rows: list[tuple[Any, int]]
    successor: str


def besides(handover: Handover) -> Besides:
    """What goes to the successor, or stays; two statements."""
    counts = count_open(handover.leaver_id, (registry.AtHandover.SUCCESSOR,))
    rows = [
        (one.label or one.table, counts[str(one)])
        for one in registry.on_employee()
        if counts.get(str(one))
    ]
    key = None if handover.reason is HandoverReason.OVERLOAD else successor_of(handover)
    named = {one.employee_id: one.employee.name for one in handover.receivers}
    return Besides(rows, named.get(key, "") if key is not None else "")


def contacts_that_came(handover: Handover, *, after: int, limit: int) -> list[Interaction]:
    """Planned contacts of the clients that went along and still stand in the leaver's diary."""
    came = sa.select(HandoverItem.client_id).where(
        HandoverItem.handover_id == handover.id, HandoverItem.receiver_id.is_not(None)
    )
    return list(
        db.session.scalars(
            sa.select(Interaction)
            .where(
                Interaction.id > after,
                Interaction.client_id.in_(came),
                Interaction.diary_id == handover.leaver_id,
                Interaction.manager_id != handover.leaver_id,
                Interaction.state == InteractionState.PLANNED,
            )
            .order_by(Interaction.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def skipped(handover: Handover, *, limit: int = 50) -> list[Any]:
    """Clients that stay with the leaver, with the reasons: ``(name, reason)``."""
    return list(
        db.session.execute(
            sa.select(Client.display_name, HandoverItem.skip_reason)
            .join(HandoverItem, HandoverItem.client_id == Client.id)
            .where(
                HandoverItem.handover_id == handover.id,
                HandoverItem.state == ItemState.LEFT_OUT,
            )
            .order_by(Client.name_key)
            .limit(limit)
        )
    )


def norms(handover: Handover) -> tuple[int, int]:
    """Of the clients that go along: how many are silent beyond their norm (C9) now, and how many
    will be before the introductions are due unless somebody speaks to them."""
    now = clock.now()
    counts = [sa.func.count().filter(to_breach(at) < 0) for at in (now, now + AHEAD)]
    row = db.session.execute(
        sa.select(*counts)
        .select_from(HandoverItem)
        .join(Client, Client.id == HandoverItem.client_id)
        .where(HandoverItem.handover_id == handover.id, HandoverItem.state != ItemState.LEFT_OUT)
    ).one()
    return int(row[0]), int(row[1] - row[0])


def acceptance(handover: Handover, *, receiver_id: int | None = None) -> dict[str, int]:
    """State of the clients → how many; of those of one receiver, if it is named. ``moved-on``: they
    were never answered and await nobody any more."""
    is_done = handover.state is HandoverState.DONE
    on = sa.and_(HandoverItem.state == ItemState.MOVED, sa.not_(still_awaits()))
    statement = sa.select(
        HandoverItem.state,
        sa.func.count(),
        sa.func.count().filter(on) if is_done else sa.literal(0),
    ).where(HandoverItem.handover_id == handover.id)
    if receiver_id is not None:
        statement = statement.where(HandoverItem.receiver_id == receiver_id)
    rows = list(db.session.execute(statement.group_by(HandoverItem.state)))
    found = {state.value: int(count) - int(gone) for state, count, gone in rows}
    return found | {MOVED_ON: sum(int(row[2]) for row in rows)}
