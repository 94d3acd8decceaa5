"""Every change of temperature and norms."""

from . import following  # follows contacts from now on
from .norms import keep_norm, remove_norm
from .telling import tell_answer_norms, tell_contact_norms
from .temperature import WORK, lift_override, override, take, take_tonight

__all__ = [
    "WORK",
    "following",
    "keep_norm",
    "lift_override",
    "override",
    "remove_norm",
    "take",
    "take_tonight",
    "tell_answer_norms",
    "tell_contact_norms",
]
