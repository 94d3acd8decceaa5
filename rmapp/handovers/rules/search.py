"""The share-out: heaviest first where it costs least, then moves and swaps while the cost falls.

No library and no chance: the same input gives the same result. Its distance from the optimum is
measured against HiGHS (``rmapp bench share_out``, tests); the numbers of rounds bound the time.
Beyond ``WIDE`` pairs of family and receiver only the ``NEAREST`` receivers of each family are
looked at (those with the least misfit, the emptiest first): docs/share-out.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import add

from ...portfolios.rules import (
    Family,
    Piece,
    Placement,
    Receiver,
    families_of,
    fitting,
    load_cost,
    misfit,
    reasons,
)

NEVER = float("inf")
SLACK = 1e-9
SHIFTS, SWAPS = 200, 150  # rounds at most
WIDE, NEAREST = 400_000, 24


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
    extra = dict.fromkeys(by_id, 0)
    found, free = [], []
    for piece in sorted(pieces, key=lambda one: one.client_id):
        home = chosen.get(piece.client_id)
        if home in extra:
            extra[home] += piece.points
            found.append(Placement(piece.client_id, home, ("chosen",)))
        else:
            free.append(piece)
    families = families_of(free, keep=keep_families)
    board = _Board(families, sorted(receivers, key=lambda one: one.employee_id), extra)
    board.fill()
    for _round in range(SHIFTS):
        if not (board.shift() or board.swap()):
            break
    for family, at in zip(families, board.home, strict=True):
        receiver = board.receivers[at] if at >= 0 else None
        for piece in family.pieces:
            why = reasons(piece, family, receiver, receivers)
            found.append(
                Placement(piece.client_id, receiver.employee_id if receiver else None, why)
            )
    return found


class _Board:
    """Where each family is now, and what any change of that would cost."""

    def __init__(
        self, families: list[Family], receivers: list[Receiver], extra: Mapping[int, int]
    ) -> None:
        self.families, self.receivers = families, receivers
        self.load = [one.points + extra[one.employee_id] for one in receivers]
        self.points = [family.points for family in families]
        self.home = [-1] * len(families)
        self.sizes = sorted(set(self.points))
        self.misfit = [self._row(family) for family in families]
        self.members: list[set[int]] = [set() for _ in receivers]
        self.dearer = {size: [0.0] * len(receivers) for size in self.sizes}
        self.cheaper = {size: [0.0] * len(receivers) for size in self.sizes}
        for at in range(len(receivers)):
            self._reckon(at)

    def _row(self, family: Family) -> list[float]:
        able = fitting(family, self.receivers)
        row = [
            misfit(family, one) if may else NEVER
            for may, one in zip(able, self.receivers, strict=True)
        ]
        if len(self.families) * len(self.receivers) > WIDE and len(row) > NEAREST:
            order = sorted(
                (cost, self.load[at] / self.receivers[at].capacity, at)
                for at, cost in enumerate(row)
                if cost < NEVER
            )
            near = {at for _cost, _share, at in order[:NEAREST]}
            row = [cost if at in near else NEVER for at, cost in enumerate(row)]
        return row

    def _reckon(self, at: int) -> None:
        """What a family more or less would cost receiver ``at``, by its size."""
        load, capacity = self.load[at], self.receivers[at].capacity
        if capacity <= 0:
            return
        now = load_cost(load, capacity)
        for size in self.sizes:
            self.dearer[size][at] = load_cost(load + size, capacity) - now
            self.cheaper[size][at] = now - load_cost(load - size, capacity)

    def _move(self, number: int, to: int) -> None:
        was, size = self.home[number], self.points[number]
        if was >= 0:
            self.members[was].discard(number)
            self.load[was] -= size
            self._reckon(was)
        self.members[to].add(number)
        self.load[to] += size
        self.home[number] = to
        self._reckon(to)

    def fill(self) -> None:
        """Heaviest first to where it costs least."""
        order = sorted(range(len(self.families)), key=lambda n: (-self.points[n], n))
        for number in order:
            costs = list(map(add, self.misfit[number], self.dearer[self.points[number]]))
            best = min(costs, default=NEVER)
            if best < NEVER:
                self._move(number, costs.index(best))

    def shift(self) -> bool:
        """Move each family where that lowers the cost; whether any was moved."""
        moved = False
        for number, at in enumerate(self.home):
            if at < 0:
                continue
            size = self.points[number]
            here = self.misfit[number][at] + self.cheaper[size][at]
            costs = list(map(add, self.misfit[number], self.dearer[size]))
            costs[at] = NEVER
            best = min(costs)
            if best < here - SLACK:
                self._move(number, costs.index(best))
                moved = True
        return moved

    def swap(self) -> bool:
        """Exchange families between pairs of receivers while that lowers the cost."""
        swapped = False
        for _round in range(SWAPS):
            if not self._swap_once():
                break
            swapped = True
        return swapped

    def _swap_once(self) -> bool:
        """The best exchange of each pair of receivers, each receiver at most once a round."""
        wish = [self._wishes(at) for at in range(len(self.receivers))]
        touched: set[int] = set()
        for one in range(len(self.receivers)):
            for other in range(one + 1, len(self.receivers)):
                if one in touched:
                    break
                if other in touched:
                    continue
                pair = self._best_pair(one, other, wish[one][other], wish[other][one])
                if pair is not None:
                    self._move(pair[0], other)
                    self._move(pair[1], one)
                    touched |= {one, other}
        return bool(touched)

    def _wishes(self, at: int) -> list[dict[int, tuple[float, int]]]:
        """For each other receiver: size → the family whose misfit falls most there."""
        found: list[dict[int, tuple[float, int]]] = [{} for _ in self.receivers]
        for number in sorted(self.members[at]):
            row, size = self.misfit[number], self.points[number]
            here = row[at]
            for to, cost in enumerate(row):
                if cost < NEVER and to != at:
                    known = found[to].get(size)
                    if known is None or cost - here < known[0]:
                        found[to][size] = (cost - here, number)
        return found

    def _best_pair(
        self,
        one: int,
        other: int,
        there: dict[int, tuple[float, int]],
        back: dict[int, tuple[float, int]],
    ) -> tuple[int, int] | None:
        best, pair = -SLACK, None
        first, second = self.receivers[one].capacity, self.receivers[other].capacity
        for size, (change, number) in there.items():
            for size_back, (change_back, number_back) in back.items():
                cost = change + change_back
                if size != size_back:
                    by = size_back - size
                    cost += load_cost(self.load[one] + by, first)
                    cost -= load_cost(self.load[one], first)
                    cost += load_cost(self.load[other] - by, second)
                    cost -= load_cost(self.load[other], second)
                if cost < best:
                    best, pair = cost, (number, number_back)
        return pair


def round_robin(pieces: Sequence[Piece], receivers: Sequence[Receiver]) -> list[Placement]:
    """Each family in turn to the next who may get it: the trivial way, to be held against."""
    able = sorted(receivers, key=lambda one: one.employee_id)
    found, turn = [], 0
    for family in families_of(pieces, keep=True):
        may = fitting(family, able)
        order = [(turn + step) % len(able) for step in range(len(able))]
        at = next((at for at in order if may[at]), None)
        if at is not None:
            turn = at + 1
        key = able[at].employee_id if at is not None else None
        found += [Placement(piece.client_id, key) for piece in family.pieces]
    return found


def least_busy(pieces: Sequence[Piece], receivers: Sequence[Receiver]) -> list[Placement]:
    """Each family in turn to whoever carries the fewest points: the usual simple way."""
    able = sorted(receivers, key=lambda one: one.employee_id)
    load = [one.points for one in able]
    found = []
    for family in families_of(pieces, keep=True):
        may = fitting(family, able)
        ranked = [(load[at], at) for at in range(len(able)) if may[at]]
        at = min(ranked)[1] if ranked else None
        if at is not None:
            load[at] += family.points
        key = able[at].employee_id if at is not None else None
        found += [Placement(piece.client_id, key) for piece in family.pieces]
    return found
