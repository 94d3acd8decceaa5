"""Every select of the slice. ``terms_in_force``, ``terms_of``, ``contact_norms`` and
``contact_norm`` are what others ask of the policy."""

from .economics import Economics, Worth
from .evaluations import (
    chosen,
    counts,
    decided_among,
    evaluation_of,
    evaluations,
    latest,
    verdict_of,
    verdicts,
)
from .figures import Figures, as_of, figures_of, source_of
from .past import quality_since
from .policy import (
    ServiceTerms,
    contact_norm,
    contact_norms,
    people_of,
    policy_in_force,
    terms_in_force,
    terms_of,
    tier_of,
    version_of,
    versions,
)
from .statuses import (
    VipRow,
    history_of,
    open_status,
    proposals_to_confirm,
    status_after,
    status_of,
    statuses,
    vips,
)
from .trial import TierTrial, Trial, try_out

__all__ = [
    "Economics",
    "Figures",
    "ServiceTerms",
    "TierTrial",
    "Trial",
    "VipRow",
    "Worth",
    "as_of",
    "chosen",
    "contact_norm",
    "contact_norms",
    "counts",
    "decided_among",
    "evaluation_of",
    "evaluations",
    "figures_of",
    "history_of",
    "latest",
    "open_status",
    "people_of",
    "policy_in_force",
    "proposals_to_confirm",
    "quality_since",
    "source_of",
    "status_after",
    "status_of",
    "statuses",
    "terms_in_force",
    "terms_of",
    "tier_of",
    "try_out",
    "verdict_of",
    "verdicts",
    "version_of",
    "versions",
    "vips",
]
