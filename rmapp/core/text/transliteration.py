"""Between the scripts: a passport spelling, a way back, and a key that many spellings share."""

from __future__ import annotations

import re
from functools import lru_cache

from .folding import is_cyrillic

# ICAO Doc 9303, part 3, section 6 (the spelling of Russian passports); Ukrainian and Belarusian
# letters after the same table.
_ICAO = {
    **dict(zip("абвгдезиклмнопрстуфы", "abvgdeziklmnoprstufy", strict=True)),
    "ё": "e",
    "ж": "zh",
    "й": "i",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "ie",
    "ь": "",
    "э": "e",
    "ю": "iu",
    "я": "ia",
    "ґ": "g",
    "є": "ie",
    "і": "i",
    "ї": "i",
    "ў": "u",
}
# The key's first step: one way to write each Cyrillic letter; soft and hard signs are silent.
_KEY = {
    **_ICAO,
    "х": "h",
    "щ": "sh",
    "ъ": "",
    "ы": "i",
    "є": "e",
}
# The key's second step: spellings that mean one sound. Order matters: longest first.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"john", "jon"),
        (r"shch|tsch|sch", "sh"),
        (r"tch|cz", "ch"),
        (r"kh", "h"),
        (r"ck", "k"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"gh", "g"),
        (r"tz|c(?=[eiy])", "ts"),
        (r"c(?!h)", "k"),
        (r"x", "ks"),
        (r"qu", "kv"),
        (r"q", "k"),
        (r"wh?", "v"),
        (r"[yj]", "i"),
        (r"(.)\1+", r"\1"),
        (r"i[eo]", "e"),
        (r"(.)\1+", r"\1"),
    )
]
_BACK = [
    ("shch", "щ"),
    ("sch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("iu", "ю"),
    ("ju", "ю"),
    ("ya", "я"),
    ("ia", "я"),
    ("ja", "я"),
    ("yo", "ё"),
    ("ye", "е"),
    ("x", "кс"),
    ("w", "в"),
    ("h", "х"),
    ("j", "й"),
    ("q", "к"),
    ("c", "к"),
    ("y", "ы"),
    *((latin, cyrillic) for cyrillic, latin in _ICAO.items() if len(latin) == 1 and cyrillic < "ё"),
]
_BACK_PATTERN = re.compile("|".join(latin for latin, _ in _BACK))
_BACK_LETTERS: dict[str, str] = {}
for _latin, _cyrillic in _BACK:
    _BACK_LETTERS.setdefault(_latin, _cyrillic)
# At the end of a word y is й after a vowel, ий after a consonant.
_LAST_Y = re.compile(r"(?<=[bcdfghklmnprstvwxz])[iy]?y\b")
_LAST_J = re.compile(r"(?<=[aeiou])y\b")


def to_latin(text: str) -> str:
    """Cyrillic in Latin letters as Russian passports spell it (ICAO 9303); the rest stays."""
    out: list[str] = []
    for char in text:
        low = char.lower()
        latin = _ICAO.get(low)
        if latin is None:
            out.append(char)
        else:
            out.append(latin if char == low else latin.capitalize())
    return "".join(out)


def to_cyrillic(word: str) -> str:
    """A likely Russian spelling of a folded Latin word (``petrov`` → ``петров``)."""
    word = _LAST_J.sub("й", _LAST_Y.sub("ий", word))
    return _BACK_PATTERN.sub(lambda found: _BACK_LETTERS[found[0]], word)


@lru_cache(maxsize=65536)
def script_key(word: str) -> str:
    """The key of a folded word: one lossy Latin spelling for both scripts and all romanisations.

    Щербаков, Shcherbakov and Scherbakov meet; so do Юрий, Yuri, Iurii and Jurij. The key of a
    word's beginning is, but for a letter cut in half, the beginning of its key.
    """
    if any(is_cyrillic(char) for char in word):
        word = word.replace("дж", "j")
        word = "".join(_KEY.get(char, char) for char in word)
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
