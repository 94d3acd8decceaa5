"""The papers of the slice. Imported where something is drawn, and nowhere else."""

from .lists import Listed, Manager, draw_clients, draw_managers
from .policy import draw_policy, draw_terms
from .worth import draw_economics

__all__ = [
    "Listed",
    "Manager",
    "draw_clients",
    "draw_economics",
    "draw_managers",
    "draw_policy",
    "draw_terms",
]
