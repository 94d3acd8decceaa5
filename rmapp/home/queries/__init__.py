"""Every select of a day and of a desk. Each is one statement, whatever the size of the base."""

from .attention import Attention, Birthday, attention, serves_nobody
from .cases import case_page
from .counts import Counters, counters
from .day import (
    Agenda,
    ContactLine,
    Overdue,
    agenda,
    next_without_outcome,
    overdue,
    weeks_of,
)
from .figures import Figures, Span, figures_of
from .matters import Matter, matters
from .meeting import to_meet
from .palette import colleagues_named, proposals_by_number, recent_clients
from .places import Branch, Place
from .team import MOST, Desk, ManagerRow, TeamRow, Total, desk_of, watched_ids
from .waiting import Waiting, waiting

__all__ = [
    "MOST",
    "Agenda",
    "Attention",
    "Birthday",
    "Branch",
    "ContactLine",
    "Counters",
    "Desk",
    "Figures",
    "ManagerRow",
    "Matter",
    "Overdue",
    "Place",
    "Span",
    "TeamRow",
    "Total",
    "Waiting",
    "agenda",
    "attention",
    "case_page",
    "colleagues_named",
    "counters",
    "desk_of",
    "figures_of",
    "matters",
    "next_without_outcome",
    "overdue",
    "proposals_by_number",
    "recent_clients",
    "serves_nobody",
    "to_meet",
    "waiting",
    "watched_ids",
    "weeks_of",
]
