"""Pages of proposals."""

from . import deciding, reading, writing
from .base import proposals

blueprints = [proposals]

__all__ = ["blueprints", "deciding", "reading", "writing"]
