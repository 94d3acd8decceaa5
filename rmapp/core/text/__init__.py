"""Names as people write them, made comparable: folding, legal forms, scripts, keyboard, search.

Everything here is pure and never raises on any string; what goes out is bounded in length and
number. Words: a *folded* text is case-folded, without quotes and punctuation, ё as е; a *key* is
a folded word in a lossy Latin spelling that both scripts share; a *token* is what the search
column (``tsvector``) stores.
"""

from .folding import fold, unmix, words
from .keyboard import other_layout
from .legal_forms import FORMS, legal_form, sort_key
from .people import LATIN_ENDS, listed_name, written_name
from .search import (
    EXACT_MARK,
    MAX_TOKENS,
    REVERSED_MARK,
    Terms,
    query_variants,
    respelled,
    search_terms,
    tsquery,
    typo_keys,
)
from .transliteration import script_key, to_cyrillic, to_latin

__all__ = [
    "EXACT_MARK",
    "FORMS",
    "LATIN_ENDS",
    "MAX_TOKENS",
    "REVERSED_MARK",
    "Terms",
    "fold",
    "legal_form",
    "listed_name",
    "other_layout",
    "query_variants",
    "respelled",
    "script_key",
    "search_terms",
    "sort_key",
    "to_cyrillic",
    "to_latin",
    "tsquery",
    "typo_keys",
    "unmix",
    "words",
    "written_name",
]
