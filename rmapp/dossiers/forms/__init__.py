"""Forms of a dossier: one per kind of client, for making and for editing it; its people."""

from .dossier import EDIT, NEW, DossierForm
from .own import own_hints, own_names, own_values, with_own
from .people import BinForm, ContactPersonForm

__all__ = [
    "EDIT",
    "NEW",
    "BinForm",
    "ContactPersonForm",
    "DossierForm",
    "own_hints",
    "own_names",
    "own_values",
    "with_own",
]
