"""Pages of plans: what is to be won of which segment, how it goes, who was sifted out and why."""

from . import making, taking
from .watching import plans

blueprints = [plans]
__all__ = ["blueprints", "making", "taking"]
