"""The kinds of notices: a slice enters its own beside the deed that tells them.

notice_kind("handover:signed", icon="handover", words=_l("Handover signed: %(subject)s"))
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal

from ..core.formatting import day, moment

TONES = ("info", "ok", "warn", "bad", "vip")


@dataclass(frozen=True)
class NoticeKind:
    """How one kind is shown. ``words``: a lazy translation with ``%(subject)s`` and the notice's
    parameters; the reader's language counts, not the teller's."""

    code: str
    icon: str
    tone: str
    words: Any

    def said(self, subject: str, params: dict[str, Any]) -> str:
        """The line of a notice about ``subject``."""
        said = {name: _said(name, value) for name, value in params.items()}
        return str(self.words) % {**said, "subject": subject}


def _said(name: str, value: Any) -> Any:
    """A parameter for the eye: ``day`` and ``moment`` are kept as ISO 8601; these and whole numbers
    are said as the reader writes them."""
    try:
        if name == "day":
            return day(dt.date.fromisoformat(value))
        if name == "moment":
            return moment(dt.datetime.fromisoformat(value))
    except ValueError:  # told before days were kept so
        pass
    whole = isinstance(value, int) and not isinstance(value, bool)
    return format_decimal(value) if whole else value


_entered: dict[str, NoticeKind] = {}


def notice_kind(code: str, *, icon: str, words: Any, tone: str = "info") -> NoticeKind:
    """Enter a kind. RuntimeError for a code that is there already and for an unknown tone."""
    if code in _entered or tone not in TONES:
        raise RuntimeError(f"notice kind {code!r} is entered twice or has no such tone {tone!r}")
    _entered[code] = NoticeKind(code, icon, tone, words)
    return _entered[code]


def kind_of(code: str) -> NoticeKind | None:
    """The kind ``code``, or None when its slice is gone."""
    return _entered.get(code)
