"""The share-out of a handover: its distance from the optimum, its time, and how even it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from ..handovers.optimum import least_added
from ..handovers.rules import (
    Piece,
    Placement,
    Receiver,
    added,
    families_of,
    least_busy,
    round_robin,
    share_out,
    unevenness,
)
from .figures import Figure, figure

CLIENTS, MANAGERS = 2_000, 50
BRANCHES = ("Москва", "Санкт-Петербург", "Екатеринбург", "Казань", "Новосибирск")
FIELDS = ("строительство", "торговля", "медицина", "перевозки", "сельское хозяйство")
LICENCES = ("securities", "insurance", "currency")


def quality(_data: Path | None) -> Iterator[Figure]:
    """2,000 clients among 50 managers: ``%`` above what no share-out can be better than (families
    cut in parts, by HiGHS), ``ms`` of the processor. Evenness goes to standard error."""
    gaps, times = [], []
    for seed in (1, 2, 3):
        pieces, receivers = drawn(CLIENTS, MANAGERS, seed=seed)
        started = time.process_time()
        placements = share_out(pieces, receivers)
        times.append((time.process_time() - started) * 1000)
        families = families_of(pieces, keep=True)
        least = least_added(families, receivers)
        gaps.append(100 * (added(placements, families, receivers) / least - 1))
        if seed == 1:
            _tell_evenness(pieces, receivers, placements)
    yield figure("share_out", gaps, "%", CLIENTS)
    yield figure("share_out", times, "ms", CLIENTS)


def drawn(clients: int, managers: int, *, seed: int) -> tuple[list[Piece], list[Receiver]]:
    """A leaver's clients and the colleagues, made up: the same for the same ``seed``."""
    rng = Random(seed)
    receivers = [
        Receiver(
            employee_id=number,
            points=rng.randrange(40, 140),
            capacity=rng.choice((160, 200, 240)),
            is_vip_certified=rng.random() < 0.4,
            languages=frozenset({"ru", "en"} if rng.random() < 0.3 else {"ru"}),
            licences=frozenset(one for one in LICENCES if rng.random() < 0.4),
            branch=rng.choice(BRANCHES),
            specialisation=rng.choice(FIELDS),
            is_away=rng.random() < 0.1,
        )
        for number in range(1, managers + 1)
    ]
    pieces = []
    for number in range(1, clients + 1):
        roll = rng.random()
        is_vip = roll < 0.06
        pieces.append(
            Piece(
                client_id=number,
                points=(6 if is_vip else 2 if roll < 0.6 else 1) + (rng.random() < 0.2),
                is_vip=is_vip,
                language="en" if rng.random() < 0.08 else "ru",
                family=1 + number // 5 if rng.random() < 0.15 else 0,
                deputies=frozenset({rng.randint(1, managers)} if rng.random() < 0.05 else ()),
                known=frozenset({rng.randint(1, managers)} if rng.random() < 0.1 else ()),
                licences=frozenset({rng.choice(LICENCES)} if rng.random() < 0.1 else ()),
                place=rng.choice(BRANCHES),
                field=rng.choice(FIELDS),
            )
        )
    return pieces, receivers


def _tell_evenness(
    pieces: Sequence[Piece], receivers: Sequence[Receiver], ours: Sequence[Placement]
) -> None:
    families = families_of(pieces, keep=True)
    points = {piece.client_id: piece.points for piece in pieces}
    ways = {
        "ours": ours,
        "least busy": least_busy(pieces, receivers),
        "round robin": round_robin(pieces, receivers),
    }
    for name, placements in ways.items():
        load = {one.employee_id: one.points for one in receivers}
        for one in placements:
            if one.receiver_id is not None:
                load[one.receiver_id] += points[one.client_id]
        shares = [load[one.employee_id] / one.capacity for one in receivers]
        print(
            f"rmapp bench: share_out, {name}: fullest above emptiest"
            f" {100 * unevenness(shares):.0f} points of a hundred, fullest {100 * max(shares):.0f},"
            f" objective {added(placements, families, receivers):.0f}",
            file=sys.stderr,
        )
