"""A pasted vCard (2.1 to 4.0): a telephone or a mail program gives its contacts out so (D11)."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...core import phones
from ...core.phones import PhoneError, parse_phone
from ...core.text import legal_form
from .belonging import named_after
from .block import Block, Piece, Span

_BEGIN = re.compile(r"^[ ]*BEGIN:VCARD[ ]*$", re.I | re.M)
_END = re.compile(r"^[ ]*END:VCARD[ ]*$", re.I | re.M)
_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[A-Za-z-]+)(?P<params>(?:;[^:\n]*)?):(?P<value>.*)", re.S
)
_SPLIT = re.compile(r"(?<!\\);")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
#: What says nothing of a client.
_SILENT = frozenset(
    ["begin", "end", "version", "prodid", "rev", "uid", "photo", "logo", "sound", "key", "kind",
     "categories", "label", "tz", "geo", "class", "mailer", "sort-string", "n", "fn", "org",
     "title", "role", "tel", "email", "adr", "bday", "url", "nickname", "impp", "gender"]
)  # fmt: skip


@dataclass(frozen=True)
class Property:
    """One line of a card, its parts unescaped; ``span``: where it stands in the text."""

    name: str
    params: str
    parts: tuple[str, ...]
    span: Span

    @property
    def text(self) -> str:
        """The value in one piece."""
        return " ".join(part for part in self.parts if part)


@dataclass(frozen=True)
class Card:
    """What a card says. ``rest``: what there is no field for."""

    pieces: list[Piece]
    person: str
    position: str
    spans: tuple[Span, ...]
    rest: list[str]


def is_card(text: str) -> bool:
    """Whether a text begins a vCard somewhere."""
    return _BEGIN.search(text) is not None


def card(block: Block, region: str) -> Card:
    """The first card of ``block``: of a firm with its contact person where it names one, else of
    a person. ``region``: the country of numbers written without one."""
    found = list(_properties(block))
    by_name = {one.name: one for one in reversed(found)}
    firm = by_name["org"].parts[0] if "org" in by_name else ""
    name, spans = _name(by_name, firm)
    position = by_name["title"].text if "title" in by_name else ""
    pieces: list[Piece] = []
    if firm:
        pieces.append(Piece("short_name", firm, (by_name["org"].span,)))
        if form := legal_form(firm)[0]:
            pieces.append(Piece("legal_form", form, (by_name["org"].span,)))
    for one in found:
        pieces += _reached(one, region, name if firm else "", pieces)
    if not firm and (day := by_name.get("bday")) and (said := _DAY.match(day.text)):
        year, month, date = said.groups()
        pieces.append(Piece("birth_date", f"{date}.{month}.{year}", (day.span,)))
    rest = [one.text for one in found if one.name == "note"]
    rest += [
        f"{one.name.upper()}: {one.text}" for one in found
        if one.text and (_is_fax(one) or (one.name == "bday" and firm)
                         or (one.name not in _SILENT and one.name[:2] != "x-"
                             and one.name != "note"))
    ]  # fmt: skip
    if firm and len(by_name["org"].parts) > 1:
        rest.append(" ".join(by_name["org"].parts[1:]))
    if position:
        spans = (*spans, by_name["title"].span)
    return Card(pieces, name, position, spans, [one for one in rest if one.strip()])


def _properties(block: Block) -> Iterator[Property]:
    begin = _BEGIN.search(block.text)
    end = _END.search(block.text, begin.end() if begin else 0)
    inside = (begin.end() if begin else 0, end.start() if end else len(block.text))
    lines: list[Span] = []
    for line in block.lines:
        if not inside[0] <= line[0] < inside[1]:
            continue
        before = block.text[slice(*lines[-1])] if lines else ""
        soft = "QUOTED-PRINTABLE" in before.upper() and before.rstrip().endswith("=")
        if lines and (block.text[line[0]] == " " or soft):  # the line before goes on
            lines[-1] = (lines[-1][0], line[1])
        else:
            lines.append(line)
    for span in lines:
        read = _LINE.fullmatch(block.text[slice(*span)].strip())
        if read is not None:
            params = read["params"].upper()
            parts = tuple(map(_plain, _SPLIT.split(_decoded(read["value"], params))))
            yield Property(read["name"].lower(), params, parts, span)
    block.take(begin.start() if begin else 0, end.end() if end else len(block.text))


def _decoded(value: str, params: str) -> str:
    if "QUOTED-PRINTABLE" not in params:
        return re.sub(r"\n[ ]", "", value)
    charset = re.search(r"CHARSET=([\w-]+)", params)
    try:
        raw = quopri.decodestring(value.encode("latin-1", "replace"))
        return raw.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        return value


def _plain(part: str) -> str:
    return " ".join(re.sub(r"\\([,;:\\nN])", r"\1", re.sub(r"\\[nN]", " ", part)).split())


def _name(by_name: dict[str, Property], firm: str) -> tuple[str, tuple[Span, ...]]:
    """Family, given and second name where the parts are known, else as the card shows it."""
    if "n" in by_name and any(by_name["n"].parts[:3]):
        family, given, second = (*by_name["n"].parts, "", "", "")[:3]
        russian = bool(re.search("[А-Яа-яЁё]", family + given))
        parts = [family, given, second] if russian else [given, second, family]
        name, spans = " ".join(part for part in parts if part), (by_name["n"].span,)
    elif "fn" in by_name:
        name, spans = by_name["fn"].text, (by_name["fn"].span,)
    else:
        return "", ()
    return ("", ()) if name == firm else (name, spans)


def _is_fax(one: Property) -> bool:
    return one.name == "tel" and "FAX" in one.params


def _reached(one: Property, region: str, person: str, known: list[Piece]) -> list[Piece]:
    fields = {piece.field for piece in known}
    if one.name == "tel" and not _is_fax(one):
        try:
            phone = parse_phone(one.text.removeprefix("tel:"), region)
        except PhoneError:
            return []
        value = phones.display(phone.e164, phone.extension, region)
        private = person and re.search("CELL|HOME", one.params) and "person_phone" not in fields
        return [Piece("person_phone" if private else "phones", value, (one.span,))]
    if one.name == "email" and "@" in one.text:
        address = one.text.removeprefix("mailto:").lower()
        mine = person and "person_email" not in fields
        mine = mine and named_after(address.partition("@")[0], person)
        return [Piece("person_email" if mine else "emails", address, (one.span,))]
    if one.name == "adr" and "address" not in fields and one.text:
        box, more, street, town, land, code, country = (*one.parts, *[""] * 7)[:7]
        russian = bool(re.search("[А-Яа-яЁё]", one.text))
        order = [code, country, land, town, street, more, box]
        order = order if russian else [street, more, box, town, f"{land} {code}".strip(), country]
        value = ", ".join(dict.fromkeys(part for part in order if part))
        return [Piece("address", value[:500], (one.span,))]
    if one.name == "url" and "web" not in fields and one.text:
        return [Piece("web", one.text, (one.span,))]
    return []
