"""Addresses in comparable parts: house, street, town; Russian and English ways of writing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from ...core.text import fold, script_key

_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_SAME = {
    **{word: f"{at}th" for at, word in enumerate(_ORDINALS, 1)},
    "blv": "boulevard",
    "blvd": "boulevard",
    "ave": "avenue",
    "av": "avenue",
    "rd": "road",
    "st": "street",
    "sts": "street",
    "str": "street",
    "dr": "drive",
    "ln": "lane",
    "la": "lane",
    "sq": "square",
    "hwy": "highway",
    "pl": "place",
    "ct": "court",
    "crt": "court",
    "cct": "circuit",
    "pde": "parade",
    "cres": "crescent",
    "pkwy": "parkway",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "ne": "northeast",
}
_GENERIC_TEXT = """
    г гор город ул улица д дом корп корпус к стр строение оф офис пом кв пр проезд прт
    проспект пр-т пер переулок ш шоссе б-р бульвар наб пл обл область р он рон район пос
    поселок с село дер рф россия мо вл владение этаж лит т мкр м street avenue road boulevard
    drive lane place court circuit square highway north south east west northeast street at
    near between off and of the in apt flat unit
"""
#: Words that name no place: kinds of street and of house.
_GENERIC = frozenset(_GENERIC_TEXT.split())
_POSTCODE = re.compile(r"\b\d{5,6}\b")
_LIKE_HOUSE = re.compile(r"\d{1,5}[a-zа-я]?")
_HOUSE = re.compile(
    r"(?:^|[\s,.])(?:д|дом|вл|владение)\s*\.?\s*(\d{1,4}(?:\s*-?\s*[а-я]\b)?(?:/\d+)?)"
)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|й|я|ая|ой|ый)")


@dataclass(frozen=True)
class Address:
    """``house``: its number; ``street``: keys of the telling words; ``city``: a key."""

    house: str = ""
    street: frozenset[str] = frozenset()
    city: str = ""
    postcode: str = ""


def parse_address(text: str, city: str = "", postcode: str = "") -> Address:
    """The parts of an address written in one line; ``city``, ``postcode`` may be given apart."""
    text = text[:400]
    town = script_key(fold(city).replace(" city", ""))
    if not postcode and (found := _POSTCODE.search(text)):
        postcode = found[0]
        text = _POSTCODE.sub(" ", text, count=1)
    postcode, text = fold(postcode).replace(" ", ""), text.casefold()
    # what stands at a crossing says nothing about the house
    text = re.split(r"\s(?:between|near|off|at)\s", text)[0] or text
    house = ""
    if named := _HOUSE.search(text):
        house = re.sub(r"[\s-]", "", named[1])
        text = text[: named.start()] + " " + text[named.end() :]
    tokens: list[str] = []
    for word in fold(text).split():
        ordinal = _ORDINAL.fullmatch(word)
        word = ordinal[1] + "th" if ordinal else _SAME.get(word, word)
        if not house and _LIKE_HOUSE.fullmatch(word):
            house = word
        else:
            tokens.append(word)
    if not town and (found := re.search(r"\bг\s*\.\s*([а-яё-]+)", text)):
        town = script_key(fold(found[1]))
    street = {
        script_key(word)
        for word in tokens
        if word not in _GENERIC and not (word.isdigit() and len(word) > 2) and len(word) > 1
    }
    street.discard(town)
    return Address(house, frozenset(street), town, postcode)


def _near(word: str, others: frozenset[str]) -> bool:
    if word in others:
        return True
    return len(word) >= 5 and any(
        abs(len(word) - len(other)) < 3 and OSA.distance(word, other, score_cutoff=1) <= 1
        for other in others
    )


def street_likeness(one: Address, two: Address) -> float:
    """Share of the smaller address's telling words that the other has; 0 if either has none."""
    small, large = sorted((one.street, two.street), key=len)
    if not small:
        return 0.0
    return sum(_near(word, large) for word in small) / len(small)
