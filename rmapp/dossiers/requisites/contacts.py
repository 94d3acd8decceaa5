"""Phones with extensions, e-mail addresses, the site."""

from __future__ import annotations

import re

from ...core import phones
from ...core.phones import Phone, PhoneError, parse_phone
from .block import Block, Piece

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,24}", re.U)
_MAIL_LABEL = r"(?:e-?\s?mail|эл(?:\.|ектронн(?:ая|ый))?\s*(?:почта|адрес)|почта|mail|E)"
_LABELLED_MAIL = re.compile(rf"(?:(?<!\w){_MAIL_LABEL}\s*[:.–—-]*\s*)?({_EMAIL.pattern})", re.I)
_ENDINGS = "ru|com|рф|su|org|net|ua|by|kz|pro|biz|info|eu|de|uk|io|moscow|москва|онлайн|online|shop"
_SITE_LABEL = r"(?<!\w)(?:сайт|web(?:\s*site)?|website|www|url|W)\s*[:–—]\s*"
_BARE_SITE = rf"(?<![\w@.«\"-])(?:[\w-]{{2,63}}\.)+(?:{_ENDINGS})(?![\w@»\"-])(?:/[^\s,;|<>()]*)?"
#: The surest first: an address with its scheme, one that is called a site, one that looks like it.
_SITES = [
    re.compile(rf"(?:{_SITE_LABEL})?((?:https?://|www\.)[^\s,;|<>()«»\"]+)", re.I),
    re.compile(rf"{_SITE_LABEL}({_BARE_SITE})", re.I),
    re.compile(rf"({_BARE_SITE})", re.I),
]
_LABEL = (
    r"тел(?:ефон[ыа]?)?\.?\s*/\s*факс|tel\.?\s*/\s*fax|(?P<fax>факс|fax|F)"
    r"|моб(?:ильный)?(?:\s*тел(?:ефон)?)?"
    r"|сот(?:овый)?|тел(?:ефон[ыа]?)?|раб(?:очий)?|приемная|офис|контакт(?:ный\s+телефон|ы)?"
    r"|т|м|phones?|t[eé]l(?:[eé]phone|[eé]fono)?|mob(?:ile?)?|m[oó]vil|handy|fon|zentrale"
    r"|durchwahl|portable|cell|office|direct|whatsapp|viber|P|T|M|D"
)
_EXTENSION = (
    r"(?:[\s,;(]*(?:доб(?:авочный)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|x|#)[\s.:№]*\d{1,6}\)?)?"
)
_NUMBER = rf"(?:\+\s?\d|\(\d|\d)[\d\s()./–—-]{{5,24}}\d{_EXTENSION}"
_PHONE = re.compile(
    rf"(?P<label>(?<![\w/])(?:{_LABEL})\s*(?:\([^()\d\n]{{1,20}}\))?[ ]*[:.№–— -]*\s*)?"
    rf"(?P<number>(?<![\d\w])(?:{_NUMBER}))(?!\d)",
    re.I,
)
_FOLLOWING = re.compile(
    rf"\s*(?:,|;|/|и|\|)\s*(?P<number>{_NUMBER}|\d{{2,3}}-\d{{2}}(?:-\d{{2}})?)(?!\d)"
)
#: How a number looks that is one without any label.
_SURE = re.compile(r"\+|8[\s(-]*\(?\d{3}|\(\d{3,5}\)|\d{3}[\s-]\d{3}[\s-]\d{2}")
MOST = 10


def mails(block: Block) -> list[Piece]:
    """Every e-mail address, each once, in small letters."""
    found: dict[str, Piece] = {}
    for one in _LABELLED_MAIL.finditer(block.text):
        address = one[1].strip(".").lower()
        if not block.is_free(*one.span(1)) or len(address) > 254 or len(found) >= MOST:
            continue
        span = one.span() if block.is_free(*one.span()) else one.span(1)
        span = block.take(*span)
        known = found.get(address)
        spans = (*known.spans, span) if known else (span,)
        found[address] = Piece("emails", address, spans)
    return list(found.values())


def web(block: Block) -> list[Piece]:
    """The site: the surest of those named."""
    for pattern in _SITES:
        for one in pattern.finditer(block.text):
            start, end = one.span(1)
            value = one[1].rstrip(".,;:/")
            line = block.text[block.lines[block.line_at(start)][0] : start]
            within_a_name = line.count("«") > line.count("»")
            if block.is_free(start, end) and "." in value and not within_a_name:
                begin = one.start() if block.is_free(*one.span()) else start
                return [Piece("web", value, (block.take(begin, start + len(value)),))]
    return []


def telephones(block: Block, region: str, *, shown_in: str = "RU") -> list[Piece]:
    """Telephones; values as people write them.

    ``region``: the country of numbers written without one; ``shown_in``: whose way of writing the
    values take. A number of another kind (a post code,
    a date, a sum) is none: it has no label and does not look like one.
    """
    found: list[Piece] = []
    seen: set[tuple[str, str]] = set()

    def add(phone: Phone, span: tuple[int, int]) -> None:
        if (phone.e164, phone.extension) not in seen and len(found) < MOST:
            seen.add((phone.e164, phone.extension))
            value = phones.display(phone.e164, phone.extension, shown_in)
            found.append(Piece("phones", value, (span,)))

    at = 0
    while one := _PHONE.search(block.text, at):
        at = one.end()
        text = one["number"]
        if not block.is_free(*one.span("number")):
            at = one.start("number") + 1
            continue
        if "\n" in text:  # a number never runs over the end of its line
            text = text.split("\n", 1)[0]
            at = one.start("number") + max(1, len(text))
        if not one["label"] and not _SURE.match(text):
            continue
        phone = _read(text, region) or _as_others(text, found)
        if phone is None:
            continue
        if one["fax"]:
            continue  # no field holds it: it stays among what nobody took
        begin = one.start() if one["label"] and block.is_free(*one.span()) else one.start("number")
        end = one.start("number") + len(text.rstrip(" .,;/–—-"))
        add(phone, block.take(begin, end))
        last, at = phone, end
        while (more := _FOLLOWING.match(block.text, at)) and block.is_free(*more.span("number")):
            next_phone = _read(more["number"], region) or _borrowed(more["number"], last, region)
            if next_phone is None:
                break
            add(next_phone, block.take(*more.span("number")))
            last, at = next_phone, more.end("number")
    return found


def _read(text: str, region: str) -> Phone | None:
    try:
        return parse_phone(text, region)
    except PhoneError:
        return None


def _as_others(text: str, found: list[Piece]) -> Phone | None:
    """A number without its country among numbers of one country abroad: as that one has it."""
    abroad = {phones.country(one.value.split("#")[0]) for one in found if one.value[:1] == "+"}
    return _read(text, abroad.pop()) if len(abroad) == 1 and text[:1] == "0" else None


def _borrowed(text: str, last: Phone, region: str) -> Phone | None:
    """A number that takes its beginning from the one before it (``540-75-20, 75-21``)."""
    digits = re.sub(r"\D", "", text)
    if not 2 <= len(digits) <= 7:
        return None
    return _read(last.e164[: -len(digits)] + digits, region)
