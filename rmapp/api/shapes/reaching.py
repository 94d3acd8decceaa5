"""How a client is reached: phones, e-mail addresses, messengers, postal addresses."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ...clients.words import (
    ADDRESS_KINDS,
    EMAIL_KINDS,
    MESSENGER_KINDS,
    PHONE_KINDS,
    PURPOSES,
)
from .base import Given, Line, PublicId, Shown, text_of

_SHORT = text_of(200)
PARTS = ("postcode", "region", "city", "street")


def one_of(values: Any) -> Any:
    """One of ``values``."""
    return Literal[tuple(values)]


class _Flags(Given):
    id: PublicId | None = None
    is_preferred: bool = False
    is_invalid: bool = False
    is_opted_out: bool = Field(False, description="The client asked not to be reached here")
    purpose: one_of(PURPOSES) = ""  # type: ignore[valid-type]
    is_removed: bool = False


class PhoneGiven(_Flags):
    """A phone: a new one, or the one of ``id`` changed or removed."""

    number: text_of(60) = ""  # type: ignore[valid-type]
    extension: text_of(8) = ""  # type: ignore[valid-type]
    kind: one_of(PHONE_KINDS) = "work"  # type: ignore[valid-type]
    note: _SHORT = ""  # type: ignore[valid-type]


class EmailGiven(_Flags):
    """An e-mail address: a new one, or the one of ``id`` changed or removed."""

    address: text_of(254) = ""  # type: ignore[valid-type]
    kind: one_of(EMAIL_KINDS) = "work"  # type: ignore[valid-type]
    note: _SHORT = ""  # type: ignore[valid-type]


class MessengerGiven(_Flags):
    """A name in a messenger: a new one, or the one of ``id`` changed or removed."""

    handle: _SHORT = ""  # type: ignore[valid-type]
    kind: one_of(MESSENGER_KINDS) = "telegram"  # type: ignore[valid-type]
    note: _SHORT = ""  # type: ignore[valid-type]


class AddressGiven(_Flags):
    """A postal address: a new one, or the one of ``id`` changed or removed. Parts left empty are
    read from the text."""

    text: Line = ""
    kind: one_of(ADDRESS_KINDS) = "actual"  # type: ignore[valid-type]
    postcode: text_of(10) = ""  # type: ignore[valid-type]
    region: _SHORT = ""  # type: ignore[valid-type]
    city: _SHORT = ""  # type: ignore[valid-type]
    street: Line = ""


class _Shown(Shown):
    id: PublicId = Field(validation_alias="public_id")
    kind: str
    is_preferred: bool
    is_invalid: bool
    is_opted_out: bool
    purpose: str


class PhoneShown(_Shown):
    """A phone of a client, E.164."""

    number: str
    extension: str
    note: str


class EmailShown(_Shown):
    """An e-mail address of a client."""

    address: str
    note: str


class MessengerShown(_Shown):
    """A name in a messenger of a client."""

    handle: str
    note: str


class AddressShown(_Shown):
    """A postal address of a client. ``zone``: the time zone there, IANA."""

    text: str
    postcode: str
    region: str
    city: str
    street: str
    zone: str
