"""Every change of the limits: counting what was shown, setting the bank's figures."""

from .counting import count_shown, read, room
from .setting import decide, set_limit

__all__ = ["count_shown", "decide", "read", "room", "set_limit"]
