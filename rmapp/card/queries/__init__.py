"""Every select of the card."""

from .dossier import Dossier, dossier_of, reaches
from .timeline import GROUPS, Entry, timeline

__all__ = ["GROUPS", "Dossier", "Entry", "dossier_of", "reaches", "timeline"]
