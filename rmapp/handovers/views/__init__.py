"""Pages of handovers."""

from __future__ import annotations

from . import declined as _declined  # noqa: F401  # adds its pages to the blueprint
from .wizard import handovers

blueprints = [handovers]
