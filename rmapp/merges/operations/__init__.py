"""Every change of merges."""

from .merging import merge
from .undoing import undo

__all__ = ["merge", "undo"]
