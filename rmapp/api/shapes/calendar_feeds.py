"""The secret address of a diary."""

from __future__ import annotations

from .base import At, Given, Shown


class FeedGiven(Given):
    """``with_names``: clients and places are named; else times and kinds only."""

    with_names: bool = False


class FeedShown(Shown):
    """That a diary has an address, and when it was fetched last."""

    with_names: bool
    made_at: At
    last_used_at: At | None


class FeedMade(Shown):
    """The address of a diary in iCalendar (RFC 5545), shown once."""

    address: str
    with_names: bool
    made_at: At
