"""Failed sign-ins are counted in the database: per account, per address, for the whole house.

After 5 failures each one delays the next attempt twice as long (1 s, 2 s, 4 s …); after 10 an
account rests for 15 minutes, an address after 30, and 300 in ten minutes slow the house down.
Known and unknown accounts are treated alike.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..core import clock
from ..core.db import db
from .models import SignInThrottle

WINDOW = dt.timedelta(minutes=15)
FREE = 5
LIMITS = {"account": 10, "address": 30, "house": 300}


def keys(login: str, address: str) -> list[str]:
    """The counters one attempt touches."""
    return [f"account:{login.strip().lower()[:120]}", f"address:{address[:64]}", "house"]


def blocked_for(login: str, address: str) -> int:
    """For how many seconds an attempt is refused; 0 when it may be made."""
    until = db.session.execute(
        sa.select(sa.func.max(SignInThrottle.blocked_until)).where(
            SignInThrottle.key.in_(keys(login, address))
        )
    ).scalar_one()
    if until is None:
        return 0
    return max(0, int((until - clock.now()).total_seconds() + 0.999))


def count_failure(login: str, address: str) -> None:
    """Count one failure; block what has failed too often. Rows are locked in order of key."""
    at = clock.now()
    for key in sorted(keys(login, address)):
        fresh = SignInThrottle.last_at < at - WINDOW
        row = db.session.execute(
            insert(SignInThrottle)
            .values(key=key, failures=1, first_at=at, last_at=at)
            .on_conflict_do_update(
                index_elements=[SignInThrottle.key],
                set_={
                    "failures": sa.case((fresh, 1), else_=SignInThrottle.failures + 1),
                    "first_at": sa.case((fresh, at), else_=SignInThrottle.first_at),
                    "last_at": at,
                },
            )
            .returning(SignInThrottle.failures)
        ).scalar_one()
        pause = _pause(key.partition(":")[0], row)
        if pause:
            db.session.execute(
                sa.update(SignInThrottle)
                .where(SignInThrottle.key == key)
                .values(blocked_until=at + pause)
                .execution_options(synchronize_session=False)
            )


def _pause(kind: str, failures: int) -> dt.timedelta | None:
    limit = LIMITS[kind]
    if failures >= limit:
        return WINDOW if kind != "house" else dt.timedelta(seconds=5)
    if kind == "account" and failures > FREE:
        return dt.timedelta(seconds=2 ** (failures - FREE - 1))
    return None


def forgive(login: str) -> None:
    """A right password clears the account's counter; the address keeps its own."""
    db.session.execute(sa.delete(SignInThrottle).where(SignInThrottle.key == keys(login, "")[0]))


def forget_old() -> int:
    """Delete counters nobody touched for a day; return how many."""
    result = db.session.execute(
        sa.delete(SignInThrottle).where(SignInThrottle.last_at < clock.now() - dt.timedelta(days=1))
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
