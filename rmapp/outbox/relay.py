"""The fuse of the relay, shared by all processes: blown by a failed connection, mended by a good
one. While it is blown nothing is tried, so no message burns an attempt on a dead relay."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..core.clock import sql_now
from ..core.db import db
from .models import Relay
from .rules import Limits, backoff, one_line

T = Relay.__table__.c
NAME = "relay"


def is_blown() -> bool:
    """Whether the relay is left alone for now."""
    return bool(
        db.session.execute(
            sa.select(sa.literal(1)).where(T.name == NAME, T.open_until > sql_now())
        ).first()
    )


def blow(error: str, limits: Limits) -> None:
    """The relay could not be reached: leave it alone, longer each time."""
    failures = db.session.execute(
        insert(Relay)
        .values(name=NAME, failures=1, last_error=one_line(error, 500), changed_at=sql_now())
        .on_conflict_do_update(
            index_elements=[T.name],
            set_={
                "failures": T.failures + 1,
                "last_error": one_line(error, 500),
                "changed_at": sql_now(),
            },
        )
        .returning(T.failures)
    ).scalar_one()
    wait = backoff(failures, base=limits.relay_backoff, cap=limits.relay_backoff_cap)
    db.session.execute(
        sa.update(Relay)
        .where(T.name == NAME)
        .values(open_until=sql_now() + wait)
        .execution_options(synchronize_session=False)
    )


def mend() -> None:
    """The relay answers: forget its failures (writes only when there were any)."""
    db.session.execute(
        sa.update(Relay)
        .where(T.name == NAME, T.failures > 0)
        .values(failures=0, open_until=None, changed_at=sql_now())
        .execution_options(synchronize_session=False)
    )
