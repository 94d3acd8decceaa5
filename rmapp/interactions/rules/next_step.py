"""What comes after a contact: the step proposed, by kind and result (C5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ...core.working_days import WorkingCalendar
from ..words import Kind, NoNextReason, Purpose, Result
from .times import nearest_moment


@dataclass(frozen=True)
class NextStep:
    """A contact to be planned: ``at`` aware; ``minutes`` its length."""

    kind: Kind
    at: dt.datetime
    minutes: int = 30
    purpose: Purpose = Purpose.OTHER
    purpose_text: str = ""
    contact_person_id: int | None = None


@dataclass(frozen=True)
class Proposal:
    """The next step proposed, or the reason proposed why there is none."""

    step: NextStep | None
    reason: NoNextReason | None = None


@dataclass(frozen=True)
class _Line:
    kind: Kind | None  # None: the same again
    days: int  # working days from today
    purpose: Purpose | None  # None: the same again
    other_half: bool = False  # try the other half of the day


#: Length in minutes by kind, where nothing else is said.
USUAL_MINUTES = {
    Kind.CALL: 15,
    Kind.VISIT: 60,
    Kind.MEETING: 60,
    Kind.LETTER: 15,
    Kind.EMAIL: 15,
    Kind.MESSAGE: 5,
}
#: An answer to a letter is awaited for so many working days, to an e-mail for half of them.
ANSWER_DAYS = 10
EMAIL_ANSWER_DAYS = 5

_WRITTEN = (Kind.LETTER, Kind.EMAIL, Kind.MESSAGE)


def _line(kind: Kind, result: Result) -> _Line:
    """The order of work the trade teaches: letter to the head, call, first visit, then calls that
    keep the thread (domain.md, "Approach")."""
    match result:
        case Result.NOT_REACHED:
            return _Line(None, 1, None, other_half=True)
        case Result.POSTPONED:
            return _Line(None, 3, None)
        case Result.WRONG_CONTACT:
            return _Line(Kind.CALL, 1, Purpose.FIRST_CONTACT)
        case Result.SENT:
            return _Line(Kind.CALL, 3 if kind is Kind.LETTER else 2, None)
        case Result.AGREED:
            return _Line(Kind.MEETING if kind in _WRITTEN else Kind.CALL, 2, Purpose.DOCUMENTS)
        case Result.REFUSED:
            return _Line(Kind.CALL, 20, Purpose.FIND_NEED)
        case Result.REACHED if kind in _WRITTEN:
            return _Line(Kind.CALL, 1, Purpose.FIND_NEED)
        case Result.REACHED:
            return _Line(Kind.VISIT, 5, Purpose.PRESENTATION)
        case _:
            return _Line(Kind.CALL, 3, Purpose.OFFER)


def usual_purpose(*, is_prospect: bool, was_heard: bool) -> Purpose:
    """What a contact that nobody proposed is for, before its planner says so: with a prospect the
    bank has spoken to (``was_heard``) the first contact is behind; a client's service is kept."""
    if not is_prospect:
        return Purpose.SERVICE_REVIEW
    return Purpose.FIND_NEED if was_heard else Purpose.FIRST_CONTACT


def next_step(
    *,
    kind: Kind,
    purpose: Purpose,
    result: Result,
    planned_at: dt.datetime,
    now: dt.datetime,
    zone: str,
    calendar: WorkingCalendar,
    contact_number: int,
    minimum_contacts: int,
    contact_person_id: int | None = None,
    is_prospect: bool = True,
) -> Proposal:
    """The step proposed after ``result``: kind, working day, time of day of the manager.

    ``calendar``: the manager's working days in ``zone``; ``minimum_contacts``: how many contacts
    pass before a prospect may be given up (a refusal after that proposes none).
    """
    if result is Result.REFUSED and is_prospect and contact_number >= minimum_contacts:
        return Proposal(None, NoNextReason.REFUSED)
    line = _line(kind, result)
    place = ZoneInfo(zone)
    day = calendar.add_working_days(now.astimezone(place).date(), line.days)
    time = planned_at.astimezone(place).time().replace(second=0, microsecond=0)
    if line.other_half:
        time = dt.time(15) if time < dt.time(13) else dt.time(10)
    if not calendar.opens <= time < calendar.closes:
        time = dt.time(max(calendar.opens.hour, 10) if calendar.closes > dt.time(11) else 9)
    step = line.kind or kind
    return Proposal(
        NextStep(
            kind=step,
            at=nearest_moment(day, time, zone),
            minutes=USUAL_MINUTES[step],
            purpose=line.purpose or purpose,
            contact_person_id=contact_person_id,
        )
    )
