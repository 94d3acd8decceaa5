"""Cold, warm or hot: the rules, in the order in which they are asked.

The page "How a client stands" prints this table in words, so that nobody has to guess. Sources:
domain.md, "The base" (cold: interested, never bought; warm: some contacts, nearly ready; hot:
buys) and the decay of a word: what was true a month ago is not known today.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

#: Days for which something keeps a client hot or warm.
FRESH, WARM_FOR = 30, 90
#: So many contacts in which both spoke, within :data:`WARM_FOR` days, make a client warm.
OFTEN = 2


class Heat(StrEnum):
    """The three temperatures, by the codes of ``clients.models.Temperature``."""

    COLD = "cold"
    WARM = "warm"
    HOT = "hot"


class Because(StrEnum):
    """Why a client is as warm as it is."""

    OVERRIDE = "override"  # a person said so, with a reason, until a day
    ACCEPTED = "accepted"  # a proposal was accepted lately
    AGREED = "agreed"  # the last contact ended with a yes
    BOUGHT = "bought"  # a product was connected lately
    WORD = "word"  # a colleague said so lately, and nothing stronger has come since
    REFUSED = "refused"  # the last contact ended with a no
    DEAL = "deal"  # an opportunity is open
    PROPOSED = "proposed"  # a proposal waits for its answer
    SPOKE_OFTEN = "spoke_often"
    WAS_WARM = "was_warm"  # a colleague found the client warm or hot some time ago
    COOLED = "cooled"  # both have not spoken for long
    NEVER = "never"  # both have never spoken


@dataclass(frozen=True)
class Facts:
    """What the rules ask of a client; days since something are None where it never was.

    ``agreed``, ``refused``: the result of the last contact in which both spoke; ``word``: the
    temperature a colleague gave, ``word_days`` ago; ``spoken``: contacts in which both spoke
    within :data:`WARM_FOR` days; ``silent``: days since the last one.
    """

    silent: int | None = None
    spoken: int = 0
    agreed: bool = False
    refused: bool = False
    accepted: int | None = None
    bought: int | None = None
    open_deals: int = 0
    proposed: int | None = None
    word: Heat | None = None
    word_days: int | None = None
    override: Heat | None = None


@dataclass(frozen=True)
class Reading:
    """A temperature and why; ``number``: days or a count that belongs to the reason."""

    heat: Heat
    because: Because
    number: int | None = None


def temperature(facts: Facts) -> Reading:
    """The first rule that holds: an override; a colleague's fresh word, while nothing stronger has
    come since; the signs of a hot client; a no that came last; the signs of a warm one; cold."""
    if facts.override is not None:
        return Reading(facts.override, Because.OVERRIDE)
    return _word(facts) or _hot(facts) or _no(facts) or _warm(facts) or _cold(facts)


def _within(days: int | None, most: int) -> bool:
    return days is not None and days <= most


def _word(facts: Facts) -> Reading | None:
    if facts.word is None or facts.word_days is None or facts.word_days > FRESH:
        return None
    came = [facts.accepted, facts.bought]
    if facts.agreed or facts.refused:
        came.append(facts.silent)
    if any(days is not None and days < facts.word_days for days in came):
        return None
    return Reading(facts.word, Because.WORD, facts.word_days)


def _hot(facts: Facts) -> Reading | None:
    if _within(facts.accepted, FRESH):
        return Reading(Heat.HOT, Because.ACCEPTED, facts.accepted)
    if facts.agreed and _within(facts.silent, FRESH):
        return Reading(Heat.HOT, Because.AGREED, facts.silent)
    if _within(facts.bought, FRESH):
        return Reading(Heat.HOT, Because.BOUGHT, facts.bought)
    return None


def _no(facts: Facts) -> Reading | None:
    if facts.refused and not facts.open_deals:
        return Reading(Heat.COLD, Because.REFUSED, facts.silent)
    return None


def _warm(facts: Facts) -> Reading | None:
    if facts.open_deals:
        return Reading(Heat.WARM, Because.DEAL, facts.open_deals)
    if _within(facts.proposed, WARM_FOR):
        return Reading(Heat.WARM, Because.PROPOSED, facts.proposed)
    if facts.word in (Heat.WARM, Heat.HOT) and _within(facts.word_days, WARM_FOR):
        return Reading(Heat.WARM, Because.WAS_WARM, facts.word_days)
    if facts.spoken >= OFTEN and _within(facts.silent, WARM_FOR):
        return Reading(Heat.WARM, Because.SPOKE_OFTEN, facts.spoken)
    return None


def _cold(facts: Facts) -> Reading:
    if facts.silent is None:
        return Reading(Heat.COLD, Because.NEVER)
    return Reading(Heat.COLD, Because.COOLED, facts.silent)


def days_since(moment: dt.datetime | dt.date | None, today: dt.date) -> int | None:
    """Whole days from ``moment`` to ``today``; None for none, 0 for what is still to come."""
    if moment is None:
        return None
    day = moment.date() if isinstance(moment, dt.datetime) else moment
    return max(0, (today - day).days)
