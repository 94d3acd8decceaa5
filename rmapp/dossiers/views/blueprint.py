"""The blueprint of dossiers and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from ...clients.models import ClientKind
from ...core.i18n import reader_language
from ...duplicates.words import spoken
from ...policy.enforce import can, current_actor
from .. import queries
from ..forms import DossierForm, own_hints, own_names, with_own
from ..rules import SENSITIVE

dossiers = Blueprint("dossiers", __name__, url_prefix="/clients")
ONE = "/<string(length=16):public_id>"


@dossiers.app_context_processor
def _duplicate_words() -> dict[str, Any]:
    return {"duplicate_words": spoken, "own_names": own_names, "own_hints": own_hints}


def class_of(forms: dict[ClientKind, Any], kind: ClientKind) -> Any:
    sensitive = can(current_actor(), "clients:read-sensitive")
    return with_own(forms[kind], kind, sensitive=sensitive)


def prepared(form: DossierForm, zone: str = "") -> DossierForm:
    """``form`` with its choices, without what the person may not see. ``zone``: the client's own,
    offered although none of the usual."""
    form.offer_sources(queries.offered_sources(), reader_language())
    form.offer_zones(zone)
    if not can(current_actor(), "clients:read-sensitive"):
        for name in SENSITIVE & set(form._fields):
            delattr(form, name)
    return form


def fragment() -> str:
    """The prefix of a template's name when a dialog asks for the form alone."""
    return "_" if request.headers.get("X-Fragment") and request.method == "GET" else ""
