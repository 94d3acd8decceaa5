"""Tables of the VIP policy, of who is VIP under it, and of its evaluation."""

from .evaluation import VerdictKind, VerdictState, VipEvaluation, VipFigure, VipVerdict
from .policy import CHANNELS, Measure, PolicyState, VipPolicyVersion, VipTier
from .statuses import Basis, StatusState, VipStatus

__all__ = [
    "CHANNELS",
    "Basis",
    "Measure",
    "PolicyState",
    "StatusState",
    "VerdictKind",
    "VerdictState",
    "VipEvaluation",
    "VipFigure",
    "VipPolicyVersion",
    "VipStatus",
    "VipTier",
    "VipVerdict",
]
