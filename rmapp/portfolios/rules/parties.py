"""What is shared out, and among whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Piece:
    """A client to be placed. ``family``: clients with the same one stay together (0: alone).

    ``deputies``: who serves it besides; ``known``: who has served it or met it before;
    ``licences``: what its products ask of a manager; ``place``: its city, or the branch it is used
    to; ``field``: what it does, in words; ``craft``: winning clients or serving them; ``first``:
    its first manager where the leaver is its deputy or specialist (0: the leaver is the first).
    """

    client_id: int
    points: int
    is_vip: bool = False
    language: str = ""
    family: int = 0
    deputies: frozenset[int] = frozenset()
    known: frozenset[int] = frozenset()
    licences: frozenset[str] = frozenset()
    place: str = ""
    field: str = ""
    craft: str = ""
    first: int = 0


@dataclass(frozen=True)
class Receiver:
    """Somebody who can take clients. ``points``: the load now, ``capacity``: the most, in points.

    ``is_exclusive``: serves clients of their own alone, so gets only those they know;
    ``is_away``: absent when the clients come.
    """

    employee_id: int
    points: int
    capacity: int
    is_vip_certified: bool = False
    languages: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    branch: str = ""
    specialisation: str = ""
    is_exclusive: bool = False
    is_away: bool = False
    craft: str = ""


@dataclass(frozen=True)
class Placement:
    """Where a client goes and why: codes, see ``portfolios.words.WHY``."""

    client_id: int
    receiver_id: int | None  # None: nobody fits
    why: tuple[str, ...] = ()


@dataclass
class Family:
    """Clients that go together: one, or all of a family or group."""

    pieces: list[Piece]
    points: int = 0
    needs_vip: bool = False
    related: set[int] = field(default_factory=set)
    firsts: set[int] = field(default_factory=set)
    licences: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.points = sum(piece.points for piece in self.pieces)
        self.needs_vip = any(piece.is_vip for piece in self.pieces)
        for piece in self.pieces:
            self.related |= piece.deputies | piece.known
            self.licences |= piece.licences
            if piece.first:
                self.firsts.add(piece.first)


def families_of(pieces: Sequence[Piece], *, keep: bool) -> list[Family]:
    """The pieces by family (each alone unless ``keep``), in order of their smallest key."""
    groups: dict[tuple[str, int], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda one: one.client_id):
        key = ("family", piece.family) if keep and piece.family else ("alone", piece.client_id)
        groups.setdefault(key, []).append(piece)
    return [Family(group) for group in groups.values()]


def fitting(family: Family, receivers: Sequence[Receiver]) -> list[bool]:
    """Which receivers may get the family at all.

    A VIP needs somebody certified; who serves exclusively gets only whom they know. A licence binds
    as soon as one of those left holds all that the family needs; where nobody does it is a cost.
    Nobody is the deputy of a client they serve first: only where nobody else can be does the role
    go to the first manager, and ends.
    """
    able = [
        one.capacity > 0
        and (one.is_vip_certified or not family.needs_vip)
        and (not one.is_exclusive or one.employee_id in family.related)
        for one in receivers
    ]
    if family.firsts:
        others = [
            may and one.employee_id not in family.firsts
            for may, one in zip(able, receivers, strict=True)
        ]
        if any(others):
            able = others
    if family.licences:
        licensed = [
            may and family.licences <= one.licences
            for may, one in zip(able, receivers, strict=True)
        ]
        if any(licensed):
            return licensed
    return able
