"""Which norm of silence holds for a client, and how far it is from being broken (C9).

Default: six months (domain.md, "The base": more than six months since the last order of an active
client: call). A norm for a list by hand stands above that of VIP terms, these above that of the
kind of client, this above the default; of several of one rank the strictest holds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

DEFAULT_DAYS = 180
LEAST, MOST = 1, 3_650


class Rank(IntEnum):
    """How particular a norm is."""

    DEFAULT = 0
    KIND = 1
    VIP = 2
    LIST = 3


@dataclass(frozen=True)
class Norm:
    """``days`` of silence at most. ``kind``: code of a kind of client, ``vip``: a tier ("*": any),
    ``list_id``: a list by hand; one of them at most is filled."""

    days: int
    kind: str = ""
    vip: str = ""
    list_id: int | None = None

    @property
    def rank(self) -> Rank:
        """How particular it is."""
        if self.list_id is not None:
            return Rank.LIST
        if self.vip:
            return Rank.VIP
        return Rank.KIND if self.kind else Rank.DEFAULT

    def holds_for(self, *, kind: str, vip: str, lists: Collection[int]) -> bool:
        """Whether a client of ``kind`` and tier ``vip`` on ``lists`` is meant."""
        if self.list_id is not None:
            return self.list_id in lists
        if self.vip:
            return bool(vip) and self.vip in ("*", vip)
        return not self.kind or self.kind == kind


def norm_for(
    norms: Sequence[Norm], *, kind: str, vip: str = "", lists: Collection[int] = ()
) -> Norm:
    """The norm of such a client: the most particular, of equals the strictest; the default where
    there is none."""
    fitting = [one for one in norms if one.holds_for(kind=kind, vip=vip, lists=lists)]
    return min(fitting, key=lambda one: (-one.rank, one.days), default=Norm(DEFAULT_DAYS))
