"""What the policy decides, from values alone."""

from .criteria import (
    NEAR,
    Criterion,
    Evidence,
    Group,
    Rule,
    Verdict,
    judge,
    nearest,
    problems_of,
    rule_of,
)
from .grace import Standing, grace_until, verdict_of
from .quality import Quality, overlap_of_top, quality_of, share_in_top
from .worth import Cost, Terms, cost_of, reason_of

__all__ = [
    "NEAR",
    "Cost",
    "Criterion",
    "Evidence",
    "Group",
    "Quality",
    "Rule",
    "Standing",
    "Terms",
    "Verdict",
    "cost_of",
    "grace_until",
    "judge",
    "nearest",
    "overlap_of_top",
    "problems_of",
    "quality_of",
    "reason_of",
    "rule_of",
    "share_in_top",
    "verdict_of",
]
