"""Writing down what the night learned of persistence."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from ...clients.models import ClientKind
from ...core import clock
from ...core.db import db
from ...interactions.rules.persistence import Limit
from ..models import PersistenceLimit

#: A target segment (key), a kind of client, or nothing: all prospects.
Part = tuple[int | None, ClientKind | None]


def keep_limits(found: Iterable[tuple[Part, Limit]]) -> int:
    """Keep these limits instead of those there were; how many."""
    db.session.execute(sa.delete(PersistenceLimit))
    rows = [
        PersistenceLimit(
            segment_id=segment_id,
            kind=kind,
            number=limit.number,
            chance=limit.chance,
            usual=limit.usual,
            tries=limit.tries,
            learned_at=clock.now(),
        )
        for (segment_id, kind), limit in found
    ]
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)
