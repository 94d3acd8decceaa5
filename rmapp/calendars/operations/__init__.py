"""Every change of feeds (``feeds``) and invitations (``inviting``, ``answering``, ``hearing``),
and reminders (``reminding``)."""

from .answering import ANSWERED, answer, host_of, hours_there, is_ahead, may_ask_for_call
from .feeds import end_feed, make_feed, note_use
from .hearing import hear
from .inviting import invite, take_back, tell_at_once, tell_changes
from .reminding import remind

__all__ = [
    "ANSWERED",
    "answer",
    "end_feed",
    "hear",
    "host_of",
    "hours_there",
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
