"""Pages of the card."""

from . import past, timeline
from .card import card

__all__ = ["blueprints", "past", "timeline"]

blueprints = [card]
