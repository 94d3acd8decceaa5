"""Pages of handovers."""

from . import accepting as _accepting  # noqa: F401  # each adds its pages to the blueprint
from . import act as _act  # noqa: F401
from . import afterwards as _afterwards  # noqa: F401
from . import changing as _changing  # noqa: F401
from . import choosing as _choosing  # noqa: F401
from . import declined as _declined  # noqa: F401
from . import listing as _listing  # noqa: F401
from . import permanence as _permanence  # noqa: F401
from .wizard import handovers

blueprints = [handovers]
