"""Every change of feeds (``feeds``) and invitations (``inviting``, ``answering``),
and reminders (``reminding``)."""

from .answering import ANSWERED, answer, hear
from .feeds import end_feed, make_feed, note_use
from .inviting import invite, take_back, tell_at_once, tell_changes
from .reminding import remind

__all__ = [
    "ANSWERED",
    "answer",
    "end_feed",
    "hear",
    "invite",
    "make_feed",
    "note_use",
    "remind",
    "take_back",
    "tell_at_once",
    "tell_changes",
]
