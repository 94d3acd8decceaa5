"""Every select over clients; :func:`visible_to` is the only way to a client's rows."""

from .listing import Filter, ListRow, listed, managers_within
from .reach import (
    WITH_DETAILS,
    client_of,
    open_assignment,
    open_assignments,
    primary_manager,
    visible_to,
    within_reach,
)
from .search import Hit, matching, search

__all__ = [
    "WITH_DETAILS",
    "Filter",
    "Hit",
    "ListRow",
    "client_of",
    "listed",
    "managers_within",
    "matching",
    "open_assignment",
    "open_assignments",
    "primary_manager",
    "search",
    "visible_to",
    "within_reach",
]
