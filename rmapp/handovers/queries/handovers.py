"""Handovers themselves: who sees them, their clients, shares, checks, what awaits whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from ...clients.models import Client
from ...core import registry
from ...core.db import db
from ...core.errors import NotFound
from ...core.hanging import count_open
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...portfolios.queries import loads, within_my_teams
from ...staff.models import Employee
from ..models import UNDER_WAY, Handover, HandoverItem, HandoverReceiver, HandoverState, ItemState
from .awaiting import still_awaits
from .leaver import served_by
from .listed import goes_against
from .roles import named_receivers, serves_first
from .signing import signable

#: What the person concerned does not learn of.
SILENT = (HandoverState.DRAFT, HandoverState.DROPPED)


def visible_to(actor: Actor) -> sa.Select[Any]:
    """The handovers ``actor`` may see: their teams' leavers; own: where they give or receive.

    A draft and one that was given up are their supervisors' and their author's alone: neither the
    person concerned nor a colleague learns of them.

    Whoever may sign sees besides what waits for their signature, and for good what they signed:
    not what others draft or have carried out.
    """
    statement = sa.select(Handover).options(
        joinedload(Handover.leaver),
        joinedload(Handover.created_by),
        joinedload(Handover.signed_by),
        selectinload(Handover.receivers).joinedload(HandoverReceiver.employee),
    )
    how_far = reach(actor, "handovers:read")
    own = Handover.leaver_id == actor.employee_id
    author = Handover.created_by_id == actor.employee_id
    known = Handover.state.not_in(SILENT)
    if how_far is Reach.ALL:
        return statement.where(sa.or_(known, sa.not_(own), author))
    received = sa.select(HandoverReceiver.handover_id).where(
        HandoverReceiver.employee_id == actor.employee_id
    )
    mine = sa.or_(
        sa.and_(own, known),
        sa.and_(
            Handover.id.in_(received),
            Handover.state.in_([HandoverState.DONE, HandoverState.UNDONE, HandoverState.RETURNED]),
        ),
    )
    if how_far is Reach.TEAM:
        team = sa.select(Employee.id).where(within_my_teams(actor, "handovers:read"))
        mine = sa.or_(mine, sa.and_(Handover.leaver_id.in_(team), sa.not_(own)), author)
    elif how_far is Reach.NONE:
        mine = sa.false()
    signed = sa.or_(
        Handover.signed_by_id == actor.employee_id,
        Handover.permanence_signed_by_id == actor.employee_id,
    )
    return statement.where(sa.or_(mine, signable(actor), signed))


def listing(actor: Actor, *, person: str = "", cursor: str | None = None) -> Page[Handover]:
    """A page of handovers, newest first; ``person``: those in which one gives or receives."""
    statement = visible_to(actor)
    if person:
        that: Any = sa.select(Employee.id).where(Employee.public_id == person)
        got = sa.select(HandoverReceiver.handover_id).where(HandoverReceiver.employee_id.in_(that))
        statement = statement.where(sa.or_(Handover.leaver_id.in_(that), Handover.id.in_(got)))
    return keyset(statement, [Order(Handover.id, descending=True)], cursor=cursor)


@dataclass(frozen=True)
class Size:
    """How many clients of a handover the reader sees go along, and how many await them."""

    clients: int
    awaits: int


def sizes(handovers: Collection[Handover], actor: Actor) -> dict[int, Size]:
    """Key of a handover → its size; one statement. Who merely receives counts their own."""
    parts = [one.id for one in handovers if part_of(one, actor) is not None]
    mine = HandoverItem.receiver_id == actor.employee_id
    rows = db.session.execute(
        sa.select(
            HandoverItem.handover_id,
            sa.func.count().filter(sa.or_(HandoverItem.handover_id.not_in(parts), mine)),
            sa.func.count().filter(mine, still_awaits()),
        )
        .where(
            HandoverItem.handover_id.in_([one.id for one in handovers]),
            HandoverItem.state != ItemState.LEFT_OUT,
        )
        .group_by(HandoverItem.handover_id)
    )
    return {int(key): Size(int(count), int(awaits)) for key, count, awaits in rows}


def handover_of(public_id: str, *, actor: Actor, lock: bool = False) -> Handover:
    """The handover ``public_id``; :class:`NotFound` beyond reach. ``lock``: for a deed on it."""
    statement = visible_to(actor).where(Handover.public_id == public_id)
    if lock:
        statement = statement.with_for_update(of=Handover)
    found: Handover | None = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such handover, or it is not yours to see."))
    return found


def under_way(leaver_public_id: str, *, actor: Actor) -> Handover | None:
    """The handover of this person that is prepared or signed, if ``actor`` may see it."""
    statement = visible_to(actor).where(
        Handover.leaver_id.in_(
            sa.select(Employee.id).where(Employee.public_id == leaver_public_id)
        ),
        Handover.state.in_(UNDER_WAY),
    )
    found: Handover | None = db.session.execute(statement).scalars().first()
    return found


def part_of(handover: Handover, actor: Actor) -> int | None:
    """Whose clients of a handover ``actor`` sees: who merely receives, their own alone. None: all,
    for the leaver, who made or signed it, and whoever supervises or signs."""
    theirs = (handover.leaver_id, handover.created_by_id, handover.signed_by_id)
    if reach(actor, "handovers:read") is not Reach.OWN or actor.employee_id in theirs:
        return None
    return actor.employee_id


@dataclass(frozen=True)
class Share:
    """What one receiver gets. ``light``: how many of the clients weigh nothing; ``against``: for
    how many something speaks against the receiver; ``before``: the load, in points, in the moment
    before the clients move; ``capacity``: what they can carry."""

    receiver: HandoverReceiver
    before: int
    capacity: int
    clients: int
    vips: int
    points: int
    light: int
    against: int

    @property
    def after(self) -> int:
        """Load after the handover, points."""
        return self.before + self.points


def shares(handover: Handover) -> list[Share]:
    """What every receiver gets, with the load before and after: as it is now until the clients have
    moved, then as it was in that moment. Who went back does not weigh any more while the rest is
    with its receivers."""
    not_yet = handover.executed_at is None
    is_done = handover.state is HandoverState.DONE
    rows = db.session.execute(
        sa.select(
            HandoverItem.receiver_id,
            sa.func.count(),
            sa.func.count().filter(HandoverItem.is_vip.is_(True)),
            sa.func.sum(HandoverItem.points),
            sa.func.count().filter(HandoverItem.points == 0),
            sa.func.count().filter(goes_against()),
        )
        .where(
            HandoverItem.handover_id == handover.id,
            *([HandoverItem.state != ItemState.RETURNED] if is_done else []),
        )
        .group_by(HandoverItem.receiver_id)
    )
    found = {row[0]: row[1:] for row in rows}
    nothing = (0, 0, 0, 0, 0)
    now = loads([one.employee_id for one in handover.receivers]) if not_yet else {}
    return [
        Share(
            one,
            now[one.employee_id].points if not_yet else one.points_before,
            now[one.employee_id].capacity if not_yet else one.capacity,
            *[int(value or 0) for value in found.get(one.employee_id, nothing)],
        )
        for one in handover.receivers
    ]


@dataclass(frozen=True)
class Check:
    """Whether a handover can be carried out: what goes in, what comes out, what is in the way.

    ``into``: clients of the leaver that are not left out; ``skipped``: those that are; ``beside``:
    of somebody who serves nobody, what is open all the same and goes to the ``receivers``.
    """

    into: int
    out: int
    vips: int
    unplaced: int
    appeared: list[str]  # clients that came to the leaver since the draft
    gone: list[str]  # clients that left the leaver since the draft
    skipped: int = 0
    unfit: tuple[str, ...] = ()  # VIPs by now whose receivers may not serve VIPs
    against: int = 0  # go to somebody who lacks a licence, the language or is away: no hindrance
    beside: int = 0
    receivers: int = 0

    @property
    def ok(self) -> bool:
        """Nothing stands in the way."""
        wrong = self.unplaced or self.appeared or self.gone or self.unfit
        moves = self.out > 0 or (self.beside > 0 and self.receivers > 0)
        return not wrong and self.into == self.out and moves


def check(handover: Handover) -> Check:
    """Compare the draft with what hangs on the leaver now."""
    served = served_by(handover.leaver_id)
    planned = sa.select(HandoverItem.client_id).where(HandoverItem.handover_id == handover.id)
    came, went = served.except_(planned).subquery(), planned.except_(served).subquery()
    names = sa.select(Client.display_name).order_by(Client.name_key).limit(100)
    appeared = db.session.scalars(names.join(came, came.c.client_id == Client.id))
    gone = db.session.scalars(names.join(went, went.c.client_id == Client.id))
    is_vip_now = sa.exists().where(Client.id == HandoverItem.client_id, Client.vip_tier != "")
    into = db.session.scalar(sa.select(sa.func.count(sa.distinct(served.subquery().c.client_id))))
    out, vips, unplaced, skipped, against = db.session.execute(
        sa.select(
            sa.func.count().filter(HandoverItem.receiver_id.is_not(None)),
            sa.func.count().filter(
                HandoverItem.state != ItemState.LEFT_OUT,
                sa.or_(
                    HandoverItem.is_vip.is_(True),
                    sa.and_(is_vip_now, serves_first(handover.leaver_id)),
                ),
            ),
            sa.func.count().filter(
                HandoverItem.receiver_id.is_(None), HandoverItem.state != ItemState.LEFT_OUT
            ),
            sa.func.count().filter(HandoverItem.state == ItemState.LEFT_OUT),
            sa.func.count().filter(HandoverItem.receiver_id.is_not(None), goes_against()),
        ).where(HandoverItem.handover_id == handover.id)
    ).one()
    into = int(into or 0) - skipped
    unfit = db.session.scalars(
        sa.select(Client.display_name)
        .join(HandoverItem, HandoverItem.client_id == Client.id)
        .join(Employee, Employee.id == HandoverItem.receiver_id)
        .where(
            HandoverItem.handover_id == handover.id,
            Client.vip_tier != "",
            Employee.is_vip_certified.is_(False),
            serves_first(handover.leaver_id),
        )
        .order_by(Client.name_key)
        .limit(100)
    )
    serves_nobody = not into and not skipped and handover.gives_all
    kinds = (registry.AtHandover.MOVES, registry.AtHandover.SUCCESSOR)
    beside = sum(count_open(handover.leaver_id, kinds).values()) if serves_nobody else 0
    return Check(
        into, out, vips, unplaced, list(appeared), list(gone), skipped, tuple(unfit), against,
        beside, len(named_receivers(handover)) if beside else 0,
    )  # fmt: skip
