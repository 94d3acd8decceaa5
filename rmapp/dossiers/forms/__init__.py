"""Forms of a dossier: one per kind of client, for making and for editing it; its people."""

from .dossier import EDIT, NEW, DossierForm
from .people import BinForm, ContactPersonForm

__all__ = ["EDIT", "NEW", "BinForm", "ContactPersonForm", "DossierForm"]
