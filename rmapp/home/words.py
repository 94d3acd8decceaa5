"""The reasons behind a task, in sentences a manager can say aloud."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import format_date, format_datetime, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..core import clock
from ..core.formatting import money
from ..interactions.words import NO_NEXT_NAMES, NoNextReason
from ..priority.words import reason_words
from .rules import Need, Task

NEED_NAMES: dict[Need, Any] = {
    Need.NO_STEP: _l("No next step"),
    Need.OVERDUE: _l("Without outcome"),
    Need.REPLY: _l("Answer to an invitation"),
    Need.PROMISE: _l("Promise"),
    Need.EXPIRES: _l("Proposal expires"),
    Need.SILENT: _l("Silent too long"),
    Need.ANSWER: _l("No answer"),
    Need.ACCEPT: _l("Not accepted yet"),
}
NEED_TONES = {
    Need.NO_STEP: "bad",
    Need.OVERDUE: "bad",
    Need.REPLY: "warn",
    Need.PROMISE: "warn",
    Need.EXPIRES: "warn",
    Need.SILENT: "warn",
    Need.ANSWER: "neutral",
    Need.ACCEPT: "warn",
}
NEED_ICONS = {
    Need.NO_STEP: "flag",
    Need.OVERDUE: "clock",
    Need.REPLY: "calendar",
    Need.PROMISE: "flag",
    Need.EXPIRES: "document",
    Need.SILENT: "phone-off",
    Need.ANSWER: "mail",
    Need.ACCEPT: "handover",
}

#: A value of the answer to an invitation → what it asks of the manager.
ANSWERED: dict[str, Any] = {
    "declined": _l("does not come on %(day)s"),
    "other_time": _l("asks for another time than %(day)s"),
    "call": _l("asks to be called before %(day)s"),
}


def reasons(task: Task, *, currency: str = "RUB") -> list[str]:
    """Why the task stands where it stands: the need first, then what the client is worth."""
    found = [_need(task)]
    if task.need is Need.NO_STEP and task.because:
        found.append(_("none because: %(reason)s", reason=_because(task.because)))
    if task.planned_at is not None:
        at = format_datetime(task.planned_at, "d MMMM")
        found.append(_("the next contact is planned for %(day)s", day=at))
    if task.number > 1:
        found.append(_("contact number %(number)s", number=task.number))
    if task.temperature == "hot" and "hot" not in task.call_why.split():
        found.append(_("hot"))
    found += reason_words(task.call_why, is_numbered=task.number > 1)
    if task.profit:
        found.append(_("possible profit %(sum)s", sum=money(task.profit, currency, short=True)))
    return found


def _need(task: Task) -> str:
    days = task.days
    match task.need:
        case Need.NO_STEP if days == 0:
            return str(_("nothing is planned"))
        case Need.NO_STEP:
            return str(
                ngettext(
                    "nothing is planned; last heard %(num)s day ago",
                    "nothing is planned; last heard %(num)s days ago",
                    days,
                )
            )
        case Need.OVERDUE:
            return str(ngettext("%(num)s day overdue", "%(num)s days overdue", days))
        case Need.SILENT:
            return str(
                ngettext(
                    "%(num)s day of silence, the norm is %(norm)s",
                    "%(num)s days of silence, the norm is %(norm)s",
                    days,
                    norm=task.norm,
                )
            )
        case Need.REPLY:
            return answered(task.text, task.day)
        case Need.PROMISE:
            return _promised(task)
        case Need.ACCEPT if days == 0:
            return str(_("handed over today, not accepted yet"))
        case Need.ACCEPT:
            return str(
                ngettext(
                    "handed over %(num)s day ago, not accepted yet",
                    "handed over %(num)s days ago, not accepted yet",
                    days,
                )
            )
        case Need.EXPIRES:
            return str(
                _("proposal %(number)s expires on %(day)s", number=task.text, day=_when(task.day))
            )
        case _:
            return str(
                ngettext(
                    "the answer is late by %(num)s day",
                    "the answer is late by %(num)s days",
                    days,
                )
            )


def answered(answer: str, day: dt.date | None) -> str:
    """What a reader says to the meeting of ``day``."""
    return str(ANSWERED[answer]) % {"day": _when(day)}


def _because(said: str) -> str:
    """A reason kept as ``code:note``: in the words of the note where the code only points to it."""
    code, _colon, note = said.partition(":")
    is_told = code == NoNextReason.OTHER.value and note.strip()
    return note.strip() if is_told else str(NO_NEXT_NAMES[NoNextReason(code)])


def _promised(task: Task) -> str:
    """Who promised what by when, with today by its name."""
    if task.day is None:
        return task.text
    is_today = task.day == clock.today(None)
    if task.by_client:
        words = (
            _l("the client promised by today: %(what)s")
            if is_today
            else _l("the client promised by %(day)s: %(what)s")
        )
    else:
        words = (
            _l("promised by today: %(what)s") if is_today else _l("promised by %(day)s: %(what)s")
        )
    return str(words) % {"what": task.text, "day": _when(task.day)}


def _when(day: dt.date | None) -> str:
    """A near day by the name of its weekday and its date."""
    return "" if day is None else str(format_date(day, "EEEE, d MMMM"))
