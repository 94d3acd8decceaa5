"""Telephone numbers: read as people write them, kept as E.164, shown for the eye.

Peers took "8 912…" and "+7 912…" for two people; here both are ``+7912…``.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers.timezone import time_zones_for_number

from .text import fold

#: Longest cell looked at, most numbers taken from one.
MAX_TEXT = 500
MAX_NUMBERS = 10

_EXTENSION = re.compile(
    r"[\s,;(]*(?:доб(?:ав(?:очный)?)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|ext|x|х|#)"
    r"[\s.:№=]*(\d{1,8})\)?\s*$",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[,;|\n\r\t]+|\s(?:и|или|and|or)\s|\s/\s|(?<=\d)/(?=[\s(+]*\d{5,})")
_LABEL = re.compile(r"^[^\d+(]*")
_REMARK = re.compile(r"\([^\d()]*\)|[^\d)]*$")
_TAIL_NUMBER = re.compile(r"^(.*\d)\s*/\s*(\d{2,4})$")
_PLAIN = re.compile(r"\+?\d[\d ()-]{8,22}|\([\d ()-]{9,22}")
_NO_DIGITS = re.compile(r"\D")
_START = re.compile(r"(?<=\d)\s+(?=\+\d)|(?<=\d)\s+(?=8[\s(-]*\d{3}[\s)-])")


#: A phone in one text: the number, and after a sign its extension.
EXTENDED = " #"


def written(number: str, extension: str = "") -> str:
    """A number and its extension as one text, which ``parse_phone`` reads again."""
    return f"{number}{EXTENDED}{extension}" if number and extension else number


def dialled(number: str, extension: str = "") -> str:
    """The address of a call (RFC 3966): a telephone dials the extension by itself."""
    return f"tel:{number};ext={extension}" if extension else f"tel:{number}"


class PhoneProblem(StrEnum):
    """Why a text is no telephone number."""

    EMPTY = "phone_empty"
    NO_NUMBER = "phone_no_number"
    TOO_SHORT = "phone_too_short"
    TOO_LONG = "phone_too_long"
    UNKNOWN = "phone_unknown_number"


class PhoneKind(StrEnum):
    """What a number reaches."""

    MOBILE = "mobile"
    FIXED = "fixed"
    FREE = "free"
    OTHER = "other"


class PhoneError(ValueError):
    """A text that is no telephone number; ``problem`` says why."""

    def __init__(self, problem: PhoneProblem, text: str) -> None:
        super().__init__(f"{problem}: {text!r}")
        self.problem = problem
        self.text = text


@dataclass(frozen=True)
class Phone:
    """One number: ``e164`` like ``+74955407520``, ``extension`` digits or empty."""

    e164: str
    extension: str = ""
    kind: PhoneKind = PhoneKind.OTHER


_KINDS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE: PhoneKind.FIXED,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: PhoneKind.OTHER,
    PhoneNumberType.TOLL_FREE: PhoneKind.FREE,
}


def parse_phone(text: str, region: str = "RU") -> Phone:
    """The one number in a text; ``region`` is the country of numbers written without one.

    Refuses with :class:`PhoneError`.
    """
    text = text[:MAX_TEXT].strip()
    if not text:
        raise PhoneError(PhoneProblem.EMPTY, text)
    if region == "RU" and (plain := _plain_russian(text)) is not None:
        return plain
    bare, extension = text, ""
    if found := _EXTENSION.search(text):
        bare, extension = text[: found.start()], found[1]
    bare = re.sub(r"^(\d{10,15})\.0+$", r"\1", bare)  # a spreadsheet's number
    if not bare.lower().startswith("tel:"):
        bare = _REMARK.sub("", _LABEL.sub("", bare))
    digits = re.sub(r"\D", "", bare)
    if not digits:
        raise PhoneError(PhoneProblem.NO_NUMBER, text)
    attempts = [bare]
    if region == "RU" and bare[0] != "+":
        if digits.startswith("00"):
            attempts.append("+" + digits[2:])
        elif len(digits) == 11 and digits[0] in "78":
            attempts.insert(0, "+7" + digits[1:])
        elif digits.startswith(("380", "375", "38")) and len(digits) == 12:
            attempts.append("+" + digits)
    elif bare[0] == "+" and len(digits) == 11 and digits[0] == "8" and region == "RU":
        attempts.append("+7" + digits[1:])
    reason = PhoneProblem.UNKNOWN
    for attempt in attempts:
        try:
            number = phonenumbers.parse(attempt, region)
        except phonenumbers.NumberParseException as problem:
            reason = _parse_problem(problem)
            continue
        if phonenumbers.is_valid_number(number):
            return Phone(
                phonenumbers.format_number(number, PhoneNumberFormat.E164),
                (extension or number.extension or "")[:8],
                _KINDS.get(phonenumbers.number_type(number), PhoneKind.OTHER),
            )
        reason = _length_problem(number)
    raise PhoneError(reason, text)


def _plain_russian(text: str) -> Phone | None:
    """A Russian number without words around it, as most are: judged without parsing it first."""
    if _PLAIN.fullmatch(text) is None:
        return None
    digits = _NO_DIGITS.sub("", text)
    if len(digits) == 11 and digits[0] in ("7" if text[0] == "+" else "78"):
        digits = digits[1:]
    if len(digits) != 10 or (text[0] == "+" and text[1] != "7") or digits[0] not in "3489":
        return None
    kind = _kind_of(digits) if digits.startswith(_DIVIDED) else _kind_of_code(digits[:3])
    if kind == PhoneNumberType.UNKNOWN:
        return None
    return Phone(f"+7{digits}", "", _KINDS.get(kind, PhoneKind.OTHER))


#: The one code of Russia whose numbers are not all of one kind (a test asks the library of each).
_DIVIDED = "930"


def _kind_of(digits: str) -> int:
    number = phonenumbers.PhoneNumber(country_code=7, national_number=int(digits))
    return int(phonenumbers.number_type(number))


@functools.cache
def _kind_of_code(code: str) -> int:
    return _kind_of(f"{code}1234567")


def _parse_problem(problem: Any) -> PhoneProblem:
    kinds = phonenumbers.NumberParseException
    if problem.error_type in (kinds.TOO_SHORT_NSN, kinds.TOO_SHORT_AFTER_IDD):
        return PhoneProblem.TOO_SHORT
    if problem.error_type == kinds.TOO_LONG:
        return PhoneProblem.TOO_LONG
    return PhoneProblem.NO_NUMBER


def _length_problem(number: Any) -> PhoneProblem:
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return PhoneProblem.TOO_SHORT
    if verdict == ValidationResult.TOO_LONG:
        return PhoneProblem.TOO_LONG
    return PhoneProblem.UNKNOWN


def parse_phones(text: str, region: str = "RU") -> tuple[list[Phone], list[PhoneError]]:
    """All numbers of a cell, each once, in order, and what in it is none.

    Parted by comma, semicolon, line, ``и``, a spaced slash. ``(495) 540-75-20, 540-75-21`` and
    ``540-75-20/21`` borrow the beginning of the number before them.
    """
    found: dict[tuple[str, str], Phone] = {}
    problems: list[PhoneError] = []
    last = ""
    for piece in _pieces(text[:MAX_TEXT]):
        try:
            phone = parse_phone(piece, region)
        except PhoneError as problem:
            borrowed = _borrow(piece, last, region)
            if borrowed is None:
                problems.append(problem)
                continue
            phone = borrowed
        last = phone.e164
        found.setdefault((phone.e164, phone.extension), phone)
    return list(found.values())[:MAX_NUMBERS], problems


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for part in _SEPARATORS.split(text):
        for piece in _START.split(part):
            piece = piece.strip(" .")
            if pieces and piece and _EXTENSION.fullmatch(piece):
                pieces[-1] += " " + piece
            elif (ending := _TAIL_NUMBER.match(piece)) and len(re.sub(r"\D", "", ending[1])) > 6:
                pieces += [ending[1], ending[2]]
            elif piece:
                pieces.append(piece)
    return pieces[: 4 * MAX_NUMBERS]


def _borrow(piece: str, last: str, region: str) -> Phone | None:
    bare = _REMARK.sub("", _LABEL.sub("", piece))
    digits = re.sub(r"\D", "", fold(bare))
    if not last or not 2 <= len(digits) <= 7 or re.search(r"[^\W\d_]", bare):
        return None
    try:
        return parse_phone(last[: -len(digits)] + digits, region)
    except PhoneError:
        return None


@functools.lru_cache(maxsize=16_384)  # 60 µs each, and the same ones come again and again
def display(e164: str, extension: str = "", home: str = "RU") -> str:
    """A number for the eye: national at home (``8 (495) 540-75-20``), international abroad.

    What cannot be read is given back as it is.
    """
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    at_home = phonenumbers.region_code_for_number(number) == home
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    shown: str = phonenumbers.format_number(number, style)
    return f"{shown} #{extension}" if extension else shown


def on_paper(e164: str, language: str, extension: str = "") -> str:
    """A number on a paper or in a letter of ``language``: as it is dialled at home in Russian, with
    the code of the country in any other, for its reader may be abroad. Empty for none."""
    return display(e164, extension, home="RU" if language == "ru" else "") if e164 else ""


def country(e164: str) -> str:
    """The ISO 3166 code of a number's country; empty when there is none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164, None)) or ""
    except phonenumbers.NumberParseException:
        return ""


def time_zones(e164: str) -> tuple[str, ...]:
    """The IANA zones a number may ring in, from the library's prefixes.

    One zone: it can be relied on. A Russian mobile number moves freely and has none of its own:
    the answer is empty when more than three zones are possible.
    """
    try:
        zones = time_zones_for_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return ()
    known = tuple(zone for zone in zones if zone != "Etc/Unknown")
    return known if len(known) <= 3 else ()


def place(e164: str, language: str = "ru") -> str:
    """The town or region of a number in words; empty when unknown.

    For jobs only: its data take a second and 180 MB to load.
    """
    from phonenumbers import geocoder  # heavy: never in a web process

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ""
    return str(geocoder.description_for_number(number, language))
