"""Decisions about portfolios, pure: how heavy clients are, and whom they suit."""

from .load import CLIENT, INACTIVE, PROMISE, PROSPECT, VIP, Load, points, tier_points
from .objective import (
    LOAD,
    OVER,
    WEIGHTS,
    added,
    load_cost,
    misfit,
    misfits,
    same_field,
    same_place,
    unevenness,
)
from .parties import Family, Piece, Placement, Receiver, families_of, fitting
from .ranking import Ranked, ranked
from .reasons import ENDS, reasons

__all__ = [
    "CLIENT",
    "ENDS",
    "INACTIVE",
    "LOAD",
    "OVER",
    "PROMISE",
    "PROSPECT",
    "VIP",
    "WEIGHTS",
    "Family",
    "Load",
    "Piece",
    "Placement",
    "Ranked",
    "Receiver",
    "added",
    "families_of",
    "fitting",
    "load_cost",
    "misfit",
    "misfits",
    "points",
    "ranked",
    "reasons",
    "same_field",
    "same_place",
    "tier_points",
    "unevenness",
]
