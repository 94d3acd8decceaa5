"""Whether a room fits a talk: values in, the first thing that speaks against it out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo


class Against(StrEnum):
    """Why a room does not fit."""

    WITHDRAWN = "withdrawn"
    VIP_ONLY = "vip_only"
    SEATS = "seats"
    HOURS = "hours"


@dataclass(frozen=True)
class Offer:
    """What a room offers. ``opens``, ``closes``: local in ``zone``."""

    seats: int
    for_vip: bool
    opens: dt.time
    closes: dt.time
    zone: str
    is_active: bool = True


def against(
    offer: Offer, starts: dt.datetime, ends: dt.datetime, *, people: int, is_vip: bool
) -> Against | None:
    """What speaks against a talk of ``people`` from ``starts`` to ``ends`` (aware); None: nothing.

    ``is_vip``: whether the client is. A talk past midnight is outside every room's hours.
    """
    if not offer.is_active:
        return Against.WITHDRAWN
    if offer.for_vip and not is_vip:
        return Against.VIP_ONLY
    if people > offer.seats:
        return Against.SEATS
    there = ZoneInfo(offer.zone)
    first, last = starts.astimezone(there), ends.astimezone(there)
    is_inside = offer.opens <= first.time() and last.time() <= offer.closes
    if first.date() != last.date() or not is_inside:
        return Against.HOURS
    return None
