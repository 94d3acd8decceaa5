"""Every select of the card."""

from .around import Line
from .business import Business, business_of
from .dossier import Dossier, dossier_of, reaches
from .happenings import FINE, GROUPS, Wanted
from .past import Change, changes_after
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
    "business_of",
    "changes_after",
    "dossier_of",
    "entry_of",
    "pinned",
    "reaches",
    "timeline",
]
