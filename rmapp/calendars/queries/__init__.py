"""Every select of calendars: invitations (``invitations``), diaries and feeds (``diaries``),
what a contact is a part of (``belonging``)."""

from .belonging import Belonging, belonging_of
from .diaries import (
    Dated,
    DayOfMonth,
    booked,
    days_of,
    diary_of,
    feed_by_hash,
    feed_of,
    to_be_reminded,
)
from .invitations import (
    Reader,
    invitation_of,
    invitations_of,
    left_out,
    named,
    readers_of,
    readers_to_ask,
    unheard,
    untold,
    whole,
)

__all__ = [
    "Belonging",
    "Dated",
    "DayOfMonth",
    "Reader",
    "belonging_of",
    "booked",
    "days_of",
    "diary_of",
    "feed_by_hash",
    "feed_of",
    "invitation_of",
    "invitations_of",
    "left_out",
    "named",
    "readers_of",
    "readers_to_ask",
    "to_be_reminded",
    "unheard",
    "untold",
    "whole",
]
