"""Pages of the client base: the list and the search; the bank's own fields."""

from .custom_fields import custom_fields
from .listing import clients

blueprints = [clients, custom_fields]
