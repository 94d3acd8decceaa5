"""From a template and a client to dates, and from dates to contacts in the diary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...interactions.operations import let_busy_go, move
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import Schedule, ScheduleStep, TemplateStep, TemplateVersion
from ..queries import Desk, desk_of
from ..rules.layout import lay_out
from ..rules.steps import Habits, Placed, Reason, Step, Why
from ..words import StepState
from .planner import Planner


@dataclass(frozen=True)
class Proposed:
    """A step of a template and where it would go."""

    step: TemplateStep
    placed: Placed


def habits_of(client: Client) -> Habits:
    """The hours of a client."""
    return Habits(client.zone, client.hours_from, client.hours_to)


def propose(
    version: TemplateVersion,
    client: Client,
    *,
    owner: Employee,
    starts_on: dt.date,
    without: Collection[str] = (),
    desk: Desk | None = None,
) -> list[Proposed]:
    """Where each step of ``version`` would go with ``client`` if it began on ``starts_on``.

    ``without``: public ids of steps left out. Changes nothing.
    """
    desk = desk or desk_of(owner)
    taken = [one for one in version.steps if one.public_id not in without]
    laid = lay_out(
        [step_as_rule(one, number) for number, one in enumerate(taken, 1)],
        starts_on=starts_on,
        now=clock.now(),
        diary=desk.diary,
        client=habits_of(client),
    )
    return [Proposed(step, placed) for step, placed in zip(taken, laid, strict=True)]


def step_as_rule(one: TemplateStep, position: int) -> Step:
    """A step of a template as the rules see it."""
    return Step(
        position=position,
        kind=one.kind,
        minutes=one.minutes,
        offset=one.offset_days,
        anchor=one.anchor,
        time=one.at_time,
    )


def laid_anew(
    schedule: Schedule,
    *,
    client: Client,
    moving: Collection[int] | None = None,
    desk: Desk | None = None,
    later: Mapping[int, int] | None = None,
) -> dict[int, Placed]:
    """Position → where each open step of ``schedule`` goes now.

    ``moving``: the positions that are placed anew (all, if None); the others keep their time as
    long as the order allows. What a person chose, and what is overdue, stays unless it is named.
    ``later``: working days by which positions wait longer than their rows say. Changes nothing.
    """
    desk = desk or desk_of(schedule.owner, but=contacts_of(schedule, moving))
    place, now = ZoneInfo(desk.diary.zone), clock.now()
    steps = [
        _standing(one, place, now, None if moving is None else one.position in moving)
        for one in schedule.steps
        if one.state is not StepState.DROPPED
    ]
    if later:
        steps = [replace(one, delay=one.delay + later.get(one.position, 0)) for one in steps]
    laid = lay_out(
        steps,
        starts_on=schedule.starts_on,
        now=now,
        diary=desk.diary,
        client=habits_of(client),
    )
    return {placed.position: placed for placed in laid}


def steps_of(schedule: Schedule) -> list[Step]:
    """The steps of ``schedule`` that were not dropped, as the rules see them."""
    place, now = ZoneInfo(schedule.owner.zone), clock.now()
    return [
        _standing(one, place, now, None)
        for one in schedule.steps
        if one.state is not StepState.DROPPED
    ]


def _standing(one: ScheduleStep, place: ZoneInfo, now: dt.datetime, moves: bool | None) -> Step:
    template = one.template_step
    contact = one.interaction if one.state is StepState.PLANNED else None
    stays = contact is not None and moves is not True
    overdue = contact is not None and contact.planned_at < now
    time = template.at_time
    if contact is not None:
        time = contact.planned_at.astimezone(place).time().replace(second=0, microsecond=0)
    return Step(
        position=one.position,
        kind=template.kind,
        minutes=contact.minutes if contact is not None else template.minutes,
        offset=template.offset_days,
        anchor=template.anchor,
        time=time,
        delay=one.delay_days,
        done_on=one.done_on if one.state is StepState.DONE else None,
        held=contact.planned_at if contact is not None and stays else None,
        is_fixed=stays and (one.is_pinned or overdue),
    )


def contacts_of(schedule: Schedule, among: Collection[int] | None = None) -> list[int]:
    """The keys of the contacts its steps to come have in the diary, those at positions ``among``
    (all, if None)."""
    return [
        one.interaction_id
        for one in schedule.steps
        if one.state is StepState.PLANNED
        and one.interaction_id is not None
        and (among is None or one.position in among)
    ]


def put(
    schedule: Schedule,
    client: Client,
    laid: dict[int, Placed],
    *,
    actor: Actor,
    told: Collection[int] = (),
    reason: str = "",
) -> int:
    """Make the diary as it was laid out: plan, move, leave; how many contacts were moved.

    ``told``: positions whose reasons are written anew although they keep their time. What moves
    forward goes last step first, so that nothing is put where another still stands.
    """
    planner = Planner(schedule, client, actor)
    steps = [one for one in schedule.steps if one.position in laid and one.is_open]
    moves = []
    for one in steps:
        placed, contact = laid[one.position], one.interaction
        if one.state is not StepState.PLANNED or contact is None:
            one.why = _plain(placed)
        elif placed.at is not None and placed.at != contact.planned_at:
            moves.append((placed.at > contact.planned_at, one, contact, placed.at))
        elif placed.why and one.position in told:
            one.why = _plain(placed)
    for _later, one, contact, at in sorted(
        moves, key=lambda move: (move[0], -move[1].position if move[0] else move[1].position)
    ):
        let_busy_go(contact, at)
        move(contact, client, actor=actor, at=at, reason=reason)
        one.is_pinned, one.why = False, _plain(laid[one.position])
    for one in steps:
        place = laid[one.position].at
        if one.state is StepState.WAITING and place is not None:
            planner.plan(one, place)
    db.session.flush()
    return len(moves)


def _plain(placed: Placed) -> list[dict[str, object]]:
    return [reason.plain() for reason in placed.why]


CHOSEN = [Reason(Why.CHOSEN).plain()]
