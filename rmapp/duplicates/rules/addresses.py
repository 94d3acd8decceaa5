"""Addresses in comparable parts: house, flat, street, town; Russian and English ways of writing.

Sources: how people write them (labelled lists of persons and places, Russian registers of firms);
towns by ``core.places``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from ...core.places.regions import town_named
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
    near between off and of the in apt flat unit close terrace way no квартира офис помещение
    область край
"""
#: Words that name no place: kinds of street and of house.
_GENERIC = frozenset(_GENERIC_TEXT.split())
#: Of these, what stands at the end of a word written together: "goodwinstreet".
_ENDS = tuple(sorted({w for w in _GENERIC if len(w) >= 5 and w.isascii() and w != "north"}))
_POSTCODE = re.compile(r"\b\d{5,6}\b")
_LIKE_HOUSE = re.compile(r"\d{1,5}[a-zа-я]?")
_HOUSE = re.compile(
    r"(?:^|[\s,.])(?:д|дом|вл|владение)\s*\.?\s*(\d{1,4}(?:\s*-?\s*[а-я]\b)?(?:/\d+)?)"
)
_FLAT = re.compile(
    r"(?:^|[\s,.\d])(?:кв|квартира|оф|офис|пом|помещение|apt|apartment|flat|unit|suite|ste)\b"
    r"\s*\.?\s*№?\s*(\d{1,4}[a-zа-я]?)\b|(?:^|[\s,.])(?:кв|оф)(\d{1,4}[а-я]?)\b"
)
#: Two numbers at the end of a Russian address: the house and the flat.
_HOUSE_AND_FLAT = re.compile(r"[а-яё.,]\s*(\d{1,4}(?:/\d+)?[а-я]?)\s*[-,]\s*(\d{1,4})\s*$")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|й|я|ая|ой|ый)")
_TOWN = re.compile(
    r"(?:^|[\s,.])(?:г|гор|город)(?:\s*\.\s*|\s+)([а-яё][а-яё-]+(?:\s+[а-яё-]{4,})?)(?=\s*(?:,|$))"
    r"|(?:^|,)\s*([а-яё][а-яё-]+(?:\s+[а-яё-]{4,})?)\s+(?:г|город)\.?\s*(?=,|$)"
)


@dataclass(frozen=True)
class Address:
    """``house``: its number; ``flat``: that of the flat or office; ``street``: keys of the telling
    words; ``city``: a key."""

    house: str = ""
    street: frozenset[str] = frozenset()
    city: str = ""
    postcode: str = ""
    flat: str = ""


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
    if not town:
        town, text = _town_in(text)
    house, flat, text = _numbers_in(text)
    tokens: list[str] = []
    for word in fold(text).split():
        ordinal = _ORDINAL.fullmatch(word)
        word = ordinal[1] + "th" if ordinal else _SAME.get(word, word)
        if not house and _LIKE_HOUSE.fullmatch(word):
            house = word
        else:
            tokens.append(word)
    street = {
        _telling(word)
        for word in tokens
        if word not in _GENERIC and not (word.isdigit() and len(word) > 2) and len(word) > 1
    }
    street -= {town, ""}
    return Address(house, frozenset(street), town, postcode, flat)


def _town_in(text: str) -> tuple[str, str]:
    """The town of an address (its key) and the rest: called one, or known by its name alone."""
    if found := _TOWN.search(text):
        name = found[1] or found[2]
        return script_key(fold(name)), text[: found.start()] + "," + text[found.end() :]
    if "," in text:
        parts = text.split(",")
        for at, part in enumerate(parts):
            if town_named(part):
                return script_key(fold(part)), ",".join(parts[:at] + parts[at + 1 :])
    return "", text


def _numbers_in(text: str) -> tuple[str, str, str]:
    """House, flat, and what is left of a folded address."""
    house = flat = ""
    if found := _FLAT.search(text):
        flat = found[1] or found[2]
        at = found.start() + (found[0][:1].isdigit())
        text = f"{text[:at]} {text[found.end() :]}"
    elif found := _HOUSE_AND_FLAT.search(text):
        house, flat = found[1], found[2]
        text = text[: found.start() + 1]
    if not house and (named := _HOUSE.search(text)):
        house = re.sub(r"[\s-]", "", named[1])
        text = text[: named.start()] + " " + text[named.end() :]
    return house, flat, text


@lru_cache(maxsize=65_536)
def _telling(word: str) -> str:
    """The key of a street's word; empty for a kind of street with a slip ("srteet"), without it
    where the two are written together ("goodwinstreet")."""
    if len(word) >= 6 and word.isascii():
        for end in _ENDS:
            if word.endswith(end) and len(word) - len(end) >= 3:
                return script_key(word[: -len(end)])
            if abs(len(word) - len(end)) <= 1 and OSA.distance(word, end, score_cutoff=1) <= 1:
                return ""
    return script_key(word)


def _near(word: str, others: frozenset[str]) -> bool:
    if word in others:
        return True
    size = len(word)
    return size >= 5 and any(
        abs(size - len(other)) < 3
        and OSA.distance(word, other, score_cutoff=2) <= (2 if min(size, len(other)) >= 11 else 1)
        for other in others
    )


def street_likeness(one: Address, two: Address) -> float:
    """Share of the smaller address's telling words that the other has, or of their letters where
    the words are parted otherwise; 0 if either has none."""
    small, large = sorted((one.street, two.street), key=lambda words: (len(words), sorted(words)))
    if not small:
        return 0.0
    share = sum(_near(word, large) for word in small) / len(small)
    if share < 0.6 and len(small) + len(large) > 2:
        letters = fuzz.ratio("".join(sorted(small)), "".join(sorted(large))) / 100
        if letters >= 0.85:
            return letters
    return share
