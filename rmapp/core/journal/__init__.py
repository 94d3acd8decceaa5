"""The journal of undoable operations: import, merge, bulk edit, handover.

Every row an operation changes is written down with the columns before and after, in the statement
that changes it. Undo sets a row back only where it still is as the operation left it; what
somebody changed later is kept and shown as a conflict.
"""

from .models import ItemState, Operation, OperationItem, OperationState
from .standing import KeptRow, UndoPreview, kept_rows, preview_undo
from .undo import demand_undoable, size, undo, undone_so_far
from .writing import begin, change, finish, made, removed

__all__ = [
    "ItemState",
    "KeptRow",
    "Operation",
    "OperationItem",
    "OperationState",
    "UndoPreview",
    "begin",
    "change",
    "demand_undoable",
    "finish",
    "kept_rows",
    "made",
    "preview_undo",
    "removed",
    "size",
    "undo",
    "undone_so_far",
]
