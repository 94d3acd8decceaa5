"""Every change of the slice, a verb each."""

from .deciding import KIND, confirm_verdicts, decline_verdict, undo_confirmation
from .drafting import (
    approve_version,
    begin_version,
    bring_into_force,
    change_version,
    drop_tier,
    drop_version,
    save_tier,
)
from .evaluating import WORK, evaluate_now, evaluate_tonight, is_running
from .proposing import confirm, end, propose, refuse

__all__ = [
    "KIND",
    "WORK",
    "approve_version",
    "begin_version",
    "bring_into_force",
    "change_version",
    "confirm",
    "confirm_verdicts",
    "decline_verdict",
    "drop_tier",
    "drop_version",
    "end",
    "evaluate_now",
    "evaluate_tonight",
    "is_running",
    "propose",
    "refuse",
    "save_tier",
    "undo_confirmation",
]
