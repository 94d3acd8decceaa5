"""Every select of the card."""

from .business import Business, business_of
from .dossier import Dossier, dossier_of, reaches
from .timeline import GROUPS, Entry, timeline

__all__ = [
    "GROUPS",
    "Business",
    "Dossier",
    "Entry",
    "business_of",
    "dossier_of",
    "reaches",
    "timeline",
]
