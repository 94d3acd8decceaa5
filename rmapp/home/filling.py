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
