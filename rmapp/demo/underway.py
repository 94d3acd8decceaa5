"""Contact schedules under way: begun lately, half done, paused, finished, stopped.

What took place stands in the history already: the first contacts of a client become the steps of
its schedule, and what is to come is laid out by the desk itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import cycle
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ..clients.models import Assignment, AssignmentRole, Client, ClientKind, Lifecycle
from ..core import clock
from ..core.db import db
from ..interactions.models import Interaction, InteractionState
from ..interactions.models.spoken import pair_of
from ..interactions.operations import keep_dates
from ..interactions.words import NO_NEXT_NAMES, RESULTS, Kind, NoNextReason, Result
from ..schedules.models import Schedule, ScheduleStep, ScheduleTemplate, TemplateVersion
from ..schedules.operations import pause
from ..schedules.operations.laying import laid_anew, put
from ..schedules.queries import in_force
from ..schedules.words import ScheduleState, StepState
from ..staff.models import Employee
from ..staff.sessions import actor_of_employee

APPROACH, CARE = "approach-firm", "vip-care"
#: Managers who work by schedules so far, and how many each of them has of a kind.
MANAGERS, RUNNING, ENDED = 8, 5, 2
FEW = 3
#: Why one is paused, until when (days from today).
_RESTS = (
    ("Директор в командировке, просил вернуться позже", 12),
    ("Ждём отчётность за квартал", 20),
    ("Идут переговоры с другим банком", 9),
)


def run_schedules(today: dt.date) -> None:
    """Let the first managers work by schedules."""
    rests = cycle(_RESTS)
    for owner in _managers(AssignmentRole.ACQUISITION):
        _begin(APPROACH, owner, rests, today)
        _end(APPROACH, owner)
    for owner in _managers(AssignmentRole.PERSONAL):
        _begin(CARE, owner, rests, today)


def _shipped(code: str) -> TemplateVersion:
    wanted = sa.select(ScheduleTemplate.public_id).where(ScheduleTemplate.code == code)
    return in_force(db.session.execute(wanted).scalar_one())


def _managers(role: AssignmentRole) -> list[Employee]:
    """The first managers who serve clients in ``role``."""
    serving = sa.select(Assignment.employee_id).where(
        Assignment.role == role, Assignment.ended_at.is_(None)
    )
    wanted = sa.select(Employee).where(Employee.id.in_(serving), Employee.is_active.is_(True))
    return list(db.session.scalars(wanted.order_by(Employee.id).limit(MANAGERS)))


def _begin(code: str, owner: Employee, rests: Iterator[tuple[str, int]], today: dt.date) -> None:
    """Schedules of clients that are worked now, at most five: the last of three and more is
    paused."""
    actor = actor_of_employee(owner.id)
    assert actor is not None
    is_approach, version = code == APPROACH, _shipped(code)
    where = [Client.is_active.is_(True), Client.next_contact_at > clock.now()]
    if is_approach:
        where += [Client.lifecycle == Lifecycle.PROSPECT, Client.kind == ClientKind.ORGANISATION]
    else:
        where += [Client.vip_tier != ""]
    most = len(version.steps) - 1
    clients = _clients(owner, where, 1, most if is_approach else None)
    for number, client in enumerate(clients):
        past = _past(client)
        done = past if is_approach else past[-1 - number % 2 :]
        schedule = _write(version, owner, client, done)
        _forget_plans(client)
        put(schedule, client, laid_anew(schedule, client=client), actor=actor)
        _lead_on(done[-1], client)
        if client is clients[-1] and len(clients) >= FEW:
            reason, days = next(rests)
            pause(
                schedule,
                actor=actor,
                version=schedule.version,
                until=today + dt.timedelta(days=days),
                reason=reason,
            )


def _end(code: str, owner: Employee) -> None:
    """Schedules that are over: whoever became a client, and whoever was given up."""
    version = _shipped(code)
    is_firm, many = Client.kind == ClientKind.ORGANISATION, len(version.steps)
    for client in _clients(owner, [is_firm, Client.is_active.is_(False)], 2, many - 1)[:ENDED]:
        past = _past(client)
        reason = past[-1].no_next_reason
        if reason is None:
            continue
        schedule = _write(version, owner, client, past)
        schedule.state, schedule.reason = ScheduleState.STOPPED, str(NO_NEXT_NAMES[reason])
        schedule.ended_at = past[-1].outcome_at
    for client in _clients(owner, [is_firm, Client.is_active.is_(True)], many, many + 6)[:ENDED]:
        past = _past(client)[:many]
        schedule = _write(version, owner, client, past)
        schedule.state, schedule.ended_at = ScheduleState.FINISHED, past[-1].outcome_at
    db.session.flush()


def _clients(
    owner: Employee, where: Sequence[sa.ColumnElement[bool]], least: int, most: int | None
) -> list[Client]:
    """The first clients of ``owner`` with so many contacts and no schedule."""
    mine = sa.select(Assignment.client_id).where(
        Assignment.employee_id == owner.id, Assignment.ended_at.is_(None)
    )
    many = sa.func.count()
    met = (  # counted in one pass: nothing is known of a base that is just being filled
        sa.select(Interaction.client_id)
        .where(Interaction.client_id.in_(mine), Interaction.state == InteractionState.DONE)
        .group_by(Interaction.client_id)
        .having(many >= least, *([many <= most] if most is not None else []))
    )
    wanted = sa.select(Client).where(
        Client.id.in_(met), Client.id.not_in(sa.select(Schedule.client_id)), *where
    )
    return list(db.session.scalars(wanted.order_by(Client.id).limit(RUNNING)))


def _past(client: Client) -> list[Interaction]:
    """The contacts that took place, oldest first."""
    wanted = sa.select(Interaction).where(
        Interaction.client_id == client.id, Interaction.state == InteractionState.DONE
    )
    return list(db.session.scalars(wanted.order_by(Interaction.outcome_at, Interaction.id)))


def _write(
    version: TemplateVersion, owner: Employee, client: Client, done: Sequence[Interaction]
) -> Schedule:
    """The schedule whose first steps are the contacts ``done``."""
    place = ZoneInfo(owner.zone)
    schedule = Schedule(
        client_id=client.id,
        client=client,
        template_version_id=version.id,
        template_version=version,
        owner_id=owner.id,
        owner=owner,
        starts_on=done[0].planned_at.astimezone(place).date(),
        created_at=done[0].planned_at - dt.timedelta(hours=1),
        started_by_id=owner.id,
        steps=[],
    )
    for step, contact in zip(version.steps, [*done, *[None] * 30], strict=False):
        row = ScheduleStep(
            template_step_id=step.id,
            template_step=step,
            position=step.position,
            delay_days=0,
            is_pinned=False,
            state=StepState.WAITING,
            interaction=contact,
        )
        if contact is not None and contact.outcome_at is not None:
            _shape(contact, step.kind)
            contact.purpose, contact.purpose_text = step.purpose, step.goal(owner.language)
            contact.spoken = {"purpose_text": pair_of(step.goal_en, step.goal_ru)}
            row.state, row.done_on = StepState.DONE, contact.outcome_at.astimezone(place).date()
            row.interaction_id = contact.id
            if step.kind is Kind.LETTER:
                contact.subject, contact.dispatched_on = step.subject(client.language), row.done_on
        schedule.steps.append(row)
    db.session.add(schedule)
    db.session.flush()
    keep_dates([client.id])
    return schedule


def _shape(contact: Interaction, kind: Kind) -> None:
    """Let a contact be of ``kind``, with a result that such a contact has and no words of another
    kind."""
    if contact.kind is not kind:
        contact.outcome_note = ""
    contact.kind = kind
    if contact.result not in RESULTS[kind]:
        met = Result.HELD if Result.HELD in RESULTS[kind] else Result.REACHED
        contact.result = Result.SENT if Result.SENT in RESULTS[kind] else met


def _forget_plans(client: Client) -> None:
    """What is planned by hand gives way to the schedule."""
    planned = sa.select(Interaction.id).where(
        Interaction.client_id == client.id, Interaction.state == InteractionState.PLANNED
    )
    keys = list(db.session.scalars(planned))
    db.session.execute(
        sa.update(Interaction).where(Interaction.next_id.in_(keys)).values(next_id=None)
    )
    db.session.execute(sa.delete(Interaction).where(Interaction.id.in_(keys)))


def _lead_on(last: Interaction, client: Client) -> None:
    """The outcome of the last contact names the one that follows."""
    wanted = (
        sa.select(Interaction)
        .where(Interaction.client_id == client.id, Interaction.state == InteractionState.PLANNED)
        .order_by(Interaction.planned_at)
    )
    following = list(db.session.scalars(wanted))
    for number, one in enumerate(following, last.contact_number + 1):
        one.contact_number = number
    last.next_id = following[0].id if following else None
    last.no_next_reason = None if following else NoNextReason.WAITS
    db.session.flush()
