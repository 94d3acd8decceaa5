"""Who served the client: a strip over time, and the list as of any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ...core import clock
from ...core.i18n import reader_zone
from ...policy.enforce import current_actor, requires
from .. import queries
from ..queries.served import Served, served
from .card import ONE, card
from .timeline import _day

WIDE = 1_000


@dataclass(frozen=True)
class Bar:
    """One time of service on the strip, in parts of ``WIDE``."""

    served: Served
    x: int
    width: int
    row: int


@card.get(f"{ONE}/served")
@requires("clients:read")
def served_by(public_id: str) -> ResponseReturnValue:
    """All times of service; with ``?on=`` those that held at the end of that day."""
    actor = current_actor()
    client = queries.dossier_of(public_id, actor=actor).client
    zone, now = reader_zone(), clock.now()
    on = _day(request.args.get("on", ""))
    at = None
    if on is not None:
        at = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), zone)
    rows = served(client.id, at=at)
    bars, begins = strip(rows if at is None else served(client.id), now)
    return render_template(
        "card/served.html",
        client=client,
        rows=rows,
        bars=bars,
        begins=begins,
        on=on,
        height=22 * (1 + max((bar.row for bar in bars), default=0)),
        mark=_place(at, begins, now) if at is not None and begins is not None else None,
        today=now.astimezone(zone).date(),
    )


def strip(rows: Sequence[Served], now: dt.datetime) -> tuple[list[Bar], dt.datetime | None]:
    """The rows as bars, those who served first on the first line; and when the strip begins."""
    if not rows:
        return [], None
    begins = min(one.started_at for one in rows)
    bars, ends = [], {0: begins}
    for one in sorted(rows, key=lambda row: (not row.is_primary, row.started_at)):
        row = 0
        if not one.is_primary:
            row = next((n for n in range(1, 9) if ends.get(n, begins) <= one.started_at), 9)
        ends[row] = one.ended_at or now
        x = _place(one.started_at, begins, now)
        until = _place(one.ended_at or now, begins, now)
        bars.append(Bar(one, x, max(until - x - 2, 3), row))
    return bars, begins


def _place(moment: dt.datetime, begins: dt.datetime, now: dt.datetime) -> int:
    span = max((now - begins).total_seconds(), 1.0)
    share = (moment - begins).total_seconds() / span
    return round(WIDE * min(max(share, 0.0), 1.0))
