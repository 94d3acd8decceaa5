"""A schedule from its start to its end: start, shift, drop a step, stop."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...core.working_days import NoWorkingDay, WorkingCalendar
from ...interactions.operations import call_off
from ...interactions.queries import client_held
from ...policy.enforce import Actor
from ...staff.calendar import calendar_for
from ...staff.models import Employee
from ..models import Schedule, ScheduleStep, TemplateVersion
from ..queries import Desk, live_of, owner_for, schedule_held
from ..rules.layout import downstream
from ..rules.steps import Anchor, Placed
from ..words import ScheduleState, StepState
from .laying import laid_anew, propose, put, steps_of

FARTHEST = dt.timedelta(days=366)
MOST_DAYS = 250


def start(
    client: Client,
    version: TemplateVersion,
    *,
    actor: Actor,
    starts_on: dt.date,
    without: Collection[str] = (),
    owner: Employee | None = None,
    desk: Desk | None = None,
) -> Schedule:
    """Start ``version`` with ``client``: its steps are laid out and planned as contacts.

    ``starts_on``: a day from today on, of the owner's calendar; ``without``: public ids of steps
    left out; ``owner``: whose diary, by default the actor's if they serve the client, else the
    first manager's; ``desk``: what stands in it, read already.

    Refuses with Forbidden, NotFound (reach), :class:`Invalid` at ``template`` when it runs with the
    client already, at ``starts_on``, and when no step finds a place.
    """
    client = client_held(client.id, actor=actor, permission="schedules:run")
    owner = owner or owner_for(client.id, actor)
    if any(one.template_version.template_id == version.template_id for one in live_of(client.id)):
        words = _("This schedule runs with the client already.")
        raise Invalid(words, fields={"template": [words]})
    check_start(starts_on, owner.zone)
    if len([one for one in version.steps if one.public_id not in without]) == 0:
        raise Invalid(_("Leave at least one step in."))
    proposed = propose(
        version, client, owner=owner, starts_on=starts_on, without=without, desk=desk
    )
    if all(one.placed.at is None for one in proposed):
        raise Invalid(_("No step finds a place. See the reasons at each of them."))
    schedule = Schedule(
        client_id=client.id,
        template_version_id=version.id,
        owner_id=owner.id,
        owner=owner,
        starts_on=starts_on,
        created_at=clock.now(),
        started_by_id=actor.employee_id,
        steps=[
            ScheduleStep(
                template_step_id=one.step.id,
                template_step=one.step,
                position=one.placed.position,
                interaction=None,
                delay_days=0,
                is_pinned=False,
                state=StepState.WAITING,
            )
            for one in proposed
        ],
    )
    db.session.add(schedule)
    db.session.flush()
    put(schedule, client, {one.placed.position: one.placed for one in proposed}, actor=actor)
    tell(schedule, client, "started", actor, {"steps": len(proposed), "title": version.title_en})
    return schedule


def check_start(starts_on: dt.date, zone: str) -> None:
    """Refuse with :class:`Invalid` at ``starts_on`` a day that has passed or is too far."""
    today = clock.today(zone)
    words = ""
    if starts_on < today:
        words = _("This day has passed. Choose today or a later one.")
    elif starts_on > today + FARTHEST:
        words = _("This is more than a year ahead.")
    if words:
        raise Invalid(words, fields={"starts_on": [words]})


def held(schedule: Schedule, *, actor: Actor, version: int) -> tuple[Schedule, Client]:
    """The schedule and its client, both held. Refuses with Forbidden, NotFound (reach),
    :class:`Conflict` when somebody changed it since ``version``."""
    client = client_held(schedule.client_id, actor=actor, permission="schedules:run")
    schedule = schedule_held(schedule.id)
    schedule.unchanged_since(version)
    return schedule, client


def check_state(schedule: Schedule, *states: ScheduleState) -> None:
    if schedule.state not in states:
        raise Conflict(_("The schedule does not stand so any more: open it anew."))


def stop(schedule: Schedule, *, actor: Actor, version: int, reason: str) -> Schedule:
    """Stop for good for ``reason`` (required): the contacts to come are cancelled.

    Refuses as :func:`held`, :class:`Conflict` when it has ended, :class:`Invalid` at ``reason``.
    """
    schedule, client = held(schedule, actor=actor, version=version)
    check_state(schedule, ScheduleState.RUNNING, ScheduleState.PAUSED)
    if not reason.strip():
        raise Invalid(_("Say why it is stopped."), fields={"reason": [_("Say why.")]})
    end(schedule, client, ScheduleState.STOPPED, actor=actor, reason=reason)
    return schedule


def end(
    schedule: Schedule, client: Client, state: ScheduleState, *, actor: Actor, reason: str = ""
) -> None:
    """Stopped or finished: a part of a deed that has asked for its own right."""
    clear(schedule, client, actor=actor, reason=reason)
    schedule.ended_at = clock.now()
    schedule.state, schedule.reason, schedule.paused_until = state, reason, None
    db.session.flush()
    tell(schedule, client, state.value, actor, {}, reason=reason)


def clear(schedule: Schedule, client: Client, *, actor: Actor, reason: str) -> None:
    """Take the contacts to come out of the diary."""
    for one in schedule.steps:
        if one.state is StepState.PLANNED and one.interaction is not None:
            call_off(one.interaction, client, actor=actor, reason=reason)
            one.state, one.interaction, one.interaction_id = StepState.WAITING, None, None
            one.is_pinned, one.why = False, []
    db.session.flush()


def drop_step(
    schedule: Schedule, step: ScheduleStep, *, actor: Actor, version: int, reason: str
) -> Schedule:
    """Leave one step out for ``reason`` (required); the others keep their days.

    Refuses as :func:`stop`, :class:`Conflict` when the step is over. The last one to come ends
    the schedule.
    """
    position = step.position
    schedule, client = held(schedule, actor=actor, version=version)
    check_state(schedule, ScheduleState.RUNNING, ScheduleState.PAUSED)
    step = next(one for one in schedule.steps if one.position == position)
    if not step.is_open:
        raise Conflict(_("This step is over already."))
    if not reason.strip():
        raise Invalid(_("Say why it is dropped."), fields={"reason": [_("Say why.")]})
    if step.state is StepState.PLANNED and step.interaction is not None:
        call_off(step.interaction, client, actor=actor, reason=reason)
    step.state, step.drop_reason = StepState.DROPPED, reason
    step.interaction, step.interaction_id, step.why = None, None, []
    touch(schedule)
    tell(schedule, client, "step-dropped", actor, {"step": position}, reason=reason)
    finish_if_done(schedule, client, actor=actor)
    return schedule


def shift_rest(
    schedule: Schedule, *, actor: Actor, version: int, days: int, reason: str = ""
) -> Schedule:
    """Shift what is to come by ``days`` working days (1 to 250); it is laid out anew.

    Refuses as :func:`held`, :class:`Conflict` unless it runs, :class:`Invalid` at ``days``.
    """
    schedule, client = held(schedule, actor=actor, version=version)
    check_state(schedule, ScheduleState.RUNNING)
    if not 1 <= days <= MOST_DAYS:
        words = _("From 1 to %(most)s working days.", most=MOST_DAYS)
        raise Invalid(words, fields={"days": [words]})
    laid = preview_shift(schedule, client, days)
    later = _later(schedule, days)
    for one in schedule.steps:
        one.delay_days += later.get(one.position, 0)
    put(schedule, client, laid, actor=actor, reason=reason)
    touch(schedule)
    tell(schedule, client, "shifted", actor, {"days": days}, reason=reason)
    return schedule


def preview_shift(schedule: Schedule, client: Client, days: int) -> dict[int, Placed]:
    """Position → where what is to come goes when it is shifted by ``days``. Changes nothing."""
    moving = [one.position for one in schedule.steps if one.is_open]
    return laid_anew(schedule, client=client, moving=moving, later=_later(schedule, days))


def _later(schedule: Schedule, days: int) -> dict[int, int]:
    """By how much each step waits longer: the first to come and those counted from the start; the
    others follow. Counted from where it stands: what full days or a colleague's word have put off
    already goes ``days`` further."""
    rest = [one.position for one in schedule.steps if one.is_open]
    follow = downstream(steps_of(schedule), rest[:1])
    calendar = calendar_for(schedule.owner_id)
    return {
        one.position: days + _put_off(schedule, one, calendar)
        for one in schedule.steps
        if one.position in rest and one.position not in follow
    }


def _put_off(schedule: Schedule, step: ScheduleStep, calendar: WorkingCalendar) -> int:
    """How many working days later than its template says ``step`` stands in the diary."""
    if step.state is not StepState.PLANNED or step.interaction is None:
        return 0
    place = ZoneInfo(schedule.owner.zone)
    stands = step.interaction.planned_at.astimezone(place).date()
    day = _counted_from(schedule, step, place)
    with contextlib.suppress(NoWorkingDay, OverflowError):
        day = calendar.add_working_days(day, step.template_step.offset_days + step.delay_days)
        for count in range(MOST_DAYS):
            if day >= stands:
                return count
            day = calendar.add_working_days(day, 1)
    return 0


def _counted_from(schedule: Schedule, step: ScheduleStep, place: ZoneInfo) -> dt.date:
    """The day from which the template counts to ``step``."""
    before = [
        one
        for one in schedule.steps
        if one.position < step.position and one.state is not StepState.DROPPED
    ]
    if step.template_step.anchor is Anchor.START or not before:
        return schedule.starts_on
    last = before[-1]
    planned = last.interaction.planned_at.astimezone(place).date() if last.interaction else None
    return last.done_on or planned or schedule.starts_on


def finish_if_done(schedule: Schedule, client: Client, *, actor: Actor) -> bool:
    """End the schedule when nothing of it is to come; whether it ended."""
    if any(one.is_open for one in schedule.steps):
        return False
    end(schedule, client, ScheduleState.FINISHED, actor=actor)
    return True


def touch(schedule: Schedule) -> None:
    """Move the version on: a change of steps makes other people's forms stale."""
    flag_modified(schedule, "reason")
    db.session.flush()


def tell(
    schedule: Schedule,
    client: Client,
    what: str,
    actor: Actor,
    detail: dict[str, Any],
    *,
    reason: str = "",
) -> None:
    """The deed into the trail and into the client's history."""
    record(
        f"schedule:{what}",
        actor=actor,
        obj=schedule,
        name=client.display_name,
        client_id=client.id,
        reason=reason,
        detail=detail,
    )
    if what != "step-dropped":
        told = {**detail, "reason": reason}
        note_event(client.id, f"schedule-{what}", actor=actor, obj=schedule, detail=told)
