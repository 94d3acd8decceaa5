"""What stands on days that are not worked is planned anew, seen before it is done (C2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from ...clients.models import Client
from ...core import clock
from ...core.working_days import Absence as DaysOff
from ...interactions.models import Interaction
from ...interactions.operations import move
from ...interactions.queries import client_held
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import Schedule
from ..queries import Desk, desk_of, loose_contacts, owned_by, schedule_held
from ..rules.layout import downstream, lay_out, with_placed, without_placed
from ..rules.steps import Anchor, Placed, Step, Why
from ..words import StepState
from .laying import contacts_of, habits_of, laid_anew, put, steps_of
from .running import touch


@dataclass(frozen=True)
class Moved:
    """A contact that leaves its day. ``schedule`` None: it is of no series; ``is_hit``: it stands
    on a day that is not worked, and does not only follow one that does."""

    interaction: Interaction
    client: Client
    placed: Placed
    schedule: Schedule | None = None
    is_hit: bool = True

    @property
    def moves(self) -> bool:
        """Whether another time was found for it."""
        return self.placed.at is not None and self.placed.at != self.interaction.planned_at


@dataclass(frozen=True)
class Span:
    """Which contacts of ``employee`` leave: those within [``since``, ``until``) that ``leaves``
    names; ``away``: days off that the calendar does not know yet."""

    employee: Employee
    since: dt.datetime
    until: dt.datetime
    away: tuple[DaysOff, ...] = ()
    leaves: Callable[[Interaction], bool] = lambda _one: True


#: What moves together (a schedule, or one contact), and the positions that were laid anew.
Part = tuple[list[Moved], frozenset[int]]


def in_order(parts: Collection[Part] | Iterator[Part]) -> list[Moved]:
    """Everything that moves, in order of time."""
    found = [one for moved, _moving in parts for one in moved]
    return sorted(found, key=lambda one: (one.interaction.planned_at, one.interaction.id))


def clear(span: Span, *, actor: Actor, reason: str) -> int:
    """Move the contacts of ``span`` for ``reason``; how many were moved."""
    count = 0
    for moved, moving in list(walk(span, actor)):
        one = moved[0]
        client = client_held(one.client.id, actor=actor, permission="interactions:plan")
        if one.schedule is None:
            if one.moves and one.placed.at is not None:
                move(one.interaction, client, actor=actor, at=one.placed.at, reason=reason)
                count += 1
            continue
        schedule = schedule_held(one.schedule.id)
        count += put(
            schedule, client, {two.placed.position: two.placed for two in moved},
            actor=actor, told=moving, reason=reason,
        )  # fmt: skip
        touch(schedule)
    return count


def walk(span: Span, actor: Actor) -> Iterator[Part]:
    """For each schedule and each loose contact of ``span``: what moves. One after the other fills
    the same diary."""
    employee, since, until = span.employee, span.since, span.until
    hit = [(one, _hit(one, span)) for one in owned_by(employee.id, since, until, actor=actor)]
    schedules = [(one, positions) for one, positions in hit if positions]
    loose = [
        one for one in loose_contacts(employee.id, since, until, actor=actor) if span.leaves(one)
    ]
    leaving = [key for one, positions in schedules for key in contacts_of(one, positions)]
    desk = _away(desk_of(employee, but=[*leaving, *(one.id for one in loose)]), span.away)
    for schedule, positions in schedules:
        moved, moving, desk = _of_schedule(schedule, desk, positions)
        yield moved, moving
    for contact in loose:
        step = _alone(contact, employee)
        [placed] = lay_out(
            [step],
            starts_on=contact.planned_at.astimezone(ZoneInfo(employee.zone)).date(),
            now=clock.now(),
            diary=desk.diary,
            client=habits_of(contact.client),
        )
        desk = replace(desk, diary=with_placed(desk.diary, [(step, placed)]))
        placed = replace(placed, why=tuple(one for one in placed.why if one.why is not Why.OFFSET))
        yield [Moved(contact, contact.client, placed)], frozenset()


def _hit(schedule: Schedule, span: Span) -> list[int]:
    return [
        one.position
        for one in schedule.steps
        if one.state is StepState.PLANNED
        and one.interaction is not None
        and span.since <= one.interaction.planned_at < span.until
        and span.leaves(one.interaction)
    ]


def _of_schedule(
    schedule: Schedule, desk: Desk, hit: list[int]
) -> tuple[list[Moved], frozenset[int], Desk]:
    steps = steps_of(schedule)
    after = downstream(steps, hit) - frozenset(hit)
    standing = [
        (step, Placed(step.position, step.held, step.minutes, ()))
        for step in steps
        if step.position in after
    ]
    freed = replace(desk, diary=without_placed(desk.diary, standing))
    moving = frozenset(hit) | after
    laid = laid_anew(schedule, client=schedule.client, moving=moving, desk=freed)
    moved = [
        Moved(
            one.interaction,
            schedule.client,
            laid[one.position],
            schedule,
            is_hit=one.position in hit,
        )
        for one in schedule.steps
        if one.position in laid
        and one.interaction is not None
        and (one.position in hit or laid[one.position].at not in (None, one.interaction.planned_at))
    ]
    filled = [(step, laid[step.position]) for step in steps if step.position in moving]
    return moved, moving, replace(freed, diary=with_placed(freed.diary, filled))


def _away(desk: Desk, away: tuple[DaysOff, ...]) -> Desk:
    return replace(desk, diary=replace(desk.diary, calendar=desk.diary.calendar.without(away)))


def _alone(contact: Interaction, employee: Employee) -> Step:
    local = contact.planned_at.astimezone(ZoneInfo(employee.zone))
    return Step(
        position=1,
        kind=contact.kind,
        minutes=contact.minutes,
        offset=0,
        anchor=Anchor.START,
        time=local.time().replace(second=0, microsecond=0),
    )
