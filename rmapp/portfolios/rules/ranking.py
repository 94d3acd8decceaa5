"""Whom one client suits best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .objective import load_cost, misfit
from .parties import Family, Piece, Receiver, fitting
from .reasons import reasons


@dataclass(frozen=True)
class Ranked:
    """A receiver with what the client would cost there (None: it cannot go there), and why."""

    employee_id: int
    cost: float | None
    why: tuple[str, ...]


def ranked(piece: Piece, receivers: Sequence[Receiver]) -> list[Ranked]:
    """The receivers, the best first, by the objective of the share-out; the unable last."""
    family = Family([piece])
    found = []
    for may, one in zip(fitting(family, receivers), receivers, strict=True):
        if not may:
            found.append(Ranked(one.employee_id, None, ()))
            continue
        dearer = load_cost(one.points + piece.points, one.capacity)
        cost = misfit(family, one) + dearer - load_cost(one.points, one.capacity)
        found.append(Ranked(one.employee_id, cost, reasons(piece, family, one, receivers)))
    return sorted(found, key=lambda one: (one.cost is None, one.cost or 0.0, one.employee_id))
