"""A work item as the progress macro draws it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from .kinds import kind_of
from .models import UNDERWAY, Wish, WorkItem, WorkState

_STATES = {
    WorkState.QUEUED: "waiting",
    WorkState.CLAIMED: "running",
    WorkState.RUNNING: "running",
    WorkState.PAUSED: "stopped",
    WorkState.STOPPED: "stopped",
    WorkState.DONE: "done",
    WorkState.FAILED: "failed",
}


def shown(item: WorkItem) -> dict[str, Any]:
    """The arguments of the macro ``progress`` but for its addresses."""
    state = _STATES[item.state]
    if item.wish is Wish.STOP and item.state in UNDERWAY:
        state = "stopping"
    kind = kind_of(item.kind)
    name = str(kind.label) if kind is not None and kind.label else item.kind
    is_ending = bool(item.total) and item.done >= (item.total or 0)  # the last step has no number
    return {
        "id": f"work-{item.public_id}",
        "title": f"{name}: {item.label}" if item.label else name,
        "state": state,
        "done": item.done,
        "total": item.total,
        "rate": None if is_ending else rate_words(item.rate),
        "left": str(_("being finished")) if is_ending else left_words(item.seconds_left),
        "stop_label": str(kind.stop) if kind is not None and kind.stop else None,
        "message": item.error if item.state is WorkState.FAILED else None,
    }


def result_url(item: WorkItem) -> str | None:
    """The page of what was worked on."""
    kind = kind_of(item.kind)
    public_id = item.params.get("public_id")
    if kind is None or not kind.page or not public_id:
        return None
    return url_for(kind.page, public_id=public_id)


def result_label(item: WorkItem) -> str:
    """What the link to that page says."""
    kind = kind_of(item.kind)
    if item.state is WorkState.DONE and kind is not None and kind.opens:
        return str(kind.opens)
    return str(_("Open"))


def undo_url(item: WorkItem) -> str | None:
    """The page on which what was done can be undone: its result names the ``operation``."""
    operation = (item.result or {}).get("operation")
    return url_for("journal.show", public_id=operation) if operation else None


def rate_words(rate: float | None) -> str | None:
    """So many a second."""
    if not rate:
        return None
    return str(_("%(rate)s a second", rate=format_decimal(round(rate))))


def left_words(seconds: float | None) -> str | None:
    """How long it will take."""
    if seconds is None:
        return None
    if seconds < 90:
        return str(_("%(seconds)s s left", seconds=max(1, round(seconds))))
    return str(_("%(minutes)s min left", minutes=round(seconds / 60)))
