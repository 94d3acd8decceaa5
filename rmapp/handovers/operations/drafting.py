"""Drafting: who and why, to whom, the share-out, and what a person changes in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...core import clock
from ...core.db import any_of, db
from ...core.errors import Conflict, Invalid
from ...policy.enforce import Actor, demand
from ...portfolios.queries import loads, receiver_from
from ...staff.models import Employee
from .. import queries, rules
from ..models import (
    UNDER_WAY,
    Handover,
    HandoverItem,
    HandoverReason,
    HandoverReceiver,
    HandoverState,
    ItemState,
)
from ..texts import shipped
from .changing import check_days
from .happened import demand_maker, too_late
from .noticing import begin_notice, take_notice_back


def start(
    leaver: Employee,
    *,
    reason: HandoverReason,
    effective_on: dt.date,
    returns_on: dt.date | None,
    closes_access: bool,
    note: str,
    actor: Actor,
    gives_notice: bool = False,
) -> Handover:
    """Begin a handover of everything that hangs on ``leaver``.

    A draft is nobody's business but the supervisors': whoever leaves the bank makes exports until
    the handover is proposed, or from now on if ``gives_notice``. Refuses with :class:`Invalid` a
    day in the past or a return before it, with :class:`Conflict` a second open handover of the
    same person.
    """
    demand(actor, "handovers:make")
    check_days(reason, effective_on, returns_on)
    db.session.execute(
        sa.select(Employee.id).where(Employee.id == leaver.id).with_for_update(key_share=True)
    )
    open_one = db.session.scalar(
        sa.select(Handover.id).where(Handover.leaver_id == leaver.id, Handover.state.in_(UNDER_WAY))
    )
    if open_one is not None:
        raise Conflict(_("A handover of this person is being prepared already."))
    handover = Handover(
        leaver_id=leaver.id,
        reason=reason,
        note=note,
        effective_on=effective_on,
        returns_on=returns_on,
        closes_access=closes_access,
        created_by_id=actor.employee_id,
        created_at=clock.now(),
        letters=shipped(until=returns_on is not None),
    )
    db.session.add(handover)
    db.session.flush()
    draft(handover)
    record(
        "handover:started",
        actor=actor,
        obj=handover,
        name=leaver.name,
        reason=note,
        detail={"reason": reason.value, "effective_on": effective_on.isoformat()},
    )
    if gives_notice:
        begin_notice(handover, actor=actor)
    return handover


def draft(handover: Handover) -> int:
    """Write down the leaver's clients as items, keeping choices made before; return how many. What
    a client weighs and whether it is a VIP is told anew."""
    demand_draft(handover)
    known = {
        item.client_id: item
        for item in db.session.scalars(
            sa.select(HandoverItem).where(HandoverItem.handover_id == handover.id)
        )
    }
    pieces = queries.pieces_of(handover.leaver_id)
    rows = [
        {
            "handover_id": handover.id,
            "client_id": piece.client_id,
            "points": piece.points,
            "is_vip": piece.is_vip,
        }
        for piece in pieces
        if piece.client_id not in known
    ]
    if rows:
        db.session.execute(sa.insert(HandoverItem), rows)
    for piece in pieces:
        item = known.get(piece.client_id)
        if item is not None:
            item.points, item.is_vip = piece.points, piece.is_vip
    present = {piece.client_id for piece in pieces}
    gone = [item.id for key, item in known.items() if key not in present]
    if gone:
        db.session.execute(sa.delete(HandoverItem).where(HandoverItem.id.in_(gone)))
    return len(pieces)


def share_out(
    handover: Handover, receiver_ids: Collection[int], *, keep_families: bool, actor: Actor
) -> None:
    """Propose a receiver for every client; what a person chose stays.

    Refuses with :class:`Invalid` at ``receivers`` when nobody is named, or somebody who cannot
    receive: the leaver, somebody beyond reach, somebody who has left.
    """
    demand(actor, "handovers:make")
    demand_draft(handover)
    possible = {one.employee.id: one for one in queries.possible_receivers(handover, actor=actor)}
    if not receiver_ids or not set(receiver_ids) <= set(possible):
        raise Invalid(fields={"receivers": [_("Choose at least one colleague who can receive.")]})
    draft(handover)
    _set_receivers(handover, sorted(receiver_ids))
    chosen = [possible[key] for key in sorted(receiver_ids)]
    pinned, left_out = {}, set()
    for client_id, receiver_id, is_pinned, state in db.session.execute(
        sa.select(
            HandoverItem.client_id, HandoverItem.receiver_id, HandoverItem.is_pinned,
            HandoverItem.state,
        ).where(HandoverItem.handover_id == handover.id)
    ):  # fmt: skip
        if state is ItemState.LEFT_OUT:
            left_out.add(client_id)
        elif is_pinned and receiver_id is not None:
            pinned[client_id] = receiver_id
    placements = rules.share_out(
        [one for one in queries.pieces_of(handover.leaver_id) if one.client_id not in left_out],
        [receiver_from(one, on=handover.effective_on) for one in chosen],
        pinned=pinned,
        keep_families=keep_families,
    )
    handover.keeps_families = keep_families
    moved_on(handover)
    _write(handover, placements)
    record(
        "handover:shared-out",
        actor=actor,
        obj=handover,
        detail={"receivers": [one.employee.public_id for one in chosen]},
    )


def drop(handover: Handover, *, actor: Actor) -> None:
    """Give up a handover that was not carried out; the leaver mode it began ends with it."""
    demand_maker(handover, actor)
    if handover.state not in UNDER_WAY:
        too_late(handover)
    handover.state = HandoverState.DROPPED
    handover.dropped_by_id, handover.dropped_at = actor.employee_id, clock.now()
    record("handover:dropped", actor=actor, obj=handover)
    take_notice_back(handover, actor=actor)


def moved_on(handover: Handover) -> None:
    """Count the reshuffle, so that whoever looks at the draft before it cannot finish it."""
    handover.counts = {
        **handover.counts, "reshuffled": int(handover.counts.get("reshuffled", 0)) + 1
    }  # fmt: skip
    db.session.flush()


def demand_draft(handover: Handover) -> None:
    if handover.state is not HandoverState.DRAFT:
        too_late(handover)


def _set_receivers(handover: Handover, employee_ids: list[int]) -> None:
    before = loads(employee_ids)
    db.session.execute(
        sa.delete(HandoverReceiver).where(HandoverReceiver.handover_id == handover.id)
    )
    db.session.execute(
        sa.insert(HandoverReceiver),
        [
            {
                "handover_id": handover.id,
                "employee_id": key,
                "points_before": before[key].points,
                "capacity": before[key].capacity,
            }
            for key in employee_ids
        ],
    )
    db.session.execute(
        sa.update(HandoverItem)
        .where(
            HandoverItem.handover_id == handover.id,
            HandoverItem.receiver_id.not_in(employee_ids),
        )
        .values(receiver_id=None, is_pinned=False)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(handover, ["receivers"])


def _write(handover: Handover, placements: Collection[rules.Placement]) -> None:
    """Write the proposal into the items, one statement per distinct (receiver, why)."""
    groups: dict[tuple[int | None, tuple[str, ...]], list[int]] = {}
    for placement in placements:
        if placement.why != ("chosen",):
            groups.setdefault((placement.receiver_id, placement.why), []).append(
                placement.client_id
            )
    for (receiver_id, why), client_ids in groups.items():
        db.session.execute(
            sa.update(HandoverItem)
            .where(
                HandoverItem.handover_id == handover.id,
                HandoverItem.client_id == any_of(client_ids),
            )
            .values(receiver_id=receiver_id, why=list(why))
            .execution_options(synchronize_session=False)
        )
    db.session.flush()
