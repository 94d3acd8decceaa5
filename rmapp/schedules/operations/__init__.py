"""Every change of schedules and templates, by what is done."""

from . import following, reasons  # follow contacts, and the names of days, from now on
from .absences import enter_absence, preview_absence, withdraw_absence
from .clearing import Moved
from .days_off import clear_days_off, digest_of, forget_hours, preview_days_off, set_hours
from .introducing import Pressing, introduce, take_back
from .laying import Proposed, propose
from .many import Diaries, preview_many, start_many
from .pausing import pause, resume, resume_due
from .running import drop_step, preview_shift, shift_rest, start, stop
from .steps import StepFacts, add_step, change_step, move_step, remove_step
from .templates import (
    discard_draft,
    keep_facts,
    new_template,
    open_draft,
    publish,
    withdraw_template,
)

__all__ = [
    "Diaries",
    "Moved",
    "Pressing",
    "Proposed",
    "StepFacts",
    "add_step",
    "change_step",
    "clear_days_off",
    "digest_of",
    "discard_draft",
    "drop_step",
    "enter_absence",
    "following",
    "forget_hours",
    "introduce",
    "keep_facts",
    "move_step",
    "new_template",
    "open_draft",
    "pause",
    "preview_absence",
    "preview_days_off",
    "preview_many",
    "preview_shift",
    "propose",
    "publish",
    "reasons",
    "remove_step",
    "resume",
    "resume_due",
    "set_hours",
    "shift_rest",
    "start",
    "start_many",
    "stop",
    "take_back",
    "withdraw_absence",
    "withdraw_template",
]
