"""What the tests of contacts share."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rmapp.clients.models import Client
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from tests.cast import Cast

MOSCOW = ZoneInfo("Europe/Moscow")


def in_days(days: int, hour: int = 12, minute: int = 0) -> dt.datetime:
    """A moment ``days`` from today at a local time of Moscow."""
    day = dt.datetime.now(MOSCOW).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour, minute), MOSCOW)


@pytest.fixture
def planned(cast: Cast) -> Any:
    """``planned(client, kind="visit", days=1)``: a contact planned by the client's manager."""

    def plan(
        client: Client,
        kind: str = "call",
        *,
        who: str = "mara",
        days: int = 1,
        hour: int = 12,
        minute: int = 0,
        minutes: int | None = None,
        **matter: Any,
    ) -> Interaction:
        return operations.plan(
            actor=cast.actor(who),
            client=client,
            kind=Kind(kind),
            at=in_days(days, hour, minute),
            minutes=minutes,
            matter=operations.Matter(**matter),
        )

    return plan
