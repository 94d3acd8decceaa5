"""What requests, purposes and rules are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit import shown
from ..core.registry import on_client
from ..outbox.states import PURPOSE_LABELS as PURPOSES
from ..outbox.states import ConsentState
from .models import RequestKind, RequestState, RunState

KINDS: dict[RequestKind, Any] = {
    RequestKind.ACCESS: _l("What do you hold on me"),
    RequestKind.RECTIFICATION: _l("Correct what is wrong"),
    RequestKind.ERASURE: _l("Erase my data"),
}
STATES: dict[RequestState, tuple[Any, str]] = {
    RequestState.OPEN: (_lp("request", "open"), "info"),
    RequestState.WORKING: (_lp("request", "being worked on"), "info"),
    RequestState.READY: (_lp("request", "archive is ready"), "warn"),
    RequestState.WAITING: (_lp("request", "waits for a second signature"), "warn"),
    RequestState.ANSWERED: (_lp("request", "answered"), "ok"),
    RequestState.REFUSED: (_lp("request", "refused"), ""),
}
RUN_STATES: dict[RunState, tuple[Any, str]] = {
    RunState.DRY: (_lp("run", "dry run, nothing touched"), "warn"),
    RunState.SIGNED: (_lp("run", "signed, being carried out"), "info"),
    RunState.DONE: (_lp("run", "carried out"), "ok"),
    RunState.DROPPED: (_lp("run", "given up"), ""),
}
RELATIONS: dict[str, Any] = {
    "prospect": _l("Prospects, since the last contact"),
    "former": _l("Former clients, since the last product ended"),
    "bin": _l("Dossiers in the bin"),
    "hold": _l("Identification of erased clients, under seal"),
}
CONSENTS: dict[ConsentState, tuple[Any, str]] = {
    ConsentState.ASKED: (_lp("consent", "asked, not confirmed yet"), "warn"),
    ConsentState.GIVEN: (_lp("consent", "given"), "ok"),
    ConsentState.WITHDRAWN: (_lp("consent", "withdrawn"), "bad"),
}

#: What a client's rows are called where the registry of what hangs on a client does not say it.
_ROWS: dict[str, Any] = {
    "client": _lp("rows", "Dossier"),
    "client_phone": _lp("rows", "Phones"),
    "client_email": _lp("rows", "E-mail addresses"),
    "client_address": _lp("rows", "Addresses"),
    "client_messenger": _lp("rows", "Messengers"),
    "contact_person": _lp("rows", "Contact persons"),
    "client_event": _lp("rows", "Entries of the history"),
    "client_past": _lp("rows", "What was known before"),
    "client_fact": _lp("rows", "Sources of fields"),
    "custom_value": _lp("rows", "The bank's own fields"),
    "assignment": _lp("rows", "Assignments"),
    "import_row": _lp("rows", "Rows of imported files"),
}


def in_words(rows: dict[str, int]) -> dict[str, int]:
    """Table → rows, said as people call them; what has no name of its own together, last."""
    names = {one.table: one.label for one in on_client() if one.label is not None} | _ROWS
    told: dict[str, int] = {}
    other = 0
    for table, number in rows.items():
        if table in names:
            said = str(names[table])
            said = said[:1].upper() + said[1:]
            told[said] = told.get(said, 0) + number
        else:
            other += number
    return told | ({str(_l("Other records")): other} if other else {})


__all__ = ["CONSENTS", "KINDS", "PURPOSES", "RELATIONS", "RUN_STATES", "STATES", "in_words"]

shown.codes("privacy", kind=KINDS)
shown.codes("consent", purpose=PURPOSES)
