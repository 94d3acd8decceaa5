"""Every select over clients; :func:`visible_to` is the only way to a client's rows."""

from .listing import Filter, ListRow, count_exactly, listed, managers_within, matched, row_of
from .reach import (
    WITH_DETAILS,
    Reaching,
    Survivor,
    client_of,
    open_assignment,
    open_assignments,
    primary_manager,
    reaches_client,
    reaching,
    survivors,
    visible_to,
    within_reach,
)
from .readers import Reader, chosen_reader, named_among_people, own_addresses, readers_of
from .search import Hit, finds_clients, matching, search

__all__ = [
    "WITH_DETAILS",
    "Filter",
    "Hit",
    "ListRow",
    "Reaching",
    "Reader",
    "Survivor",
    "chosen_reader",
    "client_of",
    "count_exactly",
    "finds_clients",
    "listed",
    "managers_within",
    "matched",
    "matching",
    "named_among_people",
    "open_assignment",
    "open_assignments",
    "own_addresses",
    "primary_manager",
    "reaches_client",
    "reaching",
    "readers_of",
    "row_of",
    "search",
    "survivors",
    "visible_to",
    "within_reach",
]
