"""What a dossier consists of, what fits, what is missing and what to ask next: pure answers."""

from .completeness import (
    OWN_WEIGHT,
    Completeness,
    Question,
    completeness,
    question_of,
    weights,
)
from .entries import ENTRIES, AddressEntry, EmailEntry, MessengerEntry, PhoneEntry
from .fields import (
    AMOUNTS,
    BIN_KEPT,
    CURRENCIES,
    FIELDS,
    LANGUAGES,
    LARGEST,
    LISTED,
    MASK,
    NUMBERS,
    OTHERS,
    SENSITIVE,
    TEXTS,
    Checked,
    check_fields,
    masked,
)
from .past import Known, State, comes_back, known_at
from .sizes import Size, size_of
from .three_way import Side, three_way

__all__ = [
    "AMOUNTS",
    "BIN_KEPT",
    "CURRENCIES",
    "ENTRIES",
    "FIELDS",
    "LANGUAGES",
    "LARGEST",
    "LISTED",
    "MASK",
    "NUMBERS",
    "OTHERS",
    "OWN_WEIGHT",
    "SENSITIVE",
    "TEXTS",
    "AddressEntry",
    "Checked",
    "Completeness",
    "EmailEntry",
    "Known",
    "MessengerEntry",
    "PhoneEntry",
    "Question",
    "Side",
    "Size",
    "State",
    "check_fields",
    "comes_back",
    "completeness",
    "known_at",
    "masked",
    "question_of",
    "size_of",
    "three_way",
    "weights",
]
