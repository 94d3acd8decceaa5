"""The receiver of an accepted client meets it in time (V9): what is planned for that by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _

from ...interactions import operations as contacts
from ...interactions.words import Kind, Purpose
from ...policy.enforce import Actor
from ...schedules import operations as schedules
from ...schedules.queries import quietest_moment
from .. import queries
from ..models import Handover, HandoverItem

CALL_MINUTES, VISIT_MINUTES = 20, 60


def introduce_all(handover: Handover, client_ids: Sequence[int], *, actor: Actor) -> None:
    """Begin the introductions with the clients that were taken together, the heavy ones first; the
    receiver is told for how many the diary has no room, and where they are named."""
    firsts = frozenset(_firsts(client_ids, actor))
    order = [key for key in queries.heavy_first(handover, client_ids) if key in firsts]
    values = {"public_id": handover.public_id, "only": "unplanned"}
    schedules.introduce(order, actor=actor, leads_to="handovers.show", values=values)


def introduce_one(item: HandoverItem, *, actor: Actor) -> None:
    """Begin the introduction with one client; what its deadlines ask and nothing stands for yet is
    planned besides: a call by ``meet_by``, for a VIP a visit by ``visit_by``, on the quietest day
    until then, or by the next working day where that day is over. The introduction of a VIP waits
    for no room in a full diary."""
    pressing = schedules.Pressing(visit_by=item.visit_by) if item.is_vip else None
    schedules.introduce(_firsts([item.client_id], actor), actor=actor, pressing=pressing)
    if item.meet_by is None and item.visit_by is None:
        return
    soonest = queries.next_working_day(item)  # for what is overdue when it is accepted
    if item.meet_by is not None and not queries.has_contact_by(item, max(item.meet_by, soonest)):
        _plan(item, Kind.CALL, CALL_MINUTES, max(item.meet_by, soonest), actor)
    if item.visit_by is not None and not queries.has_visit_by(item, max(item.visit_by, soonest)):
        _plan(item, Kind.VISIT, VISIT_MINUTES, max(item.visit_by, soonest), actor)


def _firsts(client_ids: Sequence[int], actor: Actor) -> list[int]:
    """Those the receiver serves first: a deputy is nobody's new manager."""
    return queries.served_first_by(actor.employee_id, list(client_ids))


def _plan(item: HandoverItem, kind: Kind, minutes: int, by: dt.date, actor: Actor) -> None:
    receiver = queries.receiver_of(item)
    at = quietest_moment(receiver, item.client, kind=kind, minutes=minutes, until=by)
    contacts.plan(
        actor=actor,
        client=item.client,
        kind=kind,
        at=at or queries.moment_to_introduce(item, minutes=minutes, zone=actor.zone),
        minutes=minutes,
        matter=contacts.Matter(
            purpose=Purpose.ACQUAINTANCE,
            purpose_text=_("Introduce yourself: the client was handed to you"),
        ),
        manager_id=actor.employee_id,
    )
