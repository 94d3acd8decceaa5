"""Words for what the tables say in codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..portfolios.words import AGAINST, WHY
from .models import HandoverState

__all__ = ["AGAINST", "ONLY", "STATES", "WHY"]

#: What the list of a handover's clients is narrowed to.
ONLY = {
    "vip": _l("VIP clients"),
    "unplaced": _l("nobody yet"),
    "against": _l("something speaks against it"),
    "locked": _l("locked"),
    "left-out": _l("Stays"),
    "awaits": _l("awaits acceptance"),
    "declined": _l("declined"),
    "unplanned": _l("nothing planned"),
    "returned": _l("returned"),
}

STATES = {
    HandoverState.DRAFT: (_l("draft"), ""),
    HandoverState.WAITING: (_l("waits for the second signature"), "warn"),
    HandoverState.SIGNED: (_l("signed, waits for its day"), "info"),
    HandoverState.DONE: (_l("carried out"), "ok"),
    HandoverState.RETURNED: (_l("over, the clients are back"), "ok"),
    HandoverState.UNDONE: (_l("undone"), "warn"),
    HandoverState.DROPPED: (_l("given up"), ""),
}
