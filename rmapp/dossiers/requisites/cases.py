"""Names in the genitive of a contract's first line («в лице Иванова Ивана Ивановича»)."""

from __future__ import annotations

from ...core.text import fold
from ...core.text.given_names import known_given

_SOFT = {"игоря": "игорь", "льва": "лев", "павла": "павел", "петра": "пётр", "семена": "семён"}


def nominative(name: str) -> str:
    """A full Russian name as it stands in a passport; any other name as it is.

    Only where the patronymic itself shows the genitive (``-вича``, ``-вны``).
    """
    words = name.split()
    if len(words) != 3:
        return name
    at = next((n for n, word in enumerate(words) if word.endswith(("ича", "вны", "чны"))), None)
    if at is None:
        return name
    is_man = words[at].endswith("ича")
    out = list(words)
    out[at] = words[at][:-1] if is_man else f"{words[at][:-1]}а"
    given, family = (1, 0) if at == 2 else (0, 2)
    out[given] = _given(words[given], is_man)
    out[family] = _family(words[family], is_man)
    return " ".join(out)


def _given(word: str, is_man: bool) -> str:
    low = word.casefold()
    if low in _SOFT:
        return _SOFT[low].capitalize()
    stem = word[:-1]
    endings = ("", "й", "ь", "а", "я") if is_man else ("а", "я", "ь")
    tries = [stem + ending for ending in endings]
    return next((one for one in tries if known_given(fold(one))), tries[0])


def _family(word: str, is_man: bool) -> str:
    if is_man:
        for ending, other in (("ского", "ский"), ("цкого", "цкий"), ("ого", "ой"), ("его", "ий")):
            if word.endswith(ending):
                return word.removesuffix(ending) + other
        if word.endswith("я"):
            return f"{word[:-1]}ь"
        return word.removesuffix("а")
    for ending, other in (("ской", "ская"), ("цкой", "цкая"), ("ой", "а"), ("ей", "я")):
        if word.endswith(ending):
            return word.removesuffix(ending) + other
    return word
