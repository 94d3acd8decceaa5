"""Decisions of a handover, pure: the share-out. The objective is of ``portfolios.rules``."""

from ...portfolios.rules import (
    Family,
    Piece,
    Placement,
    Receiver,
    added,
    families_of,
    fitting,
    load_cost,
    misfit,
    unevenness,
)
from .relieving import relief
from .search import least_busy, round_robin, share_out

__all__ = [
    "Family",
    "Piece",
    "Placement",
    "Receiver",
    "added",
    "families_of",
    "fitting",
    "least_busy",
    "load_cost",
    "misfit",
    "relief",
    "round_robin",
    "share_out",
    "unevenness",
]
