"""Carrying a bulk deed out, and undoing it."""

from .running import begin, step
from .undoing import undo

__all__ = ["begin", "step", "undo"]
