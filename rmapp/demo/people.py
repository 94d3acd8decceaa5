"""The bank's own people: teams, the known colleagues of each role, more managers for more clients.

Everybody has the same password, so one hash serves all; it passes the rules of ``staff.passwords``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import sqlalchemy as sa

from ..core import clock
from ..core import secrets as vault
from ..core.db import db
from ..core.text import sort_key, to_latin
from ..policy.models import Role
from ..policy.table import ACQUISITION, ADMINISTRATOR, AUDITOR, PERSONAL, SUPERVISOR
from ..settings import settings
from ..staff import passwords, second_factor
from ..staff.models import Absence, AbsenceKind, Employee, Team, WorkingHours
from ..staff.positions import POSITIONS
from .names import ENGLISH_MEN, ENGLISH_SURNAMES, ENGLISH_WOMEN, MEN, SURNAMES, WOMEN, feminine

PASSWORD = "demo-kestrel-harbour-42"
#: How many clients one manager serves in a large base.
PORTFOLIO = 2_000

#: Team → the team above it.
TEAMS = {
    "Sales": None, "North": "Sales", "South": "Sales", "VIP centre": "Sales",
    "Administration": None, "Audit": None,
}  # fmt: skip
FIELD = ("North", "South", "VIP centre")


@dataclass(frozen=True)
class Person:
    """One colleague to be made. ``language``: of the screens; ``speaks``: with clients."""

    login: str
    given: str
    patronymic: str
    family: str
    role: str
    team: str
    language: str = "ru"
    speaks: tuple[str, ...] = ("ru",)
    zone: str = "Europe/Moscow"


KNOWN = (
    Person("mara", "Mara", "", "Lindt", ACQUISITION, "North", "en", ("ru", "en")),
    Person("max", "Максим", "Андреевич", "Орлов", ACQUISITION, "North"),
    Person("lena", "Елена", "Викторовна", "Соколова", PERSONAL, "North", "ru", ("ru", "en")),
    Person("pavel", "Павел", "Сергеевич", "Громов", PERSONAL, "North"),
    Person("sofia", "Sofia", "", "Berg", SUPERVISOR, "North", "en", ("ru", "en")),
    Person("otto", "Otto", "", "Klein", ACQUISITION, "South", "en", ("ru", "en")),
    Person("olga", "Ольга", "Игоревна", "Назарова", ACQUISITION, "South"),
    Person("kira", "Кира", "Олеговна", "Власова", PERSONAL, "South", zone="Asia/Yekaterinburg"),
    Person("stefan", "Stefan", "", "Weiss", SUPERVISOR, "South", "en", ("ru", "en")),
    Person("nina", "Нина", "Павловна", "Вишневская", PERSONAL, "VIP centre", "ru", ("ru", "en")),
    Person("roman", "Роман", "Юрьевич", "Каменский", PERSONAL, "VIP centre"),
    Person("vera", "Вера", "Николаевна", "Журавлёва", SUPERVISOR, "VIP centre"),
    Person("viktor", "Виктор", "Иванович", "Добровольский", SUPERVISOR, "Sales"),
    Person("adam", "Adam", "", "Root", ADMINISTRATOR, "Administration", "en", ("en",)),
    Person("ada", "Ada", "", "Novak", AUDITOR, "Audit", "en", ("ru", "en")),
)  # fmt: skip


@dataclass(frozen=True)
class Manager:
    """A manager as clients are dealt out: their key and what they speak."""

    id: int
    role: str
    team: str
    zone: str
    speaks: tuple[str, ...]
    name: str
    public_id: str
    is_vip_certified: bool


def enter_people(rng: Random, clients: int) -> tuple[list[Manager], int]:
    """Make teams and colleagues for a bank of ``clients``; return its managers, and the key of
    the supervisor of the VIP centre."""
    roles = {role.code: role.id for role in db.session.scalars(sa.select(Role))}
    teams = _teams()
    people = [*KNOWN, *_more(rng, max(0, round(clients / PORTFOLIO) - _managers(KNOWN)))]
    one_hash = passwords.hash_password(PASSWORD)
    today = clock.today(settings().bank_zone)
    made: list[Employee] = []
    for person in people:
        employee = Employee(
            login=person.login,
            given_name=person.given,
            patronymic=person.patronymic,
            family_name=person.family,
            name_key=sort_key(f"{person.family} {person.given} {person.patronymic}"),
            position=POSITIONS[person.role][person.language == "en"],
            email=f"{person.login}@bank.example",
            phone=f"+749500{len(made):05d}",
            role_id=roles[person.role],
            team_id=teams[person.team],
            branch="Екатеринбург" if person.zone == "Asia/Yekaterinburg" else "Москва",
            languages=list(person.speaks),
            specialisation=_specialisation(rng, person),
            is_vip_certified=_is_certified(person),
            language=person.language,
            zone=person.zone,
            hired_on=today - dt.timedelta(days=rng.randrange(200, 3_600)),
            password_hash=one_hash,
        )
        if settings().needs_second_factor:
            employee.totp_seed = vault.close(second_factor.new_seed())
            employee.totp_confirmed_at = clock.now()
        made.append(employee)
    db.session.add_all(made)
    db.session.flush()
    _days_off(rng, dict(zip([person.login for person in people], made, strict=True)), today)
    db.session.flush()
    managers = [
        Manager(
            employee.id, person.role, person.team, person.zone, person.speaks,
            employee.name, employee.public_id, employee.is_vip_certified,
        )
        for person, employee in zip(people, made, strict=True)
        if person.role in (ACQUISITION, PERSONAL)
    ]  # fmt: skip
    return managers, next(one.id for one in made if one.login == "vera")


def listed() -> list[dict[str, Any]]:
    """Those who can sign in with the password of the demo: login, password, role, team."""
    rows = db.session.execute(
        sa.select(Employee, Role.code, Team.name)
        .join(Role, Role.id == Employee.role_id)
        .outerjoin(Team, Team.id == Employee.team_id)
        .where(Employee.is_active.is_(True))
        .order_by(Employee.id)
    ).all()
    known: dict[str, bool] = {}
    found = []
    for employee, role, team in rows:
        of_demo = known.get(employee.password_hash)
        if of_demo is None:
            of_demo = passwords.fits(employee.password_hash, PASSWORD)
            known[employee.password_hash] = of_demo
        if not of_demo:
            continue
        line: dict[str, Any] = {
            "login": employee.login,
            "password": PASSWORD,
            "role": role,
            "team": team,
        }
        if settings().needs_second_factor:
            line["totp_secret"] = second_factor.seed_of(employee)
        found.append(line)
    return found


def _managers(people: Sequence[Person]) -> int:
    return sum(person.role in (ACQUISITION, PERSONAL) for person in people)


def _teams() -> dict[str, int]:
    made: dict[str, int] = {}
    for name, above in TEAMS.items():
        team = Team(name=name, parent_id=made[above] if above else None)
        db.session.add(team)
        db.session.flush()
        made[name] = team.id
    return made


def _more(rng: Random, count: int) -> list[Person]:
    """``count`` more managers: about as many win clients as keep them, one in ten English."""
    found, logins = [], {person.login for person in KNOWN}
    for number in range(count):
        is_woman = rng.random() < 0.55
        is_english = number % 10 == 9
        if is_english:
            given = rng.choice(ENGLISH_WOMEN if is_woman else ENGLISH_MEN)
            patronymic, family = "", rng.choice(ENGLISH_SURNAMES)
        else:
            father = rng.choice(MEN)
            given = rng.choice(WOMEN) if is_woman else rng.choice(MEN)[0]
            patronymic, family = father[2 if is_woman else 1], rng.choice(SURNAMES)
            family = feminine(family) if is_woman else family
        login = base = f"{to_latin(given)[0]}.{to_latin(family)}".lower()
        extra = 1
        while login in logins:
            extra += 1
            login = f"{base}{extra}"
        logins.add(login)
        role = ACQUISITION if number % 9 < 4 else PERSONAL
        team = FIELD[number % 3]
        if role == ACQUISITION and team == "VIP centre":
            team = FIELD[number % 2]
        found.append(
            Person(
                login, given, patronymic, family, role, team,
                "en" if is_english else "ru",
                ("ru", "en") if is_english or number % 3 == 0 else ("ru",),
            )
        )  # fmt: skip
    return found


def _is_certified(person: Person) -> bool:
    return person.role == PERSONAL and (
        person.team == "VIP centre" or person.login in ("lena", "pavel")
    )


def _specialisation(rng: Random, person: Person) -> str:
    if person.role not in (ACQUISITION, PERSONAL):
        return ""
    choices = (
        ("Малый бизнес", "Small business"), ("Торговля", "Trade"), ("Строительство", "Building"),
        ("Внешняя торговля", "Foreign trade"), ("Частные клиенты", "Private clients"),
    )  # fmt: skip
    return rng.choice(choices)[person.language == "en"]


def _days_off(rng: Random, people: dict[str, Employee], today: dt.date) -> None:
    """Who is away soon or was away, who works other hours."""
    leave = [("pavel", AbsenceKind.LEAVE, 9, 14), ("otto", AbsenceKind.TRAINING, 5, 2),
             ("olga", AbsenceKind.ILLNESS, -2, 5), ("roman", AbsenceKind.TRIP, 16, 3),
             ("lena", AbsenceKind.LEAVE, -80, 14), ("max", AbsenceKind.LEAVE, 40, 10)]  # fmt: skip
    others = [login for login in people if login not in {person.login for person in KNOWN}]
    for login in others:
        if rng.random() < 0.25:
            leave.append((login, AbsenceKind.LEAVE, rng.randrange(3, 60), 13))
    for login, kind, ahead, length in leave:
        starts = today + dt.timedelta(days=ahead)
        db.session.add(
            Absence(
                employee_id=people[login].id,
                kind=kind,
                starts_on=starts,
                ends_on=starts + dt.timedelta(days=length),
            )
        )
    for login, opens, closes in (("lena", 10, 19), ("mara", 8, 17)):
        for weekday in range(5):
            db.session.add(
                WorkingHours(
                    employee_id=people[login].id,
                    weekday=weekday,
                    starts=dt.time(opens),
                    ends=dt.time(closes),
                )
            )
