"""Months and what lasts of them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

#: Months a flow takes to count half. Measured forward in time, see docs/vip.md.
HALF_LIFE = 4.0


def first_of(day: dt.date) -> dt.date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def months_before(month: dt.date, count: int) -> dt.date:
    """The first day of the month ``count`` months before that of ``month`` (after, if negative)."""
    place = month.year * 12 + month.month - 1 - count
    return dt.date(place // 12, place % 12 + 1, 1)


def lasting_flow(ages: Sequence[tuple[float, float]], half_life: float = HALF_LIFE) -> float:
    """What of a flow may be expected to go on: (age in months, amount) → the sum of the amounts,
    each halved every ``half_life`` months. An old rush counts little, a present habit fully."""
    return sum(amount * 2 ** (-age / half_life) for age, amount in ages)


def lasting_year(amounts: Sequence[float], half_life: float = HALF_LIFE) -> float:
    """The flow of a year as it may be expected to go on: twelve monthly ``amounts``, the last one
    first, weighed as in :func:`lasting_flow`, so that twelve equal ones stay their sum."""
    weights = sum(2 ** (-age / half_life) for age in range(12))
    return 12 * lasting_flow(list(enumerate(amounts)), half_life) / weights


def lasting_balance(average: float, last: float) -> float:
    """What of a balance may be expected to stay: the geometric mean of the average of the time
    and of the last one; nothing where either is not positive."""
    if average <= 0 or last <= 0:
        return 0.0
    return math.sqrt(average) * math.sqrt(last)
