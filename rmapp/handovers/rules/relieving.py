"""Whom somebody who carries too much gives away (V3): as few as bring the load within capacity."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ...portfolios.rules import Family


def relief(
    families: Sequence[Family], *, over: int, promised: Collection[int] = ()
) -> list[Family]:
    """The families that go so that at least ``over`` points leave, all that can go where that is
    not enough.

    First who feels it least: without a VIP, without an open promise (``promised``: keys of
    clients); of equals those that weigh most by client, so that few change hands. Nobody goes who
    need not. Whom the leaver serves beside a first manager stays: nothing would get lighter.
    """
    able = sorted(
        (one for one in families if one.points > 0 and not one.firsts),
        key=lambda one: (
            one.needs_vip,
            any(piece.client_id in promised for piece in one.pieces),
            -one.points / len(one.pieces),
            one.pieces[0].client_id,
        ),
    )
    goes: list[Family] = []
    gone = 0
    for one in able:
        if gone >= over:
            break
        goes.append(one)
        gone += one.points
    for one in reversed(goes):
        if gone - one.points >= over:
            goes = [other for other in goes if other is not one]
            gone -= one.points
    return goes
