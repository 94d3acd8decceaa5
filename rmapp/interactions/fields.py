"""Fields that only forms of contacts need."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from ..core.fields import MomentField, read_moment
from ..core.i18n import reader_zone
from .rules.times import NoSuchTime, moment_of

MOST_LINES, LONGEST_LINE = 20, 200


class ContactTimeField(MomentField):
    """A date and time on the clocks of ``zone``, the person's own by default; one that they skip is
    refused in words."""

    zone = ""

    def read(self, text: str) -> dt.datetime:
        """The moment in ``text``; the first of two when the clocks go back."""
        local = read_moment(text, dt.UTC)
        try:
            return moment_of(local.date(), local.time(), self.zone or str(reader_zone()))
        except NoSuchTime:
            raise ValueError(
                _l("The clocks go forward that night: this time does not exist. Choose another.")
            ) from None

    def write(self, value: dt.datetime) -> str:
        """``value`` on the same clocks."""
        there = ZoneInfo(self.zone) if self.zone else reader_zone()
        return value.astimezone(there).strftime("%Y-%m-%dT%H:%M")


class LinesField(TextAreaField):  # type: ignore[misc]
    """A text whose lines are points of a list; ``data`` is the list."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the lines that say something."""
        lines = str(valuelist[0]).splitlines() if valuelist else []
        self.data = [line.strip() for line in lines if line.strip()]
        if len(self.data) > MOST_LINES:
            raise ValueError(_l("At most %(count)s lines.", count=MOST_LINES))
        if any(len(line) > LONGEST_LINE for line in self.data):
            raise ValueError(_l("A line is too long: %(count)s letters fit.", count=LONGEST_LINE))

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or [])
