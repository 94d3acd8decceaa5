"""The catalogue of fields: one place that knows every field of a client (D9, D14, D16).

Lists, conditions, exports, imports, texts and the API ask here instead of naming columns. The
bank's own fields stand beside the built-in ones and behave the same.

The whole interface::

    offered(actor)              key → Field, all that the actor may use, in order of show
    chosen(keys, actor)         the Fields of ``keys`` in that order; unknown keys fall away
    field.selected(actor)       the SQL expression to select; NULL where the row is out of reach
    field.sort                  a NOT NULL, indexed expression to order by, or None
    shown(field, value, ...)    a selected value for the eye, in the reader's language
    plain(field, value, ...)    the same for a file: Decimal, date, moment, bool or text

A statement over ``visible_to(actor)`` takes ``Client.currency`` along for money (a field whose
``currency`` is not empty has its own) and ``field.selected(actor)`` for each column. Nothing here
writes; the bank's own fields cost one statement a transaction, and none where no key names them.
"""

from .builtin import BUILTIN
from .fields import GROUPS, Field, FieldType
from .offered import chosen, label_of, offered, options_of, register
from .own import own_fields
from .values import plain, shown

__all__ = [
    "BUILTIN",
    "GROUPS",
    "Field",
    "FieldType",
    "chosen",
    "label_of",
    "offered",
    "options_of",
    "own_fields",
    "plain",
    "register",
    "shown",
]
