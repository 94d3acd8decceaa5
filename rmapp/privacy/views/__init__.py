"""Pages of personal data law."""

from . import retention  # its pages are of the same blueprint
from .requests import privacy

blueprints = [privacy]
__all__ = ["blueprints", "retention"]
