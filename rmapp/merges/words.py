"""Words for what the tables say in codes."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from .models import MergeState

STATES: dict[Any, tuple[Any, str]] = {
    MergeState.DONE: (_lp("merge", "merged"), "ok"),
    MergeState.UNDONE: (_lp("merge", "undone"), ""),
    MergeState.PARTLY_UNDONE: (_lp("merge", "undone, later work kept"), "info"),
}
#: Tables without a name of their own in the registry; the rest is not shown to people.
TABLES: dict[str, Any] = {
    "client_phone": _l("Phones"),
    "client_email": _l("E-mail addresses"),
    "client_address": _l("Addresses"),
    "contact_person": _l("Contact persons"),
    "relation": _l("Ties to other clients"),
    "assignment": _l("Assignments"),
    "client_event": _l("Entries of the history"),
    "handover_item": _l("Handovers"),
}
