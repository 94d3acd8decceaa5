"""What an evaluation says of a client, and the grace period of those who fall short."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """Where a client stands. Ranks: 1 is the highest tier, 0 none.

    ``now``: of the tier it has; ``due``: of the highest one whose rule it meets; ``is_near``: it
    would meet the rule of some tier if limits were a quarter lower; ``is_held``: by a decision
    that still holds or by paying; ``short_since``: an evaluation found it short on that day.
    """

    now: int
    due: int
    is_near: bool = False
    is_held: bool = False
    short_since: dt.date | None = None


def grace_until(short_since: dt.date, grace_days: int) -> dt.date:
    """The first day on which somebody short since ``short_since`` may lose the tier."""
    return short_since + dt.timedelta(days=grace_days)


def verdict_of(one: Standing, *, grace_days: int, today: dt.date) -> str | None:
    """``enter``, ``near``, ``up``, ``grace``, ``down``, ``leave``, or None where all is as it is.

    Somebody found short today for the first time is in grace from today on, unless there is none.
    """
    if not one.now:
        return "enter" if one.due else "near" if one.is_near else None
    if one.due and one.due < one.now:
        return "up"
    if one.is_held or one.due == one.now:
        return None
    if grace_until(one.short_since or today, grace_days) > today:
        return "grace"
    return "down" if one.due else "leave"
