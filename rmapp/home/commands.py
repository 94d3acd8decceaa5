"""Commands of the palette: "call petrov", "звонок петров", "передать орлова" (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.text import fold, other_layout

#: Letters of a verb from which a command is understood.
SHORTEST = 3
#: Words that may stand between the verb and the name.
_FILLERS = frozenset(
    {
        *("plan", "new", "a", "an", "the", "with", "for", "of", "to", "client", "clients"),
        *("запланировать", "новый", "новая", "новое", "с", "со", "для", "к"),
        *("клиента", "клиентов", "клиенту"),
    }
)
#: Command → its verbs, beginnings of which are understood in both languages.
VERBS: dict[str, tuple[str, ...]] = {
    "call": ("call", "phone", "звонок", "звонить", "позвонить"),
    "meeting": ("meeting", "meet", "встреча", "встретиться", "встречу"),
    "visit": ("visit", "визит", "посетить"),
    "letter": ("letter", "письмо"),
    "email": ("email", "mail", "написать"),
    "opportunity": ("opportunity", "deal", "сделка", "сделку", "возможность"),
    "record": ("record", "log", "записать", "отметить", "звонил"),
    "edit": ("edit", "change", "изменить", "править", "исправить"),
    "handover": ("handover", "hand over", "передать", "передача"),
}


@dataclass(frozen=True)
class Spoken:
    """A command as typed: which one, and the words of the name after it (may be empty)."""

    command: str
    rest: str


def spoken(text: str) -> Spoken | None:
    """The command ``text`` begins with, in either keyboard layout; None when it is none."""
    for typed in (text, other_layout(text)):
        found = _spoken(typed)
        if found is not None:
            return found
    return None


def _spoken(text: str) -> Spoken | None:
    words = [word for word in fold(text[:200]).split() if word]
    while words and words[0] in _FILLERS:
        words.pop(0)
    if not words:
        return None
    if words[0] == "hand" and words[1:2] == ["over"]:
        return Spoken("handover", _name(words[2:]))
    for command, verbs in VERBS.items():
        if len(words[0]) >= SHORTEST and any(verb.startswith(words[0]) for verb in verbs):
            return Spoken(command, _name(words[1:]))
    return None


def _name(words: list[str]) -> str:
    while words and words[0] in _FILLERS:
        words = words[1:]
    return " ".join(words)
