"""Carrying a handover out: one transaction, every statement over all clients at once.

Order: lock the assignments, compare with the draft, end and open assignments, move every open row
that the registry names, write the clients' history, close the leaver's access. Nothing is sent
here: what leaves the house is rows.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.models import Assignment, ClientEvent
from ...core import clock, journal
from ...core.db import any_of, db
from ...core.errors import Conflict
from ...policy.enforce import Actor
from ...portfolios.queries import loads
from ...portfolios.rules import ENDS
from ...settings import settings
from ...staff.administration import shut_out
from ...staff.calendar import calendars_for
from ...staff.models import Employee, name_of
from ...work.beside import Tell
from .. import queries
from ..models import Handover, HandoverItem, HandoverReason, HandoverState, ItemState
from .afterwards import go_on_after
from .moving import move_everything
from .serving import Moved, move_assignments

UNDO_FOR = dt.timedelta(days=30)
MEET_VIP, MEET_OTHERS = 3, 10  # working days to the introduction
VISIT_VIP = dt.timedelta(days=30)


def execute(
    handover: Handover, *, actor: Actor | None, tell: Tell = lambda done: None
) -> dict[str, int]:
    """Move everything; return the counts. Refuses with :class:`Conflict` on any mismatch.

    ``tell``: is told how many rows have moved so far, for whoever looks on from outside.
    """
    if handover.state is not HandoverState.SIGNED:
        raise Conflict(_("This handover is not signed."))
    _lock(handover)
    found = check_or_refuse(handover)
    leaver = db.session.get_one(Employee, handover.leaver_id)
    operation = journal.begin(
        "handover",
        leaver.name,
        author_id=actor.employee_id if actor else handover.created_by_id,
        undo_for=None if handover.returns_on else UNDO_FOR,
    )
    handover.operation_id = operation.id
    _tell_loads(handover)
    moved = move_assignments(handover, actor)
    counts = {"clients": moved.clients}
    if counts["clients"] < found.out:
        raise Conflict(_("The clients of this person have changed since the draft."))
    tell(counts["clients"])
    handover.successor_id = queries.successor_of(handover)
    counts |= move_everything(handover, operation, lambda done: tell(counts["clients"] + done))
    _tell_history(handover, actor)
    _set_deadlines(handover, moved)
    if handover.closes_access or handover.reason is HandoverReason.LEAVING:
        counts["sessions"] = shut_out(leaver, reason="handover")
    handover.state = HandoverState.DONE
    handover.executed_at = clock.now()
    by_work = {key: value for key, value in handover.counts.items() if key == "execution"}
    handover.counts = {**counts, **by_work}
    handover.failure = ""
    go_on_after(handover, actor=actor)
    journal.finish(operation, counts)
    record(
        "handover:carried-out",
        actor=actor,
        obj=handover,
        name=leaver.name,
        detail={"counts": counts, "items": _items_for_trail(handover)},
    )
    db.session.flush()
    db.session.expire_all()
    return counts


def check_or_refuse(handover: Handover) -> queries.Check:
    """The check of a handover; :class:`Conflict` with the lists when it does not hold."""
    found = queries.check(handover)
    if found.ok:
        return found
    if found.unplaced:
        message = _("Some clients have no receiver yet.")
    elif found.appeared or found.gone:
        message = _("The clients of this person have changed since the draft. Share them out anew.")
    elif found.unfit:
        message = _("Some clients are VIPs by now: share them out anew.")
    else:
        message = _("There is nothing to hand over.")
    raise Conflict(message, appeared=found.appeared, gone=found.gone)


def _items() -> Any:
    return HandoverItem.__table__


def _lock(handover: Handover) -> None:
    """Lock the leaver's open assignments in order of key: overlapping handovers queue up."""
    locked = (
        sa.select(Assignment.id)
        .where(Assignment.employee_id == handover.leaver_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.id)
        .with_for_update()
    ).cte("locked")
    db.session.scalar(sa.select(sa.func.count()).select_from(locked))


def _tell_loads(handover: Handover) -> None:
    """What the receivers carry in the moment before, not when the clients were shared out."""
    now = loads([one.employee_id for one in handover.receivers])
    for one in handover.receivers:
        one.points_before, one.capacity = now[one.employee_id].points, now[one.employee_id].capacity


def _tell_history(handover: Handover, actor: Actor | None) -> None:
    item = _items()
    db.session.execute(
        sa.insert(ClientEvent).from_select(
            ["client_id", "at", "kind", "author_id", "title", "detail", "object_kind",
             "object_public_id"],
            sa.select(
                item.c.client_id,
                sa.literal(clock.now()),
                sa.literal("handed-over"),
                sa.literal(actor.employee_id if actor else handover.created_by_id),
                name_of(Employee),
                sa.func.jsonb_build_object("reason", handover.reason.value),
                sa.literal("handover"),
                sa.literal(handover.public_id),
            )
            .join(Employee, Employee.id == item.c.receiver_id)
            .where(item.c.handover_id == handover.id),
        )
    )  # fmt: skip


def _set_deadlines(handover: Handover, moved: Moved) -> None:
    """Each receiver meets the clients in time: VIPs within 3 working days, others within 10; VIPs
    are visited within 30 days. What would be due after a substitution has ended is not asked, nor
    of who comes as a deputy; whose role has ended there is nothing to accept."""
    item, today = _items(), clock.today(settings().bank_zone)
    receivers = [one.employee_id for one in handover.receivers]
    calendars = calendars_for(receivers)
    rows = [
        (key, is_vip, _before_return(handover, calendars[key].add_working_days(today, days)))
        for key in receivers
        for is_vip, days in ((True, MEET_VIP), (False, MEET_OTHERS))
    ]
    day = (
        sa.func.unnest(
            sa.literal([row[0] for row in rows], sa.ARRAY(sa.BigInteger)),
            sa.literal([row[1] for row in rows], sa.ARRAY(sa.Boolean)),
            sa.literal([row[2] for row in rows], sa.ARRAY(sa.Date)),
        )
        .table_valued(
            sa.column("receiver_id", sa.BigInteger),
            sa.column("is_vip", sa.Boolean),
            sa.column("meet_by", sa.Date),
        )
        .render_derived()
    )
    visit = sa.case(
        (item.c.is_vip, sa.literal(_before_return(handover, today + VISIT_VIP), sa.Date))
    )
    db.session.execute(
        sa.update(item)
        .where(
            item.c.handover_id == handover.id,
            item.c.receiver_id == day.c.receiver_id,
            item.c.is_vip == day.c.is_vip,
        )
        .values(state=ItemState.MOVED, meet_by=day.c.meet_by, visit_by=visit)
    )
    nothing_due: dict[str, Any] = {"meet_by": None, "visit_by": None}
    taken = {"state": ItemState.ACCEPTED, "decided_at": clock.now(), "why": [ENDS]}
    for clients, values in ((moved.beside, nothing_due), (moved.ended, taken)):
        if clients:
            those = item.c.client_id == any_of(clients)
            db.session.execute(
                sa.update(item).where(item.c.handover_id == handover.id, those).values(values)
            )


def _before_return(handover: Handover, day: dt.date) -> dt.date | None:
    """A deadline, unless the clients are back with their manager by then."""
    return day if handover.returns_on is None or day < handover.returns_on else None


def _items_for_trail(handover: Handover) -> list[list[int]]:
    item = _items()
    rows = db.session.execute(
        sa.select(item.c.client_id, item.c.receiver_id)
        .where(item.c.handover_id == handover.id, item.c.receiver_id.is_not(None))
        .order_by(item.c.client_id)
    )
    return [[client_id, receiver_id] for client_id, receiver_id in rows]
