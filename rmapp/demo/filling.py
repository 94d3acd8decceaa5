"""Filling an empty base: everybody in, everything sent by COPY, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from random import Random
from typing import Any

import sqlalchemy as sa
from psycopg import Connection

from ..audit.operations import record
from ..clients.models import Client, Source, SourceKind
from ..core import clock
from ..core.db import db
from ..core.errors import Forbidden
from ..core.working_days import Absence as DaysOff
from ..core.working_days import WorkingCalendar
from ..portfolios.queries import loads
from ..reports.operations import learn_persistence
from ..seeds import seed
from ..settings import settings
from ..staff.models import Absence, CalendarDay, Employee, WorkingHours
from ..standing.operations import take
from ..standing.queries import to_be_taken
from ..vip.models import VipPolicyVersion, VipTier
from ..vip.operations import evaluating
from ..vip.operations.drafting import SERVICE
from ..vip.queries import policy_in_force
from ..vip.rules import Group, Rule, rule_of
from .catalogue import add_private, catalogue
from .contacts import Historian
from .dealing import Dealer
from .diary import USUAL, Diary
from .letters import receive_letters
from .library import add_library
from .people import Manager, enter_people
from .planned import plan_target
from .sales import Trade
from .sheets import Courier
from .subjects import Registry
from .underway import run_schedules
from .writing import Writer
from .writing.months import write_months

#: Clients that are made up before their rows are sent.
CHUNK = 4_000
_PAST_DAYS = 900
#: Clients up to which the demo is evaluated, and has a plan, when it is filled.
EVALUATED = 20_000


def is_filled() -> bool:
    """Whether there are clients or colleagues already."""
    return bool(
        db.session.scalar(sa.select(sa.exists(sa.select(Client.id))))
        or db.session.scalar(sa.select(sa.exists(sa.select(Employee.id))))
    )


def fill(*, clients: int, seed_number: int) -> None:
    """Fill the empty base with a bank of ``clients``; inside the door's transaction.

    The same ``seed_number`` makes the same bank as long as today is the same. Refuses (Forbidden)
    outside the demo.
    """
    if not settings().is_demo:
        raise Forbidden("The demo bank is for RMAPP_MODE=demo only.")
    connection = _connection()
    connection.execute("SET LOCAL statement_timeout = 0")
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    connection.execute("SET LOCAL gin_pending_list_limit = '64MB'")
    connection.execute("SET LOCAL rmapp.past = 'off'")  # a made-up past: the lists were ever so
    seed()
    add_private()
    add_library()
    rng = Random(seed_number)
    managers, supervisor = enter_people(rng, clients)
    now, calendar = clock.now(), _calendar()
    today = clock.today(settings().bank_zone)
    writer = Writer(
        rng=rng,
        courier=Courier(connection),
        now=now,
        today=today,
        historian=Historian(rng, _past_days(calendar, today), today),
        trade=Trade(rng, catalogue(), today),
        diaries=_diaries(rng, managers, clients, now, calendar),
        supervisor=supervisor,
        sources=list(
            db.session.scalars(
                sa.select(Source.id).where(Source.kind == SourceKind.SOURCE).order_by(Source.id)
            )
        ),
        clients=clients,
    )
    dealer = Dealer(rng, Registry(rng, today), managers, today)
    for start in range(0, clients, CHUNK):
        for deal in dealer.deals(start, min(start + CHUNK, clients)):
            writer.write(deal)
        writer.send()
    writer.close()
    made = connection.execute("SELECT to_regclass('ix_client_search') IS NOT NULL").fetchone()
    is_indexed = made == (True,)  # bench makes the plain indexes afterwards
    if is_indexed:
        connection.execute("SELECT client_search_settle()")
    write_months(connection, today)
    _draft_policy(supervisor)
    _evaluate(clients)
    _set_capacities(rng)
    if clients <= EVALUATED:
        plan_target(today)
        _live_a_night()
    if is_indexed:  # a few clients among many: each would be looked for in the whole base
        run_schedules(today)
    receive_letters(rng, now)
    record("demo:filled", actor=None, detail={"clients": clients, "seed": seed_number})


def _live_a_night() -> None:
    """What the night computes, so that the first day tells it: why a client is warm, and after whom
    one has been for too long."""
    learn_persistence()
    after = 0
    while page := to_be_taken(after, CHUNK, clock.now()):
        take(page)
        after = page[-1]


def _draft_policy(supervisor: int) -> None:
    """The next version of the policy, half written: easier limits, to be tried before anybody
    approves them."""
    now = policy_in_force()
    copied = ("code", "rank", "rule", *SERVICE)
    draft = VipPolicyVersion(
        number=now.number + 1,
        title_en=now.title_en,
        title_ru=now.title_ru,
        grace_days=60,
        made_by_id=supervisor,
    )
    draft.tiers = [
        VipTier(**{name: getattr(one, name) for name in copied} | {"rule": eased(one.rule)})
        for one in now.tiers
    ]
    db.session.add(draft)
    db.session.flush()


def eased(rule: dict[str, Any]) -> dict[str, Any]:
    """The same rule with limits of money a fifth lower."""
    found = rule_of(rule)
    return Rule(
        tuple(
            Group(
                group.needed,
                tuple(
                    replace(one, least=one.least * 4 // 5) if one.least > 1_000 else one
                    for one in group.criteria
                ),
            )
            for group in found.groups
        ),
        found.every,
    ).plain()


def _evaluate(clients: int) -> None:
    """Let the demo begin with an evaluation; a large base is evaluated where it is measured."""
    if clients > EVALUATED:
        return
    version = policy_in_force()
    evaluation = evaluating.begin(version, requested_by_id=None)
    many = evaluating.gather_figures()
    counts = evaluating.judge_all(evaluation, version)
    quality = evaluating.measure(version)
    evaluating.finish(evaluation, clients=many, counts=counts, quality=quality)


def _connection() -> Connection[Any]:
    """psycopg's own connection under the session: the same transaction."""
    driver = db.session.connection().connection.driver_connection
    assert isinstance(driver, Connection)
    return driver


def _calendar() -> WorkingCalendar:
    days = db.session.execute(sa.select(CalendarDay.day, CalendarDay.is_working)).all()
    return WorkingCalendar(
        holidays=frozenset(day for day, is_working in days if not is_working),
        working_weekends=frozenset(day for day, is_working in days if is_working),
    )


def _hours_kept() -> dict[int, tuple[dt.time, dt.time]]:
    """When those with hours of their own come and leave; the demo's keep the same every day."""
    kept = db.session.execute(
        sa.select(WorkingHours.employee_id, WorkingHours.starts, WorkingHours.ends)
    )
    return {employee_id: (starts, ends) for employee_id, starts, ends in kept}


def _days_away() -> dict[int, list[DaysOff]]:
    found = defaultdict(list)
    for one in db.session.scalars(sa.select(Absence)):
        found[one.employee_id].append(DaysOff(one.starts_on, one.ends_on))
    return found


def _past_days(calendar: WorkingCalendar, today: dt.date) -> list[dt.date]:
    """Working days before today, the last one first."""
    found: list[dt.date] = []
    day = today
    while len(found) < _PAST_DAYS:
        day -= dt.timedelta(days=1)
        if calendar.is_working(day):
            found.append(day)
    return found


def _diaries(
    rng: Random,
    managers: list[Manager],
    clients: int,
    now: dt.datetime,
    calendar: WorkingCalendar,
) -> dict[int, Diary]:
    """A diary each; portfolios of any size are planned over about four months."""
    hours, away = _hours_kept(), _days_away()
    a_day = min(18, max(3, clients // len(managers) * 7 // 10 // 85))
    return {
        manager.id: Diary(
            rng,
            zone=manager.zone,
            now=now,
            working=calendar.without(away.get(manager.id, [])).is_working,
            a_day=a_day,
            hours=hours.get(manager.id, USUAL),
        )
        for manager in managers
    }


def _set_capacities(rng: Random) -> None:
    """Everybody can carry a little more than they do; one is overloaded, as happens."""
    for number, (employee_id, load) in enumerate(sorted(loads().items())):
        room = 0.9 if number == 1 else rng.uniform(1.05, 1.45)
        tens = int(load.points * room) // 10 + (number != 1)
        db.session.execute(
            sa.update(Employee)
            .where(Employee.id == employee_id)
            .values(capacity_points=max(2, tens) * 10)
        )
