"""vCard 2.1, 3.0 and 4.0 as address books really write them (RFC 2426, RFC 6350, Versit 2.1).

Own, because no kept library reads all three: quoted-printable with soft breaks, a charset per
line, folding that cuts letters, groups, bare parameters, base64 blocks closed by an empty line.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .shape import clean
from .table import Limits, Note, ReaderRefusal, RefusalCode, Row, Table

COLUMNS = [
    "full_name",
    "family_name",
    "given_name",
    "patronymic",
    "organisation",
    "department",
    "position",
    "phone",
    "fax",
    "email",
    "web",
    "address",
    "birth_date",
    "sex",
    "social",
    "external_id",
    "notes",
]
_SAMPLES = 30
_VALUES = 20
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_SOCIAL = frozenset({"IMPP", "X-SKYPE", "X-SKYPE-USERNAME", "X-ICQ", "X-JABBER", "X-TELEGRAM"})
_ADDRESS_ORDER = (5, 6, 4, 3, 2, 1, 0)  # postcode, country, region, town, street, flat, box
_UNESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass
class Property:
    """One line of a card: name, parameters (in capitals) and the raw value."""

    name: str
    parameters: dict[str, list[str]]
    value: str

    def kinds(self) -> set[str]:
        """What its parameters call it: HOME, WORK, FAX, CELL, PREF."""
        found = {kind.upper() for kind in self.parameters.get("TYPE", ())}
        return found | {kind for kind in self.parameters if not self.parameters[kind]}


@dataclass
class _Card:
    number: int
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, column: str, value: str) -> None:
        value = clean(value)
        held = self.values.setdefault(column, [])
        if value and value not in held and len(held) < _VALUES:
            held.append(value)


def _split(text: str, sign: str) -> list[str]:
    """The parts of a value at unescaped signs, unescaped."""
    parts, current, escaped = [], "", False
    for char in text:
        if escaped:
            current += "\n" if char in "nN" else char
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == sign:
            parts.append(current)
            current = ""
        else:
            current += char
    return [*parts, current + ("\\" if escaped else "")]


def _whole(text: str) -> str:
    return _UNESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _parameters(head: str) -> tuple[str, dict[str, list[str]]]:
    parts = re.findall(r'(?:"[^"]*"|[^;"])+', head)
    name = parts[0].rsplit(".", 1)[-1].strip().upper() if parts else ""
    found: dict[str, list[str]] = {}
    for part in parts[1:]:
        key, has, value = part.partition("=")
        values = [one.strip(' "') for one in value.split(",")] if has else []
        found.setdefault(key.strip().upper(), []).extend(values)
    return name, found


def parse_line(line: str) -> Property | None:
    """A logical line as a property; None where there is no colon."""
    found = re.match(r'((?:"[^"]*"|[^":])*):(.*)', line, re.DOTALL)
    if found is None:
        return None
    name, parameters = _parameters(found[1])
    value = found[2]
    encodings = [one.upper() for one in parameters.get("ENCODING", [])]
    bare = {key for key, values in parameters.items() if not values}
    if "QUOTED-PRINTABLE" in encodings or "QUOTED-PRINTABLE" in bare:
        charset = (parameters.get("CHARSET") or ["utf-8"])[0]
        raw = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
        try:
            value = raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            value = raw.decode("utf-8", "replace")
    return Property(name, parameters, value)


def _logical(lines: Iterable[str]) -> Iterator[str]:
    """Folded and soft-broken lines put together; picture data dropped as they come."""
    held: list[str] = []
    soft = binary = False
    for raw in lines:
        line = raw.rstrip("\r\n")
        if soft:
            # a soft break joins the next line as it stands
            held.append(line.removesuffix("="))
            soft = line.endswith("=")
            continue
        if line[:1] in (" ", "\t") and held:
            if not binary:
                held.append(line[1:])
            continue
        if held:
            yield "".join(held)
        held, binary = [], False
        if not line.strip():
            continue
        head = line.split(":", 1)[0].upper()
        binary = re.split(r"[;:]", head.rsplit(".", 1)[-1])[0] in _BINARY
        soft = "QUOTED-PRINTABLE" in head and line.endswith("=")
        held = [line.removesuffix("=") if soft else line]
    if held:
        yield "".join(held)


def _address(value: str) -> str:
    parts = [" ".join(part.split()) for part in _split(value, ";")]
    if len(parts) < 7:
        return ", ".join(part for part in parts if part)
    return ", ".join(parts[at] for at in _ADDRESS_ORDER if parts[at])


def _take(card: _Card, item: Property) -> None:
    """One property into the card's columns."""
    name, value = item.name, item.value
    if name == "N":
        parts = [" ".join(one.split(",")).strip() for one in _split(value, ";")] + [""] * 5
        for column, part in zip(("family_name", "given_name", "patronymic"), parts, strict=False):
            card.add(column, part)
    elif name == "ORG":
        parts = _split(value, ";")
        card.add("organisation", parts[0])
        card.add("department", ", ".join(part for part in parts[1:] if part))
    elif name == "TEL":
        number = re.sub(r"^tel:", "", _whole(value), flags=re.IGNORECASE)
        card.add("fax" if "FAX" in item.kinds() else "phone", number)
    elif name == "ADR":
        card.add("address", _address(value))
    elif name == "BDAY" and "TEXT" not in [v.upper() for v in item.parameters.get("VALUE", [])]:
        card.add("birth_date", _date(_whole(value)))
    elif name in ("GENDER", "X-GENDER"):
        card.add("sex", _whole(value).split(";")[0])
    elif name in _SOCIAL:
        label = name.removeprefix("X-").removesuffix("-USERNAME").lower()
        card.add("social", _whole(value) if name == "IMPP" else f"{label}: {_whole(value)}")
    elif mapped := {
        "FN": "full_name",
        "EMAIL": "email",
        "URL": "web",
        "TITLE": "position",
        "ROLE": "position",
        "UID": "external_id",
        "NOTE": "notes",
    }.get(name):
        card.add(mapped, _whole(value))


def _date(value: str) -> str:
    """``19800322`` and ``1980-03-22T00:00`` as ISO; a birthday without a year is kept as it is."""
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?$", value.strip())
    return f"{found[1]}-{found[2]}-{found[3]}" if found else value


def _cards(lines: Iterable[str], notes: list[Note]) -> Iterator[_Card]:
    card: _Card | None = None
    depth = number = 0
    for line in _logical(lines):
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                number += 1
                card = _Card(number)
        elif mark == "END:VCARD":
            depth = max(0, depth - 1)
            if depth == 0 and card is not None:
                yield card
                card = None
        elif depth == 1 and card is not None and (item := parse_line(line)) is not None:
            _take(card, item)
    if card is not None:
        notes.append(Note("card_not_closed", str(number)))
        yield card


def _row(card: _Card) -> Row | None:
    values = card.values
    if not any(values.values()):
        return None
    if not values.get("full_name"):
        parts = (values.get(c) for c in ("family_name", "given_name", "patronymic"))
        name = " ".join(part[0] for part in parts if part)
        values["full_name"] = [name or (values.get("organisation") or [""])[0]]
    cells = ["\n".join(values.get(column, [])[:_VALUES]) for column in COLUMNS]
    return Row(card.number, cells)


def read_vcards(path: Path, encoding: str, limits: Limits) -> Table:
    """The cards of a file as rows; the columns carry the names of our fields.

    Several values of one column stand on lines of their own. Refuses a file without a card.
    """
    notes: list[Note] = []
    rows = _limited(path, encoding, limits, notes)
    samples: list[Row] = []
    for row in rows:
        samples.append(row)
        if len(samples) >= _SAMPLES:
            break
    if not samples:
        raise ReaderRefusal(RefusalCode.EMPTY)
    table = Table("vcard", list(COLUMNS), _chain(samples, rows), samples, notes)
    table.encoding = encoding
    return table


def _chain(samples: list[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from samples
    yield from rows


def _limited(path: Path, encoding: str, limits: Limits, notes: list[Note]) -> Iterator[Row]:
    with path.open("r", encoding=encoding, errors="replace", newline=None) as source:
        for card in _cards(source, notes):
            if card.number > limits.rows:
                raise ReaderRefusal(RefusalCode.TOO_MANY_ROWS, str(limits.rows))
            row = _row(card)
            if row is None:
                notes.append(Note("empty_card", str(card.number)))
            elif any(len(cell) > limits.cell_chars for cell in row.cells):
                cells = [cell[: limits.cell_chars] for cell in row.cells]
                yield Row(row.number, cells, "row_cell_too_long")
            else:
                yield row
