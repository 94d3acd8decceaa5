"""Every select over contacts, by what it answers."""

from .contacts import (
    HistoryEntry,
    clashing,
    contacts_so_far,
    ensure_reach,
    history_of,
    interaction_of,
    next_planned,
    planned_of,
)
from .diary import planned_between, served_by
from .library import promises_of, scenario_of, scenario_text, scenarios, scenarios_for
from .people import bank_seniors, contact_persons_of

__all__ = [
    "HistoryEntry",
    "bank_seniors",
    "clashing",
    "contact_persons_of",
    "contacts_so_far",
    "ensure_reach",
    "history_of",
    "interaction_of",
    "next_planned",
    "planned_between",
    "planned_of",
    "promises_of",
    "scenario_of",
    "scenario_text",
    "scenarios",
    "scenarios_for",
    "served_by",
]
