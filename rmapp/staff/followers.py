"""Who follows the bank's calendar: a slice above that plans by it enters itself once.

As with kinds of work, the low slice calls what the high one has entered, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

#: Days that are worked no more → how many planned contacts stand on them.
Follower = Callable[[Sequence[dt.date]], int]
_entered: list[Follower] = []
_readers: list[Callable[[], None]] = []


def follows_calendar(follower: Follower) -> Follower:
    """Enter a follower: told of days that are not worked from now on."""
    _entered.append(follower)
    return follower


def tell_followers(days: Sequence[dt.date]) -> int:
    """Tell every follower of ``days``, worked no more; how many contacts stand there."""
    return sum(follower(days) for follower in _entered)


def follows_names(reader: Callable[[], None]) -> Callable[[], None]:
    """Enter who keeps names of days and takes them anew once these have their other language."""
    _readers.append(reader)
    return reader


def tell_readers() -> None:
    """The days from the library are named in both languages from now on."""
    for reader in _readers:
        reader()
