"""What a letter may be filled with: the closed list, and its values."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

#: What a Russian patronymic ends in, in both scripts.
_PATRONYMIC = ("вич", "вна", "чна", "ьич", "vich", "vna", "chna", "yich")
#: Name → what it stands for, where nobody is known yet to sign it.
UNSIGNED: dict[str, Any] = {
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


def values_for(*, client: str, addressee: str, bank: str, person: str = "") -> dict[str, str]:
    """The value of each placeholder of ``UNSIGNED``. ``person``: the name of who reads it."""
    return {
        "client.name": client,
        "addressee": addressee or client,
        "person": called(person or client),
        "bank.name": bank,
    }


def called(name: str) -> str:
    """How a person with a full ``name`` is spoken to in a letter: a Russian one by given name and
    patronymic, anybody else by the name as it stands."""
    words = name.split()
    if len(words) == 3 and words[2].lower().endswith(_PATRONYMIC):
        return f"{words[1]} {words[2]}"
    return name


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
