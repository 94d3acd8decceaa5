"""Numbers of registers and banks, each with its checksum.

The key of a bank account: Bank of Russia, order 515 of 8 September 1997: the digits of the bank's
number and of the account, weighted 7, 1, 3, add up to a multiple of ten. IBAN: ISO 13616, 97-10.
"""

from __future__ import annotations

import re
from itertools import cycle

from ...core.registration_numbers import NumberKind, check, compact
from .block import Block, Piece, Span

_COLON = r"[\s:№#=.–—|-]*"
_SPACED = r"(?:[ ]?\d)"
_INN = r"(?:ИНН|И\.Н\.Н\.|INN|TIN|ІПН)"
_BOTH = re.compile(
    rf"(?<!\w){_INN}\s*[/\\,и|]?\s*(?:КПП|KPP){_COLON}(\d{{10}})\s*[/\\,;| ]\s*(\d{{9}})(?!\d)",
    re.I,
)
_ONE: list[tuple[str, NumberKind, re.Pattern[str]]] = [
    (
        name,
        kind,
        re.compile(
            rf"(?<!\w)(?:{label})(?:\s*\([^()\n]{{1,40}}\))?{_COLON}({value})(?!\w)", re.I
        ),
    )
    for name, kind, label, value in (
        ("inn", NumberKind.INN, _INN, rf"\d(?:{_SPACED}{{11}}|{_SPACED}{{9}})"),
        ("kpp", NumberKind.KPP, "КПП|KPP", r"\d{4}[ ]?[\dA-Z]{2}[ ]?\d{3}"),
        ("ogrn", NumberKind.OGRNIP, "ОГРНИП|OGRNIP|ОГРН", rf"\d{_SPACED}{{14}}"),
        ("ogrn", NumberKind.OGRN, "ОГРН|OGRN|PSRN", rf"\d{_SPACED}{{12}}"),
        (
            "edrpou", NumberKind.EDRPOU,
            r"(?:код\s+)?(?:[ЄЕ]ДРПОУ|EDRPOU)|ідентифікаційний\s+код", rf"\d{_SPACED}{{7}}",
        ),
        (
            "vat", NumberKind.VAT,
            r"VAT(?:\s*(?:reg(?:istration)?|ID|No|number|code|payer))*|USt-?Id(?:-?Nr)?|ИНН/VAT"
            r"|P\.?\s?IVA|TVA|NIP|BTW",
            r"[A-Z]{2}[ ]?(?:[\dA-Z][ .-]?){7,12}[\dA-Z]",
        ),
        *(
            (f"vat:{country}", NumberKind.VAT, label, value)
            for country, label, value in (
                ("KZ", "БИН(?:\\s*/\\s*ИИН)?|ИИН|BIN|IIN", rf"\d{_SPACED}{{11}}"),
                ("BY", "УНП|UNP", rf"\d{_SPACED}{{8}}"),
                ("US", "EIN|FEIN|Federal\\s+Tax\\s+ID", r"\d{2}-?\d{7}"),
                ("CN", "统一社会信用代码|USCC|Unified\\s+Social\\s+Credit\\s+Code", r"[\dA-Z]{18}"),
                ("MD", "IDNO", rf"\d{_SPACED}{{12}}"),
                ("AZ", "VÖEN|VOEN|ВОЕН", rf"\d{_SPACED}{{9}}"),
                ("UZ", "СТИР|STIR", rf"\d{_SPACED}{{8}}"),
            )
        ),
        ("lei", NumberKind.LEI, "LEI(?:\\s*(?:code|код))?", r"[\dA-Z]{18}\d{2}"),
    )
]  # fmt: skip
_BIK = re.compile(rf"(?<!\w)(?:БИК|BIK|БІК){_COLON}(\d{{9}})(?!\d)", re.I)
_ACCOUNT = re.compile(
    r"(?<!\w)(?:(?P<corr>к\s?/\s?с(?:ч(?:[её]т)?)?|кор(?:р)?\.?\s*(?:/\s*)?сч(?:[её]т)?"
    r"|корреспондентский\s+сч[её]т|кор(?:р)?\.?сч[её]т|corr?(?:espondent)?\.?\s*acc(?:ount)?)"
    r"|(?P<own>р\s?/\s?с(?:ч(?:[её]т)?)?|рас(?:ч)?\.?\s*/?\s*сч(?:[её]т)?|расч[её]тный\s+сч[её]т"
    r"|п\s?/\s?р|сч[её]т(?:\s+получателя)?|л\s?/\s?с|account|acc|a/c))"
    rf"(?:\s*(?:руб(?:левый)?|RUB|RUR|no|number|\(руб\.?\)))?{_COLON}"
    r"(?P<number>\d(?:[ .]?\d){19})(?!\d)",
    re.I,
)
_BARE_ACCOUNT = re.compile(r"(?<!\d)(?:301|40[5-8]|423)\d{17}(?!\d)")
_IBAN = re.compile(
    r"(?<!\w)(?:IBAN[\s:№-]*)?([A-Z]{2}\d{2}(?:[ ]?[A-Z\d]{4}){2,7}(?:[ ]?[A-Z\d]{1,3})?)(?!\w)"
)
_SWIFT = re.compile(
    r"(?<!\w)(?:SWIFT(?:\s*/?\s*BIC)?|BIC)(?:\s*code)?[\s:№-]*"
    r"([A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?)(?!\w)",
    re.I,
)
_BANK = re.compile(
    r"(?:^|(?<=[\s,;(]))(?:(?:наименование\s+)?банк(?:\s+получателя)?\s*:\s*"
    r"|bank(?:\s+name)?\s*:\s*"
    r"|(?:в|in|at|у)\s+(?=[^\n]{0,60}?банк|[^\n]{0,60}?bank))([^\n;|]{2,150})",
    re.I,
)
_NAMES_BANK = re.compile(r"банк|bank|казначейств", re.I)


def registered(block: Block) -> list[Piece]:
    """Numbers of registers, each field once; the first is taken."""
    found: list[Piece] = []
    if both := _BOTH.search(block.text):
        whole = block.take(*both.span())
        for field, kind, at in (("inn", NumberKind.INN, 1), ("kpp", NumberKind.KPP, 2)):
            found.append(_piece(field, kind, both[at], whole))
    for named, kind, pattern in _ONE:
        field, _colon, country = named.partition(":")
        if any(piece.field == field for piece in found):
            continue
        for one in pattern.finditer(block.text):
            if not block.is_free(*one.span(1)) or not any(map(str.isdigit, one[1])):
                continue
            said = f"{country}{compact(one[1])}" if country else one[1]
            piece = _piece(field, kind, said, one.span())
            if piece.problem and field == "vat":
                continue  # wrong, or of a country whose numbers are not known here
            found.append(piece)
            block.take(*one.span())
            break
    return found


def _piece(field: str, kind: NumberKind, text: str, span: Span) -> Piece:
    checked = check(kind, text)
    value = checked.number or re.sub(r"\s", "", text)
    return Piece(field, value, (span,), str(checked.problem) if checked.problem else "")


def bank(block: Block) -> list[Piece]:
    """The bank that serves now, its numbers and the accounts in one line of ``banks_now``."""
    parts: list[str] = []
    spans: list[Span] = []
    problem = ""
    bik = _BIK.search(block.text)
    if bik:
        spans.append(block.take(*bik.span()))
    accounts: list[tuple[str, str]] = []
    for one in _ACCOUNT.finditer(block.text):
        if not block.is_free(*one.span("number")):
            continue
        number = re.sub(r"\D", "", one["number"])
        is_corr = bool(one["corr"]) or number.startswith("301")
        accounts.append(("к/с" if is_corr else "р/с", number))
        spans.append(block.take(*one.span()))
    for one in _BARE_ACCOUNT.finditer(block.text):
        if block.is_free(*one.span()):
            accounts.append(("к/с" if one[0].startswith("301") else "р/с", one[0]))
            spans.append(block.take(*one.span()))
    if bik and any(not fits(bik[1], number) for _label, number in accounts):
        problem = "account_wrong_checksum"
    foreign: list[str] = []
    for label, pattern in (("IBAN", _IBAN), ("SWIFT", _SWIFT)):
        for one in pattern.finditer(block.text):
            number = one[1].replace(" ", "").upper()
            if block.is_free(*one.span()) and (label == "SWIFT" or iban_fits(number)):
                foreign.append(f"{label} {number}")
                spans.append(block.take(*one.span()))
                break
    if name := _bank_name(block, spans):
        parts.append(block.said(*name))
        spans.append(block.take(*name))
    parts += [f"БИК {bik[1]}"] if bik else []
    parts += [f"{label} {number}" for label, number in accounts] + foreign
    if not parts:
        return []
    return [Piece("banks_now", ", ".join(parts)[:500], tuple(sorted(spans)), problem)]


def _bank_name(block: Block, spans: list[Span]) -> Span | None:
    """Where the bank is named: after its label, after «в», or on a line beside its numbers."""
    for one in _BANK.finditer(block.text):
        start, end = one.span(1)
        part = next(block.free_parts(start, end), None)
        if part and (part[0] == start or not block.text[start : part[0]].strip()):
            label = one.start() if one[0][0] not in "вВinat" else start
            return block.trimmed(label, part[1]) if label == start else _valued(block, one, part)
    near = {block.line_at(start) + step for start, _end in spans for step in (-1, 0, 1)}
    for number in sorted(near):
        if not 0 <= number < len(block.lines):
            continue
        for part in block.free_parts(*block.lines[number]):
            if _NAMES_BANK.search(block.text[part[0] : part[1]]) and part[1] - part[0] < 150:
                return part
    return None


def _valued(block: Block, one: re.Match[str], part: Span) -> Span:
    block.take(one.start(), part[0])
    return part


def fits(bik: str, account: str) -> bool:
    """Whether the key of a Russian ``account`` (20 digits) fits the bank ``bik`` (9 digits)."""
    if len(bik) != 9 or len(account) != 20:
        return False
    head = (
        f"0{bik[4:6]}"
        if account.startswith("301") or bik[6:9] in ("000", "001", "002")
        else bik[6:]
    )
    digits = map(int, head + account)
    return sum(a * b for a, b in zip(digits, cycle((7, 1, 3)), strict=False)) % 10 == 0


def iban_fits(number: str) -> bool:
    """Whether an IBAN is well formed (ISO 13616)."""
    if not 15 <= len(number) <= 34:
        return False
    moved = number[4:] + number[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
