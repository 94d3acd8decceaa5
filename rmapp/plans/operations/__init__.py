"""Every change of plans, by what is done."""

from . import following  # follows contacts from now on
from .limits import keep_limits
from .making import PlanFacts, change_plan, close_plan, make_plan, share_out
from .taking import drop, take_back, take_more, take_newcomers

__all__ = [
    "PlanFacts",
    "change_plan",
    "close_plan",
    "drop",
    "following",
    "keep_limits",
    "make_plan",
    "share_out",
    "take_back",
    "take_more",
    "take_newcomers",
]
