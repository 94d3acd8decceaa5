"""How heavy a client is to serve, in points.

A VIP costs six times a prospect, a client twice: the ratio of the contact norms shipped (VIP every
30 days, others every 90, prospects half a year). An inactive client costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

VIP, CLIENT, PROSPECT, INACTIVE = 6, 2, 1, 0


def points(*, lifecycle: str, is_active: bool, vip_tier: str) -> int:
    """The points of one client."""
    if not is_active or lifecycle == "former":
        return INACTIVE
    if vip_tier:
        return VIP
    return CLIENT if lifecycle == "client" else PROSPECT


@dataclass(frozen=True)
class Load:
    """What a manager carries: clients by kind, points, and how much they can carry."""

    clients: int
    vips: int
    prospects: int
    points: int
    capacity: int

    @property
    def share(self) -> float:
        """Load as a share of capacity; 0.0 for nobody's capacity."""
        return self.points / self.capacity if self.capacity else 0.0

    def with_more(self, more: int) -> Load:
        """The load after ``more`` points."""
        return Load(self.clients, self.vips, self.prospects, self.points + more, self.capacity)
