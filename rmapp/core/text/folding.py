"""One spelling for what people write in many."""

from __future__ import annotations

import functools
import re
import unicodedata

#: Longest text looked at; names and queries are far shorter.
MAX_TEXT = 4000

_APOSTROPHES = frozenset("'’‘ʼ`´′ʹ")
_KEEP_MARKS = {"й": "й", "ї": "ї", "ў": "ў"}
# Letters that look alike and are mistyped for each other; lower case, Latin to Cyrillic.
_LATIN_LOOKALIKES = str.maketrans("aceopxykmthbi", "асеорхукмтнві")
_CYRILLIC_LOOKALIKES = str.maketrans("асеорхукмтнві", "aceopxykmthbi")
_LATIN_TWINS = frozenset("aceopxykmthbi")
_CYRILLIC_TWINS = frozenset("асеорхукмтнві")
_LATIN = re.compile("[a-z]")


def is_cyrillic(char: str) -> bool:
    """Whether a folded character is a Cyrillic letter."""
    return "\u0400" <= char <= "\u052f"


def is_latin(char: str) -> bool:
    """Whether a folded character is a plain Latin letter."""
    return "a" <= char <= "z"


def _plain(char: str) -> str:
    """One character without its accents; й, ї and ў are letters, not accents."""
    if char == "ё":
        return "е"
    if char in _KEEP_MARKS:
        return char
    if char == "ß":
        return "ss"
    base = unicodedata.normalize("NFD", char)
    return "".join(part for part in base if not unicodedata.combining(part))


def fold(text: str) -> str:
    """Folded text: NFKC, case-folded, accents dropped, ё as е, words parted by one space.

    Apostrophes vanish inside words (O'Brien → obrien); all other signs part words.
    ``fold(fold(x)) == fold(x)``.
    """
    return _kept(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():  # nothing to normalise
        return " ".join(text[:MAX_TEXT].lower().translate(_LETTERS).split())
    normal = unicodedata.normalize("NFKC", text[:MAX_TEXT]).casefold()
    normal = unicodedata.normalize("NFKC", normal).casefold()
    return " ".join(normal.translate(_LETTERS).split())


#: Words and names come back again and again; long texts do not and are not remembered.
_SHORT = 60
_kept = functools.lru_cache(maxsize=16_384)(_fold)


def _folded(char: str) -> str:
    """What one normal, case-folded character becomes."""
    if char in _APOSTROPHES or unicodedata.combining(char):
        return ""
    if not char.isalnum():
        return " "
    plain = char if char.isascii() else _plain(char) or char
    return "".join(part if part.isalnum() else " " for part in plain)


class _Letters(dict[int, str]):
    """The table of :func:`_folded`, filled as letters are met; rare ones are not kept."""

    def __missing__(self, code: int) -> str:
        letter = _folded(chr(code))
        if code < 0x3000:
            self[code] = letter
        return letter


_LETTERS = _Letters()


@functools.lru_cache(maxsize=16_384)
def unmix(word: str) -> str:
    """A folded word freed of look-alike letters of the other script (``cтрой`` with Latin c).

    The script that has letters of its own wins; a word of twins only stays as it is.
    """
    if word.isascii() or _LATIN.search(word) is None:  # most words are of one script
        return word
    latin = {char for char in word if is_latin(char)}
    cyrillic = {char for char in word if is_cyrillic(char)}
    if not latin or not cyrillic:
        return word
    if latin <= _LATIN_TWINS and not cyrillic <= _CYRILLIC_TWINS:
        return word.translate(_LATIN_LOOKALIKES)
    if cyrillic <= _CYRILLIC_TWINS and not latin <= _LATIN_TWINS:
        return word.translate(_CYRILLIC_LOOKALIKES)
    return word


def words(text: str) -> list[str]:
    """The folded words of a text, look-alike letters set right, in order."""
    return [unmix(word) for word in fold(text).split()]
