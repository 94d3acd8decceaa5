"""A day of the bank's calendar that is worked no more, new hours of an employee: whoever has
contacts there is told, and moves them after a look at the new dates (C2)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...interactions.models import Interaction
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor
from ...staff.calendar import AFTER, calendar_for
from ...staff.followers import follows_calendar
from ...staff.models import Employee, WorkingHours
from ..queries import is_day_off, standing_on
from .clearing import Moved, Span, clear, in_order, walk

CLOSED = notice_kind(
    "schedule:day-off",
    icon="calendar",
    tone="warn",
    words=_l("%(day)s is a day off now. Your contacts on it: %(count)s"),
)


@follows_calendar
def tell_of(days: Sequence[dt.date]) -> int:
    """Tell everybody whose planned contacts stand on ``days``, which are not worked from now on;
    how many contacts that are."""
    count = 0
    for one, standing in sorted(standing_on(days).items()):
        for employee_id, number in sorted(standing.items()):
            count += number
            tell(
                [employee_id],
                CLOSED.code,
                params={"day": one.isoformat(), "count": number},
                leads_to="schedules.days_off",
                once=f"day-off:{one.isoformat()}:{number}",
            )
    return count


def preview_days_off(employee: Employee, *, actor: Actor) -> list[Moved]:
    """What stands on days off of ``employee`` and where it would go, in order of time; what follows
    it in its schedule too. Changes nothing."""
    return in_order(walk(_span(employee, None), actor))


def digest_of(moved: Sequence[Moved]) -> str:
    """What somebody has seen of ``moved`` in 16 characters: another when a contact, its time or
    its new time is another."""
    text = "|".join(
        f"{one.interaction.public_id}@{one.interaction.planned_at}>{one.placed.at}" for one in moved
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def clear_days_off(employee: Employee, chosen: Collection[str], *, actor: Actor) -> int:
    """Move the contacts ``chosen`` (public ids) off the days off of ``employee``; how many moved.

    The door has asked whose contacts ``actor`` plans. Refuses with :class:`Invalid` when nothing
    is chosen.
    """
    if not chosen:
        raise Invalid(_("Choose at least one contact."))
    moved = clear(_span(employee, frozenset(chosen)), actor=actor, reason=_("A day off."))
    record("schedule:days-off-cleared", actor=actor, name=employee.name, detail={"moved": moved})
    return moved


def _span(employee: Employee, chosen: frozenset[str] | None) -> Span:
    calendar, place, now = calendar_for(employee.id), ZoneInfo(employee.zone), clock.now()

    def leaves(one: Interaction) -> bool:
        day = one.planned_at.astimezone(place).date()
        return is_day_off(calendar, day) and (chosen is None or one.public_id in chosen)

    return Span(employee, now, now + AFTER, leaves=leaves)


def set_hours(
    employee: Employee,
    weekdays: Collection[int],
    opens: dt.time,
    closes: dt.time,
    *,
    actor: Actor,
) -> int:
    """Say on which weekdays (Monday is 0), from when to when ``employee`` works; how many planned
    contacts stand on days off then.

    The door has asked whose hours ``actor`` says. Refuses with :class:`Invalid` at ``weekdays``
    when there is none, at ``closes`` when it is not after ``opens``.
    """
    if not weekdays:
        words = _("Choose at least one day.")
        raise Invalid(words, fields={"weekdays": [words]})
    if opens >= closes:
        words = _("The end lies before the beginning.")
        raise Invalid(words, fields={"closes": [words]})
    _forget_hours(employee)
    db.session.add_all(
        WorkingHours(employee_id=employee.id, weekday=one, starts=opens, ends=closes)
        for one in sorted(set(weekdays))
    )
    db.session.flush()
    detail = {
        "weekdays": sorted(set(weekdays)),
        "opens": opens.isoformat("minutes"),
        "closes": closes.isoformat("minutes"),
    }
    record("hours:set", actor=actor, obj=employee, name=employee.name, detail=detail)
    return len(preview_days_off(employee, actor=actor))


def forget_hours(employee: Employee, *, actor: Actor) -> None:
    """Let ``employee`` work as the bank does. The door has asked whose hours ``actor`` says."""
    _forget_hours(employee)
    record("hours:forgotten", actor=actor, obj=employee, name=employee.name)


def _forget_hours(employee: Employee) -> None:
    db.session.execute(sa.delete(WorkingHours).where(WorkingHours.employee_id == employee.id))
