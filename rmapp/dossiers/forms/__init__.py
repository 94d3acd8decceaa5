"""Forms of a dossier: one per kind of client, for making and for editing it; what is around it."""

from .dossier import EDIT, LISTS, ZONES, DossierForm
from .own import FlagField, own_control, own_hints, own_names, own_values, with_own
from .pasting import OF_PERSONS, Paste, fill, give_to_firm, speak
from .people import (
    BinForm,
    ContactPersonForm,
    DocumentForm,
    ReasonForm,
    RelationForm,
    SourceForm,
)
from .quick import NEW

__all__ = [
    "EDIT",
    "LISTS",
    "NEW",
    "OF_PERSONS",
    "ZONES",
    "BinForm",
    "ContactPersonForm",
    "DocumentForm",
    "DossierForm",
    "FlagField",
    "Paste",
    "ReasonForm",
    "RelationForm",
    "SourceForm",
    "fill",
    "give_to_firm",
    "own_control",
    "own_hints",
    "own_names",
    "own_values",
    "speak",
    "with_own",
]
