"""Pure decisions: what a moved contact asks of an invitation, what a calendar's answer means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..core.working_days import WorkingCalendar


class Step(StrEnum):
    """What is to be done about an invitation."""

    NOTHING = "nothing"
    TELL = "tell"
    TAKE_BACK = "take_back"
    CLOSE = "close"  # over: no letter


@dataclass(frozen=True)
class Facts:
    """What a reader is told of a contact. ``starts`` None: nothing was told yet."""

    starts: dt.datetime | None
    ends: dt.datetime | None
    place: str
    manager_id: int | None


def step_of(told: Facts, now_is: Facts, *, state: str, now: dt.datetime) -> Step:
    """What to do when ``told`` was said last and ``now_is`` holds.

    ``state``: of the contact (planned, done, cancelled). A contact that is over is told no more,
    wherever it was moved; one that fell before its time is taken back.
    """
    if state == "done":
        return Step.CLOSE
    if state == "cancelled":
        is_ahead = told.starts is not None and told.starts > now
        return Step.TAKE_BACK if is_ahead else Step.CLOSE
    if told == now_is:
        return Step.NOTHING
    return Step.TELL if now_is.starts is not None and now_is.starts > now else Step.NOTHING


def is_new_time(told: Facts, now_is: Facts) -> bool:
    """Whether an answer given to ``told`` is no answer to ``now_is``."""
    return (told.starts, told.ends) != (now_is.starts, now_is.ends)


#: PARTSTAT of RFC 5545 3.2.12, and a counter-proposal, → the value of ``models.Answer``; others
#: are no answer.
PARTSTAT = {
    "accepted": "accepted",
    "tentative": "tentative",
    "declined": "declined",
    "counter": "other_time",
}


def answer_of(partstat: str) -> str | None:
    """The answer in a reply of a calendar, or None."""
    return PARTSTAT.get(partstat.strip().lower())


def moment_of(starts: str) -> dt.datetime | None:
    """The moment that a reply names, as ``intake.rules.replies`` gives it; None for none."""
    try:
        return dt.datetime.strptime(starts, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def answers_what_holds(said: Mapping[str, str], told: Facts, sequence: int) -> bool:
    """Whether a calendar's reply ``said`` (as ``intake.rules.reading`` reads it) is to what was
    ``told`` last, under ``sequence``.

    A reply names the sequence it answers (RFC 5546 2.1.5; none is 0). One to an older letter
    counts only where it names the time that still holds: the place alone has changed since.
    """
    if int(said.get("sequence") or 0) >= sequence:
        return True
    starts = told.starts.astimezone(dt.UTC) if told.starts else None
    return starts is not None and said.get("starts") == f"{starts:%Y%m%dT%H%M%SZ}"


def invitation_of_uid(uid: str) -> str:
    """The public id of the invitation that a UID of ours names, or ""."""
    name, _at, domain = uid.strip().partition("@")
    return name if domain and name.isalnum() and len(name) <= 32 else ""


def weeks_of_month(first: dt.date) -> list[list[dt.date]]:
    """The weeks, Monday to Sunday, that touch the month beginning on ``first``."""
    monday = first - dt.timedelta(days=first.weekday())
    weeks: list[list[dt.date]] = []
    while not weeks or (monday.year, monday.month) == (first.year, first.month):
        weeks.append([monday + dt.timedelta(days=number) for number in range(7)])
        monday += dt.timedelta(days=7)
    return weeks


@dataclass(frozen=True)
class Room:
    """One day of one manager. ``minutes``: taken; ``worked``: of how many; ``is_away``: on a day
    on which the bank works."""

    contacts: int
    minutes: int
    worked: int
    is_away: bool


def room(calendar: WorkingCalendar, day: dt.date, contacts: int, minutes: int) -> Room:
    """What ``contacts`` of ``minutes`` together leave of the hours worked on ``day``."""
    if not calendar.is_working(day):
        is_away = any(absence.covers(day) for absence in calendar.absences)
        return Room(contacts, minutes, 0, is_away)
    opens, closes = calendar.opens, calendar.closes
    worked = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    return Room(contacts, minutes, worked, False)
