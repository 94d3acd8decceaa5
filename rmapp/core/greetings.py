"""How a letter begins: by name, and right for a man or a woman where that is known."""

from __future__ import annotations

#: What a patronymic ends in, in both scripts; and the words that end one in the Caucasus.
_HIS = ("вич", "ьич", "мич", "кич", "vich", "yich", "mich", "kich")
_HERS = ("вна", "чна", "vna", "chna")
_SONS, _DAUGHTERS = ("оглы", "оглу", "ogly"), ("кызы", "гызы", "kyzy")


def called(name: str) -> str:
    """How a person with a full ``name`` is spoken to in a letter: a Russian one by given name and
    patronymic, anybody else by the name as it stands."""
    words = name.split()
    if len(words) == 4 and words[3].lower() in (*_SONS, *_DAUGHTERS):
        return " ".join(words[1:])
    if len(words) == 3 and _is_patronymic(words[1]) and not _is_patronymic(words[0]):
        return f"{words[0]} {words[1]}"
    if len(words) == 3 and _is_patronymic(words[2]):
        return f"{words[1]} {words[2]}"
    return " ".join(words)


def sex_of(name: str) -> str:
    """``f``, ``m`` or nothing, as the patronymic of a full ``name`` tells. A family name alone
    tells nothing: Popovich is a woman's name as well."""
    words = name.lower().split()
    if len(words) == 4 and words[3] in _SONS:
        return "m"
    if len(words) == 4 and words[3] in _DAUGHTERS:
        return "f"
    if len(words) == 2 and words[1].endswith(_HERS):
        return "f"
    if len(words) != 3:
        return ""
    patronymic = words[1] if _is_patronymic(words[1]) else words[2]
    if patronymic.endswith(_HERS):
        return "f"
    return "m" if patronymic.endswith(_HIS) else ""


def greeting(name: str, *, language: str, sex: str = "") -> str:
    """The first line of a letter in ``language`` (``ru``, else English) to a person called
    ``name``; nobody is named where it is empty. ``sex``: ``f`` or ``m`` where the dossier knows
    it, else it is read from the patronymic; unknown, the greeting fits both."""
    person = called(name)
    if language != "ru":
        return f"Dear {person}," if person else "Dear Sir or Madam,"
    if not person:
        return "Здравствуйте!"
    form = {"f": "Уважаемая {}!", "m": "Уважаемый {}!"}.get(sex or sex_of(name))
    return (form or "Здравствуйте, {}!").format(person)


def _is_patronymic(word: str) -> bool:
    return word.lower().endswith((*_HIS, *_HERS))
