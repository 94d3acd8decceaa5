"""What reading is unusual: decided from openings alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

#: Figures of reliability.md 2.3, row 22, and the bank's night.
MANY = 60  # dossiers in one hour
HOUR = dt.timedelta(hours=1)
NIGHT = (dt.time(22, 0), dt.time(6, 0))
FEW_OF_LEAVER = 20  # dossiers in one hour by somebody who leaves
OVERDUE = dt.timedelta(hours=72)
LEAST_REASON = 15  # characters


@dataclass(frozen=True)
class Opening:
    """One dossier opened at a moment (UTC)."""

    client_id: int
    at: dt.datetime


@dataclass(frozen=True)
class Finding:
    """A sign with how many dossiers it is about, and from when to when."""

    sign: str
    dossiers: int
    first_at: dt.datetime
    last_at: dt.datetime


def busiest_hour(openings: Sequence[Opening]) -> tuple[int, dt.datetime, dt.datetime] | None:
    """The most different dossiers opened within any one hour, with its first and last opening."""
    ordered = sorted(openings, key=lambda opening: opening.at)
    best: tuple[int, dt.datetime, dt.datetime] | None = None
    counts: dict[int, int] = {}
    start = 0
    for opening in ordered:
        counts[opening.client_id] = counts.get(opening.client_id, 0) + 1
        while opening.at - ordered[start].at >= HOUR:
            gone = ordered[start].client_id
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            start += 1
        if best is None or len(counts) > best[0]:
            best = (len(counts), ordered[start].at, opening.at)
    return best


def is_night(moment: dt.datetime, zone: str) -> bool:
    """Whether ``moment`` is between 22 and 6 o'clock in ``zone``."""
    there = moment.astimezone(ZoneInfo(zone)).time()
    return there >= NIGHT[0] or there < NIGHT[1]


def findings(openings: Sequence[Opening], *, zone: str, leaves: bool) -> list[Finding]:
    """What is unusual in one person's openings of a day; ``leaves``: their clients are handed
    over."""
    found = []
    busiest = busiest_hour(openings)
    if busiest is not None and busiest[0] > MANY:
        found.append(Finding("many", *busiest))
    if busiest is not None and leaves and busiest[0] > FEW_OF_LEAVER:
        found.append(Finding("leaver", *busiest))
    by_night = [opening for opening in openings if is_night(opening.at, zone)]
    if by_night:
        moments = [opening.at for opening in by_night]
        different = len({opening.client_id for opening in by_night})
        found.append(Finding("night", different, min(moments), max(moments)))
    return found


@dataclass(frozen=True)
class Sitting:
    """Openings of one dossier by one person on one day, one after the other."""

    employee: Any
    first: dt.datetime
    last: dt.datetime
    count: int


def sittings(rows: Iterable[tuple[Any, Any]], zone: dt.tzinfo) -> list[Sitting]:
    """``rows`` (an opening with its ``at``, who it was), the newest first, neighbours of one person
    and one day of ``zone`` as one; every opening is counted in one of them."""
    found: list[Sitting] = []
    for opening, employee in rows:
        day = opening.at.astimezone(zone).date()
        last = found[-1] if found else None
        if last and last.employee is employee and last.first.astimezone(zone).date() == day:
            found[-1] = Sitting(employee, opening.at, last.last, last.count + 1)
        else:
            found.append(Sitting(employee, opening.at, opening.at, 1))
    return found
