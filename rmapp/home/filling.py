"""Filling a week: who waits for a call gets a free time of the diary (C9). Changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..interactions.rules.next_step import USUAL_MINUTES
from ..interactions.words import Kind
from ..schedules.rules.layout import lay_out, with_placed
from ..schedules.rules.steps import Anchor, Diary, Habits, Placed, Step
from .queries import Waiting

CALL = Step(
    position=1, kind=Kind.CALL, minutes=USUAL_MINUTES[Kind.CALL], offset=0, anchor=Anchor.START
)
#: So many days ahead are filled.
AHEAD = dt.timedelta(days=7)


#: The soonest call: time to look at the proposal, carry it out and read up on the client.
LEAD = dt.timedelta(minutes=30)
QUARTER = dt.timedelta(minutes=15)


def soonest(now: dt.datetime) -> dt.datetime:
    """The first quarter of an hour for which a call is proposed at ``now``."""
    begun = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return begun + LEAD + QUARTER


def since(seen: str, now: dt.datetime) -> dt.datetime:
    """The first moment of a proposal looked at earlier (``seen``, as the page keeps it) while that
    is still to come; else the :func:`soonest`."""
    try:
        first = dt.datetime.fromisoformat(seen)
    except ValueError:
        return soonest(now)
    stands = first.tzinfo is not None and now <= first <= soonest(now)
    return first if stands else soonest(now)


@dataclass(frozen=True)
class Slot:
    """A client and the time proposed for the call."""

    waiting: Waiting
    at: dt.datetime


def fill(
    waiting: Sequence[Waiting], *, diary: Diary, today: dt.date, now: dt.datetime
) -> list[Slot]:
    """A time within a week for each who waits, the worthiest first, into free capacity: never on
    a day off, never over the day's capacity, within the client's hours. Whoever finds none is left
    out; the worthiest have had theirs."""
    slots: list[Slot] = []
    for one in waiting:
        placed: Placed = lay_out(
            [CALL],
            starts_on=today,
            now=now,
            diary=diary,
            client=Habits(one.zone, one.hours_from, one.hours_to),
        )[0]
        if placed.at is None or placed.at >= now + AHEAD:
            continue
        diary = replace(with_placed(diary, [(CALL, placed)]))
        slots.append(Slot(one, placed.at))
    return sorted(slots, key=lambda slot: slot.at)
