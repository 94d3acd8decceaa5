"""Contact schedules at ``/api/v1/schedules``."""

from __future__ import annotations

from flask import Blueprint

from ..clients.queries import client_of
from ..core.i18n import reader_language
from ..policy.enforce import Actor, current_actor, requires
from ..schedules import operations
from ..schedules.models import Schedule
from ..schedules.operations.running import check_start
from ..schedules.queries import (
    in_force,
    owner_for,
    schedule_of,
    step_of,
)
from ..schedules.queries import (
    listing as schedules_of,
)
from ..schedules.words import StepState, explain
from . import queries
from .doors import ONE, Created, operation
from .shapes.base import OnlyVersion, PageOf, named, page_of
from .shapes.schedules import (
    EndGiven,
    PauseGiven,
    PlacedShown,
    PreviewShown,
    ScheduleGiven,
    ScheduleQuery,
    ScheduleShown,
    ScheduleStepShown,
    ShiftGiven,
)

schedules = Blueprint("api_schedules", __name__, url_prefix="/api/v1/schedules")
STEP = f"{ONE}/steps/<string(length=16):step_id>"


@schedules.get("")
@requires("schedules:read")
@operation("List contact schedules", query=ScheduleQuery, answer=PageOf[ScheduleShown])
def listing(query: ScheduleQuery) -> PageOf[ScheduleShown]:
    """Schedules within reach, newest first."""
    actor = current_actor()
    page = schedules_of(
        actor,
        states=(query.state,) if query.state else (),
        client_id=queries.client_key(query.client, actor=actor, permission="schedules:read"),
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, _shown, shape=PageOf[ScheduleShown])


@schedules.post("")
@requires("schedules:run")
@operation("Start a contact schedule", body=ScheduleGiven, answer=ScheduleShown, status=201)
def create(body: ScheduleGiven) -> Created:
    """Its steps are planned as contacts."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="schedules:run")
    made = operations.start(
        client,
        in_force(body.template),
        actor=actor,
        starts_on=body.starts_on,
        without=body.without,
    )
    return Created(_whole(made, actor), "api_schedules.show", made.public_id)


@schedules.post("/preview")
@requires("schedules:run")
@operation("See the dates of a schedule before it starts", body=ScheduleGiven, answer=PreviewShown)
def preview(body: ScheduleGiven) -> PreviewShown:
    """Nothing is planned."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="schedules:run")
    version, owner = in_force(body.template), owner_for(client.id, actor)
    check_start(body.starts_on, owner.zone)
    proposed = operations.propose(
        version, client, owner=owner, starts_on=body.starts_on, without=body.without
    )
    return PreviewShown(
        owner=named(owner),
        steps=[
            PlacedShown(
                step=one.step.public_id,
                kind=one.step.kind,
                planned_at=one.placed.at,
                why=explain(one.placed.why),
            )
            for one in proposed
        ],
    )


@schedules.get(ONE)
@requires("schedules:read")
@operation("Read a contact schedule", answer=ScheduleShown)
def show(public_id: str) -> ScheduleShown:
    """One schedule with its steps."""
    return _shown(schedule_of(public_id, actor=current_actor()))


@schedules.post(f"{ONE}/pause")
@requires("schedules:run")
@operation("Pause a contact schedule", body=PauseGiven, answer=ScheduleShown)
def pause(public_id: str, body: PauseGiven) -> ScheduleShown:
    """Its contacts leave the diary."""
    actor = current_actor()
    found = schedule_of(public_id, actor=actor, permission="schedules:run")
    operations.pause(found, actor=actor, version=body.version, until=body.until, reason=body.reason)
    return _whole(found, actor)


@schedules.post(f"{ONE}/resumption")
@requires("schedules:run")
@operation("Let a paused schedule go on", body=OnlyVersion, answer=ScheduleShown)
def resume(public_id: str, body: OnlyVersion) -> ScheduleShown:
    """What is left is laid out anew."""
    actor = current_actor()
    found = schedule_of(public_id, actor=actor, permission="schedules:run")
    operations.resume(found, actor=actor, version=body.version)
    return _whole(found, actor)


@schedules.post(f"{ONE}/shift")
@requires("schedules:run")
@operation("Shift the rest of a contact schedule", body=ShiftGiven, answer=ScheduleShown)
def shift(public_id: str, body: ShiftGiven) -> ScheduleShown:
    """What is to come is laid out anew, so much later."""
    actor = current_actor()
    found = schedule_of(public_id, actor=actor, permission="schedules:run")
    operations.shift_rest(
        found, actor=actor, version=body.version, days=body.days, reason=body.reason
    )
    return _whole(found, actor)


@schedules.post(f"{ONE}/stop")
@requires("schedules:run")
@operation("Stop a contact schedule", body=EndGiven, answer=ScheduleShown)
def stop(public_id: str, body: EndGiven) -> ScheduleShown:
    """For good, with the reason."""
    actor = current_actor()
    found = schedule_of(public_id, actor=actor, permission="schedules:run")
    operations.stop(found, actor=actor, version=body.version, reason=body.reason)
    return _whole(found, actor)


@schedules.post(f"{STEP}/drop")
@requires("schedules:run")
@operation("Drop a step of a contact schedule", body=EndGiven, answer=ScheduleShown)
def drop(public_id: str, step_id: str, body: EndGiven) -> ScheduleShown:
    """The other steps keep their days."""
    actor = current_actor()
    found = schedule_of(public_id, actor=actor, permission="schedules:run")
    operations.drop_step(
        found, step_of(step_id, found), actor=actor, version=body.version, reason=body.reason
    )
    return _whole(found, actor)


def _whole(schedule: Schedule, actor: Actor) -> ScheduleShown:
    return _shown(schedule_of(schedule.public_id, actor=actor, fresh=True))


def _shown(schedule: Schedule) -> ScheduleShown:
    version = schedule.template_version
    speech = reader_language()
    return ScheduleShown(
        id=schedule.public_id,
        version=schedule.version,
        client=named(schedule.client, schedule.client.display_name),
        owner=named(schedule.owner),
        template=named(version.template, version.title(speech)),
        template_number=version.number,
        state=schedule.state,
        starts_on=schedule.starts_on,
        paused_until=schedule.paused_until,
        reason=schedule.reason,
        created_at=schedule.created_at,
        ended_at=schedule.ended_at,
        steps=[
            ScheduleStepShown(
                id=one.public_id,
                position=one.position,
                kind=one.template_step.kind,
                purpose=one.template_step.purpose,
                state=one.state,
                interaction=one.interaction.public_id if one.interaction else None,
                planned_at=one.interaction.planned_at
                if one.interaction and one.state is StepState.PLANNED
                else None,
                done_on=one.done_on,
                drop_reason=one.drop_reason,
                why=explain(one.why) if one.is_open else [],
            )
            for one in schedule.steps
        ],
    )
