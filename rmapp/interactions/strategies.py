"""The eight strategies of selling and the five motives, with advice a manager can use (C4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l


class Strategy(StrEnum):
    """A strategy of selling; several are combined in one contact."""

    MULTI_LEVEL = "multi_level"
    REFERENCES = "references"
    DIVIDE = "divide"
    TECHNOLOGY = "technology"
    FUTURE_SAVINGS = "future_savings"
    FOOT_IN_DOOR = "foot_in_door"
    LESS_RISK = "less_risk"
    UBIQUITY = "ubiquity"


class Motive(StrEnum):
    """Why people buy."""

    SAFETY = "safety"
    PREFERENCE = "preference"
    COMFORT = "comfort"
    PRIDE = "pride"
    NOVELTY = "novelty"


@dataclass(frozen=True)
class Guidance:
    """A name, what it means, and what to do about it."""

    name: Any
    meaning: Any
    advice: Any


STRATEGIES: dict[Strategy, Guidance] = {
    Strategy.MULTI_LEVEL: Guidance(
        _l("Multi-level links"),
        _l("Coordinated talks with the technical, financial and top people of the firm."),
        _l("See which level you have not met yet, and bring a colleague of the same rank."),
    ),
    Strategy.REFERENCES: Guidance(
        _l("References to past sales"),
        _l("The client may speak with satisfied clients of the bank."),
        _l("Name a client of the same trade and size who has agreed to be asked."),
    ),
    Strategy.DIVIDE: Guidance(
        _l("Divide and rule"),
        _l("The needs of each group of specialists are met one by one."),
        _l("Write down the need of the accountant, the lawyer and the head separately."),
    ),
    Strategy.TECHNOLOGY: Guidance(
        _l("Technological leadership"),
        _l("The quality of the service, and the money that quality brings."),
        _l("Show it working, and count the hours and roubles it saves them a month."),
    ),
    Strategy.FUTURE_SAVINGS: Guidance(
        _l("Future savings"),
        _l("The price is judged by the worth of the relation over years."),
        _l("Bring the chart of the benefit over three years, not the tariff of today."),
    ),
    Strategy.FOOT_IN_DOOR: Guidance(
        _l("Foot in the door"),
        _l("Know what competitors do for the client, watch it, and have an answer ready."),
        _l("Offer one small product beside theirs; do not ask to change banks at once."),
    ),
    Strategy.LESS_RISK: Guidance(
        _l("Reducing risk"),
        _l("Techniques that lower the risk of the client's own business."),
        _l("Ask what would stop their business for a week, and bring the product for that."),
    ),
    Strategy.UBIQUITY: Guidance(
        _l("Ubiquity"),
        _l("Planned and frequent contacts about needs, on the way to full service."),
        _l("Agree the day of the next contact before you say goodbye."),
    ),
}

MOTIVES: dict[Motive, Guidance] = {
    Motive.SAFETY: Guidance(
        _l("Safety"), _l("Nothing must go wrong."), _l("Guarantees, insurance, who answers.")
    ),
    Motive.PREFERENCE: Guidance(
        _l("Preference"), _l("They like whom they know."), _l("One person, kept promises.")
    ),
    Motive.COMFORT: Guidance(
        _l("Comfort"), _l("Less effort is worth money."), _l("What they need not do any more.")
    ),
    Motive.PRIDE: Guidance(
        _l("Pride"), _l("To be treated as they deserve."), _l("Terms that not everybody gets.")
    ),
    Motive.NOVELTY: Guidance(
        _l("Novelty"), _l("To be among the first."), _l("What is new, and who has it already.")
    ),
}
