"""Whose a telephone and an e-mail address are: the firm's, or of a person the block names.

A business card and a signature give the ways of a person; requisites give those of the firm, but
for an address that bears a person's name and what stands in a person's own line.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from ...core.phones import PhoneError, PhoneKind, parse_phone
from ...core.text import fold, script_key, words
from .block import Block, Piece
from .people import Person

#: Fields of the form for the first and the second contact person.
PREFIXES = ("person", "second")
#: Field of the firm → what a person has of it.
WAYS = {"phones": "phone", "emails": "email"}
_REQUISITES = frozenset(("inn", "kpp", "ogrn", "edrpou", "vat", "lei", "banks_now"))
_HOUSE_LOCAL = re.compile(
    r"(?:info|inbox|office|ofis|mail|post|pochta|sales?|zakaz\w*|orders?|admin|support|help"
    r"|contacts?|hello|shop|market\w*|company|firma|reception|secretar\w*|sekretar\w*|priem\w*"
    r"|buh\w*|accounts?|accounting|hr|job|kadry|pr|reklama|tender\w*|zakupki|kanc\w*|delo"
    r"|general|enquir\w*|team|moscow|msk|spb)\d*",
    re.I,
)
_HOUSE_PHONE = re.compile(
    r"при[её]мная|офис|факс|секретар|ресепшн|склад|бухгалтери|office|reception|switchboard"
    r"|main|head\s?quarters|fax",
    re.I,
)
_OWN_PHONE = re.compile(r"моб|сот|личн|прям|\bм\b|mob|cell|direct|whatsapp|viber|\b[MD]\b", re.I)


def tied(block: Block, pieces: Sequence[Piece], people: Sequence[Person]) -> list[Piece]:
    """``pieces`` with the ways that are a person's under that person's fields.

    ``people``: in the order of the form. One telephone and one address each, as a contact person
    has; a number with an extension stays with the firm, whose switchboard it is.
    """
    people = people[: len(PREFIXES)]
    is_card = not any(piece.field in _REQUISITES for piece in pieces)
    owners: dict[tuple[int, str], int] = {}
    ranked = sorted(enumerate(pieces), key=lambda one: (_rank(block, one[1]), one[0]))
    for at, piece in ranked:
        way = WAYS.get(piece.field)
        if way is None:
            continue
        owner = _owner(block, piece, people, is_card=is_card)
        if owner is not None:
            owners.setdefault((owner, way), at)
    taken = {at: f"{PREFIXES[owner]}_{way}" for (owner, way), at in owners.items()}
    return [
        dataclasses.replace(piece, field=taken[at]) if at in taken else piece
        for at, piece in enumerate(pieces)
    ]


def _rank(block: Block, piece: Piece) -> int:
    """The surest way of a person first: a mobile before a desk."""
    return 0 if piece.field != "phones" or _is_mobile(block, piece) else 1


def _owner(block: Block, piece: Piece, people: Sequence[Person], *, is_card: bool) -> int | None:
    if piece.field == "emails":
        local = piece.value.partition("@")[0]
        if _HOUSE_LOCAL.fullmatch(local):
            return None
        for at, person in enumerate(people):
            if named_after(local, person.name):
                return at
    elif "#" in piece.value or _HOUSE_PHONE.search(_said(block, piece)):
        return None
    beside = _beside(block, piece, people)
    if beside is not None:
        return beside
    if not is_card:
        return None
    before = _before(piece, people)
    if before is None and len(people) == 1 and (_is_mobile(block, piece)):
        return 0
    return before


def named_after(local: str, name: str) -> bool:
    """Whether an address bears this name: the family name, or the given one alone."""
    parts = [key for key in map(script_key, words(fold(local))) if key]
    joined = "".join(parts)
    long = [key for key in map(script_key, words(fold(name))) if len(key) >= 3]
    if any(key in joined for key in long if len(key) >= 4):
        return True
    return any(key in parts for key in long)


def _said(block: Block, piece: Piece) -> str:
    return " ".join(block.said(*span) for span in piece.spans)


def _is_mobile(block: Block, piece: Piece) -> bool:
    if piece.field != "phones":
        return False
    if _OWN_PHONE.search(re.sub(r"[\d+].*", "", _said(block, piece))):
        return True
    try:
        return parse_phone(piece.value).kind is PhoneKind.MOBILE
    except PhoneError:
        return False


def _beside(block: Block, piece: Piece, people: Sequence[Person]) -> int | None:
    """The person in whose own line this stands, the nearest before it."""
    line = block.line_at(piece.spans[0][0])
    near = [
        (end, at)
        for at, person in enumerate(people)
        for start, end in person.spans
        if block.line_at(start) == line and end <= piece.spans[0][0]
    ]
    return max(near)[1] if near else None


def _before(piece: Piece, people: Sequence[Person]) -> int | None:
    """The person named last before it."""
    near = [
        (start, at)
        for at, person in enumerate(people)
        for start, _end in person.spans
        if start < piece.spans[0][0]
    ]
    return max(near)[1] if near else None
