"""The bank's calendar for last year, this one and the next two, entered once."""

from __future__ import annotations

import sqlalchemy as sa

from ..core import clock
from ..core.db import db
from ..settings import settings
from .administration import seed_years
from .models import CalendarDay


def seed() -> None:
    """Enter the public holidays of the bank's country if the calendar is empty."""
    if db.session.scalar(sa.select(CalendarDay.day).limit(1)) is None:
        this = clock.today(settings().bank_zone).year
        seed_years(settings().bank_country, [this - 1, this, this + 1, this + 2])
