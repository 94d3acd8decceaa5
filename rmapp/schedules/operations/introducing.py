"""The introduction after a handover, begun by itself when the new manager accepts (V9, C2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from flask_babel import lazy_gettext as _l

from ...clients.models import Assignment, Client
from ...core import clock
from ...core.db import any_of, db
from ...core.errors import Refusal
from ...interactions.operations import call_off_untouched
from ...interactions.words import Kind
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, can
from ...work import operations as work
from ..models import Schedule, ScheduleStep, TemplateVersion
from ..queries import (
    CODE_OF_INTRODUCTION,
    Desk,
    count_unplanned,
    desk_of,
    in_use,
    introductions_since,
    owner_for,
)
from ..words import ScheduleState, StepState
from .laying import propose
from .running import start

log = structlog.get_logger("rmapp.schedules")
WORK = "introduce-clients"
#: More are begun in the background.
AT_ONCE = 3
#: Contacts a day where a deadline stands above them: no working day holds as many.
CROWDED = 1000
FACE_TO_FACE = frozenset({Kind.VISIT, Kind.MEETING})
UNPLANNED = notice_kind(
    "introduction:unplanned",
    icon="handover",
    tone="warn",
    words=_l("Your diary has no room to introduce yourself to clients handed to you: %(count)s"),
)


@dataclass(frozen=True)
class Pressing:
    """An introduction that has to be in time, however full the days are: ``visit_by``: the day by
    which the client is visited; a visit that would come later is left out, for whoever answers for
    the day to plan."""

    visit_by: dt.date | None = None


def introduce(
    client_ids: Sequence[int],
    *,
    actor: Actor,
    pressing: Pressing | None = None,
    leads_to: str = "",
    values: dict[str, Any] | None = None,
) -> list[Schedule]:
    """Start the shipped series "Introduction after a handover" with each client ``actor`` has
    accepted, from today; more than three by work, in the order given, and then ``actor`` is told
    with how many nothing could be planned: ``leads_to`` with ``values`` is the page that names
    them.

    It never stands in the way of an acceptance: whoever is inactive, has it running already or
    finds no place is passed over, as is everybody while the bank has taken the template out of
    use.
    """
    if not client_ids or not can(actor, "schedules:run"):
        return []
    if len(client_ids) > AT_ONCE:
        params = {"clients": list(client_ids), "leads_to": leads_to, "values": values or {}}
        work.submit(WORK, actor=actor, params=params, total=len(client_ids))
        return []
    begun = introduce_now(client_ids, actor=actor, pressing=pressing)
    tell_unplanned(client_ids, actor=actor, leads_to=leads_to, values=values or {})
    return begun


def introduce_now(
    client_ids: Sequence[int], *, actor: Actor, pressing: Pressing | None = None
) -> list[Schedule]:
    """The same at once, for a few."""
    version = next((one for one in in_use() if one.template.code == CODE_OF_INTRODUCTION), None)
    if version is None:
        return []
    wanted = any_of(_still_served(client_ids, actor))
    clients = db.session.scalars(
        sa.select(Client).where(
            Client.id == wanted, Client.is_active.is_(True), Client.deleted_at.is_(None)
        )
    )
    begun: list[Schedule] = []
    place = {key: number for number, key in enumerate(client_ids)}
    for client in sorted(clients, key=lambda one: place[one.id]):
        try:
            with db.session.begin_nested():
                begun.append(_begin(client, version, actor, pressing))
        except Refusal as refusal:
            log.info("introduction_not_begun", client=client.id, why=refusal.code)
    return begun


def _begin(
    client: Client, version: TemplateVersion, actor: Actor, pressing: Pressing | None
) -> Schedule:
    owner = owner_for(client.id, actor)
    desk, today = desk_of(owner), clock.today(owner.zone)
    if pressing is None:
        return start(client, version, actor=actor, starts_on=today, owner=owner, desk=desk)
    desk = replace(desk, diary=replace(desk.diary, capacity=CROWDED))
    late = _late_visits(client, version, desk, today, pressing)
    return start(
        client, version, actor=actor, starts_on=today, owner=owner, desk=desk, without=late
    )


def _late_visits(
    client: Client, version: TemplateVersion, desk: Desk, today: dt.date, pressing: Pressing
) -> list[str]:
    """The steps that would meet the client face to face after the day by which they must."""
    if pressing.visit_by is None:
        return []
    until = dt.datetime.combine(pressing.visit_by, dt.time.max, ZoneInfo(desk.owner.zone))
    laid = propose(version, client, owner=desk.owner, starts_on=today, desk=desk)
    return [
        one.step.public_id
        for one in laid
        if one.step.kind in FACE_TO_FACE and (one.placed.at is None or one.placed.at > until)
    ]


def tell_unplanned(
    client_ids: Sequence[int], *, actor: Actor, leads_to: str, values: dict[str, Any]
) -> int:
    """Tell ``actor`` with how many of the clients they have taken nothing is planned, their diary
    being full; return how many."""
    count = count_unplanned(client_ids, actor.employee_id) if leads_to else 0
    if count:
        tell(
            [actor.employee_id], UNPLANNED.code, params={"count": count},
            leads_to=leads_to, values=values,
        )  # fmt: skip
    return count


def _still_served(client_ids: Sequence[int], actor: Actor) -> list[int]:
    """Those that ``actor`` serves, held until the commit: an undo in the same moment waits, and
    ends what was begun, or comes first, and nothing is begun."""
    return list(
        db.session.scalars(
            sa.select(Assignment.client_id)
            .where(
                Assignment.client_id == any_of(client_ids),
                Assignment.employee_id == actor.employee_id,
                Assignment.ended_at.is_(None),
            )
            .order_by(Assignment.id)
            .with_for_update(read=True)
        )
    )


def take_back(client_ids: Sequence[int], *, since: dt.datetime, reason: str) -> int:
    """Stop the introductions that were begun with these clients from ``since`` on and that nobody
    has touched; return how many. The others go on: see ``queries.introductions_since``.

    A part of a deed that has asked for its own right; the same few statements for any number.
    """
    begun = introductions_since(client_ids, since)
    ids = [one.schedule_id for one in begun if not one.is_touched]
    if not ids:
        return 0
    those = any_of(ids)
    planned = [ScheduleStep.schedule_id == those, ScheduleStep.state == StepState.PLANNED]
    call_off_untouched(sa.select(ScheduleStep.interaction_id).where(*planned), reason=reason)
    db.session.execute(
        sa.update(ScheduleStep)
        .where(*planned)
        .values(state=StepState.WAITING, interaction_id=None, why=[])
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        sa.update(Schedule)
        .where(Schedule.id == those)
        .values(
            state=ScheduleState.STOPPED,
            reason=reason,
            ended_at=clock.now(),
            paused_until=None,
            version=Schedule.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return len(ids)
