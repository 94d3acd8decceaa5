"""What comes first in a day, and why; what is silent too long; how a day lies in time."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from ..interactions.rules.times import Gap


class Need(StrEnum):
    """What a client needs from the manager now, the most urgent first."""

    NO_STEP = "no_step"
    OVERDUE = "overdue"
    REPLY = "reply"  # the client asks for another time or a call, or does not come
    PROMISE = "promise"
    EXPIRES = "expires"  # a proposal that waits for its answer
    SILENT = "silent"
    ANSWER = "answer"  # a letter awaits its answer longer than agreed
    ACCEPT = "accept"  # handed over, and its receiver has not said that they take it


#: The need decides first: promise 1 of the product puts the missing next step on top (C7).
BASE = {
    Need.NO_STEP: 400,
    Need.OVERDUE: 300,
    Need.REPLY: 250,
    Need.PROMISE: 200,
    Need.EXPIRES: 150,
    Need.SILENT: 100,
    Need.ANSWER: 0,
    Need.ACCEPT: -100,
}
#: The order of a client of whom nothing has been said.
UNKNOWN_ORDER = 10_000
HEAT = {"hot": 20, "warm": 10, "cold": 0}


@dataclass(frozen=True)
class Task:
    """One need of one client. ``days``: how long it has stood; ``profit``: possible, a year, in
    minor units."""

    need: Need
    client_public_id: str
    client_name: str
    days: int
    vip_tier: str = ""
    temperature: str = "cold"
    profit: int | None = None
    norm: int = 0
    contact_public_id: str = ""  # the contact or letter it is about
    number: int = 0  # which contact it is
    text: str = ""  # a promise, the number of a proposal, what was answered to an invitation
    day: dt.date | None = None  # until when: of a promise, a proposal; of a meeting: which
    by_client: bool = False  # the client promised
    is_due: bool = True  # a promise: by today or before
    manager: str = ""  # who serves the client, where more than one may
    call_order: int = 0  # where the client stands among those to be called; 0: nobody has said
    call_why: str = ""  # and why, in codes of priority
    planned_at: dt.datetime | None = None  # of a silent client: when it is to be spoken with
    because: str = ""  # why nothing comes next, as the last contact says: ``code:note``


def worth(task: Task) -> float:
    """How much the client is worth beside others with the same need: VIP, then the chance and the
    worth of a success where the night has said it (``call_order``), else heat and the logarithm of
    the possible profit; then how long it has stood; below 100. Who is to be spoken with anyhow
    comes after whoever is not; what was promised by today comes before what is due later."""
    if task.need is Need.PROMISE:
        return _worth(task) / 2 + (50 if task.is_due else 0)
    return _worth(task) - (40 if task.planned_at else 0)


def _worth(task: Task) -> float:
    if 0 < task.call_order < UNKNOWN_ORDER:
        promising = 38 * (UNKNOWN_ORDER - task.call_order) / UNKNOWN_ORDER
        return (40 if task.vip_tier else 0) + promising + min(task.days, 200) / 10
    profit = math.log10(max(task.profit or 0, 100) / 100)  # major units: 1 → 0, a million → 6
    return (
        (40 if task.vip_tier else 0)
        + HEAT.get(task.temperature, 0)
        + min(profit, 9) * 2
        + min(task.days, 200) / 10
    )


def rank(tasks: Iterable[Task], limit: int = 12) -> list[Task]:
    """The tasks in order of urgency and worth; each client once, by the most urgent need.

    One need takes no more than half of the places while others wait: eighty prospects of an import
    hide no promise of today.
    """
    order = sorted(tasks, key=lambda one: (-BASE[one.need] - worth(one), one.client_name))
    first: dict[str, Task] = {}
    for task in order:
        first.setdefault(task.client_public_id, task)
    return _mixed(list(first.values()), limit)


def _mixed(order: list[Task], limit: int) -> list[Task]:
    """The first ``limit`` of ``order``, at most half of them of one need while others wait."""
    of_need: Counter[Need] = Counter()
    chosen: set[int] = set()
    for place, task in enumerate(order):
        if of_need[task.need] < limit // 2 and len(chosen) < limit:
            of_need[task.need] += 1
            chosen.add(place)
    left = [place for place in range(len(order)) if place not in chosen]
    chosen.update(left[: limit - len(chosen)])
    return [order[place] for place in sorted(chosen)]


Contact = TypeVar("Contact")


@dataclass(frozen=True)
class Line(Generic[Contact]):
    """One line of the day: a contact, free time, or the present moment."""

    at: dt.datetime
    contact: Contact | None = None
    gap: Gap | None = None

    @property
    def is_now(self) -> bool:
        """Whether it marks the present moment."""
        return self.contact is None and self.gap is None


def timeline(
    contacts: Sequence[tuple[dt.datetime, Contact]], gaps: Sequence[Gap], now: dt.datetime
) -> list[Line[Contact]]:
    """The contacts, free times and the present moment in order of time.

    The moment stands after what has begun. Without contacts and gaps there is nothing to mark.
    """
    lines = [Line(at, contact=contact) for at, contact in contacts]
    lines += [Line(gap.starts, gap=gap) for gap in gaps]
    if not lines:
        return []
    return sorted([*lines, Line(now)], key=lambda line: (line.at, line.is_now))


def birthdays_within(today: dt.date, days: int) -> list[int]:
    """The days from ``today`` on as month * 100 + day (229); 29 February is kept on 28 February
    in other years."""
    found = []
    for ahead in range(days + 1):
        day = today + dt.timedelta(days=ahead)
        found.append(day.month * 100 + day.day)
        if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
            found.append(229)
    return found
