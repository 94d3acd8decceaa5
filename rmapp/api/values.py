"""From what was handed in to what the operations take."""

from __future__ import annotations

from flask_babel import gettext as _

from ..core.errors import Invalid
from .shapes.base import MoneyGiven


def minor_of(money: MoneyGiven | None, currency: str, field: str) -> int | None:
    """The minor units of ``money``; Invalid at ``field`` when it is of another ``currency``."""
    if money is None:
        return None
    if money.currency != currency:
        words = _("The amount must be in %(currency)s.", currency=currency)
        raise Invalid(fields={f"{field}.currency": [words]})
    return money.amount
