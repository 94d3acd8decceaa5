"""Undoing a handover within 30 days, whole or client by client: what still is as it left goes back,
later work is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import JSONB

from ...audit.operations import record
from ...clients.models import Assignment, ClientEvent
from ...core import clock, journal
from ...core.db import any_of, db
from ...core.errors import Conflict
from ...outbox import operations as outbox
from ...policy.enforce import Actor
from ...staff.models import Employee
from .. import queries
from ..models import PERMANENT, Handover, HandoverItem, HandoverState, ItemState
from .afterwards import LETTER, occasion
from .beginnings import end_beginnings
from .former import ended_roles, former_role
from .happened import demand_maker, served_elsewhere, too_late, why_it_stays
from .noticing import take_notice_back
from .parts import finished, of_client
from .serving import FRESH_PUBLIC_ID, OF_CLIENT

_ROW = Assignment.__table__.c


def undo(handover: Handover, *, version: int, actor: Actor) -> dict[str, int]:
    """Give the clients back, with what is still open; return
    ``{"returned", "kept", "rows", "rows_kept", "begun_ended"}``.

    A client whose manager has changed since stays where it is. What acceptance began ends, unless
    it was worked on since. A leaver whose access was closed
    is active again; the sessions stay ended.
    """
    demand_maker(handover, actor)
    _demand_done(handover)
    if handover.version != version:
        too_late(handover, version=version)
    leaver = db.session.get_one(Employee, handover.leaver_id)
    if not leaver.may_enter:  # before the rows: who is inactive receives nothing
        leaver.is_active, leaver.left_at, leaver.access_closed_at = True, None, None
        db.session.flush()
    assert handover.operation_id is not None
    operation = db.session.get_one(journal.Operation, handover.operation_id)
    rows = journal.undo(operation, author_id=actor.employee_id, finished=finished)
    handover = db.session.get_one(Handover, handover.id)
    leaver = db.session.get_one(Employee, handover.leaver_id)
    reason = _("The handover was undone")
    returned = return_assignments(handover, actor, reason=reason)
    begun = end_beginnings(handover, reason=reason)
    take_notice_back(handover, actor=actor)
    outbox.cancel_for(occasion(handover.id), actor=actor)
    leaver = db.session.get_one(Employee, handover.leaver_id)
    handover.state, handover.undone_at = HandoverState.UNDONE, clock.now()
    counts = {
        "returned": returned,
        "kept": _kept(handover),
        "rows": sum(one.set_back for one in rows),
        "rows_kept": sum(one.kept for one in rows),
        "begun_ended": begun,
    }
    record("handover:undone", actor=actor, obj=handover, name=leaver.name, detail=counts)
    db.session.flush()
    return counts


def undo_client(
    handover: Handover, client_public_id: str, *, actor: Actor, reason: str
) -> dict[str, int]:
    """Give one client back with everything that still is as the handover left it; return
    ``{"rows", "rows_kept"}``. The rest stays and can still be undone.

    Refuses with NotFound a client that is not in it, with Conflict one that somebody else serves by
    now, one that is back already, and after 30 days.
    """
    demand_maker(handover, actor)
    _demand_done(handover)
    item = queries.item_of(handover, client_public_id, lock=True)
    client_id = item.client_id
    stays = why_it_stays(item, db.session.get_one(Employee, handover.leaver_id))
    if stays is not None:
        raise Conflict(stays)
    assert handover.operation_id is not None
    operation = db.session.get_one(journal.Operation, handover.operation_id)
    before = journal.undone_so_far(operation)
    journal.undo(
        operation,
        author_id=actor.employee_id,
        only=lambda table: of_client(table, client_id),
        finished=finished,
    )
    after = journal.undone_so_far(operation)
    handover = db.session.get_one(Handover, handover.id)
    if not return_assignments(handover, actor, reason=reason, only=client_id):
        raise Conflict(served_elsewhere(client_id))
    end_beginnings(handover, reason=reason, only=client_id)
    outbox.cancel_one(f"{LETTER}:{handover.id}:{client_id}", actor=actor)
    counts = {"rows": after[0] - before[0], "rows_kept": after[1] - before[1]}
    record(
        "handover:client-undone",
        actor=actor,
        obj=handover,
        client_id=client_id,
        reason=reason,
        detail=counts,
    )
    db.session.flush()
    return counts


def _demand_done(handover: Handover) -> None:
    if handover.state in (HandoverState.UNDONE, HandoverState.RETURNED, HandoverState.DROPPED):
        too_late(handover)
    if PERMANENT in handover.counts:
        raise Conflict(
            _("This substitution was made permanent. Hand the clients over anew if they are to go.")
        )
    if handover.state is not HandoverState.DONE or handover.operation_id is None:
        raise Conflict(_("Only a handover that was carried out can be undone."))


def return_assignments(
    handover: Handover,
    actor: Actor | None,
    *,
    reason: str,
    only: int | None = None,
    rounds: Sequence[queries.Round] | None = None,
) -> int:
    """End what the handover opened and is still open (of the client ``only``, if one is named), and
    what holds its clients by now that came round (``rounds``; by default those that are with their
    receivers again); open it anew for the leaver, and whoever was deputy or specialist before is so
    again. Return how many clients."""
    if rounds is None:
        rounds = queries.came_round(handover, follows=False, only=only)
    at = clock.now()
    opened = {
        "public_id": FRESH_PUBLIC_ID,
        "client_id": _ROW.client_id,
        "role": _ROW.role,
        "started_at": sa.literal(at),
        "reason": sa.literal(reason[:500]),
        "assigned_by_id": sa.literal(actor.employee_id if actor else handover.created_by_id),
        "handover_id": sa.literal(handover.id),
    }
    held = _ROW.id == any_of(_end_held(handover, rounds, only, at))
    copied = {name: _ROW[name] for name in ("is_primary", *OF_CLIENT)}
    _insert(Assignment, held, {**opened, **copied, "employee_id": sa.literal(handover.leaver_id)})
    roles = _ROW.id == sa.any_(ended_roles(handover, only))
    back = sa.or_(held, roles)
    clients = _those_clients(back)
    beside = {**opened, "employee_id": _ROW.employee_id, "is_primary": sa.false()}
    _insert(Assignment, sa.or_(former_role(handover, clients), roles), beside)
    db.session.execute(
        sa.update(HandoverItem)
        .where(HandoverItem.handover_id == handover.id, HandoverItem.client_id.in_(clients))
        .values(state=ItemState.RETURNED)
        .execution_options(synchronize_session=False)
    )
    told = {
        "client_id": _ROW.client_id,
        "at": opened["started_at"],
        "kind": sa.literal("handover-undone"),
        "author_id": opened["assigned_by_id"],
        "title": sa.literal(""),
        "detail": sa.literal({}, JSONB),
        "object_kind": sa.literal("handover"),
        "object_public_id": sa.literal(handover.public_id),
    }
    return _insert(ClientEvent, back, told, once=True)


def _end_held(
    handover: Handover, rounds: Sequence[queries.Round], only: int | None, at: dt.datetime
) -> list[int]:
    """End what the handover opened and is open, and the rows of ``rounds``; return the keys of all
    that is the leaver's again: a role that ended before is among them."""
    keys = _end(
        at,
        Assignment.handover_id == handover.id,
        Assignment.employee_id != handover.leaver_id,
        Assignment.started_at == handover.executed_at,
        *([Assignment.client_id == only] if only is not None else []),
    )
    carried = [one.assignment_id for one in rounds if not one.is_over]
    if carried:
        keys += _end(at, Assignment.id == any_of(carried))
    return keys + [one.assignment_id for one in rounds if one.is_over]


def _end(at: dt.datetime, *those: sa.ColumnElement[bool]) -> list[int]:
    """End the open ones of ``those`` assignments; return their keys."""
    ended = (
        sa.update(Assignment)
        .where(Assignment.ended_at.is_(None), *those)
        .values(ended_at=sa.func.greatest(at, Assignment.started_at))
        .returning(Assignment.id)
        .execution_options(synchronize_session=False)
    )
    return list(db.session.scalars(ended))


def _those_clients(those: sa.ColumnElement[bool]) -> Any:
    """The clients of ``those`` assignments as rows to be joined and not as a list to be searched:
    ten thousand keys are looked through once."""
    keys = list(db.session.scalars(sa.select(_ROW.client_id).where(those)))
    return sa.select(sa.func.unnest(sa.literal(keys, sa.ARRAY(sa.BigInteger))))


def _insert(
    model: Any, those: sa.ColumnElement[bool], values: dict[str, Any], *, once: bool = False
) -> int:
    """A row of ``model`` for each of ``those`` assignments (``once``: equal ones are one); return
    how many."""
    rows = sa.select(*values.values()).where(those)
    if once:
        rows = rows.distinct()
    done: Any = db.session.execute(
        sa.insert(model.__table__).from_select(list(values), rows),
        execution_options={"preserve_rowcount": True},
    )
    return int(done.rowcount)


def _kept(handover: Handover) -> int:
    """How many that had moved stay where they are; who was left out never went."""
    back = (ItemState.RETURNED, ItemState.LEFT_OUT)
    moved = sa.select(sa.func.count()).where(
        HandoverItem.handover_id == handover.id, HandoverItem.state.not_in(back)
    )
    return int(db.session.scalar(moved) or 0)
