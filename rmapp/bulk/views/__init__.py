"""Pages of the list's deeds: on many clients, and on one cell."""

from . import cells
from .deeds import bulk

blueprints = [bulk, cells.cells]

__all__ = ["blueprints", "bulk", "cells"]
