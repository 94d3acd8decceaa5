"""Every select of the schedule, by what is asked for."""

from .diary import Desk, desk_of, loose_contacts, senior_of
from .introductions import CODE_OF_INTRODUCTION, introductions_since
from .people import absence_of, absences_of, whose_absences
from .running import (
    WITH_STEPS,
    listing,
    live_of,
    owned_by,
    owner_for,
    paused_until,
    schedule_held,
    schedule_of,
    step_of,
    step_with,
)
from .templates import (
    ListRow,
    draft_of,
    in_force,
    in_use,
    scenario_names,
    scenarios_by_key,
    step_in,
    template_of,
    templates,
    version_of,
    versions_of,
)

__all__ = [
    "CODE_OF_INTRODUCTION",
    "WITH_STEPS",
    "Desk",
    "ListRow",
    "absence_of",
    "absences_of",
    "desk_of",
    "draft_of",
    "in_force",
    "in_use",
    "introductions_since",
    "listing",
    "live_of",
    "loose_contacts",
    "owned_by",
    "owner_for",
    "paused_until",
    "scenario_names",
    "scenarios_by_key",
    "schedule_held",
    "schedule_of",
    "senior_of",
    "step_in",
    "step_of",
    "step_with",
    "template_of",
    "templates",
    "version_of",
    "versions_of",
    "whose_absences",
]
