"""Records that may be one with a given one, and what people have said of pairs.

Nothing in ``looking`` and ``many`` looks at reach: what a person may learn is decided by
``operations.revealed``.
"""

from .deciding import apart_from, others_apart, pairs_apart, rules, said_apart
from .looking import STRONG_AT, Candidate, candidates, details_of, subject_in_base, subject_of

__all__ = [
    "STRONG_AT",
    "Candidate",
    "apart_from",
    "candidates",
    "details_of",
    "others_apart",
    "pairs_apart",
    "rules",
    "said_apart",
    "subject_in_base",
    "subject_of",
]
