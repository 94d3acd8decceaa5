"""Registration numbers and their checksums (D2).

Sources: python-stdnum for ИНН, ОГРН, ЕДРПОУ and LEI (ISO 17442); numbers of other countries
(the field VAT) after ``foreign_numbers``; КПП after the order of the
Federal Tax Service ММВ-7-6/435@; ОГРНИП's digit after the order of the Ministry of Finance 165н:
the remainder of division by 13, its last digit (stdnum 2.2 refuses remainders above 9).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from stdnum import exceptions, lei
from stdnum.ru import inn, ogrn
from stdnum.ua import edrpou, rntrc

from .foreign_numbers import validate as validate_foreign
from .foreign_numbers import with_country

MAX_TEXT = 60


class NumberKind(StrEnum):
    """Which register gave the number."""

    INN = "inn"
    KPP = "kpp"
    OGRN = "ogrn"
    OGRNIP = "ogrnip"
    EDRPOU = "edrpou"
    RNOKPP = "rnokpp"
    VAT = "vat"
    LEI = "lei"


class NumberProblem(StrEnum):
    """Why a number cannot be right; the form puts it in words."""

    EMPTY = "number_empty"
    NOT_DIGITS = "number_not_digits"
    WRONG_LENGTH = "number_wrong_length"
    WRONG_PART = "number_wrong_part"
    WRONG_CHECKSUM = "number_wrong_checksum"


@dataclass(frozen=True)
class CheckedNumber:
    """A number in its plain spelling and what is wrong with it (None: nothing)."""

    kind: NumberKind
    number: str
    problem: NumberProblem | None = None

    @property
    def ok(self) -> bool:
        """Whether the number can be right."""
        return self.problem is None


_LENGTHS = {
    NumberKind.INN: (10, 12),
    NumberKind.KPP: (9,),
    NumberKind.OGRN: (13,),
    NumberKind.OGRNIP: (15,),
    NumberKind.EDRPOU: (8,),
    NumberKind.RNOKPP: (10,),
    NumberKind.LEI: (20,),
}
_KPP = re.compile(r"\d{4}[0-9A-Z]{2}\d{3}")


def compact(text: str) -> str:
    """A number without the spaces, dashes and labels around it, letters in capitals."""
    if text.isascii() and text.isalnum() and len(text) <= MAX_TEXT:  # bare, as nearly all are
        text = text.upper()
        if not text.startswith(("VAT", "LEI")):
            return text
    normal = unicodedata.normalize("NFKC", text[:MAX_TEXT]).upper().strip()
    normal = re.sub(r"^(ИНН|КПП|ОГРНИП|ОГРН|ЄДРПОУ|ЕДРПОУ|VAT|LEI)[\s:№/]*", "", normal)
    if re.fullmatch(r"\d+\.0+", normal):  # a spreadsheet's number
        normal = normal.split(".")[0]
    return re.sub(r"[\s\u00ad\u200b-\u200f.\-–—]", "", normal)


def check(kind: NumberKind, text: str) -> CheckedNumber:
    """One number checked by the rules of its register; never raises."""
    number = compact(text)
    if not number:
        return CheckedNumber(kind, number, NumberProblem.EMPTY)
    if kind is NumberKind.VAT:
        number = with_country(number)
        return CheckedNumber(kind, number, _verdict(validate_foreign, number))
    letters = kind in (NumberKind.LEI, NumberKind.KPP)
    if not number.isascii() or not (number.isalnum() if letters else number.isdigit()):
        return CheckedNumber(kind, number, NumberProblem.NOT_DIGITS)
    if len(number) not in _LENGTHS[kind]:
        return CheckedNumber(kind, number, NumberProblem.WRONG_LENGTH)
    return CheckedNumber(kind, number, _problem(kind, number))


def _problem(kind: NumberKind, number: str) -> NumberProblem | None:
    if len(set(number)) == 1:
        # 0000000000 passes the sums but was never given to anybody
        return NumberProblem.WRONG_PART
    if kind is NumberKind.KPP:
        return None if _KPP.fullmatch(number) else NumberProblem.WRONG_PART
    if kind is NumberKind.OGRNIP:
        if number[0] not in "34":
            return NumberProblem.WRONG_PART
        right = int(number[:-1]) % 13 % 10 == int(number[-1])
        return None if right else NumberProblem.WRONG_CHECKSUM
    if kind is NumberKind.OGRN and number[0] not in "1256789":
        return NumberProblem.WRONG_PART
    if kind is NumberKind.INN:  # of digits and of the right length by now
        is_right = (
            inn.calc_personal_check_digits(number) == number[-2:]
            if len(number) == 12
            else inn.calc_company_check_digit(number) == number[-1]
        )
        return None if is_right else NumberProblem.WRONG_CHECKSUM
    if kind is NumberKind.OGRN:
        right = ogrn.calc_check_digit(number) == number[-1]
        return None if right else NumberProblem.WRONG_CHECKSUM
    validate = {
        NumberKind.EDRPOU: edrpou.validate,
        NumberKind.RNOKPP: rntrc.validate,
        NumberKind.LEI: lei.validate,
    }[kind]
    return _verdict(validate, number)


def _verdict(validate: object, number: str) -> NumberProblem | None:
    assert callable(validate)
    try:
        validate(number)
    except exceptions.InvalidLength:
        return NumberProblem.WRONG_LENGTH
    except exceptions.InvalidChecksum:
        return NumberProblem.WRONG_CHECKSUM
    except exceptions.InvalidFormat:
        return NumberProblem.NOT_DIGITS
    except exceptions.ValidationError:
        return NumberProblem.WRONG_PART
    return None
