"""Every select of plans, by what is asked for."""

from .limits import limit_of_client, limit_of_segment
from .plans import (
    PlanRow,
    Totals,
    for_taking,
    newcomers_wanted,
    plan_held,
    plan_of,
    plans_of,
    shares_of,
    titles,
    totals_of,
)
from .progress import by_contact, weekly
from .prospects import (
    FATE,
    Fate,
    Hand,
    available,
    candidates,
    is_taken,
    managers_of,
    prospect_of,
    prospects,
)
from .seats import InPlan, is_in_open_plan, open_rows_of, seat_in

__all__ = [
    "FATE",
    "Fate",
    "Hand",
    "InPlan",
    "PlanRow",
    "Totals",
    "available",
    "by_contact",
    "candidates",
    "for_taking",
    "is_in_open_plan",
    "is_taken",
    "limit_of_client",
    "limit_of_segment",
    "managers_of",
    "newcomers_wanted",
    "open_rows_of",
    "plan_held",
    "plan_of",
    "plans_of",
    "prospect_of",
    "prospects",
    "seat_in",
    "shares_of",
    "titles",
    "totals_of",
    "weekly",
]
