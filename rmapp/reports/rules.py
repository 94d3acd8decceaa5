"""The sieve as figures: pure arithmetic over how far each prospect came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

#: Contacts beyond this one are one row: in one real phone campaign the chance per try had fallen
#: to 1 % by the eighth (product.md C6).
LAST = 8
#: Fewer prospects than this say nothing: a share of them is not shown.
FEW = 20


class Fate(StrEnum):
    """What became of a prospect."""

    THROUGH = "through"
    DROPPED = "dropped"
    IN_WORK = "in_work"


@dataclass(frozen=True)
class Step:
    """One contact of the sieve. ``number``: of the contact, the last one stands for all beyond;
    ``reached``: prospects that had it; the others: what it came to with them."""

    number: int
    reached: int
    through: int
    dropped: int
    in_work: int

    @property
    def went_on(self) -> int:
        """Prospects with a contact after this one."""
        return self.reached - self.through - self.dropped - self.in_work

    @property
    def chance(self) -> float | None:
        """The share that came through by this very contact; None where too few had it."""
        return self.through / self.reached if self.reached >= FEW else None


@dataclass(frozen=True)
class Sieve:
    """How prospects fare, contact by contact."""

    steps: tuple[Step, ...]

    @property
    def prospects(self) -> int:
        """How many were contacted at all."""
        return self.steps[0].reached if self.steps else 0

    @property
    def through(self) -> int:
        """How many became clients."""
        return sum(step.through for step in self.steps)

    @property
    def dropped(self) -> int:
        """How many were given up."""
        return sum(step.dropped for step in self.steps)

    @property
    def share(self) -> float | None:
        """The share that came through of all whose fate is known; None where too few have one."""
        known = self.through + self.dropped
        return self.through / known if known >= FEW else None

    def dropped_before(self, minimum: int) -> int:
        """How many were given up before contact ``minimum``, the bank's own rule."""
        return sum(step.dropped for step in self.steps if step.number < minimum)

    def by(self, number: int) -> float | None:
        """The share of all that came through that had done so by contact ``number``."""
        if self.through < FEW:
            return None
        return sum(step.through for step in self.steps if step.number <= number) / self.through

    @property
    def usual(self) -> float | None:
        """How many contacts one that came through took, on average; None where too few did."""
        if self.through < FEW:
            return None
        return sum(step.number * step.through for step in self.steps) / self.through


def sieve(ends: Iterable[tuple[int, Fate, int]]) -> Sieve:
    """The sieve of prospects of whom each had so many contacts: (contacts, fate, how many).

    Contacts from :data:`LAST` on are one step. Prospects without a contact are left out.
    """
    counts: dict[tuple[int, Fate], int] = {}
    for contacts, fate, many in ends:
        if contacts > 0:
            key = (min(contacts, LAST), fate)
            counts[key] = counts.get(key, 0) + many
    most = max((number for number, _fate in counts), default=0)
    steps: list[Step] = []
    reached = 0
    for number in range(most, 0, -1):
        through, dropped, in_work = (
            counts.get((number, fate), 0) for fate in (Fate.THROUGH, Fate.DROPPED, Fate.IN_WORK)
        )
        reached += through + dropped + in_work
        steps.append(Step(number, reached, through, dropped, in_work))
    return Sieve(tuple(reversed(steps)))
