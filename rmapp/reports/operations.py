"""What the reports teach those who work: from which contact on it is too long (C6)."""

from __future__ import annotations

import datetime as dt

from ..clients.models import ClientKind
from ..core import clock
from ..interactions.rules.persistence import Limit, limit_of
from ..plans.operations import keep_limits
from ..settings import settings
from . import queries
from .queries import By
from .rules import Sieve

PAST = dt.timedelta(days=3 * 365)


def learn_persistence() -> int:
    """Learn from the bank's own three years, for all prospects, each kind of client and each
    target segment, from which contact on too few succeed; how many limits there are now."""
    until = clock.now()
    since, least = until - PAST, settings().minimum_contacts
    sieves: list[tuple[tuple[int | None, ClientKind | None], Sieve]] = [
        ((None, None), queries.whole(None, since, until))
    ]
    for code, found in queries.parted(None, since, until, By.KIND, language="en"):
        sieves.append(((None, ClientKind(code)), found))
    for segment_id, found in queries.by_segment(since, until).items():
        sieves.append(((segment_id, None), found))
    limits = [(part, _limit(found, least)) for part, found in sieves]
    return keep_limits((part, limit) for part, limit in limits if limit is not None)


def _limit(found: Sieve, least: int) -> Limit | None:
    steps = [(step.number, step.reached, step.through) for step in found.steps]
    return limit_of(steps, minimum=least)
