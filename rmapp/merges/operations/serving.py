"""Who serves the one client that is left, and its VIP status: never two where one may be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Assignment, AssignmentRole, Client
from ...core import clock, journal
from ...core.db import db
from ...core.errors import Conflict, Forbidden
from ...policy.enforce import Actor, can
from ...vip.models import StatusState, VipStatus
from ..rules import Side

_OPEN = (StatusState.PROPOSED, StatusState.CONFIRMED)


def settle_service(
    operation: journal.Operation, survivor: Client, loser: Client, manager: Side, *, is_vip: bool
) -> None:
    """End what may not stand twice: the other's first manager, the same colleague in the same
    role, a deputy who is the first manager now. The rows themselves move afterwards.

    Refuses with :class:`Conflict` to leave a VIP with a manager who is not a personal one.
    """
    rows = {
        client.id: db.session.execute(
            sa.select(Assignment)
            .where(Assignment.client_id == client.id, Assignment.ended_at.is_(None))
            .order_by(Assignment.id)
        )
        .scalars()
        .all()
        for client in (survivor, loser)
    }
    mine, others = rows[survivor.id], rows[loser.id]
    first = {side: next((one for one in found if one.is_primary), None) for side, found in (
        (Side.SURVIVOR, mine), (Side.LOSER, others))}  # fmt: skip
    wanted = manager if first[manager] is not None else _other(manager)
    stays, goes = first[wanted], first[_other(wanted)]
    if stays is not None and is_vip and stays.role is not AssignmentRole.PERSONAL:
        raise Conflict(_("A VIP is served by a personal manager: choose the other manager."))
    ended = [goes] if goes is not None else []
    served = {(one.employee_id, one.role) for one in mine if one is not goes}
    for one in (*mine, *others):
        doubled = one in others and (one.employee_id, one.role) in served
        deputy = stays is not None and not one.is_primary and one.employee_id == stays.employee_id
        if one is not stays and one not in ended and (doubled or deputy):
            ended.append(one)
    _end(operation, [one.id for one in ended], survivor.id)


def _end(operation: journal.Operation, ids: list[int], survivor_id: int) -> None:
    """End these assignments and give them to the survivor in the same statement: open they could
    not stand there."""
    if not ids:
        return
    table: Any = Assignment.__table__
    ended = sa.func.greatest(clock.now(), table.c.started_at)
    journal.change(
        operation,
        table,
        {"client_id": survivor_id, "ended_at": ended},
        table.c.id.in_(ids),
    )


def _other(side: Side) -> Side:
    return Side.LOSER if side is Side.SURVIVOR else Side.SURVIVOR


def settle_vip(
    operation: journal.Operation, survivor: Client, loser: Client, actor: Actor | None
) -> dict[str, Any]:
    """Of two open statuses one ends: a confirmed one stays before a proposal, the survivor's
    before the loser's. Return the survivor's columns that change.

    Refuses with :class:`Forbidden` whoever may not confirm VIPs where both are open, and a merge
    without a person where either is.
    """
    found = {
        row.client_id: row
        for row in db.session.execute(
            sa.select(VipStatus.id, VipStatus.client_id, VipStatus.state, VipStatus.tier).where(
                VipStatus.client_id.in_([survivor.id, loser.id]), VipStatus.state.in_(_OPEN)
            )
        )
    }
    if (found or survivor.vip_tier or loser.vip_tier) and actor is None:
        raise Forbidden(_("A VIP is merged by a person only."))
    mine, other = found.get(survivor.id), found.get(loser.id)
    tier = survivor.vip_tier or loser.vip_tier
    if mine is not None and other is not None:
        if not can(actor, "vip:confirm"):
            raise Forbidden(
                _("Both have a VIP status: only who may confirm it can merge them."),
                permission="vip:confirm",
            )
        is_stronger = (
            other.state is StatusState.CONFIRMED and mine.state is not StatusState.CONFIRMED
        )
        tier = loser.vip_tier if is_stronger else survivor.vip_tier
        _end_status(operation, mine.id if is_stronger else other.id, survivor.id)
    return {"vip_tier": tier} if tier != survivor.vip_tier else {}


def _end_status(operation: journal.Operation, status_id: int, survivor_id: int) -> None:
    table: Any = VipStatus.__table__
    now: dt.datetime = clock.now()
    values = {
        "client_id": survivor_id,
        "state": StatusState.ENDED,
        "ended_at": now,
        "end_reason": _("Merged with another record of this client"),
    }
    journal.change(operation, table, values, table.c.id == status_id)
