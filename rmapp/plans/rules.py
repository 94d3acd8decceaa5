"""The arithmetic of plans: shares, weeks, what is still needed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: So many decided prospects say something of the share that is won.
FEW = 20
#: Weeks of a plan shown one by one; longer plans show the latest.
MOST_WEEKS = 53


def shared_out(volume: int, weights: Mapping[str, float]) -> dict[str, int]:
    """``volume`` parted by ``weights`` (all zero: evenly) in whole numbers that add up to it.

    Source: largest remainders (Hamilton); ties go to whom comes first in the mapping.
    """
    if not weights:
        return {}
    clean = {key: max(0.0, weight) for key, weight in weights.items()}
    total = sum(clean.values())
    if total <= 0:
        clean, total = dict.fromkeys(clean, 1.0), float(len(clean))
    exact = {key: volume * weight / total for key, weight in clean.items()}
    parts = {key: math.floor(part) for key, part in exact.items()}
    left = volume - sum(parts.values())
    order = sorted(clean, key=lambda key: parts[key] - exact[key])  # the largest remainder first
    for key in order[:left]:
        parts[key] += 1
    return parts


@dataclass(frozen=True)
class Week:
    """One week of a plan. ``monday`` names it; the counts are of the week, ``so_far`` of all won
    up to its end (None: still to come), ``expected`` what an even pace would have won by then."""

    monday: dt.date
    taken: int
    contacts: int
    dropped: int
    won: int
    so_far: int | None
    expected: int


@dataclass(frozen=True)
class Counts:
    """What happened within one week."""

    taken: int = 0
    contacts: int = 0
    dropped: int = 0
    won: int = 0


def expected_by(day: dt.date, *, starts_on: dt.date, deadline: dt.date, volume: int) -> int:
    """How many an even pace has won by the end of ``day``; rounded down."""
    whole = (deadline - starts_on).days + 1
    gone = min(max((day - starts_on).days + 1, 0), whole)
    return volume * gone // whole


def weeks(
    counts: Mapping[dt.date, Counts],
    *,
    starts_on: dt.date,
    deadline: dt.date,
    volume: int,
    today: dt.date,
) -> list[Week]:
    """Every week of the plan, the latest :data:`MOST_WEEKS`; ``counts`` by Monday.

    What happened before the first week counts with it, after the last with the last.
    """
    first = _monday(starts_on)
    last = max(_monday(deadline), first)
    places = [first + dt.timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    parts: dict[dt.date, list[Counts]] = {}
    for monday, one in counts.items():
        parts.setdefault(min(max(monday, first), last), []).append(one)
    found, so_far = [], 0
    for monday in places:
        mine = parts.get(monday, ())
        so_far += sum(one.won for one in mine)
        found.append(
            Week(
                monday=monday,
                taken=sum(one.taken for one in mine),
                contacts=sum(one.contacts for one in mine),
                dropped=sum(one.dropped for one in mine),
                won=sum(one.won for one in mine),
                so_far=so_far if monday <= today else None,
                expected=expected_by(
                    min(monday + dt.timedelta(days=6), deadline),
                    starts_on=starts_on,
                    deadline=deadline,
                    volume=volume,
                ),
            )
        )
    return found[-MOST_WEEKS:]


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


@dataclass(frozen=True)
class Outlook:
    """What is left to do. ``gap``: won beside the even pace (negative: behind); ``a_week``:
    clients to be won a week until the deadline; ``to_take``: prospects still missing at the plan's
    own share of success, None where too few are decided to say."""

    left: int
    gap: int
    a_week: float
    share: float | None
    to_take: int | None


def outlook(
    *,
    volume: int,
    won: int,
    dropped: int,
    in_work: int,
    starts_on: dt.date,
    deadline: dt.date,
    today: dt.date,
) -> Outlook:
    """What a plan still needs at the end of ``today``."""
    left = max(0, volume - won)
    days = max(1, (deadline - today).days)
    decided = won + dropped
    share = won / decided if decided >= FEW else None
    to_take = None
    if share:
        to_take = max(0, math.ceil(left / share - in_work))
    expected = expected_by(today, starts_on=starts_on, deadline=deadline, volume=volume)
    return Outlook(left, won - expected, left / days * 7, share, to_take)


@dataclass(frozen=True)
class Sifted:
    """What became of the prospects that had so many contacts (the last number: and more)."""

    contacts: int
    in_work: int
    dropped: int
    won: int


LAST = 8


def sifted(rows: Iterable[tuple[int, str, int]]) -> Sequence[Sifted]:
    """(contacts, "in_work" | "dropped" | "won", how many) as one line a number of contacts, from
    none to the most there are; :data:`LAST` stands for all beyond."""
    found: dict[int, dict[str, int]] = {}
    for contacts, fate, many in rows:
        of = found.setdefault(min(max(contacts, 0), LAST), {})
        of[fate] = of.get(fate, 0) + many
    return [
        Sifted(
            number,
            *(found.get(number, {}).get(fate, 0) for fate in ("in_work", "dropped", "won")),
        )
        for number in range(max(found, default=-1) + 1)
    ]
