"""Every select of the card."""

from .around import Line
from .business import Business, business_of
from .dossier import Dossier, dossier_of, reaches
from .happenings import FINE, GROUPS, Wanted
from .past import Change, brought_events, changes_after, merged_since
from .timeline import PINS, Entry, authors, entry_of, pinned, timeline

__all__ = [
    "FINE",
    "GROUPS",
    "PINS",
    "Business",
    "Change",
    "Dossier",
    "Entry",
    "Line",
    "Wanted",
    "authors",
    "brought_events",
    "business_of",
    "changes_after",
    "dossier_of",
    "entry_of",
    "merged_since",
    "pinned",
    "reaches",
    "timeline",
]
