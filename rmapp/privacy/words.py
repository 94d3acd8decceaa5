"""What requests, purposes and rules are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

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

__all__ = ["CONSENTS", "KINDS", "PURPOSES", "RELATIONS", "RUN_STATES", "STATES"]
