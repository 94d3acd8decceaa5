"""A notice as it is drawn: words in the reader's language and where it leads."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from werkzeug.routing import BuildError

from .kinds import kind_of
from .models import Notice


@dataclass(frozen=True)
class Shown:
    """One line of the bell or of the page."""

    notice: Notice
    icon: str
    tone: str
    line: str
    leads: bool


def target(notice: Notice) -> str | None:
    """The address of the page it is about; None when it leads nowhere (any more)."""
    if notice.endpoint not in current_app.view_functions:
        return None
    try:
        return url_for(notice.endpoint, **notice.values)
    except BuildError:
        return None


def shown(notice: Notice) -> Shown:
    """``notice`` in words."""
    kind = kind_of(notice.kind)
    line = kind.said(notice.subject, notice.params) if kind else notice.subject or notice.kind
    icon, tone = (kind.icon, kind.tone) if kind else ("bell", "info")
    return Shown(notice, icon, tone, line, target(notice) is not None)
