"""The closed lists of the schedule, and each date explained in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext, pgettext

from ..core.formatting import day as spell_day
from ..core.i18n import reader_language
from .rules.steps import Anchor, Reason, Why


class Whom(StrEnum):
    """Who takes part from the client's side."""

    CLIENT = "client"  # the client, or whoever is the first contact person
    HEAD = "head"
    DECIDES = "decides"
    FINANCIAL = "financial"
    TECHNICAL = "technical"


class ScheduleState(StrEnum):
    """Where a schedule stands."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


class StepState(StrEnum):
    """Where a step of a schedule stands."""

    WAITING = "waiting"  # no contact is planned for it: paused, or it found no place
    PLANNED = "planned"
    DONE = "done"
    DROPPED = "dropped"


WHOM_NAMES: dict[Whom, Any] = {
    Whom.CLIENT: _l("The client"),
    Whom.HEAD: _l("The head of the firm"),
    Whom.DECIDES: _l("Whoever decides"),
    Whom.FINANCIAL: _l("Whoever answers for finance"),
    Whom.TECHNICAL: _l("The technical specialist"),
}
ANCHOR_NAMES: dict[Anchor, Any] = {
    Anchor.START: _l("From the start of the schedule"),
    Anchor.PREVIOUS: _l("From the step before"),
    Anchor.OUTCOME: _l("From the outcome of the step before"),
}
STATE_NAMES: dict[ScheduleState, Any] = {
    ScheduleState.RUNNING: _lp("schedule", "running"),
    ScheduleState.PAUSED: _lp("schedule", "paused"),
    ScheduleState.STOPPED: _lp("schedule", "stopped"),
    ScheduleState.FINISHED: _lp("schedule", "finished"),
}
STATE_TONES = {
    ScheduleState.RUNNING: "ok",
    ScheduleState.PAUSED: "warn",
    ScheduleState.STOPPED: "neutral",
    ScheduleState.FINISHED: "info",
}
STEP_NAMES: dict[StepState, Any] = {
    StepState.WAITING: _lp("schedule step", "waiting"),
    StepState.PLANNED: _lp("schedule step", "planned"),
    StepState.DONE: _lp("schedule step", "done"),
    StepState.DROPPED: _lp("schedule step", "dropped"),
}
STEP_TONES = {
    StepState.WAITING: "warn",
    StepState.PLANNED: "info",
    StepState.DONE: "ok",
    StepState.DROPPED: "neutral",
}
#: "after …": the kinds in the case the sentence needs.
_AFTER: dict[str, Any] = {
    "call": _lp("after", "the call"),
    "visit": _lp("after", "the visit"),
    "meeting": _lp("after", "the meeting"),
    "letter": _lp("after", "the letter"),
    "email": _lp("after", "the e-mail"),
    "message": _lp("after", "the message"),
}
_OUTCOME: dict[str, Any] = {
    "call": _lp("after", "the outcome of the call"),
    "visit": _lp("after", "the outcome of the visit"),
    "meeting": _lp("after", "the outcome of the meeting"),
    "letter": _lp("after", "the outcome of the letter"),
    "email": _lp("after", "the outcome of the e-mail"),
    "message": _lp("after", "the outcome of the message"),
}


def offset_words(days: int, anchor: Anchor, after: str) -> Any:
    """ "3 working days after the letter"; ``after``: the kind of the step before, "" for none."""
    if anchor is Anchor.START or not after:
        if not days:
            return _("on the first day")
        return ngettext(
            "%(num)s working day after the start", "%(num)s working days after the start", days
        )
    what = str((_OUTCOME if anchor is Anchor.OUTCOME else _AFTER)[after])
    if not days:
        return _("on the day of %(what)s", what=what)
    return ngettext(
        "%(num)s working day after %(what)s", "%(num)s working days after %(what)s", days, what=what
    )


def explain(reasons: Iterable[Any]) -> list[str]:
    """Each reason in words. ``reasons``: :class:`Reason`, or as kept in the row of a step: there
    holidays that follow each other may stand day by day."""
    found = [one if isinstance(one, Reason) else Reason.of(one) for one in reasons]
    return [str(_SAY[reason.why](reason.about)) for reason in _folded(found)]


def _folded(reasons: Iterable[Reason]) -> list[Reason]:
    """Holidays of one name, each on the day after the one before, as one reason."""
    found: list[Reason] = []
    for reason in reasons:
        former = found[-1] if found else None
        if former is not None and former.why is reason.why is Why.HOLIDAY:
            about, now = former.about, reason.about
            last = dt.date.fromisoformat(about.get("last", about["day"]))
            is_next = now["day"] == (last + dt.timedelta(days=1)).isoformat()
            if is_next and about.get("name") == now.get("name"):
                until = now.get("last", now["day"])
                found[-1] = Reason(Why.HOLIDAY, {**about, "last": until})
                continue
        found.append(reason)
    return found


def _day(text: str) -> str:
    return spell_day(dt.date.fromisoformat(text), "d MMMM")


def _span(about: dict[str, Any]) -> str:
    first, last = (dt.date.fromisoformat(about[name]) for name in ("first", "last"))
    if first == last:
        return _day(about["last"])
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(about['last'])}"
    return f"{_day(about['first'])} – {_day(about['last'])}"


def _holiday(about: dict[str, Any]) -> Any:
    named = about.get("name", "")
    if isinstance(named, dict):  # by language
        about = {**about, "name": named[reader_language()]}
    if about.get("last"):
        span = _span({**about, "first": about["day"]})
        if about.get("name"):
            return _("%(span)s are holidays (%(name)s)", span=span, name=about["name"])
        return _("%(span)s are holidays", span=span)
    if "(" in about.get("name", ""):  # a day that was moved: its name says all
        return f"{_day(about['day'])}: {about['name']}"
    if about.get("name"):
        return _("%(day)s is a holiday (%(name)s)", day=_day(about["day"]), name=about["name"])
    return _("%(day)s is a holiday", day=_day(about["day"]))


def _full(about: dict[str, Any]) -> Any:
    return ngettext(
        "no room on %(span)s: %(num)s contact a day is the limit",
        "no room on %(span)s: %(num)s contacts a day are the limit",
        about["capacity"],
        span=_span(about),
    )


def _client_hours(about: dict[str, Any]) -> Any:
    time = about["time"]
    if time < "12":
        return _("moved to %(time)s of the client's morning", time=time)
    if time < "17":
        return _("moved to %(time)s of the client's afternoon", time=time)
    return _("moved to %(time)s of the client's evening", time=time)


_SAY: dict[Why, Any] = {
    Why.OFFSET: lambda a: offset_words(a["days"], Anchor(a["anchor"]), a["after"]),
    Why.PROVISIONAL: lambda a: _("moves when the outcome is recorded"),
    Why.SHIFTED: lambda a: ngettext(
        "shifted by %(num)s working day", "shifted by %(num)s working days", a["days"]
    ),
    Why.HOLIDAY: _holiday,
    Why.DAY_OFF: lambda a: _("%(day)s is a day off", day=_day(a["day"])),
    Why.AWAY: lambda a: _("the manager is away %(span)s", span=_span(a)),
    Why.PAST: lambda a: _("that day has passed"),
    Why.ORDER: lambda a: _("not before the step before"),
    Why.FULL: _full,
    Why.TAKEN: lambda a: _("%(time)s is taken in the diary", time=a["time"]),
    Why.NO_ROOM: lambda a: _("no free time on %(span)s", span=_span(a)),
    Why.CLIENT_HOURS: _client_hours,
    Why.NEVER: lambda a: (
        ngettext(
            "no place within %(num)s working day",
            "no place within %(num)s working days",
            a["days"],
        )
        if a["days"]
        else _("the calendar has no working day for it")
    ),
    Why.APART: lambda a: _("the client's hours and the manager's never meet"),
    Why.WAITS: lambda a: _("waits for step %(number)s, which has no place", number=a["step"]),
    Why.CHOSEN: lambda a: pgettext("schedule", "a person chose this time"),
}
