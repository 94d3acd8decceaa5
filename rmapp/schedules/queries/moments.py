"""A moment for a contact that has to be held by a day, however full the days until then are."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ...clients.models import Client
from ...core import clock
from ...core.working_days import NoWorkingDay
from ...interactions.words import Kind
from ...staff.models import Employee
from ..rules.hours import moment_within
from ..rules.steps import Habits, Step
from .diary import desk_of

SOON = dt.timedelta(hours=1)


def quietest_moment(
    owner: Employee, client: Client, *, kind: Kind, minutes: int, until: dt.date
) -> dt.datetime | None:
    """A free moment of ``owner`` on the working day until ``until`` on which the fewest contacts
    stand, the earliest of equal ones; the client's hours are kept. None: there is none."""
    diary = desk_of(owner).diary
    floor = clock.now() + SOON
    days, day = [], floor.astimezone(ZoneInfo(owner.zone)).date()
    try:
        while (day := diary.calendar.next_working_day(day)) <= until:
            days.append(day)
            day += dt.timedelta(days=1)
    except NoWorkingDay:
        pass
    step = Step(position=1, kind=kind, minutes=minutes, offset=0)
    habits = Habits(client.zone, client.hours_from, client.hours_to)
    for one in sorted(days, key=lambda when: (diary.load.get(when, 0), when)):
        found = moment_within(one, step, floor=floor, diary=diary, client=habits)
        if found.at is not None:
            return found.at
    return None
