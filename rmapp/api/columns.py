"""The columns and the order of a list of clients over the API: any field of the catalogue (D16)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from ..clients.arrangements.asked import MOST_COLUMNS, order_of
from ..clients.catalogue import Field, FieldType, offered
from ..core.errors import Invalid
from ..policy.enforce import Actor
from .shapes.base import Money


def arranged(sort: str, columns: str, actor: Actor) -> tuple[str, Any, tuple[Field, ...]]:
    """(the order as ``Filter.sort`` has it, its field or None, the columns) that are asked for.

    Refuses with Invalid on ``sort`` what does not sort for ``actor``, on ``columns`` what they may
    not use and more than there may be.
    """
    known = offered(actor, mentioned=f"{sort} {columns}")
    found, order = order_of(sort, known)
    errors: dict[str, list[Any]] = {}
    if order is None and found == "name" and sort != "name" and sort != "display_name":
        errors["sort"] = [_("Choose one of the values offered.")]
    keys = list(dict.fromkeys(key for key in columns.split(",") if key))
    if len(keys) > MOST_COLUMNS or any(key not in known for key in keys):
        errors["columns"] = [_("Choose one of the values offered.")]
    if errors:
        raise Invalid(_("Some fields do not fit."), fields=errors)
    return found, order, tuple(known[key] for key in keys)


def column_shown(field: Field, value: Any, *, currency: str) -> Any:
    """``value`` of ``field`` as the API tells it: money with its currency, numbers as texts, codes
    as they are kept; None for nothing."""
    if value is None or value == "" or value == []:
        return None
    if field.type is FieldType.MONEY:
        return Money.of(value, field.currency or currency)
    if field.type is FieldType.NUMBER:
        return format(Decimal(value).normalize(), "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, bool | list) else str(value)
