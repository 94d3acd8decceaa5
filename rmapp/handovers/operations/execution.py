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
from sqlalchemy.dialects.postgresql import insert

from ...audit.operations import record
from ...clients.models import Assignment, ClientEvent
from ...core import clock, journal
from ...core.db import db
from ...core.errors import Conflict
from ...policy.enforce import Actor
from ...settings import settings
from ...staff.administration import shut_out
from ...staff.calendar import calendars_for
from ...staff.models import Employee, name_of
from ...work.beside import Tell
from .. import queries
from ..models import Handover, HandoverItem, HandoverReason, HandoverState, ItemState
from .afterwards import go_on_after
from .moving import move_everything

UNDO_FOR = dt.timedelta(days=30)
#: A public key made by the database, for rows that are made there.
FRESH_PUBLIC_ID = sa.func.left(
    sa.func.replace(sa.cast(sa.func.gen_random_uuid(), sa.Text), "-", ""), 16
)
#: What triggers keep on an open assignment of its client.
OF_CLIENT = ("name_key", "lifecycle", "vip_tier", "at_rest", "quiet_since", "birthday")
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
    counts = {"clients": _move_assignments(handover, actor)}
    if counts["clients"] < found.out:
        raise Conflict(_("The clients of this person have changed since the draft."))
    tell(counts["clients"])
    handover.successor_id = _successor(handover)
    counts |= move_everything(handover, operation, lambda done: tell(counts["clients"] + done))
    _tell_history(handover, actor)
    _set_deadlines(handover)
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


def _move_assignments(handover: Handover, actor: Actor | None) -> int:
    """End the leaver's assignments and open the receivers'; return how many clients.

    One statement: the triggers that keep the queue of unserved clients run at its end, when every
    client is served again, and write nothing. The items are joined once: the server knows nothing
    of rows written a moment ago, and would compare each client with each. What an assignment knows
    of its client is copied along, so that no trigger looks each client up.
    """
    item, at = _items(), clock.now()
    _end_former_roles(handover, at)
    ended = (
        sa.update(Assignment)
        .where(
            item.c.handover_id == handover.id,
            item.c.client_id == Assignment.client_id,
            item.c.receiver_id.is_not(None),
            Assignment.employee_id == handover.leaver_id,
            Assignment.ended_at.is_(None),
        )
        .values(
            ended_at=sa.func.greatest(at, Assignment.started_at),
            handover_id=sa.func.coalesce(Assignment.handover_id, handover.id),
        )
        .returning(
            Assignment.client_id,
            Assignment.role,
            Assignment.is_primary,
            *[getattr(Assignment, name) for name in OF_CLIENT],
            item.c.receiver_id,
        )
        .cte("ended")
    )
    columns = (
        "public_id", "client_id", "employee_id", "role", "is_primary", "started_at", "reason",
        "assigned_by_id", "handover_id", *OF_CLIENT,
    )  # fmt: skip
    rows = sa.select(
        FRESH_PUBLIC_ID,
        ended.c.client_id,
        ended.c.receiver_id,
        ended.c.role,
        ended.c.is_primary,
        sa.literal(at),
        sa.literal(handover.note or handover.reason.value),
        sa.literal(actor.employee_id if actor else handover.created_by_id),
        sa.literal(handover.id),
        *[ended.c[name] for name in OF_CLIENT],
    )
    fresh = (
        insert(Assignment)
        .from_select(columns, rows, include_defaults=False)
        .on_conflict_do_nothing()
        .returning(Assignment.id)
        .cte("fresh")
    )
    moved = sa.select(sa.func.count(sa.distinct(ended.c.client_id))).add_cte(fresh)
    return int(db.session.scalar(moved) or 0)


def _end_former_roles(handover: Handover, at: dt.datetime) -> None:
    """Whoever becomes the first manager stops being the client's deputy or specialist."""
    item = _items()
    db.session.execute(
        sa.update(Assignment)
        .where(
            item.c.handover_id == handover.id,
            item.c.client_id == Assignment.client_id,
            item.c.receiver_id == Assignment.employee_id,
            Assignment.ended_at.is_(None),
            Assignment.is_primary.is_(False),
        )
        .values(ended_at=sa.func.greatest(at, Assignment.started_at))
        .execution_options(synchronize_session=False)
    )


def _successor(handover: Handover) -> int | None:
    """Who gets what is not a client's: the receiver of most clients."""
    item = _items()
    return db.session.scalar(
        sa.select(item.c.receiver_id)
        .where(item.c.handover_id == handover.id, item.c.receiver_id.is_not(None))
        .group_by(item.c.receiver_id)
        .order_by(sa.func.count().desc(), item.c.receiver_id)
        .limit(1)
    )


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


def _set_deadlines(handover: Handover) -> None:
    """Each receiver meets the clients in time: VIPs within 3 working days, others within 10; VIPs
    are visited within 30 days. What would be due after a substitution has ended is not asked. One
    statement."""
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
