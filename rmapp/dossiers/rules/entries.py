"""Rows of the lists of a dossier as they are to be (D4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PhoneEntry:
    """One phone as it is to be. ``public_id``: the row it changes; without a number: remove it."""

    number: str
    extension: str = ""
    kind: str = "work"
    is_preferred: bool = False
    is_invalid: bool = False
    note: str = ""
    public_id: str = ""
    is_opted_out: bool = False
    purpose: str = ""


@dataclass(frozen=True)
class EmailEntry:
    """One e-mail address as it is to be (see :class:`PhoneEntry`)."""

    address: str
    kind: str = "work"
    is_preferred: bool = False
    is_invalid: bool = False
    public_id: str = ""
    is_opted_out: bool = False
    purpose: str = ""
    note: str = ""


@dataclass(frozen=True)
class MessengerEntry:
    """One name in a messenger as it is to be (see :class:`PhoneEntry`)."""

    handle: str
    kind: str = "telegram"
    is_preferred: bool = False
    is_invalid: bool = False
    public_id: str = ""
    is_opted_out: bool = False
    purpose: str = ""
    note: str = ""


@dataclass(frozen=True)
class AddressEntry:
    """One postal address as it is to be (see :class:`PhoneEntry`).

    Parts that are left empty are read from ``text``; without a text they make it.
    """

    text: str
    kind: str = "actual"
    public_id: str = ""
    postcode: str = ""
    region: str = ""
    city: str = ""
    street: str = ""
    is_preferred: bool = False
    is_invalid: bool = False
    is_opted_out: bool = False
    purpose: str = ""


#: List → (what a row of it is, the field without which a row is empty).
ENTRIES: dict[str, tuple[type[Any], str]] = {
    "phones": (PhoneEntry, "number"),
    "emails": (EmailEntry, "address"),
    "messengers": (MessengerEntry, "handle"),
    "addresses": (AddressEntry, "text"),
}
