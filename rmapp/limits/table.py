"""The catalogue of the bank's figures: what they are called, what they are at first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Limit:
    """One figure. ``by_role``: each role has its own; else one for the house. A larger value lets
    more of the base be seen, so raising any of them waits for a second person."""

    code: str
    label: Any
    unit: Any
    hint: Any
    default: int
    least: int
    most: int
    by_role: bool = True


EXPORT_ROWS = "exports.rows"
EXPORT_ROWS_A_DAY = "exports.rows-a-day"
READING_NOTICE = "reading.notice"
READING_MOST = "reading.most"
EXPORT_DAYS = "exports.days"

_ROWS = _l("rows")
_LINES = (
    Limit(
        EXPORT_ROWS,
        _l("Rows of one export"),
        _ROWS,
        _l("A longer list needs a second person."),
        500,
        0,
        1_000_000,
    ),
    Limit(
        EXPORT_ROWS_A_DAY,
        _l("Rows of all exports in a day"),
        _ROWS,
        _l("Beyond it every export needs a second person."),
        2_000,
        0,
        1_000_000,
    ),
    Limit(
        READING_NOTICE,
        _l("Client rows seen in a day: the supervisor is told"),
        _ROWS,
        _l("Lists, search, cards, the API and exports together."),
        5_000,
        1,
        10_000_000,
    ),
    Limit(
        READING_MOST,
        _l("Client rows seen in a day: no more"),
        _ROWS,
        _l("The same count; beyond it nothing more is shown until tomorrow."),
        20_000,
        1,
        10_000_000,
    ),
    Limit(
        EXPORT_DAYS,
        _l("Days a file of an export is kept"),
        _l("days"),
        _l("Then the file is deleted; who took what stays known."),
        7,
        1,
        90,
        by_role=False,
    ),
)
LIMITS: dict[str, Limit] = {line.code: line for line in _LINES}
