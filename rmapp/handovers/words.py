"""Words for what the tables say in codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .models import HandoverState

STATES = {
    HandoverState.DRAFT: (_l("draft"), ""),
    HandoverState.WAITING: (_l("waits for the second signature"), "warn"),
    HandoverState.SIGNED: (_l("signed, waits for its day"), "info"),
    HandoverState.DONE: (_l("carried out"), "ok"),
    HandoverState.UNDONE: (_l("undone"), "warn"),
    HandoverState.DROPPED: (_l("given up"), ""),
}
WHY = {
    "balance": _l("evens out the load"),
    "deputy": _l("is the client's deputy already"),
    "language": _l("speaks the client's language"),
    "family": _l("the family stays together"),
    "only-certified": _l("the only one who may serve VIPs"),
    "chosen": _l("chosen by you"),
    "nobody-fits": _l("nobody among the receivers fits"),
}
