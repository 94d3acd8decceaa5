"""The administrator's deeds on employees and teams; the bank's calendar."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from ..audit.operations import record
from ..core import clock
from ..core.db import ALPHABET, db
from ..core.errors import Conflict, Invalid, NotFound
from ..core.hanging import count_open
from ..core.text import sort_key
from ..core.working_days import seed_holidays
from ..policy.enforce import Actor, demand
from ..policy.models import Role
from ..settings import settings
from . import access, passwords, sessions
from .calendar import bank_calendar
from .followers import tell_followers, tell_readers
from .models import CalendarDay, Employee, Team

EDITABLE = (
    "given_name",
    "family_name",
    "patronymic",
    "position",
    "email",
    "phone",
    "team_id",
    "branch",
    "languages",
    "specialisation",
    "licences",
    "is_exclusive",
    "is_vip_certified",
    "capacity_points",
    "zone",
    "language",
)


def first_password() -> str:
    """A first password, told once and changed at the first sign-in: 20 letters in groups."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(20))
    return "-".join(letters[i : i + 5] for i in range(0, 20, 5))


def hire(fields: dict[str, Any], *, login: str, role: Role, actor: Actor) -> tuple[Employee, str]:
    """Enter a new employee; return the row and the first password.

    Their first role waits for a second person (ruling 18): until then they cannot sign in.
    Refuses with :class:`Invalid` a login that is taken.
    """
    demand(actor, "staff:edit")
    taken = db.session.scalar(
        sa.select(Employee.id).where(sa.func.lower(Employee.login) == login.lower())
    )
    if taken:
        raise Invalid(fields={"login": [_("This login is taken.")]})
    narrow = _narrowest_role()
    password = first_password()
    employee = Employee(
        login=login,
        role_id=narrow.id,
        name_key="",
        hired_on=clock.today(None),
        must_change_password=True,
        password_hash=passwords.hash_password(password),
    )
    _fill(employee, fields)
    db.session.add(employee)
    db.session.flush()
    record("employee:hired", actor=actor, obj=employee, name=employee.name)
    access.ask_first_role(employee, role, actor=actor)
    return employee, password


def edit(employee: Employee, fields: dict[str, Any], *, version: int, actor: Actor) -> None:
    """Change an employee's facts; a stale ``version`` is a :class:`Conflict`."""
    demand(actor, "staff:edit")
    if employee.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    before = {name: getattr(employee, name) for name in EDITABLE if name in fields}
    _fill(employee, fields)
    changed = sorted(name for name, value in before.items() if getattr(employee, name) != value)
    if changed:
        record(
            "employee:edited",
            actor=actor,
            obj=employee,
            name=employee.name,
            detail={"fields": changed},
        )


def new_first_password(employee: Employee, *, actor: Actor) -> str:
    """Give an employee a new first password; their sessions end."""
    demand(actor, "staff:edit")
    password = first_password()
    employee.password_hash = passwords.hash_password(password)
    employee.must_change_password = True
    sessions.end_sessions(employee.id, reason="password-reset", tokens=True)
    record("employee:password-reset", actor=actor, obj=employee, name=employee.name)
    return password


def close_access(employee: Employee, *, actor: Actor, reason: str) -> int:
    """End an employee's access at once, whatever still hangs on them; return ended sessions.

    With nothing open left they become inactive; else their clients and work wait for a handover.
    """
    demand(actor, "staff:end-sessions")
    if employee.id == actor.employee_id:
        raise Conflict(_("Nobody closes their own access."))
    ended = shut_out(employee, reason="access-closed")
    record(
        "employee:access-closed",
        actor=actor,
        obj=employee,
        name=employee.name,
        reason=reason,
        detail={"ended": ended, "is_active": employee.is_active},
    )
    return ended


def shut_out(employee: Employee, *, reason: str) -> int:
    """End access and sessions (``reason``: of the sessions); return how many sessions ended."""
    employee.access_closed_at = employee.access_closed_at or clock.now()
    let_go(employee)
    return sessions.end_sessions(employee.id, reason=reason, tokens=True)


def let_go(employee: Employee) -> bool:
    """Make an employee whose access is closed inactive when nothing open needs a new owner; whether
    it was done."""
    db.session.flush()
    if any(count_open(employee.id).values()):
        return False
    employee.is_active = False
    employee.left_at = employee.left_at or clock.now()
    return True


def reopen_access(employee: Employee, *, actor: Actor) -> None:
    """Let an employee in again; refuses (Conflict) whose first role nobody has signed."""
    demand(actor, "staff:edit")
    if access.awaits_first_role(employee):
        raise Conflict(_("A second person has to sign the first role before."))
    employee.is_active, employee.left_at, employee.access_closed_at = True, None, None
    record("employee:access-reopened", actor=actor, obj=employee, name=employee.name)


def make_team(name: str, parent: Team | None, *, actor: Actor) -> Team:
    """Make a team under ``parent``."""
    demand(actor, "staff:edit")
    team = Team(name=name, parent_id=parent.id if parent else None)
    db.session.add(team)
    db.session.flush()
    record("team:made", actor=actor, obj=team, name=name)
    return team


def set_day(day: dt.date, *, is_working: bool, title: str, actor: Actor) -> int:
    """Say that ``day`` is not as its weekday says. How many planned contacts stand on it although
    it is not worked any more: whoever planned them is told (C2)."""
    demand(actor, "settings:edit")
    values = {"is_working": is_working, "title": title, "title_en": "", "is_seeded": False}
    db.session.execute(
        insert(CalendarDay)
        .values(day=day, **values)
        .on_conflict_do_update(index_elements=[CalendarDay.day], set_=values)
    )
    record(
        "calendar:day-set",
        actor=actor,
        name=day.isoformat(),
        detail={"is_working": is_working, "title": title},
    )
    return _left_standing(day)


def _left_standing(day: dt.date) -> int:
    return 0 if bank_calendar().is_working(day) else tell_followers([day])


def forget_day(day: dt.date, *, actor: Actor) -> int:
    """Let ``day`` be as its weekday says again. How many planned contacts stand on it although it
    is not worked any more, as :func:`set_day`."""
    demand(actor, "settings:edit")
    row = db.session.get(CalendarDay, day)
    if row is None:
        raise NotFound(_("This day is as its weekday says."))
    db.session.delete(row)
    db.session.flush()
    record("calendar:day-forgotten", actor=actor, name=day.isoformat())
    return _left_standing(day)


def seed_years(country: str, years: list[int]) -> int:
    """Enter the public holidays of ``country`` for ``years``; the bank's own days stay. Whoever has
    planned something on one of them already is told, as of a day entered by hand (C2)."""
    found, english = seed_holidays(country, years), _in_english(country, years)
    rows = [
        {
            "day": day,
            "is_working": False,
            "title": title[:200],
            "title_en": english.get(day, ""),
            "is_seeded": True,
        }
        for day, title in sorted(found.holidays.items())
    ]
    rows += [
        {"day": day, "is_working": True, "title": "", "title_en": "", "is_seeded": True}
        for day in sorted(found.working_weekends)
    ]
    if not rows:
        return 0
    entered = db.session.execute(
        insert(CalendarDay)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(CalendarDay.day, CalendarDay.is_working)
    ).all()
    today = clock.today(settings().bank_zone)
    tell_followers([day for day, is_working in entered if not is_working and day >= today])
    return len(entered)


def _in_english(country: str, years: list[int]) -> dict[dt.date, str]:
    found = seed_holidays(country, years, "en_US").holidays
    return {day: _AMERICAN.sub(_spelt, name)[:200] for day, name in found.items()}


#: A day inside the library's English names: the month first, which reads as another day here.
_AMERICAN = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})\b")


def _spelt(found: re.Match[str]) -> str:
    month, date, year = (int(part) for part in found.groups())
    return format_date(dt.date(year, month, date), "d MMMM y", locale="en_GB")


def name_in_english(country: str) -> int:
    """Give the days that came from the library before it was asked for English their name in it;
    how many were named."""
    unnamed = CalendarDay.is_seeded & (CalendarDay.title != "") & (CalendarDay.title_en == "")
    days = list(db.session.scalars(sa.select(CalendarDay).where(unnamed)))
    if days:
        english = _in_english(country, sorted({one.day.year for one in days}))
        for one in days:
            one.title_en = english.get(one.day, one.title)
        db.session.flush()
        tell_readers()
    return len(days)


def _fill(employee: Employee, fields: dict[str, Any]) -> None:
    for name in EDITABLE:
        if name in fields:
            setattr(employee, name, fields[name])
    employee.name_key = sort_key(f"{employee.family_name} {employee.given_name}")[:200]


def _narrowest_role() -> Role:
    return min(access.roles(), key=lambda role: access._width(role.id))
