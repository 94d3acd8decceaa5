"""The templates the desk ships with (C2), in both languages; the order of work is that of the
trade (domain.md, "Approach").

A bank changes them or adds its own; a later version of the desk never overwrites those.
"""

from .keeping import KEEPING
from .winning import WINNING

SHIPPED = (*WINNING, *KEEPING)

__all__ = ["SHIPPED"]
