"""Every change of feeds (``feeds``) and invitations (``inviting``, ``answering``),
and reminders (``reminding``)."""

from .answering import ANSWERED, answer, hear, host_of, is_ahead, may_ask_for_call
from .feeds import end_feed, make_feed, note_use
from .inviting import invite, take_back, tell_at_once, tell_changes
from .reminding import remind

__all__ = [
    "ANSWERED",
    "answer",
    "end_feed",
    "hear",
    "host_of",
    "invite",
    "is_ahead",
    "make_feed",
    "may_ask_for_call",
    "note_use",
    "remind",
    "take_back",
    "tell_at_once",
    "tell_changes",
]
