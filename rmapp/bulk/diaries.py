"""The day of a call with many clients, diary by diary: nobody is called on a day off (C8, D16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from ..clients.models import Assignment, Client
from ..core import clock
from ..core.db import db
from ..core.errors import Invalid
from ..core.hanging import open_of_clients
from ..policy.enforce import Actor
from ..staff.calendar import bank_calendar, calendars_for
from ..staff.models import Employee, name_of
from .models import Deed, Fate
from .queries import fate

_CALL_AT = dt.time(10, 0)
MOST_NAMES = 5
_primary = aliased(Assignment)


@dataclass(frozen=True)
class Moved:
    """Calls that go to another day than was chosen: whose diaries it is a day off in."""

    day: dt.date
    calls: int
    names: str


def laid(on: dt.date, statement: sa.Select[Client], *, actor: Actor) -> dict[str, Any]:
    """When each client of ``statement`` is called, ten o'clock of ``actor``: ``day`` as chosen;
    ``at`` on it, or on the next working day of the bank; ``moved``: employee key → another moment,
    for those whose own days differ. Refuses with Invalid on ``day`` a day that has passed."""
    day = bank_calendar().next_working_day(on)
    if on < clock.today(actor.zone) or _moment(day, actor) < clock.now():
        raise Invalid(fields={"day": [_("This time has passed. Choose a later day.")]})
    kept = _kept(statement).with_only_columns(_primary.employee_id)
    keepers = db.session.scalars(kept.distinct())
    own = {
        keeper: calendar.next_working_day(on) for keeper, calendar in calendars_for(keepers).items()
    }
    moved = {
        str(keeper): _moment(theirs, actor).isoformat()
        for keeper, theirs in own.items()
        if theirs != day
    }
    return {"day": on.isoformat(), "at": _moment(day, actor).isoformat(), "moved": moved}


def moment_of(params: Mapping[str, Any], keeper: int) -> dt.datetime:
    """When a client of ``keeper`` is called, by what :func:`laid` said."""
    said = params.get("moved", {}).get(str(keeper), params["at"])
    return dt.datetime.fromisoformat(said)


def moved(statement: sa.Select[Client], params: Mapping[str, Any], *, actor: Actor) -> list[Moved]:
    """The calls that ``laid`` took off the chosen day, by day."""
    if "day" not in params:
        return []
    due = fate(Deed.PLAN, params, actor) == Fate.DUE.value
    rows = db.session.execute(
        _kept(statement.where(due))
        .join(Employee, Employee.id == _primary.employee_id)
        .with_only_columns(Employee.id, name_of(Employee), sa.func.count())
        .group_by(Employee.id)
        .order_by(Employee.name_key, Employee.id)
    )
    zone, found = ZoneInfo(actor.zone), dict[dt.date, list[tuple[str, int]]]()
    for keeper, name, calls in rows:
        day = moment_of(params, keeper).astimezone(zone).date()
        if day.isoformat() != params["day"]:
            found.setdefault(day, []).append((name, calls))
    return [
        Moved(day, sum(calls for _name, calls in of), _listed([name for name, _calls in of]))
        for day, of in sorted(found.items())
    ]


def planned_already(
    statement: sa.Select[Client], params: Mapping[str, Any], *, actor: Actor
) -> int:
    """With how many of those whom the deed would change a contact is planned already."""
    due = fate(Deed.PLAN, params, actor) == Fate.DUE.value
    both = (
        statement.where(due, Client.next_contact_at.is_not(None))
        .with_only_columns(Client.id)
        .subquery()
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(both)) or 0


def resting(
    statement: sa.Select[Client], params: Mapping[str, Any], *, actor: Actor
) -> list[tuple[Any, int]]:
    """(what it is called, how many): what is open with those who would go to the bin (D17)."""
    due = fate(Deed.BIN, params, actor) == Fate.DUE.value
    going = statement.where(due).with_only_columns(Client.id).subquery()
    return open_of_clients(sa.select(going.c.id))


def _kept(statement: sa.Select[Client]) -> sa.Select[Any]:
    """The clients of ``statement`` with the assignment of who serves each first."""
    return statement.join(
        _primary,
        sa.and_(_primary.client_id == Client.id, _primary.ended_at.is_(None), _primary.is_primary),
    )


def _listed(names: list[str]) -> str:
    rest = ", …" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + rest


def _moment(day: dt.date, actor: Actor) -> dt.datetime:
    local = dt.datetime.combine(day, _CALL_AT, tzinfo=ZoneInfo(actor.zone))
    return local.astimezone(dt.UTC)
