"""The blueprint of dossiers and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import get_locale

from ...clients.models import ClientKind
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


def prepared(form: DossierForm) -> DossierForm:
    """``form`` with its choices, without what the person may not see."""
    language = getattr(get_locale(), "language", "en")
    form.offer_sources(
        [(s.id, s.name_ru if language == "ru" else s.name_en) for s in queries.sources()]
    )
    if not can(current_actor(), "clients:read-sensitive"):
        for name in SENSITIVE & set(form._fields):
            delattr(form, name)
    return form
