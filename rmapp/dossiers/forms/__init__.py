"""Forms of a dossier: one per kind of client, for making and for editing it; its people."""

from .dossier import EDIT, DossierForm
from .own import own_hints, own_names, own_values, with_own
from .pasting import Paste, fill
from .people import BinForm, ContactPersonForm
from .quick import NEW

__all__ = [
    "EDIT",
    "NEW",
    "BinForm",
    "ContactPersonForm",
    "DossierForm",
    "Paste",
    "fill",
    "own_hints",
    "own_names",
    "own_values",
    "with_own",
]
