"""Tax and registration numbers of other countries, kept with the country's two letters in front.

Sources: python-stdnum for the VAT numbers of the European Union and for those of the table below;
БИН and ИИН of Kazakhstan after the order of its Ministry of Justice 2003/191 (weights 1 to 11, and
3 to 11, 1, 2 where the remainder is 10). Where a country has no checksum the length alone speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from stdnum import exceptions
from stdnum.az import voen
from stdnum.by import unp
from stdnum.ch import uid
from stdnum.cn import uscc
from stdnum.eu import vat
from stdnum.gb import vat as gb_vat
from stdnum.il import hp
from stdnum.in_ import gstin
from stdnum.kr import brn
from stdnum.md import idno
from stdnum.no import orgnr
from stdnum.rs import pib
from stdnum.sg import uen
from stdnum.tr import vkn
from stdnum.us import ein

Validate = Callable[[str], Any]


def _bin(number: str) -> None:
    """БИН or ИИН of Kazakhstan."""
    if not re.fullmatch(r"[0-9]{12}", number):
        raise exceptions.InvalidLength
    digits = [int(digit) for digit in number]
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        rest = sum(a * b for a, b in zip(digits, weights, strict=False)) % 11
        if rest < 10:
            break
    if rest != digits[11]:
        raise exceptions.InvalidChecksum


def _digits(*lengths: int) -> Validate:
    def validate(number: str) -> None:
        if not number.isascii() or not number.isdigit():
            raise exceptions.InvalidFormat
        if len(number) not in lengths:
            raise exceptions.InvalidLength

    return validate


#: Country → what checks its number without the letters in front.
COUNTRIES: dict[str, Validate] = {
    "GB": gb_vat.validate,
    "KZ": _bin,
    "BY": unp.validate,
    "CN": uscc.validate,
    "US": ein.validate,
    "CH": lambda number: uid.validate(f"CH{number}"),
    "NO": lambda number: orgnr.validate(number.removesuffix("MVA")),
    "TR": vkn.validate,
    "RS": pib.validate,
    "IN": gstin.validate,
    "KR": brn.validate,
    "IL": hp.validate,
    "SG": uen.validate,
    "AZ": voen.validate,
    "MD": idno.validate,
    "UZ": _digits(9, 14),
    "KG": _digits(14),
    "AM": _digits(8),
    "GE": _digits(9, 11),
    "AE": _digits(15),
}
#: How a number written without its country gives it away: its shape, then its checksum.
_SHAPES: tuple[tuple[str, str], ...] = (
    ("KZ", r"[0-9]{4}[456][0-9]{7}"),  # БИН alone: an ИИН looks like a Russian ИНН
    ("CN", r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}"),
    ("BY", r"[0-9]{9}"),
)


def with_country(number: str, *, country: str = "") -> str:
    """``number`` (compact, capitals) with its country in front: said by ``country``, else known by
    its shape and checksum, else as it is."""
    if re.match(r"[A-Z]{2}", number) and (number[:2] in COUNTRIES or _fits(vat.validate, number)):
        return number
    if country:
        return f"{country}{number}"
    for code, shape in _SHAPES:
        if re.fullmatch(shape, number) and _fits(COUNTRIES[code], number):
            return f"{code}{number}"
    return number


def validate(number: str) -> None:
    """Check a number with its country in front; raises stdnum's ``ValidationError``."""
    check = COUNTRIES.get(number[:2])
    if check is None:
        vat.validate(number)
    else:
        check(number[2:])


def _fits(check: Validate, number: str) -> bool:
    try:
        check(number)
    except exceptions.ValidationError:
        return False
    return True
