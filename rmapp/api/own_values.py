"""Values of the bank's own fields, to and from the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..clients import custom
from ..clients.models import CustomField, CustomType
from ..core.errors import Invalid
from .shapes.base import Money, MoneyGiven
from .values import minor_of


def own_given(given: dict[str, Any]) -> dict[str, Any]:
    """Key of the catalogue → typed value, of what was handed in. Refuses with Invalid."""
    rows = {row.code: row for row in custom.definitions()}
    found: dict[str, Any] = {}
    errors: dict[str, list[Any]] = {}
    for code, value in given.items():
        row = rows.get(code)
        if row is None:
            errors[f"custom.{code}"] = [_l("There is no such field.")]
            continue
        try:
            found[row.key] = _typed(row, value)
        except ValueError as problem:
            errors[row.key] = [problem.args[0]]
    if errors:
        raise Invalid(_("Some fields do not fit."), fields=errors)
    return found


def _typed(row: CustomField, value: Any) -> Any:
    if row.type is CustomType.MONEY:
        if value is not None and not isinstance(value, MoneyGiven):
            raise ValueError(_l("This value does not fit."))
        return minor_of(value, row.currency, row.key)
    if row.type is CustomType.NUMBER and type(value) is int:
        return Decimal(value)
    if row.type in (CustomType.NUMBER, CustomType.DATE) and isinstance(value, str):
        return custom.read_text(row, value)
    return value


def own_shown(client_id: int, *, sensitive: bool) -> dict[str, Any]:
    """Code → value of the own fields in which the client has something."""
    kept = custom.values_of(client_id)
    found: dict[str, Any] = {}
    for row in custom.definitions():
        if row.key not in kept:
            continue
        value = kept[row.key]
        if row.is_sensitive and not sensitive:
            value = None
        elif row.type is CustomType.MONEY:
            value = Money.of(value, row.currency)
        elif row.type is CustomType.NUMBER:
            value = format(value.normalize(), "f")
        elif row.type is CustomType.DATE:
            value = value.isoformat()
        found[row.code] = value
    return found
