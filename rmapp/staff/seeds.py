"""The bank's calendar from last year to two years ahead, kept filled at each start."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..core import clock
from ..core.db import db
from ..settings import settings
from .administration import name_in_english, seed_years
from .models import CalendarDay


def seed() -> None:
    """Enter the public holidays of the bank's country where a year has none yet, by name in both
    languages."""
    this = clock.today(settings().bank_zone).year
    last = db.session.scalar(sa.select(sa.func.max(CalendarDay.day)).where(CalendarDay.is_seeded))
    if last is None or last < dt.date(this + 2, 1, 1):
        seed_years(settings().bank_country, [this - 1, this, this + 1, this + 2])
    name_in_english(settings().bank_country)
