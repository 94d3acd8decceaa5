"""What becomes of a client that its receiver will not take: the supervisor decides (V9)."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from ...audit.operations import record
from ...clients.events import note
from ...clients.models import Assignment
from ...clients.operations import assign_row, end_row
from ...core import clock, registry
from ...core.db import Base, db
from ...core.errors import Conflict
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ...portfolios.operations import check_receiver
from ...portfolios.queries import loads
from ...staff.models import Employee
from .. import queries
from ..models import Handover, HandoverItem, HandoverReceiver, ItemState
from .happened import served_elsewhere

PLACED = notice_kind(
    "handover:placed-anew", icon="handover", words=_l("A client was handed to you: %(subject)s")
)
KEPT = notice_kind(
    "handover:kept",
    icon="handover",
    tone="warn",
    words=_l("A client you declined stays with you: %(subject)s"),
)


def place_anew(
    handover: Handover, client_public_id: str, receiver: Employee, *, actor: Actor, reason: str
) -> HandoverItem:
    """Give a declined client to another ``receiver`` with everything open, or leave it where it is.

    Another receiver is to accept it in turn; the one who declined keeps it without being asked
    again. Refuses with NotFound what is not declined or beyond reach, with Invalid at ``employee``
    somebody who cannot serve the client, with Conflict when it is served by others by now.
    """
    demand(actor, "handovers:make")
    item = queries.declined_item(handover, client_public_id, actor=actor)
    before = item.receiver_id
    if receiver.id == before:
        item.state, item.decided_at = ItemState.ACCEPTED, clock.now()
        kind, tag = KEPT, "handover:kept"
    else:
        _move(handover, item, receiver, actor=actor, reason=reason)
        kind, tag = PLACED, "handover:placed-anew"
    record(
        tag,
        actor=actor,
        obj=handover,
        client_id=item.client_id,
        reason=reason,
        detail={"declined": item.decline_reason, "receiver": receiver.public_id},
    )
    if receiver.id != before:
        item.decline_reason = ""
    tell(
        [receiver.id],
        kind.code,
        subject=item.client.display_name,
        leads_to="handovers.show",
        values={"public_id": handover.public_id},
        client_id=item.client_id,
    )
    return item


def _move(
    handover: Handover, item: HandoverItem, receiver: Employee, *, actor: Actor, reason: str
) -> None:
    assignment = db.session.execute(
        sa.select(Assignment)
        .where(
            Assignment.client_id == item.client_id,
            Assignment.employee_id == item.receiver_id,
            Assignment.ended_at.is_(None),
        )
        .order_by(Assignment.is_primary.desc(), Assignment.id)
        .limit(1)
        .with_for_update()
    ).scalar_one_or_none()
    if assignment is None:
        raise Conflict(served_elsewhere(item.client_id))
    check_receiver(item.client, receiver, assignment.role)
    carried = loads([receiver.id])[receiver.id]
    end_row(assignment, actor=actor, reason=reason)
    assign_row(item.client_id, receiver.id, assignment.role, actor=actor, reason=reason)
    for hanging in registry.on_employee():
        if hanging.rule is registry.AtHandover.MOVES and hanging.table != "handover_item":
            _move_open(hanging, item, receiver.id)
    db.session.execute(
        insert(HandoverReceiver)
        .values(
            handover_id=item.handover_id,
            employee_id=receiver.id,
            points_before=carried.points,
            capacity=carried.capacity,
        )
        .on_conflict_do_nothing()
    )
    note(item.client_id, "handover-placed-anew", actor=actor, obj=handover)
    item.receiver_id, item.receiver = receiver.id, receiver
    item.state, item.decided_at = ItemState.MOVED, None


def _move_open(hanging: registry.Hanging, item: HandoverItem, receiver_id: int) -> None:
    table = Base.metadata.tables[hanging.table]
    assert hanging.client_column is not None
    conditions = [
        table.c[hanging.column] == item.receiver_id,
        table.c[hanging.client_column] == item.client_id,
    ]
    if hanging.is_open is not None:
        conditions.append(hanging.is_open(table))
    db.session.execute(sa.update(table).where(*conditions).values({hanging.column: receiver_id}))
