"""Foreign tables read whatever they came in: CSV of any usual kind, workbooks, vCards.

``read_table`` looks at the content, never at the name. What cannot be read is refused with a
:class:`ReaderRefusal` that says why; nothing is skipped in silence: what was left out stands in
the table's notes.
"""

from .reading import read_table
from .table import Limits, Note, ReaderRefusal, RefusalCode, Row, Table

__all__ = ["Limits", "Note", "ReaderRefusal", "RefusalCode", "Row", "Table", "read_table"]
