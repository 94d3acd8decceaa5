"""A room of the bank, and a client to meet in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rmapp.rooms.models import Room
from rmapp.rooms.operations import keep_room
from tests.cast import Cast


def a_room(cast: Cast, name: str = "Ока", **facts: Any) -> Room:
    """A room for six, open from 8 to 20; inside an open transaction."""
    given = {
        "branch": "Центральное отделение",
        "seats": 6,
        "opens": dt.time(8),
        "closes": dt.time(20),
        "zone": "Europe/Moscow",
        **facts,
    }
    return keep_room(None, actor=cast.actor("adam"), name=name, **given)
