"""Reasons and columns in words a manager can say aloud."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext

from ..audit import shown
from .models import Verdict

COLUMN_NAMES: dict[str, Any] = {
    "kind": _l("Kind of contact"),
    "number": _l("Which contact it is"),
    "purpose": _l("Purpose of the contact"),
    "hour": _l("Hour of the day"),
    "weekday": _l("Day of the week"),
    "last_result": _l("What came of the last contact"),
    "heat": _l("Temperature after the last contact"),
    "answered": _l("How often the client answered before"),
    "agreed": _l("How often the client agreed before"),
    "days_since": _l("Days since the last contact"),
    "days_silent": _l("Days since both sides spoke"),
    "client_kind": _l("Person or firm"),
    "source": _l("Where the client comes from"),
    "channel": _l("By which way the client came"),
}
VERDICT_NAMES: dict[Verdict, Any] = {
    Verdict.LEARNED: _lp("order of calls", "learned from the past"),
    Verdict.RULES: _lp("order of calls", "by the stated rules"),
    Verdict.LITTLE: _lp("order of calls", "too little past"),
}


def reason_words(codes: str, *, is_numbered: bool = False) -> list[str]:
    """The codes of ``rules.stated.reasons`` in the reader's language; unknown ones fall away.

    ``is_numbered``: the number of the contact is said beside and is not said again.
    """
    said = []
    for code in codes.split():
        name, *figures = code.split(":")
        numbers = [int(figure) for figure in figures if figure.isdecimal()]
        if words := _words(name, numbers, is_numbered):
            said.append(words)
    return said


def _words(name: str, numbers: list[int], is_numbered: bool) -> str:
    match name, numbers:
        case "hot", _any:
            return str(_("hot"))
        case "warm", _any:
            return str(_("warm"))
        case "agreed", _any:
            return str(_("agreed at the last contact"))
        case "answered", [count]:
            return str(ngettext("answered %(num)s time", "answered %(num)s times", count))
        case "number", [_number, first, last] if is_numbered and first == last:
            return str(_("most agree at this contact"))
        case "number", [_number, first, last] if is_numbered:
            return str(_("most agree at contacts %(first)s to %(last)s", first=first, last=last))
        case "number", [number, first, last] if first == last:
            return str(_("contact %(number)s: most agree at it", number=number))
        case "number", [number, first, last]:
            return str(
                _(
                    "contact %(number)s: most agree at %(first)s to %(last)s",
                    number=number,
                    first=first,
                    last=last,
                )
            )
        case "sale", _any:
            return str(_("an open sale"))
    return ""


shown.codes("call-order", verdict=VERDICT_NAMES)
