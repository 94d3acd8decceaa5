"""Countries by what people call them: a name in one of our languages, its two letters."""

from __future__ import annotations

import functools

from babel import Locale

from ..text import fold

_LANGUAGES = ("ru", "en", "uk", "de", "kk", "be", "tr")
_ALSO = {
    "рф": "RU", "россия": "RU", "usa": "US", "сша": "US", "uk": "GB", "great britain": "GB",
    "england": "GB", "англия": "GB", "белоруссия": "BY", "киргизия": "KG", "кыргызстан": "KG",
    "молдавия": "MD", "оаэ": "AE", "uae": "AE", "кнр": "CN", "чехия": "CZ", "turkey": "TR",
    "holland": "NL", "голландия": "NL", "южная корея": "KR", "south korea": "KR",
}  # fmt: skip
_BEFORE = ("республика ", "republic of ", "the ")


@functools.lru_cache(maxsize=4_096)
def country_code(text: str) -> str:
    """The ISO 3166 letters of the country that ``text`` names; empty where it names none.

    ``KZ``, ``Казахстан``, ``Республика Казахстан``, ``Kazakhstan`` → ``KZ``.
    """
    name = fold(text)
    for before in _BEFORE:
        name = name.removeprefix(before)
    return _codes().get(name, "")


@functools.lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                codes.setdefault(fold(name), code)
                codes.setdefault(code.lower(), code)
    return codes | _ALSO
