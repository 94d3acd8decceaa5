"""Amounts as people write them: money, quantities, per cent.

Pure. ``1 284 000,50 ₽``, ``1,284,000.50``, ``1.2 млн``, ``300k`` are all read; what is not surely
one number is refused, never guessed.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

#: The largest amount that is taken, in minor units: it fits a BIGINT with room for sums.
LARGEST = 10**15

_SCALES = {
    "": 1,
    "k": 1_000,
    "т": 1_000,
    "тыс": 1_000,
    "тысяч": 1_000,
    "m": 1_000_000,
    "mln": 1_000_000,
    "million": 1_000_000,
    "млн": 1_000_000,
    "bn": 1_000_000_000,
    "млрд": 1_000_000_000,
}
_CURRENCY = re.compile(r"₽|₴|€|₸|\$|£|руб\.?|rub|uah|eur|usd|р\.", re.IGNORECASE)
_NUMBER = re.compile(r"(-?)([0-9][0-9 .,'’]*)\s*([a-zа-я]*)\.?", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")


class NotAnAmount(ValueError):
    """The text is not one number."""


def read_decimal(text: str) -> Decimal:
    """The number that ``text`` writes, with its scale (``1,2 млн``).

    Refuses (NotAnAmount) what is not one number, and more than 60 characters.
    """
    if len(text) > 60:
        raise NotAnAmount(text[:60])
    plain = _SPACES.sub(" ", _CURRENCY.sub("", text.replace("−", "-"))).strip()
    found = _NUMBER.fullmatch(plain)
    if found is None or not plain.isprintable():
        raise NotAnAmount(text)
    scale = _SCALES.get(found[3].casefold())
    if scale is None:
        raise NotAnAmount(text)
    value = Decimal(_plain_number(found[2])) * scale
    return -value if found[1] else value


def _plain_number(digits: str) -> str:
    """``digits`` with one point: the last separator is decimal unless it groups thousands."""
    digits = re.sub(r"[ '’]", "", digits).rstrip(".,")
    separators = [c for c in digits if c in ".,"]
    if not separators:
        return digits
    last = separators[-1]
    if len(set(separators)) == 2:
        other = "," if last == "." else "."
        if separators.count(last) > 1:
            raise NotAnAmount(digits)
        whole, _, part = digits.partition(last)
        groups = whole.split(other)
        if other in part or not _is_grouped(groups):
            raise NotAnAmount(digits)
        return f"{''.join(groups)}.{part}"
    groups = digits.split(last)
    grouped = _is_grouped(groups)
    if len(groups) > 2:
        if not grouped:
            raise NotAnAmount(digits)
        return "".join(groups)
    if grouped and last == "," and groups[0] != "0":
        return "".join(groups)
    return f"{groups[0]}.{groups[1]}"


def _is_grouped(groups: list[str]) -> bool:
    return all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3


def read_money(text: str, digits: int = 2) -> int:
    """The amount that ``text`` writes, in minor units (``digits`` of them after the point).

    Refuses (NotAnAmount) what is not one number, more decimals than there are, and more than
    ``LARGEST``.
    """
    minor = read_decimal(text).scaleb(digits)
    if minor != minor.to_integral_value() or abs(minor) > LARGEST:
        raise NotAnAmount(text)
    return int(minor)


def half_up(value: Decimal) -> int:
    """``value`` rounded to a whole number, halves away from zero, as people round money."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def write_plain(minor: int, digits: int = 2) -> str:
    """An amount as a form shows it for editing: ``1284000.50``, without decimals when zero."""
    value = Decimal(minor).scaleb(-digits)
    if value == value.to_integral_value():
        return str(int(value))
    return f"{value:.{digits}f}"
