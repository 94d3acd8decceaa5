"""What may be asked of the machine the suite happens to run on."""

from __future__ import annotations

import os

#: Seconds an answer may take on a machine with nothing else to do.
SLOWEST = 2.0


def slowest() -> float:
    """Seconds an answer may take now: longer by as much as others keep the processors busy."""
    try:
        load = os.getloadavg()[0] / (os.cpu_count() or 1)
    except OSError:
        load = 1.0
    return SLOWEST * max(1.0, load)
