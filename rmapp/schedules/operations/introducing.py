"""The introduction after a handover, begun by itself when the new manager accepts (V9, C2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
import structlog

from ...clients.models import Assignment, Client
from ...core import clock
from ...core.db import any_of, db
from ...core.errors import Refusal
from ...interactions.operations import call_off_untouched
from ...policy.enforce import Actor, can
from ...work import operations as work
from ..models import Schedule, ScheduleStep
from ..queries import CODE_OF_INTRODUCTION, in_use, introductions_since, owner_for
from ..words import ScheduleState, StepState
from .running import start

log = structlog.get_logger("rmapp.schedules")
WORK = "introduce-clients"
#: More are begun in the background.
AT_ONCE = 3


def introduce(client_ids: Sequence[int], *, actor: Actor) -> list[Schedule]:
    """Start the shipped series "Introduction after a handover" with each client ``actor`` has
    accepted, from today; more than three by work.

    It never stands in the way of an acceptance: whoever is inactive, has it running already or
    finds no place is passed over, as is everybody while the bank has taken the template out of
    use.
    """
    if not client_ids or not can(actor, "schedules:run"):
        return []
    if len(client_ids) > AT_ONCE:
        work.submit(WORK, actor=actor, params={"clients": list(client_ids)}, total=len(client_ids))
        return []
    return introduce_now(client_ids, actor=actor)


def introduce_now(client_ids: Sequence[int], *, actor: Actor) -> list[Schedule]:
    """The same at once, for a few."""
    version = next((one for one in in_use() if one.template.code == CODE_OF_INTRODUCTION), None)
    if version is None:
        return []
    wanted = any_of(_still_served(client_ids, actor))
    clients = db.session.scalars(
        sa.select(Client)
        .where(Client.id == wanted, Client.is_active.is_(True), Client.deleted_at.is_(None))
        .order_by(Client.id)
    )
    begun: list[Schedule] = []
    for client in list(clients):
        try:
            with db.session.begin_nested():
                owner = owner_for(client.id, actor)
                today = clock.today(owner.zone)
                begun.append(start(client, version, actor=actor, starts_on=today, owner=owner))
        except Refusal as refusal:
            log.info("introduction_not_begun", client=client.id, why=refusal.code)
    return begun


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
