"""How the trail names the fields and codes of clients."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..audit import shown
from ..core.formatting import number
from . import custom, words
from .catalogue import label_of

#: Kept in the smallest unit; the trail does not know the currency.
_AMOUNTS = ("revenue", "possible_profit")
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


shown.codes("view", **{"with": words.SHARINGS})
shown.codes("identity", document=words.DOCUMENT_KINDS)
shown.codes("source", kind=words.SOURCE_KINDS)


@shown.naming
def _field(key: str) -> Any:
    name = label_of(key)
    return None if name == key else name


@shown.valuing
def _value(key: str, value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and key in _AMOUNTS:
        return number(Decimal(value) / 100)
    return _CODES[key].get(value) if key in _CODES and isinstance(value, str) else None


@shown.valuing
def _own_value(key: str, value: Any) -> Any:
    return custom.retold(key, value)
