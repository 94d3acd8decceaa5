"""What a series is called and said in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext

from ..core.formatting import day, hour
from .models import Series
from .rules import DayOff, Every, Why

EVERY_NAMES: dict[Every, Any] = {
    Every.WEEK: _lp("every", "week"),
    Every.MONTH: _lp("every", "month"),
    Every.QUARTER: _lp("every", "quarter"),
    Every.YEAR: _lp("every", "year"),
}
EACH: dict[Every, Any] = {
    Every.WEEK: _l("every week"),
    Every.MONTH: _l("every month"),
    Every.QUARTER: _l("every quarter"),
    Every.YEAR: _l("every year"),
}
DAY_OFF_NAMES: dict[DayOff, Any] = {
    DayOff.AFTER: _l("the next working day"),
    DayOff.BEFORE: _l("the working day before"),
    DayOff.SKIP: _lp("series", "left out"),
}
WHY_NAMES: dict[Why, Any] = {
    Why.AS_RULED: "",
    Why.DAY_OFF: _l("the day is off"),
    Why.ABSENCE: _l("the manager is away"),
    Why.TAKEN: _l("the diary is taken at the usual time"),
    Why.CLOCKS: _l("the clocks skip the usual time"),
    Why.ROOM: _l("the room is taken then: without a room"),
}


def said(series: Series) -> str:
    """The rule in one line: how often, at what time, to which day."""
    number = series.interval
    match series.every:
        case Every.WEEK:
            often = ngettext("every %(num)s week", "every %(num)s weeks", number)
        case Every.MONTH:
            often = ngettext("every %(num)s month", "every %(num)s months", number)
        case Every.QUARTER:
            often = ngettext("every %(num)s quarter", "every %(num)s quarters", number)
        case _:
            often = ngettext("every %(num)s year", "every %(num)s years", number)
    if number == 1:
        often = str(EACH[series.every])
    if series.every == Every.WEEK:
        often += ", " + day(series.starts_on, "EEEE")
    elif series.every == Every.YEAR:
        often += ", " + day(series.starts_on, "d MMMM")
    if series.every in (Every.MONTH, Every.QUARTER):
        often += ", " + _("on day %(day)s", day=series.starts_on.day)
    parts = [often, hour(series.at)]
    if series.until is not None:
        parts.append(_("until %(day)s", day=day(series.until)))
    if series.times is not None:
        parts.append(ngettext("%(num)s time", "%(num)s times", series.times))
    return ", ".join(parts)
