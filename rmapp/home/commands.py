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
#: Words before a verb that make it a plan: "plan call petrov" rings nobody now.
_PLANNING = frozenset({"plan", "запланировать"})
#: Command → its verbs, beginnings of which are understood in both languages.
VERBS: dict[str, tuple[str, ...]] = {
    "dial": ("call", "phone", "dial", "звонить", "позвонить", "набрать"),
    "call": ("звонок",),
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
    is_plan = bool(_PLANNING & set(words[:1]))
    while words and words[0] in _FILLERS:
        words.pop(0)
    if not words:
        return None
    if words[0] == "hand" and words[1:2] == ["over"]:
        return Spoken("handover", _name(words[2:]))
    for command, verbs in VERBS.items():
        if len(words[0]) >= SHORTEST and any(verb.startswith(words[0]) for verb in verbs):
            command = "call" if command == "dial" and is_plan else command
            return Spoken(command, _name(words[1:]))
    return None


#: Places that are not in the menu → the beginnings of what people call them.
PLACES: dict[str, tuple[str, ...]] = {
    "absence": (
        *("absence", "absent", "vacation", "leave of absence", "day off"),
        *("отсутствие", "отпуск", "отгул", "выходной"),
    ),
    "illness": ("ill", "sick", "illness", "болен", "больна", "больничный", "болею", "заболел"),
    "hours": ("working hours", "hours", "рабочее время", "часы работы"),
    "days_off": ("holidays", "contacts on days off", "праздники", "контакты на выходных"),
    "fill": ("fill my week", "fill the week", "заполнить неделю", "заполнить окна"),
    "no_step": ("no next step", "without a next step", "без следующего шага", "нет следующего"),
    "overdue": ("without outcome", "no outcome", "overdue", "без итога", "просроченные"),
    "silent": ("silent", "silence", "losing touch", "долго без контакта", "молчат", "тишина"),
    "month": ("month", "calendar", "месяц", "календарь"),
    "team_week": ("week of the team", "team week", "неделя команды"),
    "feed": ("calendar on your phone", "on your phone", "ical", "календарь", "в телефоне"),
    "rooms": ("meeting rooms", "rooms", "переговорные"),
    "segments": ("segments", "lists", "сегменты", "списки"),
    "expiring": ("documents that expire", "expiring", "документы", "истекают"),
    "bin": ("bin", "trash", "deleted", "корзина", "удаленные"),
    "merges": ("merges", "объединения", "слияния"),
    "sieve": ("sieve", "funnel", "сито", "воронка"),
    "economics": ("economics", "экономика"),
    "evaluation": ("evaluation", "оценка"),
    "profile": ("profile", "my profile", "tokens", "профиль", "мой профиль", "токены"),
    "password": ("password", "change the password", "пароль", "сменить пароль"),
    "notices": ("notices", "notifications", "уведомления"),
}  # fmt: skip


def places(text: str) -> list[str]:
    """The places whose name begins with ``text``, three letters or more, in either layout."""
    typed = [" ".join(fold(one[:200]).split()) for one in (text, other_layout(text))]
    wanted = [one for one in typed if len(one) >= SHORTEST]
    return [
        place
        for place, names in PLACES.items()
        if any(name.startswith(one) for name in names for one in wanted)
    ]


def _name(words: list[str]) -> str:
    while words and words[0] in _FILLERS:
        words = words[1:]
    return " ".join(words)
