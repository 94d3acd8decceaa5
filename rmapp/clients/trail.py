"""How the trail names the fields and codes of clients."""

from __future__ import annotations

from typing import Any

from ..audit import shown
from . import words
from .catalogue import label_of

_CODES: dict[str, dict[Any, Any]] = {
    "temperature": words.TEMPERATURES,
    "lifecycle": words.LIFECYCLES,
    "preferred_channel": words.CHANNELS,
    "sex": words.SEXES,
    "language": words.LANGUAGE_NAMES,
    "decision_role": words.DECISION_ROLES,
    "attitude": words.ATTITUDES,
    "relation": words.RELATIONS,
    "role": words.ROLES,
    "kind": words.KINDS,
}


@shown.naming
def _field(key: str) -> Any:
    name = label_of(key)
    return None if name == key else name


@shown.valuing
def _code(key: str, code: str) -> Any:
    return _CODES.get(key, {}).get(code)
