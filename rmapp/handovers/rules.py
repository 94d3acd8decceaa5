"""Sharing clients out among receivers.

The objective, in words: nobody carries a larger share of their capacity than need be; families
stay together; a VIP goes only to a manager who may serve VIPs; whoever serves the client already
as a deputy, or speaks the client's language, is preferred.

    cost(receiver, family) = (load + points) / capacity − 0.15 if deputy − 0.05 if language fits

Families are placed heaviest first where the cost is least (longest processing time, Graham 1969:
at most 4/3 of the optimum of the largest share), then moved from the fullest to another receiver
while that lowers the largest share. Same input, same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

DEPUTY, LANGUAGE = 0.15, 0.05
ROUNDS = 2_000


@dataclass(frozen=True)
class Piece:
    """A client to be placed. ``family``: clients with the same one stay together (0: alone)."""

    client_id: int
    points: int
    is_vip: bool = False
    language: str = ""
    family: int = 0
    deputies: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Receiver:
    """Somebody who can take clients."""

    employee_id: int
    points: int
    capacity: int
    is_vip_certified: bool = False
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Placement:
    """Where a client goes and why: codes ``balance deputy language family only-certified``."""

    client_id: int
    receiver_id: int | None  # None: nobody fits
    why: tuple[str, ...] = ()


@dataclass
class _Family:
    pieces: list[Piece]
    points: int = 0
    needs_vip: bool = False
    deputies: set[int] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.points = sum(piece.points for piece in self.pieces)
        self.needs_vip = any(piece.is_vip for piece in self.pieces)
        for piece in self.pieces:
            self.deputies |= piece.deputies
            if piece.language:
                self.languages.add(piece.language)


def share_out(
    pieces: Sequence[Piece],
    receivers: Sequence[Receiver],
    *,
    pinned: Mapping[int, int] | None = None,
    keep_families: bool = True,
) -> list[Placement]:
    """Place every piece. ``pinned``: client → receiver chosen by a person, never moved."""
    chosen = dict(pinned or {})
    by_id = {one.employee_id: one for one in receivers}
    load = {one.employee_id: one.points for one in receivers}
    for piece in pieces:
        if chosen.get(piece.client_id) in load:
            load[chosen[piece.client_id]] += piece.points
    free = [piece for piece in pieces if chosen.get(piece.client_id) not in by_id]
    families = _families(free, keep_families)
    families.sort(key=lambda one: (-one.points, one.pieces[0].client_id))
    homes: dict[int, int | None] = {}
    for number, family in enumerate(families):
        best = _cheapest(family, receivers, load)
        homes[number] = best
        if best is not None:
            load[best] += family.points
    _level(families, homes, receivers, load)
    found = [
        Placement(piece.client_id, chosen[piece.client_id], ("chosen",))
        for piece in pieces
        if chosen.get(piece.client_id) in by_id
    ]
    for number, family in enumerate(families):
        home = homes[number]
        why = _why(family, by_id.get(home) if home is not None else None, receivers)
        found += [Placement(piece.client_id, home, why) for piece in family.pieces]
    return found


def unevenness(load: Iterable[float]) -> float:
    """How far the fullest is above the emptiest, as a share of capacity."""
    shares = list(load)
    return max(shares) - min(shares) if shares else 0.0


def _families(pieces: Sequence[Piece], keep: bool) -> list[_Family]:
    groups: dict[tuple[str, int], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda one: one.client_id):
        together = keep and piece.family
        key = ("family", piece.family) if together else ("alone", piece.client_id)
        groups.setdefault(key, []).append(piece)
    return [_Family(group) for group in groups.values()]


def _fits(family: _Family, receiver: Receiver) -> bool:
    return receiver.capacity > 0 and (receiver.is_vip_certified or not family.needs_vip)


def _cost(family: _Family, receiver: Receiver, load: Mapping[int, int]) -> float:
    cost = (load[receiver.employee_id] + family.points) / receiver.capacity
    if receiver.employee_id in family.deputies:
        cost -= DEPUTY
    if family.languages and family.languages <= receiver.languages:
        cost -= LANGUAGE
    return cost


def _cheapest(
    family: _Family, receivers: Sequence[Receiver], load: Mapping[int, int]
) -> int | None:
    fitting = [one for one in receivers if _fits(family, one)]
    if not fitting:
        return None
    return min(fitting, key=lambda one: (_cost(family, one, load), one.employee_id)).employee_id


def _level(
    families: Sequence[_Family],
    homes: dict[int, int | None],
    receivers: Sequence[Receiver],
    load: dict[int, int],
) -> None:
    """Move families from the fullest receiver while the largest share falls."""
    by_id = {one.employee_id: one for one in receivers if one.capacity > 0}
    for _ in range(min(ROUNDS, 10 * len(families) + 10)):
        if len(by_id) < 2:
            return
        fullest = max(by_id, key=lambda key: (load[key] / by_id[key].capacity, -key))
        top = load[fullest] / by_id[fullest].capacity
        best: tuple[float, int, int] | None = None
        for number, family in enumerate(families):
            if homes[number] != fullest or family.points == 0 or fullest in family.deputies:
                continue
            for key, receiver in by_id.items():
                if key == fullest or not _fits(family, receiver):
                    continue
                after = max(
                    (load[key] + family.points) / receiver.capacity,
                    (load[fullest] - family.points) / by_id[fullest].capacity,
                )
                if after < top - 1e-9 and (best is None or (after, number, key) < best):
                    best = (after, number, key)
        if best is None:
            return
        _after, number, key = best
        load[fullest] -= families[number].points
        load[key] += families[number].points
        homes[number] = key


def _why(
    family: _Family, receiver: Receiver | None, receivers: Sequence[Receiver]
) -> tuple[str, ...]:
    if receiver is None:
        return ("nobody-fits",)
    why = []
    if receiver.employee_id in family.deputies:
        why.append("deputy")
    if family.languages and family.languages <= receiver.languages:
        why.append("language")
    if len(family.pieces) > 1:
        why.append("family")
    if family.needs_vip and sum(one.is_vip_certified for one in receivers) == 1:
        why.append("only-certified")
    return (*why, "balance")
