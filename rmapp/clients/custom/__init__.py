"""The bank's own fields (D9): defining them, reading what people write, keeping the values.

Deeds on a dossier take them in the same mapping as its built-in fields, under their key
``custom.<code>``: ``split`` parts the two, ``checked`` says what fits, ``write`` keeps it and
tells the changes for the history. An empty value removes the row.
"""

from .defining import define_field, edit_field, retire_field, return_field
from .history import retold, settled, taken_back, told
from .queries import (
    definition_of,
    definitions,
    facts_of,
    fields_of,
    from_json,
    lacking,
    placeholder_values,
    placeholders,
    searched_many,
    values_named_in,
    values_of,
    values_to_write,
)
from .reading import MASK, Read, checked, read_text, split, spoken, typed
from .uses import Use, gone_from, uses_of
from .writing import write

__all__ = [
    "MASK",
    "Read",
    "Use",
    "checked",
    "define_field",
    "definition_of",
    "definitions",
    "edit_field",
    "facts_of",
    "fields_of",
    "from_json",
    "gone_from",
    "lacking",
    "placeholder_values",
    "placeholders",
    "read_text",
    "retire_field",
    "retold",
    "return_field",
    "searched_many",
    "settled",
    "split",
    "spoken",
    "taken_back",
    "told",
    "typed",
    "uses_of",
    "values_named_in",
    "values_of",
    "values_to_write",
    "write",
]
