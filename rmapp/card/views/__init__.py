"""Pages of the card."""

from . import brief, past, timeline
from .card import card

__all__ = ["blueprints", "brief", "past", "timeline"]

blueprints = [card]
