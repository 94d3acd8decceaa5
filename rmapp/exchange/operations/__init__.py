"""Every change of an import: bringing in a file, saying its columns, checking, running, undoing."""

from .checking import begin_check
from .columns import map_columns
from .decisions import decide
from .running import begin_run
from .taking_over import carry_on
from .undoing import undo_import
from .uploading import reread, upload

__all__ = [
    "begin_check",
    "begin_run",
    "carry_on",
    "decide",
    "map_columns",
    "reread",
    "undo_import",
    "upload",
]
