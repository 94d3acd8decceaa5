"""The whole block read, one concern after the other; what is left is the rest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from ...clients.models import ClientKind
from ...core.text import fold, legal_form
from ...core.text.given_names import known_given
from . import cards, contacts, firms, numbers, people, places
from .belonging import PREFIXES, WAYS, tied
from .block import Block, Piece, Span
from .speech import language_of

_ACTIVITY = re.compile(
    r"(?:(?:основной\s+)?вид\s+деятельности|сфера\s+деятельности|деятельность|ОКВЭД(?:\s*2)?"
    r"|activity|industry)\s*[:–—|-]*\s*"
    r"(?:[\d.]{2,8}\s*[,:–—-]*\s*)?(?P<value>[А-ЯЁа-яёA-Za-z][^\n;|]{2,200})",
    re.I,
)
_DAY = r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})"
_BORN_AFTER = re.compile(rf"{_DAY}\s*(?:г\.\s?)?(?:р\.|рожд(?:ения|\.)|г/р)", re.I)
_BORN = re.compile(
    r"(?:дата\s+рождения|д\.?\s?р\.?|год\s+рождения|date\s+of\s+birth|born|DOB)\s*[:–—|-]*\s*"
    rf"{_DAY}",
    re.I,
)
#: The only date of a person's card, alone in its line.
_LONE = re.compile(rf"^[ \t]*{_DAY}[ \t]*(?:г\.)?[ \t]*$", re.M)
_ANY_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
#: The parts of a person's name, in the order in which it is said.
NAMED = ("family_name", "given_name", "patronymic")
#: Lines that say nothing of the client.
_NOISE = re.compile(
    r"(?:с\s+уважением|с\s+наилучшими\s+пожеланиями|(?:банковские\s+"
    r"|наши\s+)?реквизиты(?:\s+\w+){0,2}|карточка\s+\w+|подпис[ьи]"
    r"|м\.?\s?п\.?|в\s+лице|(?:заказчик|исполнитель|покупатель|поставщик|продавец|арендатор"
    r"|арендодатель|customer|supplier|buyer|seller)|адрес[а-я]?|контакты|телефон[ы]?|стороны"
    r"|(?:\d+\s+)?адреса(?:\s+и)?(?:\s+банковские)?\s+реквизиты\s+сторон|исполнитель\s+заказчик"
    r"|mit\s+freundlichen\s+gr\w+|freundliche\s+gr\w+|cordialement|юридические\s+адреса\s+и\s+реквизиты\s+сторон|best\s+regards|kind\s+regards|regards"
    r"|sincerely|yours"
    r"|bank\s+details|company\s+details|requisites|в|и|г|от|на|для|the|with|at|in"
    r"|действующ\w+\s+на\s+основании\s+устава|на\s+основании\s+устава"
    r"|именуем\w+\s+в\s+дальнейшем"
    r"|e\s?mail|сайт|тел|факс|web|инн|кпп|должность|position|best|phd|mba)",
    re.I,
)


@dataclass(frozen=True)
class PersonRead:
    """A contact person of the organisation (see :class:`people.Person`)."""

    name: str
    position: str
    role: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Mark:
    """A stretch of the pasted text; ``fields``: what it was taken for, empty for the rest."""

    text: str
    fields: tuple[str, ...]


@dataclass
class Reading:
    """What was read. ``pieces``: at most one for a field, phones and e-mails apart; ``persons``:
    heads first; ``rest``: stretches nobody understood, each worth a line of the notes."""

    text: str
    kind: ClientKind
    pieces: list[Piece]
    persons: list[PersonRead]
    rest: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The code of the language the text is written in; empty where nothing tells it."""
        return language_of(self.text)

    def value(self, name: str) -> str:
        """The value of a field; several are parted by commas; empty when it was not read."""
        return ", ".join(piece.value for piece in self.pieces if piece.field == name)

    def problem(self, name: str) -> str:
        """The code of what is wrong with the value of a field; empty when nothing is."""
        return next((p.problem for p in self.pieces if p.field == name and p.problem), "")

    def source(self, name: str) -> str:
        """The words of the text that a field was taken from."""
        spans = [span for piece in self.pieces if piece.field == name for span in piece.spans]
        words = [" ".join(self.text[start:end].split()) for start, end in dict.fromkeys(spans)]
        return " … ".join(words)[:300]

    def untie(self, names: Collection[str]) -> None:
        """Give the ways of persons in the fields ``names`` to the firm."""
        firms_own = {f"{who}_{way}": own for who in PREFIXES for own, way in WAYS.items()}
        self.pieces = [
            replace(piece, field=firms_own[piece.field])
            if piece.field in firms_own and piece.field in names
            else piece
            for piece in self.pieces
        ]

    def turn(self, kind: ClientKind) -> None:
        """Read it as a client of ``kind``, as somebody has chosen: the person named becomes the
        client, or the contact person of the firm."""
        firm = ClientKind.ORGANISATION
        if (kind is firm) == (self.kind is firm):
            return
        if kind is firm:
            names = [p for p in self.pieces if p.field in NAMED]
            whole = " ".join(piece.value for piece in names)
            turned = {"occupation": "person_position"}
            added = [Piece("person_name", whole, names[0].spans)] if names else []
        else:
            self.untie([f"{who}_{way}" for who in PREFIXES for way in WAYS.values()])
            first = next(iter(self.persons), None)
            turned = {"person_position": "occupation", "person_name": ""}
            added = _person_names(first.name, first.spans) if first else []
        self.kind = kind
        self.pieces = [
            replace(piece, field=turned.get(piece.field, piece.field))
            for piece in self.pieces
            if piece.field not in NAMED and turned.get(piece.field) != ""
        ] + added

    def marks(self) -> list[Mark]:
        """The text in stretches, in order, none lost: ``"".join(mark.text)`` is the text."""
        owners: list[set[str]] = [set() for _ in self.text]
        for piece in self.pieces:
            for start, end in piece.spans:
                for at in range(start, min(end, len(owners))):
                    owners[at].add(piece.field)
        marks: list[Mark] = []
        begin = 0
        for at in range(1, len(owners) + 1):
            if at == len(owners) or owners[at] != owners[begin]:
                marks.append(Mark(self.text[begin:at], tuple(sorted(owners[begin]))))
                begin = at
        return marks


def read(text: str, *, region: str = "RU") -> Reading:
    """Read a pasted block. ``region``: the country of phone numbers written without one.

    Never raises; at most ``LONGEST`` characters are looked at.
    """
    block = Block(text)
    if cards.is_card(block.text):
        return _of_card(block, region)
    pieces = numbers.registered(block)
    pieces += contacts.mails(block)
    pieces += contacts.web(block)
    pieces += numbers.bank(block)
    born = _birth_date(block)
    activity = _activity(block)
    phones = contacts.telephones(block, _country(pieces) or region, shown_in=region)
    where = places.addresses(block)
    sole = firms.sole_trader(block)
    hosts = [p.value.split("//")[-1].split("/")[0] for p in pieces if p.field == "web"]
    hosts += [p.value.split("@")[1] for p in pieces if p.field == "emails"]
    named = [] if sole else firms.firms(block, hosts)
    found = people.people(block)
    pieces += activity + phones + where
    inn = next((piece.value for piece in pieces if piece.field == "inn"), "")
    if sole is not None:
        kind = ClientKind.SOLE_TRADER
        pieces += _person_names(sole.name, sole.spans)
    elif named or len(inn) == 10 or not found or any(p.field in ("kpp", "edrpou") for p in pieces):
        kind = ClientKind.ORGANISATION
        pieces += _firm_names(named)
    else:
        kind = ClientKind.PERSON
    persons: list[PersonRead] = []
    if kind is ClientKind.PERSON:
        first = found.pop(0)
        pieces += _person_names(first.name, first.spans)
        if first.position:
            pieces.append(Piece("occupation", first.position, first.spans))
        pieces += born or _lone_date(block)
    if kind is ClientKind.ORGANISATION:
        pieces = tied(block, pieces, found)
    for number, one in enumerate(found):
        persons.append(PersonRead(one.name, one.position, one.role, one.spans))
        if kind is ClientKind.ORGANISATION and number < 2:
            prefix = PREFIXES[number]
            pieces.append(Piece(f"{prefix}_name", one.name, one.spans))
            if one.position:
                pieces.append(Piece(f"{prefix}_position", one.position, one.spans))
    return Reading(block.source, kind, pieces, persons, _rest(block))


def _of_card(block: Block, region: str) -> Reading:
    card = cards.card(block, region)
    is_firm = any(piece.field == "short_name" for piece in card.pieces)
    pieces, persons = list(card.pieces), []
    if is_firm and card.person:
        pieces.append(Piece("person_name", card.person, card.spans))
        persons.append(PersonRead(card.person, card.position, "", card.spans))
    elif card.person:
        pieces += _person_names(card.person, card.spans)
    if card.position and card.person:
        held_by = "person_position" if is_firm else "occupation"
        pieces.append(Piece(held_by, card.position, card.spans))
    kind = ClientKind.ORGANISATION if is_firm or not card.person else ClientKind.PERSON
    return Reading(block.source, kind, pieces, persons, [*card.rest, *_rest(block)])


def _country(pieces: list[Piece]) -> str:
    """The country of the registered number, two letters; empty for one of Russia or for none."""
    said = {piece.field: piece.value for piece in pieces}
    if "edrpou" in said:
        return "UA"
    letters = said.get("vat", "")[:2]
    return {"EL": "GR"}.get(letters, letters) if letters.isalpha() else ""


def _firm_names(named: list[firms.Firm]) -> list[Piece]:
    if not named:
        return []
    long = next((firm for firm in named if firm.is_long), None)
    short = next((firm for firm in named if not firm.is_long), None)
    pieces = []
    if short is not None:
        pieces.append(Piece("short_name", short.name, short.spans))
    elif long is not None:
        bare = legal_form(long.name)[1]
        pieces.append(Piece("short_name", f"{long.form} «{bare}»", long.spans))
    if long is not None:
        pieces.append(Piece("full_name", long.name, long.spans))
    form = next((firm.form for firm in named if firm.form), "")
    if form:
        spans = next(firm.spans for firm in named if firm.form)
        pieces.append(Piece("legal_form", form, spans))
    return pieces


def _person_names(name: str, spans: tuple[Span, ...]) -> list[Piece]:
    parts = [word.title() if word.isupper() and len(word) > 2 else word for word in name.split()]
    russian = bool(re.search("[А-Яа-яЁёІіЇїЄє]", name))
    given_first = len(parts) == 3 and fold(parts[1]).endswith(("вич", "вна", "чна", "ьич"))
    if given_first:
        said = {"given_name": parts[0], "patronymic": parts[1], "family_name": parts[2]}
    elif russian and len(parts) >= 2 and not _two_given_first(parts):
        said = dict(zip(("family_name", "given_name", "patronymic"), parts, strict=False))
    elif len(parts) >= 2:
        said = {"given_name": " ".join(parts[:-1]), "family_name": parts[-1]}
    else:
        said = {"family_name": name}
    return [Piece(key, value, spans) for key, value in said.items()]


def _two_given_first(parts: list[str]) -> bool:
    known = [known_given(fold(part)) for part in parts[:2]]
    return len(parts) == 2 and known[0] and not known[1]


def _activity(block: Block) -> list[Piece]:
    for one in _ACTIVITY.finditer(block.text):
        if block.is_free(*one.span()):
            return [Piece("activity", block.said(*one.span("value")), (block.take(*one.span()),))]
    return []


def _birth_date(block: Block) -> list[Piece]:
    return _day_of(_BORN.search(block.text) or _BORN_AFTER.search(block.text), block)


def _lone_date(block: Block) -> list[Piece]:
    if len(_ANY_DAY.findall(block.text)) != 1:
        return []
    return _day_of(_LONE.search(block.text), block)


def _day_of(one: re.Match[str] | None, block: Block) -> list[Piece]:
    if one is None or not block.is_free(*one.span()):
        return []
    try:
        day = dt.date(int(one["year"]), int(one["month"]), int(one["day"]))
    except ValueError:
        return []
    return [Piece("birth_date", f"{day:%d.%m.%Y}", (block.take(*one.span()),))]


def _rest(block: Block) -> list[str]:
    found = []
    for line in block.lines:
        parts = [block.said(*part) for part in block.free_parts(*line)]
        parts = [part for part in parts if fold(part) and not _NOISE.fullmatch(fold(part))]
        if parts:
            found.append(" ".join(parts))
    return found
