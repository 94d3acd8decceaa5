"""Every change of merges."""

from .merging import merge
from .moving import in_the_way
from .undoing import undo

__all__ = ["in_the_way", "merge", "undo"]
