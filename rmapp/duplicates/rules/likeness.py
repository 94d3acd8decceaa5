"""How surely two written names are one: of a person or a firm, whatever the script or order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from ...core.text import fold, legal_form, script_key, words
from .diminutives import are_other_given_names, same_given_name
from .subject import GENERIC_KEYS

_TITLES_TEXT = """
    mr mrs ms miss dr prof professor doctor sir madam herr frau president mv гн гжа господин
    госпожа др проф профессор доктор пан пані
"""
#: Words before a name that are no part of it.
_TITLES = frozenset(script_key(fold(word)) for word in _TITLES_TEXT.split())
_NUMBERS_TEXT = """
    one first первый|two second второй|three third третий|four fourth четвертый|five fifth пятый
    |six sixth шестой|seven seventh седьмой|eight eighth восьмой|nine ninth девятый
    |ten tenth десятый
"""
_NUMBERS = {
    script_key(fold(word)): str(number)
    for number, spelled in enumerate(_NUMBERS_TEXT.split("|"), 1)
    for word in spelled.split()
}
_ORDINAL_ENDS = ("st", "nd", "rd", "t")  # as keys write them
#: Words less alike than this are two words.
_ONE_WORD = 0.66
#: How surely an initial stands for a name; a short form.
_INITIAL, _SHORT_FORM = 0.85, 0.95
#: What words that only one side has count, and words on both sides that are not one.
_ONLY_HERE, _AGAINST = 0.2, 1.0
_GENERIC_WEIGHT = 0.35
_MOST_WORDS, _MOST_LETTERS = 12, 8


@lru_cache(maxsize=65_536)
def name_likeness(left: str, right: str) -> float:
    """How surely two written names are one name, 0 to 1: across scripts, order and typos.

    Words are brought together one to one. A word that only one side has (a second given name, a
    patronymic, "group") says little; different words on both sides say that it is another name.
    """
    one, two = name_words(left), name_words(right)
    if not one or not two:
        return 0.0
    if len(one) == len(two) == 1:
        return _number_or_word(one[0], two[0])
    glued = _glued(one, two)
    return round(max(_aligned(one, two), glued), 4)


def word_likeness(one: str, two: str) -> float:
    """How surely two keys are one word: letters, consonants by their sound, the beginning."""
    if one == two:
        return 1.0
    whole = fuzz.ratio(one, two) / 100
    consonants = fuzz.ratio(skeleton(one), skeleton(two)) / 100
    jaro = JaroWinkler.similarity(one, two)
    return round(0.45 * whole + 0.25 * consonants + 0.3 * jaro, 4)


@lru_cache(maxsize=65_536)
def name_words(name: str) -> tuple[str, ...]:
    """The keys of a name's words without legal form and titles; numbers as digits."""
    rest = legal_form(name)[1]
    rest = legal_form(rest)[1]
    keys = [script_key(word) for word in _abbreviated(words(rest)[:_MOST_WORDS])]
    keys = [_digits(key) for key in keys if key]
    bare = [key for key in keys if key not in _TITLES]
    return tuple(bare or keys)


def _abbreviated(found: Sequence[str]) -> list[str]:
    """Three letters and more standing apart are one abbreviation: L.X.C is LXC."""
    out: list[str] = []
    run: list[str] = []
    for word in [*found, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        out += ["".join(run)] if len(run) > 2 else run
        out.append(word)
        run = []
    return out


def _digits(key: str) -> str:
    number = key[:-2] if key.endswith(_ORDINAL_ENDS) else key
    return str(int(number)) if number.isdecimal() else _NUMBERS.get(key, key)


def _number_or_word(one: str, two: str) -> float:
    if one.isdigit() or two.isdigit():
        return float(one == two)
    return word_likeness(one, two)


def _likeness(one: str, two: str) -> float:
    """0 where two words are not one."""
    if one == two:
        return 1.0
    short, long = sorted((one, two), key=len)
    if len(short) == 1:
        return _INITIAL if long.startswith(short) else 0.0
    if same_given_name(one, two):
        return _SHORT_FORM
    if one.isdigit() or two.isdigit() or are_other_given_names(one, two):
        return 0.0
    if len(long) <= 3:
        return 0.0  # of an abbreviation every letter counts
    found = word_likeness(one, two)
    return found if found >= _ONE_WORD else 0.0


def _aligned(one: Sequence[str], two: Sequence[str]) -> float:
    table = sorted(
        (
            (-_likeness(a, b), abs(at - bt), at, bt)
            for at, a in enumerate(one)
            for bt, b in enumerate(two)
        )
    )
    here, there = set(range(len(one))), set(range(len(two)))
    agreed = total = 0.0
    for likeness, _apart, at, bt in table:
        if likeness == 0:
            break
        if at in here and bt in there:
            here.discard(at)
            there.discard(bt)
            weight = max(_weight(one[at]), _weight(two[bt]))
            agreed += weight * -likeness
            total += weight
    left = sum(_weight(one[at]) for at in here)
    right = sum(_weight(two[at]) for at in there)
    against = min(left, right)
    total += 2 * _AGAINST * against + _ONLY_HERE * (max(left, right) - against)
    return agreed / total if total else 0.0


def _weight(word: str) -> float:
    if word in GENERIC_KEYS:
        return _GENERIC_WEIGHT * min(len(word), _MOST_LETTERS)
    if word.isdigit():
        return float(_MOST_LETTERS)
    return float(max(3 if len(word) > 1 else 2, min(len(word), _MOST_LETTERS)))


def _glued(one: Sequence[str], two: Sequence[str]) -> float:
    """Words written as one, or one as two: only where the letters are nearly the same."""
    if len(one) == len(two):
        return 0.0
    if {word for word in one if word.isdigit()} != {word for word in two if word.isdigit()}:
        return 0.0
    pairs = [("".join(one), "".join(two)), ("".join(sorted(one)), "".join(sorted(two)))]
    ratio = max(fuzz.ratio(*pair) for pair in pairs) / 100
    return ratio if ratio >= 0.9 else 0.0


_CLASSES = str.maketrans(
    {**dict.fromkeys("bp", "p"), **dict.fromkeys("vf", "f"), **dict.fromkeys("gkh", "k")}
    | {**dict.fromkeys("dt", "t"), **dict.fromkeys("zs", "s"), **dict.fromkeys("aeiouy", "")}
)


_LOOSE = re.compile(r"zh|sh|ch|ts|j|c")


def loose_skeleton(key: str) -> str:
    """The consonants, all that hiss as one, each once: for bringing together, not for telling."""
    bare = skeleton(_LOOSE.sub("s", key).replace("v", "f"))
    return "".join(char for at, char in enumerate(bare) if char != bare[at - 1 : at])


def skeleton(key: str) -> str:
    """The consonants, voiced as voiceless; the first letter stays."""
    return key[:1] + key[1:].translate(_CLASSES)
