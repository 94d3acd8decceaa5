"""The pages of the exchange: the import wizard, the journal, the export."""

from .exports import exports
from .imports import imports
from .journal import journal

blueprints = [imports, journal, exports]
