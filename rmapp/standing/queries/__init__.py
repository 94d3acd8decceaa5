"""Every select of temperature and norms."""

from .heat import heat_of, states_of, to_be_taken
from .norms import norm_days, norm_of, norms, shortest_norm, to_breach
from .promised import SILENCES, silences_told, unanswered_of_vips, vips_near_breach

__all__ = [
    "SILENCES",
    "heat_of",
    "norm_days",
    "norm_of",
    "norms",
    "shortest_norm",
    "silences_told",
    "states_of",
    "to_be_taken",
    "to_breach",
    "unanswered_of_vips",
    "vips_near_breach",
]
