"""The journal: deeds on many records, and the way back."""

from __future__ import annotations

from typing import Any

from ...core.journal import OperationState
from .base import At, Named, PublicId, Shown
from .imports import UndoneTable


class OperationShown(Shown):
    """One deed. ``kind``: import, handover, merge, bulk-edit, vip-confirmation …; ``counts``: what
    it came to; ``undo_until`` null: for ever."""

    id: PublicId
    kind: str
    title: str
    author: Named | None
    at: At
    state: OperationState
    counts: dict[str, Any]
    undo_until: At | None
    undone_at: At | None


class OperationUndone(Shown):
    """What an undo came to, by table; ``kept``: rows that somebody has changed since;
    ``is_under_way``: it goes on in the background."""

    operation: OperationShown
    tables: list[UndoneTable]
    is_under_way: bool
