"""The language in which a block is written, told by its letters and by words a card cannot do
without."""

from __future__ import annotations

import re
from collections import Counter

_ADDRESSES = re.compile(
    r"\S+@\S+|(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|ru|ua|kz|de|cn)\b", re.I
)
_KAZAKH = frozenset("әғқңөұүһ")
_UKRAINIAN = frozenset("їєґі")
_GERMAN = re.compile(
    r"gmbh|\bu?g\s*&\s*co\b|stra(?:ß|ss)e\b|str\.\s*\d|gesch[äa]e?ftsf[üu]e?hr|ust-?id|\bhrb\b"
    r"|handelsregister|steuernummer|gr[üu](?:ß|ss)en|\bherrn?\b|\bfrau\b|prokurist|vorstand",
    re.I,
)
LEAST = 3  # letters
_SHARE = 1 / 3  # of letters of a script from which it is the language of the block


def language_of(text: str) -> str:
    """The code of the language of ``text``; empty where it has next to no letters.

    Names of firms and addresses of mail stand in Latin in any block, so a third of Cyrillic
    letters is enough.
    """
    letters = [sign for sign in _ADDRESSES.sub(" ", text).lower() if sign.isalpha()]
    if len(letters) < LEAST:
        return ""
    scripts = Counter(_script(sign) for sign in letters)
    if scripts["han"] >= len(letters) * _SHARE:
        return "zh"
    if scripts["cyrillic"] >= len(letters) * _SHARE:
        if _KAZAKH & set(letters):
            return "kk"
        return "uk" if _UKRAINIAN & set(letters) else "ru"
    if scripts["latin"] >= LEAST:
        return "de" if _GERMAN.search(text) else "en"
    return ""


def _script(sign: str) -> str:
    if "a" <= sign <= "z" or "\u00df" <= sign <= "\u024f":
        return "latin"
    if "\u0400" <= sign <= "\u052f":
        return "cyrillic"
    return "han" if "\u4e00" <= sign <= "\u9fff" else ""
