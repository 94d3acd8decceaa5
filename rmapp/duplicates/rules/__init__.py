"""Whether two records are one client: pure rules, no base, no labels (D12).

``blocking_keys`` says which records are worth comparing; ``score`` says how surely two are one.
After Fellegi & Sunter 1969, "A theory for record linkage": each field adds the logarithm of how
much likelier its agreement is among the same than among strangers; the weights are set by
reason, not fitted to any labelled set.
"""

from .blocking import blocking_keys, name_keys
from .closing import closed
from .diminutives import is_given_name
from .kinship import kinship
from .likeness import name_likeness
from .pairing import Blocks, split
from .scoring import CASES, MERGE_AT, PROPOSE_AT, Score, Verdict, score, score_by_name
from .subject import DuplicateSubject, SubjectKind

__all__ = [
    "CASES",
    "MERGE_AT",
    "PROPOSE_AT",
    "Blocks",
    "DuplicateSubject",
    "Score",
    "SubjectKind",
    "Verdict",
    "blocking_keys",
    "closed",
    "is_given_name",
    "kinship",
    "name_keys",
    "name_likeness",
    "score",
    "score_by_name",
    "split",
]
