"""The only clock: the database's time plus one offset row (ruling 6), as ``rmapp_now()``.

``rmapp clock +2d`` turns it in the demo and in tests; production refuses. All processes read it,
so two machines with wrong clocks still agree.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from .db import Base, db
from .transaction import memo


class ClockShift(Base):
    """How far the product's time is ahead of the database's: one row at most, none at first."""

    __tablename__ = "clock_shift"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    shift: Mapped[dt.timedelta] = mapped_column(sa.Interval, nullable=False)


def now() -> dt.datetime:
    """The moment of this transaction, aware, UTC: the same value until it ends."""
    store = memo()
    value = store.get("now")
    if not isinstance(value, dt.datetime):
        value = read()
        store["now"] = value
    return value


def remember(moment: dt.datetime) -> dt.datetime:
    """Take ``moment``, read by another statement, as the moment of this transaction unless it has
    one; return the moment of the transaction."""
    kept = memo().setdefault("now", moment)
    assert isinstance(kept, dt.datetime)
    return kept


def read() -> dt.datetime:
    """The moment now, asked of the database each time (leases, measurements)."""
    value: dt.datetime = db.session.execute(sa.text("SELECT rmapp_now()")).scalar_one()
    return value.astimezone(dt.UTC)


def sql_now() -> Any:
    """The moment now as an SQL expression evaluated once per statement (so indexes serve)."""
    return sa.select(sa.func.rmapp_now(type_=sa.DateTime(timezone=True))).scalar_subquery()


def today(zone: str | None) -> dt.date:
    """The date in ``zone`` (an IANA name; UTC when none is given)."""
    return now().astimezone(ZoneInfo(zone or "UTC")).date()


def turn(by: dt.timedelta) -> dt.datetime:
    """Move the product's time by ``by``; return the new moment. The door checks the mode."""
    db.session.execute(
        sa.text(
            "INSERT INTO clock_shift (id, shift) VALUES (1, :by)"
            " ON CONFLICT (id) DO UPDATE SET shift = clock_shift.shift + excluded.shift"
        ),
        {"by": by},
    )
    memo().pop("now", None)
    return now()
