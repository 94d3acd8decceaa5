"""Every change of a handover: drafting, signing, carrying out, accepting, undoing."""

from .acceptance import accept, accept_all, decline
from .drafting import draft, drop, place, share_out, start
from .execution import execute, execute_due
from .placing_anew import place_anew
from .signing import finish_draft, sign
from .undoing import undo

__all__ = [
    "accept",
    "accept_all",
    "decline",
    "draft",
    "drop",
    "execute",
    "execute_due",
    "finish_draft",
    "place",
    "place_anew",
    "share_out",
    "sign",
    "start",
    "undo",
]
