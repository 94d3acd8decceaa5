"""Pages of the client base: the list and the search; the bank's own fields."""

from .. import trail  # noqa: F401 - names fields in the trail
from . import arranging  # its pages are of the list
from .custom_fields import custom_fields
from .listing import clients

blueprints = [clients, custom_fields]
__all__ = ["arranging", "blueprints"]
