"""The boxes of a week's grid: contacts, those of colleagues, free hours."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core import clock
from ...core.formatting import hour, number
from ...core.working_days import WorkingCalendar
from ...policy.enforce import can, current_actor
from ..models import Interaction, InteractionState
from ..rules.times import (
    SHORTEST,
    Place,
    gaps,
    nearest_moment,
    place,
    side_by_side,
    whole_quarters,
)
from ..words import KIND_NAMES, PURPOSE_NAMES, Kind, result_name

PLAN = "interactions:plan"
TONES = {Kind.VISIT: "ok", Kind.MEETING: "ok", Kind.LETTER: "neutral", Kind.EMAIL: "neutral"}


def placed(contacts: list[Interaction], zone: str) -> list[tuple[Interaction, Place | None]]:
    """Each contact with its place in the grid, what overlaps side by side; None: no room left."""
    places = [place(one.planned_at, one.minutes, zone) for one in contacts]
    return list(zip(contacts, side_by_side(places), strict=True))


def event(contact: Interaction, where: Place, column: int) -> dict[str, Any]:
    """One's own contact at ``where`` in the day ``column``."""
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
        "title": _title(contact, where),
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


def joined_event(contact: Interaction, where: Place, column: int) -> dict[str, Any]:
    """A colleague's contact in which one takes part: it is theirs to move."""
    return {
        "day": column,
        "slot": where.quarter,
        "length": where.length,
        "half": where.half or None,
        "title": _title(contact, where),
        "text": _("with %(name)s", name=contact.manager.short_name),
        "tone": "neutral",
        "kind": "",
        "url": url_for("interactions.joining", public_id=contact.public_id),
        "held": None,
        "label": f"{hour(contact.planned_at)}–{hour(contact.ends_at)}",
    }


def _title(contact: Interaction, where: Place) -> str:
    """Whom it is with; with its hour where it is drawn at another one."""
    name = contact.client.display_name
    return f"{hour(contact.planned_at)} {name}" if where.is_beside else name


def _held(contact: Interaction, where: Place) -> str:
    is_plain = contact.version == 1 and contact.minutes == where.length * 15
    return "" if is_plain else f"{contact.version}:{contact.minutes}"


def _what(contact: Interaction) -> str:
    text = contact.goal or str(PURPOSE_NAMES[contact.purpose])
    return text if len(text) <= 28 else f"{text[:27].rstrip()}…"


def free(
    date: dt.date, own: list[Interaction], calendar: WorkingCalendar, zone: str, column: int
) -> list[dict[str, Any]]:
    """The free stretches of a working day that hold two hours or more."""
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
