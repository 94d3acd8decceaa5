"""Pages of the card."""

from . import brief, past, served, timeline
from .card import card

__all__ = ["blueprints", "brief", "past", "served", "timeline"]

blueprints = [card]
