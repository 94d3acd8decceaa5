"""Amounts of money in the forms that occur."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from .parsed import Parsed

#: Largest amount in whole units: a trillion.
MAX_MONEY = Decimal(10) ** 12


def parse_money(cell: str) -> Parsed:
    """An amount in whole units as a Decimal of two places (``1 234,50 ₽``, ``$1,234.50``)."""
    text = re.sub(r"[\s\u00a0\u202f']", "", cell)
    text = re.sub(r"(?i)(руб(лей|ль|ля)?\.?|р\.|rub|usd|eur|uah|грн\.?|[₽$€£₴])", "", text)
    negative = text.startswith(("-", "−")) or (text.startswith("(") and text.endswith(")"))
    text = text.strip("()-−+")
    if not re.fullmatch(r"\d[\d.,]*(?:[eE][+-]?\d{1,2})?", text):
        return Parsed(None, ("money_not_understood",))
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        groups, sign = (".", ",") if comma > point else (",", ".")
        text = text.replace(groups, "")
        if text.count(sign) > 1:
            return Parsed(None, ("money_not_understood",))
        text = text.replace(sign, ".")
    elif comma >= 0 or point >= 0:
        sign = "," if comma >= 0 else "."
        head, *groups_after = text.split(sign)
        grouped = all(len(group) == 3 for group in groups_after) and 0 < len(head) <= 3
        if len(groups_after) > 1 and not grouped:
            return Parsed(None, ("money_not_understood",))
        thousands = grouped and (len(groups_after) > 1 or (sign == "," and head != "0"))
        text = text.replace(sign, "" if thousands else ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Parsed(None, ("money_not_understood",))
    if value > MAX_MONEY:
        return Parsed(None, ("money_too_large",))
    value = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Parsed(-value if negative else value)
