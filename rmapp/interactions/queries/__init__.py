"""Every select over contacts, by what it answers."""

from .contacts import (
    WITH_PEOPLE,
    HistoryEntry,
    clashing,
    client_held,
    contacts_so_far,
    following,
    history_of,
    holding,
    interaction_of,
    next_planned,
    planned_of,
)
from .diary import colleague_within, free_from, listing, planned_between, served_by
from .library import promise_of, promises_of, scenario_of, scenario_text, scenarios, scenarios_for
from .people import bank_seniors, contact_persons_of, phones_of

__all__ = [
    "WITH_PEOPLE",
    "HistoryEntry",
    "bank_seniors",
    "clashing",
    "client_held",
    "colleague_within",
    "contact_persons_of",
    "contacts_so_far",
    "following",
    "free_from",
    "history_of",
    "holding",
    "interaction_of",
    "listing",
    "next_planned",
    "phones_of",
    "planned_between",
    "planned_of",
    "promise_of",
    "promises_of",
    "scenario_of",
    "scenario_text",
    "scenarios",
    "scenarios_for",
    "served_by",
]
