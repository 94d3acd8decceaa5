"""The planner: one week of one manager."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core import clock
from ...core.formatting import day as written
from ...core.formatting import hour, number
from ...core.working_days import MONDAY_TO_FRIDAY, WorkingCalendar
from ...policy.enforce import can, current_actor, requires
from ...staff.calendar import calendar_for
from ...staff.models import Employee
from .. import queries, words
from ..models import Interaction, InteractionState
from ..rules.times import (
    SHORTEST,
    Place,
    day_bounds,
    gaps,
    monday_of,
    nearest_moment,
    place,
    side_by_side,
    whole_quarters,
)
from ..words import KIND_NAMES, PURPOSE_NAMES, Kind, result_name
from .contacts import interactions

PLAN = "interactions:plan"
READABLE = 25  # contacts; a fuller week is listed day by day
TONES = {Kind.VISIT: "ok", Kind.MEETING: "ok", Kind.LETTER: "neutral", Kind.EMAIL: "neutral"}


@dataclass(frozen=True)
class Day:
    """One day of the week, as the grid and the list show it."""

    date: dt.date
    column: int
    label: str
    full: str
    note: str  # why nobody works, how many more there are than the grid has room for
    today: bool
    off: bool
    contacts: list[Interaction]
    events: list[dict[str, Any]]


@interactions.get("/week")
@requires("interactions:read")
def week() -> ResponseReturnValue:
    """The contacts of one week: a grid of quarter hours and the same as a list."""
    actor = current_actor()
    whose = queries.colleague_within(request.args.get("of", ""), actor=actor)
    zone = actor.zone
    monday = monday_of(request.args.get("week", ""), clock.today(zone))
    keeper = whose.id if whose else actor.employee_id
    starts, ends = day_bounds(monday, zone)[0], day_bounds(monday + dt.timedelta(days=6), zone)[1]
    calendar = calendar_for(keeper)
    contacts = queries.planned_between(actor, keeper, starts, ends, with_done=True)
    joined = queries.joined_between(keeper, starts, ends, reader=actor)
    contacts = sorted([*contacts, *joined], key=lambda one: (one.planned_at, one.id))
    days = _days(monday, contacts, calendar, zone, frozenset(one.id for one in joined))
    view, addresses = request.args.get("view"), _addresses(monday, clock.today(zone), whose)
    chosen = _chosen(days, len(contacts), clock.today(zone))
    return render_template(
        "interactions/_agenda.html" if view == "agenda" else "interactions/week.html",
        days=days,
        chosen=chosen,
        day_tabs=[
            {
                "label": day.label,
                "url": f"{addresses['list']}&day={day.date.isoformat()}",
                "current": day.date == chosen,
                "count": len(day.contacts),
            }
            for day in days
        ],
        back=addresses["list"] if view == "agenda" else request.full_path,
        whose=whose,
        title=_title(monday),
        now=_now(days, zone),
        is_list=view == "list",
        addresses=addresses,
        count=len(contacts),
        joined={one.id for one in joined},
        standing=sum(_stands(one, day, joined) for day in days for one in day.contacts),
        words=words,
    )


def _chosen(days: list[Day], count: int, today: dt.date) -> dt.date | None:
    """The one day that the list shows of a week that is too full to be read at once."""
    if count <= READABLE:
        return None
    dates = [day.date for day in days]
    asked = next((date for date in dates if date.isoformat() == request.args.get("day")), None)
    fallback = next((day.date for day in days if day.contacts), dates[0])
    return asked or (today if today in dates else fallback)


def _days(
    monday: dt.date,
    contacts: list[Interaction],
    calendar: WorkingCalendar,
    zone: str,
    joined: frozenset[int] = frozenset(),
) -> list[Day]:
    place_of = ZoneInfo(zone)
    by_day: dict[dt.date, list[Interaction]] = {}
    for contact in contacts:
        by_day.setdefault(contact.planned_at.astimezone(place_of).date(), []).append(contact)
    dates = [monday + dt.timedelta(days=n) for n in range(7)]
    shown = [
        date
        for date in dates
        if date.weekday() in MONDAY_TO_FRIDAY or date in by_day or calendar.is_working(date)
    ]
    today = clock.today(zone)
    days = []
    for column, date in enumerate(shown, 1):
        own = by_day.get(date, [])
        is_off = not calendar.is_working(date)
        placed = _placed(own, zone)
        events = [
            _joined(contact, where, column)
            if contact.id in joined
            else _event(contact, where, column)
            for contact, where in placed
            if where
        ]
        hidden = len(own) - len(events)
        if not is_off and date >= today:
            events += _free(date, own, calendar, zone, column)
        days.append(
            Day(
                date=date,
                column=column,
                label=written(date, "EEE d").capitalize(),
                note=" ".join(
                    [_why_off(date, calendar), *([f"+{hidden}"] if hidden else [])]
                ).strip(),
                full=written(date, "full"),
                today=date == today,
                off=is_off,
                contacts=own,
                events=events,
            )
        )
    return days


def _why_off(date: dt.date, calendar: WorkingCalendar) -> str:
    """Why ``date`` is no day of work, if its weekday does not say it."""
    if calendar.is_away(date):
        return str(_("away"))
    usual = MONDAY_TO_FRIDAY | calendar.weekdays
    is_free = date.weekday() in usual and not calendar.is_working(date)
    return str(_("day off")) if is_free else ""


def _stands(contact: Interaction, day: Day, joined: list[Interaction]) -> bool:
    """Whether one's own contact is still to come on a day that became a day off."""
    is_open = contact.state is InteractionState.PLANNED and contact.planned_at > clock.now()
    return is_open and day.off and day.date.weekday() < 5 and contact not in joined


def _placed(contacts: list[Interaction], zone: str) -> list[tuple[Interaction, Place | None]]:
    places = [place(one.planned_at, one.minutes, zone) for one in contacts]
    return list(zip(contacts, side_by_side(places), strict=True))


def _event(contact: Interaction, where: Place, column: int) -> dict[str, Any]:
    is_open, may_plan = contact.state is InteractionState.PLANNED, can(current_actor(), PLAN)
    tone = "vip" if contact.client.vip_tier else TONES.get(contact.kind, "")
    if is_open and contact.planned_at < clock.now():
        tone = "warn"
    what = f"{KIND_NAMES[contact.kind]} · {_what(contact)}"
    if contact.result is not None:
        what = f"{what} · {result_name(contact.kind, contact.result)}"
    return {
        "day": column,
        "slot": where.quarter,
        "length": where.length,
        "half": where.half or None,
        "title": contact.client.display_name,
        "text": what if where.length > 2 else None,  # half an hour has room for the name
        "tone": tone,
        "kind": "held" if contact.is_inherited else "" if is_open else "done",
        "url": url_for("interactions.show", public_id=contact.public_id),
        "held": _held(contact, where) if is_open and may_plan else None,
        # a short one has no room for what stands on a long one, and ends where it is drawn to end
        "label": f"{hour(contact.planned_at)}–{hour(contact.ends_at)}"
        if where.length > 2
        else f"{hour(contact.planned_at)} · {what}",
    }


def _joined(contact: Interaction, where: Place, column: int) -> dict[str, Any]:
    """A colleague's contact in which one takes part: it is theirs to move."""
    return {
        "day": column,
        "slot": where.quarter,
        "length": where.length,
        "half": where.half or None,
        "title": contact.client.display_name,
        "text": _("with %(name)s", name=contact.manager.short_name),
        "tone": "neutral",
        "kind": "",
        "url": url_for("interactions.joining", public_id=contact.public_id),
        "held": None,
        "label": f"{hour(contact.planned_at)}–{hour(contact.ends_at)}",
    }


def _held(contact: Interaction, where: Place) -> str:
    is_plain = contact.version == 1 and contact.minutes == where.length * 15
    return "" if is_plain else f"{contact.version}:{contact.minutes}"


def _what(contact: Interaction) -> str:
    text = contact.goal or str(PURPOSE_NAMES[contact.purpose])
    return text if len(text) <= 28 else f"{text[:27].rstrip()}…"


def _free(
    date: dt.date, own: list[Interaction], calendar: WorkingCalendar, zone: str, column: int
) -> list[dict[str, Any]]:
    opens = nearest_moment(date, calendar.opens, zone)
    closes = nearest_moment(date, calendar.closes, zone)
    now = clock.now()
    if opens < now:  # from the next full quarter on
        opens = min(closes, now + dt.timedelta(minutes=15 - now.minute % 15))
        opens = opens.replace(second=0, microsecond=0)
    drawn = dt.timedelta(minutes=15 * SHORTEST)  # nothing is drawn lower
    taken = [(one.planned_at, max(one.ends_at, one.planned_at + drawn)) for one in own]
    found = []
    for gap in whole_quarters(gaps(taken, opens, closes, least=120)):
        where = place(gap.starts, gap.minutes, zone)
        local = gap.starts.astimezone(ZoneInfo(zone))
        found.append(
            {
                "day": column,
                "slot": where.quarter,
                "length": where.length,
                "half": None,
                "title": _("Free %(hours)s h", hours=number(gap.minutes / 60)),
                "text": ngettext("fits %(num)s contact", "fits %(num)s contacts", gap.fits()),
                "tone": "",
                "kind": "free",
                "held": None,
                "url": url_for("interactions.plan", at=local.strftime("%Y-%m-%dT%H:%M")),
                "label": f"{hour(gap.starts)}–{hour(gap.ends)}",
            }
        )
    return found


def _now(days: list[Day], zone: str) -> dict[str, int] | None:
    now = clock.now()
    where = place(now, 15, zone)
    inside = 8 <= now.astimezone(ZoneInfo(zone)).hour < 20
    column = next((day.column for day in days if day.today), None)
    return {"day": column, "slot": where.quarter} if column and inside else None


def _title(monday: dt.date) -> str:
    sunday = monday + dt.timedelta(days=6)
    title: str = _(
        "%(first)s – %(last)s, week %(number)s",
        first=written(monday, "d MMMM"),
        last=written(sunday, "d MMMM"),
        number=monday.isocalendar().week,
    )
    return title


def _addresses(monday: dt.date, today: dt.date, whose: Employee | None) -> dict[str, str]:
    def to(day: dt.date | None, view: str | None = None) -> str:
        return url_for(
            "interactions.week",
            week=day.isoformat() if day else None,
            of=whose.public_id if whose else None,
            view=view,
        )

    return {
        "before": to(monday - dt.timedelta(days=7)),
        "after": to(monday + dt.timedelta(days=7)),
        "today": to(None),
        "grid": to(monday),
        "list": to(monday, "list"),
        "agenda": to(monday, "agenda"),
    }
