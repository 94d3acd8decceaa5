"""Every change to a series: begun, changed from a contact on, ended, carried on by the night."""

from .changing import begin, change, check, end, preview, preview_change
from .following import carry_on
from .placing import Facts, contacts_ahead, moved_by_hand, moved_keys

__all__ = [
    "Facts",
    "begin",
    "carry_on",
    "change",
    "check",
    "contacts_ahead",
    "end",
    "moved_by_hand",
    "moved_keys",
    "preview",
    "preview_change",
]
