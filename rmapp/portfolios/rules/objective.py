"""The objective of a share-out, written down once: docs/share-out.md says it in words.

    minimise  sum over receivers of  LOAD * L^2 / C  +  OVER * max(0, L - C)
            + sum over clients of  the misfit between the client and its receiver

``L`` is a receiver's load afterwards and ``C`` the capacity, both in points. The square makes the
next point dearer the fuller somebody is (at the same share it costs everybody the same), so the
least sum is the even one; the second term makes each point beyond capacity dearer still.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .parties import Family, Piece, Placement, Receiver

LOAD, OVER = 10.0, 40.0

#: What a misfit of one client costs. An ordinary client (2 points) that goes to somebody ten
#: points of a hundred fuller costs 4: as much as a language that is not spoken.
WEIGHTS: Mapping[str, float] = {
    "deputy": 12.0,  # somebody else serves it besides already
    "craft": 12.0,  # the receiver wins clients and this one is served, or the other way round
    "known": 2.0,  # somebody else knows it
    "language": 4.0,  # the receiver does not speak its language
    "licence": 12.0,  # for each licence its products ask for
    "branch": 2.0,  # another branch, another city
    "specialisation": 1.0,  # the receiver's field is another
    "away": 3.0,  # the receiver is absent when it comes
}
VIP = 2.0  # a misfit weighs twice for a VIP
LONGEST_STEM = 5


def load_cost(load: float, capacity: float) -> float:
    """What a load of so many points costs somebody of ``capacity`` points (above 0)."""
    return LOAD * load * load / capacity + OVER * max(0.0, load - capacity)


def misfits(piece: Piece, receiver: Receiver) -> dict[str, float]:
    """Code → cost of what does not fit; an empty one fits wholly."""
    found: dict[str, float] = {}
    if piece.deputies and receiver.employee_id not in piece.deputies:
        found["deputy"] = WEIGHTS["deputy"]
    if piece.known and receiver.employee_id not in piece.known | piece.deputies:
        found["known"] = WEIGHTS["known"]
    if piece.craft and receiver.craft and piece.craft != receiver.craft:
        found["craft"] = WEIGHTS["craft"]
    if piece.language and piece.language not in receiver.languages:
        found["language"] = WEIGHTS["language"]
    missing = len(piece.licences - receiver.licences)
    if missing:
        found["licence"] = WEIGHTS["licence"] * missing
    if piece.place and receiver.branch and not same_place(piece.place, receiver.branch):
        found["branch"] = WEIGHTS["branch"]
    if piece.field and receiver.specialisation and not same_field(piece, receiver):
        found["specialisation"] = WEIGHTS["specialisation"]
    if receiver.is_away:
        found["away"] = WEIGHTS["away"]
    return found


def misfit(family: Family, receiver: Receiver) -> float:
    """What the misfits of all clients of a family cost with ``receiver``."""
    return sum(
        sum(misfits(piece, receiver).values()) * (VIP if piece.is_vip else 1.0)
        for piece in family.pieces
    )


def same_place(place: str, branch: str) -> bool:
    """Whether a client's city or branch and a receiver's branch are one."""
    one, other = place.casefold().strip(), branch.casefold().strip()
    return bool(one) and (one in other or other in one)


def same_field(piece: Piece, receiver: Receiver) -> bool:
    """Whether a word of the specialisation begins like a word of what the client does."""
    asked, given = _stems(piece.field), _stems(receiver.specialisation)
    return bool(asked & given)


def added(
    placements: Iterable[Placement],
    families: Sequence[Family],
    receivers: Sequence[Receiver],
    *,
    already: Mapping[int, int] | None = None,
) -> float:
    """What a share-out adds to the objective; clients without a receiver cost nothing.

    ``already``: load of each receiver before the families come, if not their ``points``.
    """
    home = {one.client_id: one.receiver_id for one in placements}
    by_id = {one.employee_id: one for one in receivers if one.capacity > 0}
    before = {key: (already or {}).get(key, one.points) for key, one in by_id.items()}
    load, cost = dict(before), 0.0
    for family in families:
        key = home.get(family.pieces[0].client_id)
        if key is not None and key in by_id:
            load[key] += family.points
            cost += misfit(family, by_id[key])
    return cost + sum(
        load_cost(load[key], one.capacity) - load_cost(before[key], one.capacity)
        for key, one in by_id.items()
    )


def unevenness(shares: Iterable[float]) -> float:
    """How far the fullest is above the emptiest, as a share of capacity."""
    known = list(shares)
    return max(known) - min(known) if known else 0.0


def _stems(words: str) -> set[str]:
    plain = "".join(sign if sign.isalnum() else " " for sign in words.casefold())
    return {word[:LONGEST_STEM] for word in plain.split() if len(word) >= LONGEST_STEM}
