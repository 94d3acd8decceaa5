"""What the pages and the steps of the import read."""

from .imports import (
    editable,
    import_of,
    imports,
    item_of,
    kept_mapping,
    locked,
    newcomers,
    newest_client_id,
    operation_id,
    standing,
    uploads_since,
)
from .known import known_by
from .rows import (
    WARNED,
    Due,
    RowShown,
    candidates,
    counts,
    drafts,
    due_rows,
    last_number,
    rows,
    wrong_rows,
)

__all__ = [
    "WARNED",
    "Due",
    "RowShown",
    "candidates",
    "counts",
    "drafts",
    "due_rows",
    "editable",
    "import_of",
    "imports",
    "item_of",
    "kept_mapping",
    "known_by",
    "last_number",
    "locked",
    "newcomers",
    "newest_client_id",
    "operation_id",
    "rows",
    "standing",
    "uploads_since",
    "wrong_rows",
]
