"""The pages of the exchange: the import wizard, monthly figures, the journal, the export."""

from .exports import exports
from .imports import imports
from .journal import journal
from .monthly import monthly

blueprints = [imports, monthly, journal, exports]
