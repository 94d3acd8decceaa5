"""Addresses: said to be legal, actual or postal, or standing there as addresses do."""

from __future__ import annotations

import re

from .block import Block, Piece, Span

_KINDS = (
    ("both", r"юр(?:идический|\.)?\s*(?:адрес)?\s*(?:/|и|,)\s*факт(?:ический|\.)?"),
    ("both", r"юр(?:идический|\.)?\s*(?:/|и|,)\s*почт(?:овый|\.)?"),
    ("legal_address", r"юр(?:идический|\.)?|место\s*нахождени[ея]"
     r"|адрес\s+(?:места\s+)?(?:регистрации|нахождения)"
     r"|зарегистрирован\w*(?:\s+по)?|прописан\w*|юридична|місцезнаходження|legal|registered(?:\s+office)?"),
    ("address", r"факт(?:ический|\.)?|почт(?:овый|\.)?|для\s+(?:писем|корреспонденции)"
     r"|фактична|поштова|actual|postal|mailing|visiting|office|postanschrift|business|head\s*office"),
)  # fmt: skip
_WORD = r"(?:адреса?|address|anschrift|addr\.?)"
_LABELS = [
    (
        field,
        re.compile(
            rf"(?<!\w)(?:{kind})\s*{_WORD}?\s*(?:\([^()\n]{{1,40}}\)\s*)?[:.–—|-]+\s*", re.I
        ),
    )
    for field, kind in _KINDS
] + [
    (field, re.compile(rf"(?<!\w)(?:{kind})\s+{_WORD}\s*[:.–—|-]*\s*", re.I))
    for field, kind in _KINDS
]
_PLAIN_LABEL = re.compile(rf"(?<!\w){_WORD}\s*(?:\([^()\n]{{1,40}}\)\s*)?[:.–—|-]+\s*", re.I)
_SAME = re.compile(r"(?:тот\s+же|совпадает|он\s+же|the\s+same|same\s+as)[^\n]*", re.I)
_STREET = (
    r"ул\.?|улица|пр-?\s?т\.?|пр\.|просп(?:ект|\.)?|ш\.|шоссе|наб(?:ережная|\.)?|пер(?:еулок|\.)?"
    r"|б-р|бульвар|пл(?:ощадь|\.)|проезд|пр-д|тупик|тракт|вул(?:иця|\.)?|аллея|мкр\.?"
    r"|микрорайон|пос(?:[её]лок|\.)"
    r"|линия|км"
)
_TOWN = (
    r"г\.?\s?(?=[А-ЯЁA-Z])|гор\.|город|обл(?:асть|\.)|р-н|район|респ(?:ублика|\.)|край|д\.\s?\d|м\."
)
_HOUSE = (
    r"д\.?\s?\d|дом\s?\d|стр\.?\s?\d|корп?\.?\s?\d|оф(?:ис|\.)?\s?\d|помещ\w*|пом\."
    r"|кв\.?\s?\d|комн?\."
)
_RU = re.compile(rf"(?<!\w)(?:{_STREET}|{_TOWN}|{_HOUSE})(?!\w(?<![\s\d]))", re.I)
_POSTCODE = re.compile(r"(?<![\d-])\d{6}(?![\d-])(?=\s*,|\s+[А-ЯЁа-яёA-Z])")
_EN = re.compile(
    r"(?<!\d)\d+[A-Za-z]?,?\s+(?:[A-Z][\w.'’-]*\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Square"
    r"|Sq|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Quay|Wharf|House|Suite|Floor|Plaza|Parkway|Pkwy)\b"
    r"|\b(?:Street|Str\.|Road|Avenue|Square|Boulevard|Suite|Floor|Room|Tower|Building"
    r"|P\.?O\.? ?Box)\b.*\d"
    r"|\b\d+,?\s+(?:bis\s+)?(?:rue|place|avenue|boulevard|allée|chemin|quai|impasse|cours)\s+\w"
    r"|\b(?:Calle|C/|Avda?\.|Avenida|Paseo|Plaza|Via|Viale|Piazza)\s+[^\n]*\d"
    r"|\b[A-Z][\w-]*(?:stra(?:ß|ss)e|str\.|gasse|weg|platz)\s*\d"
)
_EN_TAIL = re.compile(
    r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|^\d{4,5}\s+[A-Z][a-zü]+|\bD-\d{5}\b"
)
_HOUSED = re.compile(rf"(?<!\w)(?:{_STREET})\s+[А-ЯЁ][\w -]{{2,40}},?\s*\d+[А-Яа-я]?(?!\d)", re.I)
#: The name first: Красный пр-т, 25.
_HOUSED_AFTER = re.compile(
    r"(?<!\w)[А-ЯЁ][\w-]{2,30}(?:\s[а-яёА-ЯЁ-]+)?\s+(?:пр-?\s?т|просп(?:ект|\.)|ул(?:ица|\.)|шоссе|ш\."
    r"|пер(?:еулок|\.)|наб(?:ережная|\.)|бульвар|б-р|проезд|тракт|пл(?:ощадь|\.))"
    r"[\s,]+(?:д(?:ом|\.)?\s?)?\d+",
)
_GOES_ON = re.compile(rf"\s*(?:{_STREET}|{_HOUSE}|{_TOWN})", re.I)
_LABELLED = re.compile(r"^[^\n:]{2,40}:")


def addresses(block: Block) -> list[Piece]:
    """``legal_address`` and ``address`` (where the client really is), each once."""
    found: dict[str, Piece] = {}
    for field, pattern in [*_LABELS, ("address", _PLAIN_LABEL)]:
        for one in pattern.finditer(block.text):
            if not block.is_free(*one.span()):
                continue
            if same := _SAME.match(block.text, one.end()):
                block.take(one.start(), same.end())
                continue
            spans = _value(block, one.end())
            if not spans or not _plausible(block, spans):
                continue
            names = ("legal_address", "address") if field == "both" else (field,)
            for name in names:
                if name in found and name == "address" and "legal_address" not in found:
                    found["legal_address"] = Piece(
                        "legal_address", found[name].value, found[name].spans
                    )
                _put(block, found, name, spans, one.start())
    if not found:
        _unlabelled(block, found)
    return list(found.values())


def _put(block: Block, found: dict[str, Piece], field: str, spans: list[Span], begin: int) -> None:
    if field in found:
        return
    value = ", ".join(block.said(*block.trimmed(*span)) for span in spans)
    value = re.sub(r"\s*,\s*,+", ",", value)[:500]
    places = tuple(block.take(*span) for span in [(begin, spans[0][1]), *spans[1:]])
    found[field] = Piece(field, value, places)


def _value(block: Block, start: int) -> list[Span]:
    """The stretches of an address that begins at ``start``: to the end of its line, and on the
    next lines as long as they go on with it."""
    number = block.line_at(start)
    if number < 0:
        return []
    end = block.lines[number][1]
    part = next(block.free_parts(start, end), None) if start < end else None
    spans: list[Span] = []
    if part is not None:
        if block.text[start : part[0]].strip(" :.-–—"):
            return []
        spans.append(part)
    for following in range(number + 1, min(number + 4, len(block.lines))):
        line = block.lines[following]
        text = block.text[line[0] : line[1]]
        gap = block.text[block.lines[following - 1][1] : line[0]]
        part = next(block.free_parts(*line), None)
        if (
            part is None
            or part[0] != block.trimmed(*line)[0]
            or "\n\n" in gap
            or _LABELLED.match(text)
        ):
            break
        comma = bool(spans) and block.text[: line[0]].rstrip().endswith(",")
        if sum(map(str.isalnum, block.text[part[0] : part[1]])) < 3:
            break
        if spans and not (comma or _GOES_ON.match(text) or _EN_TAIL.search(text)):
            break
        if not spans and not _like(text):
            break
        spans.append(part)
    return spans


def _plausible(block: Block, spans: list[Span]) -> bool:
    text = " ".join(block.text[start:end] for start, end in spans)
    return len(text) >= 6 and sum(map(str.isalpha, text)) >= 4


def _like(text: str) -> bool:
    """Whether a line looks like an address without being called one."""
    signs = len({found[0].strip(" .").lower()[:3] for found in _RU.finditer(text)})
    if _POSTCODE.search(text):
        return signs >= 1 or text.count(",") >= 1
    has_digit = any(map(str.isdigit, text))
    if _HOUSED.search(text) or _HOUSED_AFTER.search(
        text
    ):  # a street and a house, whatever else is said
        return True
    return (signs >= 2 and has_digit) or bool(_EN.search(text)) or bool(_EN_TAIL.search(text))


def _unlabelled(block: Block, found: dict[str, Piece]) -> None:
    for number, line in enumerate(block.lines):
        for part in block.free_parts(*line):
            text = block.text[part[0] : part[1]]
            if not _like(text) or len(text) > 300:
                continue
            spans = [_from_town(block, part)]
            for following in range(number + 1, min(number + 4, len(block.lines))):
                line_on = block.lines[following]
                on = next(block.free_parts(*line_on), None)
                if on is None or on[0] != block.trimmed(*line_on)[0]:
                    break
                words = block.text[on[0] : on[1]]
                if sum(map(str.isalnum, words)) < 3:
                    break
                comma = block.text[: line_on[0]].rstrip().endswith(",")
                if not (_like(words) or _GOES_ON.match(words) or (comma and len(words) < 80)):
                    break
                spans.append(on)
            _put(block, found, "address", spans, spans[0][0])
            return


def _from_town(block: Block, part: Span) -> Span:
    """An address after something else in its line begins with its postal code."""
    text = block.text[part[0] : part[1]]
    code = _POSTCODE.search(text)
    if code and code.start() > 0 and text[: code.start()].rstrip()[-1:] in ",;|–—-":
        return part[0] + code.start(), part[1]
    return part
