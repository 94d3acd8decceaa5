"""Clients, their lists of phones and addresses, contact persons.

The fields of a dossier are those of ``dossiers.rules``: a field added there is added here.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from ...clients.models import (
    AssignmentRole,
    Attitude,
    Client,
    ClientKind,
    DecisionRole,
    Lifecycle,
    Temperature,
)
from ...clients.queries.listing import ORDERS
from ...clients.words import ADDRESS_KINDS, CHANNELS, EMAIL_KINDS, PHONE_KINDS, SEXES
from ...dossiers.rules import AMOUNTS, CURRENCIES, LANGUAGES, NUMBERS, SENSITIVE, TEXTS
from .base import (
    At,
    Clock,
    ClockShown,
    CurrencyCode,
    Day,
    Given,
    Line,
    Money,
    MoneyGiven,
    Named,
    PageQuery,
    PublicId,
    Shown,
    Version,
    text_of,
)
from .custom_fields import CustomGiven, CustomShown

SORTS = (*ORDERS, *(f"-{name}" for name in ORDERS))
_SHORT = text_of(200)


def _one_of(values: Any) -> Any:
    return Literal[tuple(values)]


class ClientQuery(PageQuery):
    """Which clients."""

    q: Annotated[str, Field(max_length=200)] = Field("", description="Name, phone or number")
    kind: ClientKind | None = None
    lifecycle: Lifecycle | None = None
    temperature: Temperature | None = None
    manager: Annotated[str, Field(max_length=16)] = Field(
        "", description="Id of an employee, or `none`: nobody serves the client first"
    )
    vip: Annotated[str, Field(max_length=64)] = Field("", description="`any`, `none` or a tier")
    no_step: bool = Field(False, description="Only clients without a planned contact")
    silent: Annotated[int, Field(ge=0, le=36_500)] = Field(0, description="Days of silence")
    where: Annotated[str, Field(max_length=6_000)] = Field(
        "",
        description='A condition: {"v": 1, "all": [{"field": "custom.club", "op": "is",'
        ' "value": ["gold"]}]}',
    )
    sort: _one_of(SORTS) = "name"  # type: ignore[valid-type]


class ClientLine(Shown):
    """A client in a list."""

    id: PublicId
    name: str
    kind: ClientKind
    lifecycle: Lifecycle
    temperature: Temperature
    vip_tier: str
    manager: str | None
    phone: str | None
    last_contact_at: At | None
    next_contact_at: At | None


class PhoneGiven(Given):
    """A phone: a new one, or the one of ``id`` changed or removed."""

    id: PublicId | None = None
    number: text_of(60) = ""  # type: ignore[valid-type]
    extension: text_of(8) = ""  # type: ignore[valid-type]
    kind: _one_of(PHONE_KINDS) = "work"  # type: ignore[valid-type]
    is_preferred: bool = False
    is_invalid: bool = False
    note: _SHORT = ""  # type: ignore[valid-type]
    is_removed: bool = False


class EmailGiven(Given):
    """An e-mail address: a new one, or the one of ``id`` changed or removed."""

    id: PublicId | None = None
    address: text_of(254) = ""  # type: ignore[valid-type]
    kind: _one_of(EMAIL_KINDS) = "work"  # type: ignore[valid-type]
    is_preferred: bool = False
    is_invalid: bool = False
    is_removed: bool = False


class AddressGiven(Given):
    """A postal address: a new one, or the one of ``id`` changed or removed."""

    id: PublicId | None = None
    text: Line = ""
    kind: _one_of(ADDRESS_KINDS) = "actual"  # type: ignore[valid-type]
    is_removed: bool = False


class ContactPersonFields(Given):
    """What is known of a contact person."""

    name: text_of(200, least=1)  # type: ignore[valid-type]
    position: _SHORT = ""  # type: ignore[valid-type]
    phone: text_of(60) = ""  # type: ignore[valid-type]
    email: text_of(254) = ""  # type: ignore[valid-type]
    decision_role: DecisionRole = DecisionRole.UNKNOWN
    attitude: Attitude = Attitude.UNKNOWN
    is_head: bool = False
    note: Line = ""


class ContactPersonGiven(ContactPersonFields):
    """A new contact person of a client."""

    client: PublicId


class ContactPersonChange(ContactPersonFields):
    """Changed fields of a contact person; what is left out stays."""

    version: Version
    name: text_of(200, least=1) = ""  # type: ignore[valid-type]


class ContactPersonQuery(PageQuery):
    """Whose contact persons."""

    client: PublicId | None = None


class ContactPersonShown(Shown):
    """A contact person."""

    id: PublicId
    version: int
    client: Named
    name: str
    position: str
    phone: str
    email: str
    decision_role: DecisionRole
    attitude: Attitude
    is_head: bool
    note: str


def _given_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {name: (text_of(most), "") for name, most in TEXTS.items()}
    fields |= {name: (text_of(40), "") for name in NUMBERS}
    fields |= dict.fromkeys(AMOUNTS, (MoneyGiven | None, None))
    fields |= {
        "birth_date": (Day | None, None),
        "sex": (_one_of(SEXES), ""),
        "staff_count": (Annotated[int, Field(ge=0, le=10_000_000)] | None, None),
        "currency": (_one_of(CURRENCIES), "RUB"),
        "language": (_one_of(LANGUAGES), "ru"),
        "zone": (text_of(64), "Europe/Moscow"),
        "preferred_channel": (_one_of(CHANNELS), ""),
        "hours_from": (Clock | None, None),
        "hours_to": (Clock | None, None),
        "temperature": (Temperature, Temperature.COLD),
        "is_active": (bool, True),
    }
    return fields


class _Lists(Given):
    phones: Annotated[list[PhoneGiven], Field(max_length=30)] = []
    emails: Annotated[list[EmailGiven], Field(max_length=30)] = []
    addresses: Annotated[list[AddressGiven], Field(max_length=30)] = []
    source: PublicId | None = None
    custom: CustomGiven = {}


class _New(_Lists):
    kind: ClientKind
    contact_person: ContactPersonFields | None = None
    assign_to: PublicId | None = Field(None, description="Who will serve the client; you if null")
    is_different: bool = Field(False, description="A strong look-alike is somebody else")


class _Changed(_Lists):
    version: Version


ClientGiven: Any = create_model("ClientGiven", __base__=_New, **_given_fields())
ClientChange: Any = create_model("ClientChange", __base__=_Changed, **_given_fields())
ClientGiven.__doc__ = "A new client."
ClientChange.__doc__ = "Changed fields of a client; what is left out stays."


class PhoneShown(Shown):
    """A phone of a client, E.164."""

    id: PublicId = Field(validation_alias="public_id")
    number: str
    extension: str
    kind: str
    is_preferred: bool
    is_invalid: bool
    note: str


class EmailShown(Shown):
    """An e-mail address of a client."""

    id: PublicId = Field(validation_alias="public_id")
    address: str
    kind: str
    is_preferred: bool
    is_invalid: bool


class AddressShown(Shown):
    """A postal address of a client."""

    id: PublicId = Field(validation_alias="public_id")
    text: str
    kind: str


class ServedBy(Shown):
    """Who serves a client now, and as what."""

    employee: Named
    role: AssignmentRole
    since: At


class _ClientShown(Shown):
    id: PublicId
    version: int
    kind: ClientKind
    lifecycle: Lifecycle
    name: str
    vip_tier: str
    source: Named | None
    phones: list[PhoneShown]
    emails: list[EmailShown]
    addresses: list[AddressShown]
    contact_persons: list[Named]
    served_by: list[ServedBy]
    created_at: At
    client_since: dt.date | None
    last_contact_at: At | None
    next_contact_at: At | None
    custom: CustomShown


def _shown_fields() -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys((*TEXTS, *NUMBERS), (str, ...))
    fields |= dict.fromkeys(SENSITIVE, (str | None, ...))  # null: not yours to see
    fields |= dict.fromkeys(AMOUNTS, (Money | None, ...))
    fields |= dict.fromkeys(("sex", "language", "zone", "preferred_channel"), (str, ...))
    fields |= dict.fromkeys(("hours_from", "hours_to"), (ClockShown | None, ...))
    return fields | {
        "birth_date": (dt.date | None, ...),
        "staff_count": (int | None, ...),
        "currency": (CurrencyCode, ...),
        "temperature": (Temperature, ...),
        "is_active": (bool, ...),
    }


ClientShown: Any = create_model("ClientShown", __base__=_ClientShown, **_shown_fields())
ClientShown.__doc__ = "A client with the dossier."


def amounts_shown(client: Client) -> dict[str, Any]:
    """The amounts of a client with their currency."""
    return {name: Money.of(getattr(client, name), client.currency) for name in AMOUNTS}


class Reason(Given):
    """Why."""

    reason: Line = ""
