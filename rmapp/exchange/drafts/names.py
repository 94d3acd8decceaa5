"""What a row is about, and its name in parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ...clients.models import ClientKind
from ...core.text import fold, legal_form
from ..values import code_of

_PATRONYMIC = re.compile(r"(?:вич|вна|ична|инична|ьич|кызы|оглы|йович|івна)$")
_SOLE = ("ИП", "ФОП")
_QUOTED = re.compile(r"[\"'«»„“”]")
_OF_PERSONS = frozenset({"фио", "ф и о", "фамилия имя отчество", "піб", "имя фио"})


def kind_of(
    row: Mapping[str, str], *, names_persons: bool, inn: str, has_name_parts: bool
) -> ClientKind:
    """What a row is about: it says so itself, else told by its legal form, its ИНН, the columns it
    fills."""
    if told := code_of("kind", row.get("kind", "")):
        return ClientKind(told)
    name = row.get("full_name") or row.get("short_name") or ""
    form = legal_form(f"{row.get('legal_form', '')} X")[0] or legal_form(name)[0]
    if form in _SOLE:
        return ClientKind.SOLE_TRADER
    if form:
        return ClientKind.ORGANISATION
    if has_name_parts or names_persons or row.get("birth_date"):
        return ClientKind.PERSON
    if len(inn) == 12 and not row.get("kpp"):
        return ClientKind.PERSON
    return ClientKind.ORGANISATION


def columns_name_persons(columns: Sequence[str], fields: Sequence[str]) -> bool:
    """Whether the column of names is called ФИО or stands beside columns only persons have."""
    named = [c for c, f in zip(columns, fields, strict=True) if f == "full_name"]
    if any(
        fold(part) in _OF_PERSONS for column in named for part in [column, column.split(" / ")[-1]]
    ):
        return True
    return "birth_date" in fields or "sex" in fields


def person_names(name: str) -> dict[str, str]:
    """A person's name in one piece as family, given, patronymic."""
    parts = legal_form(name)[1].split() if legal_form(name)[0] in _SOLE else name.split()
    parts = [part.strip(",") for part in parts if part.strip(",")]
    cyrillic = bool(re.search(r"[А-Яа-яЁёІіЇїЄє]", name))
    if "," in name and len(parts) >= 2 and not cyrillic:
        return {"family_name": parts[0], "given_name": " ".join(parts[1:])}
    if len(parts) >= 3:
        if _PATRONYMIC.search(parts[1].casefold()):
            given, patronymic, family = parts[0], parts[1], " ".join(parts[2:])
        elif cyrillic:
            family, given, patronymic = parts[0], parts[1], " ".join(parts[2:])
        else:
            given, patronymic, family = parts[0], " ".join(parts[1:-1]), parts[-1]
        return {"family_name": family, "given_name": given, "patronymic": patronymic}
    if len(parts) == 2:
        family, given = parts if cyrillic else reversed(parts)
        return {"family_name": family, "given_name": given}
    return {"family_name": name}


def firm_name(name: str, form: str) -> str:
    """The name lists show: the form before the name in quotes, where the name has none itself."""
    if not name or not form or len(form) > 40 or legal_form(name)[0]:
        return name
    latin = bool(re.fullmatch(r"[\x00-\x7f]*", form))
    if latin:
        return f"{name} {form}"
    return f"{form} {name}" if _QUOTED.search(name) else f"{form} «{name}»"
