"""What a letter may be filled with: the closed list, and its values."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l

from ...core.greetings import called, greeting

#: A letter that says so goes with files.
_FILES = re.compile(r"\b(прилож|приклад|прикреп|во вложени|attach|enclos)", re.IGNORECASE)
#: What waits for somebody: a line "1. …", "2.", "— ...", "____", or a place "[Club card: ____]".
_GAP = re.compile(
    r"^[ \t]*(?:\d{1,2}[.)][ \t]*(?:…|\.{3,}|_{3,})?|[-–—•*]?[ \t]*(?:…|\.{3,}|_{3,}))[ \t]*$"
    r"|\[[^\[\]\n]{1,300}: _{4}\]",
    re.MULTILINE,
)
#: Name → what it stands for, where nobody is known yet to sign it.
UNSIGNED: dict[str, Any] = {
    "greeting": _l("The greeting, by name"),
    "client.name": _l("Name of the client"),
    "addressee": _l("To whom it is addressed"),
    "person": _l("How the reader is spoken to"),
    "bank.name": _l("Name of the bank"),
}
#: The same for a letter that its manager writes.
PLACEHOLDERS: dict[str, Any] = {
    **UNSIGNED,
    "manager.name": _l("Name of the manager"),
    "manager.position": _l("Position of the manager"),
    "manager.phone": _l("Phone of the manager"),
    "manager.email": _l("E-mail of the manager"),
}


def values_for(client: Any, *, addressee: str, bank: str, person: str = "") -> dict[str, str]:
    """The value of each placeholder of ``UNSIGNED`` for a letter to ``client``, in its language.
    ``person``: the full name of the contact person who reads it; else the client does, and a firm
    is not greeted by its name."""
    name = client.display_name
    return {
        "greeting": greeting_of(client, person=person, language=client.language),
        "client.name": name,
        "addressee": addressee or name,
        "person": called(person or name),
        "bank.name": bank,
    }


def greeting_of(client: Any, *, language: str, person: str = "") -> str:
    """How a letter to ``client`` begins in ``language``; ``person`` as in :func:`values_for`."""
    sex = "" if person else client.sex
    return greeting(person or _own_name(client), language=language, sex=sex)


def speaks_of_files(text: str) -> bool:
    """Whether a letter says that files go with it."""
    return _FILES.search(text) is not None


def gap_of(text: str) -> str:
    """The first line or place of a letter that still waits to be filled in, as it stands; else
    empty."""
    found = _GAP.search(text)
    return found[0].strip() if found else ""


def _own_name(client: Any) -> str:
    """The name of a person in full, family name first; of a firm nothing."""
    if client.patronymic:
        return f"{client.family_name} {client.given_name} {client.patronymic}".strip()
    return f"{client.given_name} {client.family_name}".strip()


def signed(
    values: dict[str, str], *, name: str, position: str, phone: str, email: str
) -> dict[str, str]:
    """``values`` with those of the manager who writes."""
    return {
        **values,
        "manager.name": name,
        "manager.position": position,
        "manager.phone": phone,
        "manager.email": email,
    }
