"""How heavy a client is to serve, in points: tier times norm, and a point for each open promise.

The tier and the stage say how often a client is contacted; the points of a client are how many
contacts the norm asks for in half a year: a VIP as often as the terms of its tier say (every 30
days where they say nothing), a client every 90 days, a prospect once. An inactive client costs
nothing. Each open promise is one thing more to be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HALF_A_YEAR = 180  # days
NORM_VIP, NORM_CLIENT, NORM_PROSPECT = 30, 90, 180  # days between contacts
VIP, CLIENT, PROSPECT, INACTIVE = (
    HALF_A_YEAR // NORM_VIP, HALF_A_YEAR // NORM_CLIENT, HALF_A_YEAR // NORM_PROSPECT, 0,
)  # fmt: skip
PROMISE = 1


def tier_points(contact_days: int) -> int:
    """What a client of a tier weighs whose terms ask for a contact every ``contact_days``: contacts
    of half a year, at least one."""
    return max(1, (2 * HALF_A_YEAR + contact_days) // (2 * contact_days))


def points(
    *, lifecycle: str, is_active: bool, vip_tier: str, tiers: Mapping[str, int] | None = None
) -> int:
    """The points of one client. ``tiers``: code of a tier → its points."""
    if not is_active or lifecycle == "former":
        return INACTIVE
    if vip_tier:
        return (tiers or {}).get(vip_tier, VIP)
    return CLIENT if lifecycle == "client" else PROSPECT


@dataclass(frozen=True)
class Load:
    """What a manager carries: clients by kind, points, and how much they can carry.

    ``promises``: how many are open; they are among the points.
    """

    clients: int
    vips: int
    prospects: int
    points: int
    capacity: int
    promises: int = 0

    @property
    def share(self) -> float:
        """Load as a share of capacity; 0.0 for nobody's capacity."""
        return self.points / self.capacity if self.capacity else 0.0

    def with_more(self, more: int) -> Load:
        """The load after ``more`` points."""
        return Load(
            self.clients, self.vips, self.prospects, self.points + more, self.capacity,
            self.promises,
        )  # fmt: skip
