"""What a schedule does when one of its contacts gets an outcome, is moved or is cancelled."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ...clients.models import Client
from ...core.db import db
from ...interactions.followers import Was, follows_contacts, reverts_outcomes
from ...interactions.models import Interaction, InteractionState
from ...interactions.words import NO_NEXT_NAMES
from ...policy.enforce import Actor
from ..models import Schedule, ScheduleStep
from ..queries import is_step, live_of, schedule_held, step_with
from ..rules.layout import downstream
from ..words import ScheduleState, StepState
from .laying import CHOSEN, laid_anew, put, steps_of
from .running import end, finish_if_done, touch


@follows_contacts("schedules", concerns=lambda contact, _client: is_step(contact))
def follow(interaction: Interaction, actor: Actor) -> None:
    """Bring the schedule of a contact up to what became of it; the deed has asked for its right
    and holds the client.

    An outcome moves the steps that hang on it, the last one ends the schedule; an outcome after
    which nothing comes next stops it; a time chosen by a person stays, what hangs on it follows;
    a contact cancelled drops its step.
    """
    known = step_with(interaction.id)
    if known is None:
        return
    schedule = schedule_held(known.schedule_id)
    step = next(one for one in schedule.steps if one.position == known.position)
    if schedule.state is not ScheduleState.RUNNING or step.state is not StepState.PLANNED:
        return
    client = db.session.get_one(Client, interaction.client_id)
    if interaction.state is InteractionState.DONE:
        _over(schedule, step, interaction, client, actor)
    elif interaction.state is InteractionState.CANCELLED:
        step.state, step.drop_reason, step.why = (
            StepState.DROPPED, interaction.cancel_reason, [],
        )  # fmt: skip
        touch(schedule)
        finish_if_done(schedule, client, actor=actor)
    else:
        step.is_pinned, step.why = True, CHOSEN
        _pull(schedule, step, client, actor)


def _over(
    schedule: Schedule, step: ScheduleStep, interaction: Interaction, client: Client, actor: Actor
) -> None:
    assert interaction.outcome_at is not None
    place = ZoneInfo(schedule.owner.zone)
    step.state, step.done_on = StepState.DONE, interaction.outcome_at.astimezone(place).date()
    db.session.flush()
    if interaction.no_next_reason is not None:
        reason = str(NO_NEXT_NAMES[interaction.no_next_reason])
        end(schedule, client, ScheduleState.STOPPED, actor=actor, reason=reason)
    elif not finish_if_done(schedule, client, actor=actor):
        _pull(schedule, step, client, actor)


def _pull(schedule: Schedule, step: ScheduleStep, client: Client, actor: Actor) -> None:
    """Lay what hangs on ``step`` out anew; a time a person chose stays where it is."""
    pinned = {one.position for one in schedule.steps if one.is_pinned}
    moving = downstream(steps_of(schedule), [step.position]) - pinned
    moving |= {one.position for one in schedule.steps if one.state is StepState.WAITING}
    laid = laid_anew(schedule, client=client, moving=moving)
    put(schedule, client, laid, actor=actor, told=moving)
    touch(schedule)


@reverts_outcomes
def revert(interaction: Interaction, was: Was, actor: Actor) -> None:
    """A schedule that this outcome ended runs again, unless one of its template runs by now; a
    step whose outcome was undone is to come again. A corrected outcome that still ends it, changes
    nothing."""
    is_undone = interaction.state is not InteractionState.DONE
    if not is_undone and was.no_next_reason is interaction.no_next_reason:
        return
    known = step_with(interaction.id)
    if known is None:
        return
    schedule = schedule_held(known.schedule_id)
    step = next(one for one in schedule.steps if one.position == known.position)
    if step.state is not StepState.DONE:
        return
    by_it = was.no_next_reason is not None and schedule.state is ScheduleState.STOPPED
    if by_it or schedule.state is ScheduleState.FINISHED:
        _run_again(schedule)
    client = db.session.get_one(Client, interaction.client_id)
    if not schedule.is_live:
        if is_undone:
            step.state, step.done_on = StepState.WAITING, None
            step.interaction, step.interaction_id = None, None
        return
    if is_undone:
        step.state, step.done_on, step.is_pinned, step.why = StepState.PLANNED, None, True, CHOSEN
    if schedule.state is ScheduleState.RUNNING:
        db.session.flush()
        _pull(schedule, step, client, actor)


def _run_again(schedule: Schedule) -> None:
    template_id = schedule.template_version.template_id
    others = live_of(schedule.client_id)
    if any(one.template_version.template_id == template_id for one in others):
        return
    schedule.state, schedule.reason, schedule.ended_at = ScheduleState.RUNNING, "", None
    db.session.flush()
