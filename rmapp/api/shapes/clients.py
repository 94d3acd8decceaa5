"""Clients, their lists of phones and addresses, contact persons.

The fields of a dossier are those of ``dossiers.rules``: a field added there is added here.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field, create_model

from ...clients.arrangements.asked import MOST_COLUMNS
from ...clients.models import (
    AssignmentRole,
    Client,
    ClientKind,
    Lifecycle,
    Temperature,
)
from ...clients.words import CHANNELS, SEXES
from ...core.forms import LONGEST_LINE
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
from .custom_fields import CustomGiven, CustomShown, ValueShown
from .people import ContactPersonFields
from .reaching import (
    AddressGiven,
    AddressShown,
    EmailGiven,
    EmailShown,
    MessengerGiven,
    MessengerShown,
    PhoneGiven,
    PhoneShown,
    one_of,
)


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
    sort: Annotated[str, Field(max_length=80)] = Field(
        "name",
        description="`name`, `next`, `last` or a field that sorts, `custom.` ones too; with a"
        " minus for the other way",
    )
    columns: Annotated[str, Field(max_length=1_400)] = Field(
        "",
        description="Fields to tell besides, with commas between, `custom.` ones too: at most"
        f" {MOST_COLUMNS}",
    )


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
    resumes_on: dt.date | None = Field(description="When its paused contact schedule goes on")
    values: dict[str, ValueShown] = Field(
        {}, description="Field → value, of the `columns` asked for"
    )


#: What is never empty, so that no contact fills it.
KEPT_BY_PEOPLE = ("currency", "language", "zone", "temperature")


def _given_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {name: (text_of(most), "") for name, most in TEXTS.items()}
    fields |= {name: (text_of(40), "") for name in NUMBERS}
    fields |= dict.fromkeys(AMOUNTS, (MoneyGiven | None, None))
    fields |= {
        "birth_date": (Day | None, None),
        "sex": (one_of(SEXES), ""),
        "staff_count": (Annotated[int, Field(ge=0, le=10_000_000)] | None, None),
        "currency": (one_of(CURRENCIES), "RUB"),
        "language": (one_of(LANGUAGES), "ru"),
        "zone": (text_of(64), "Europe/Moscow"),
        "preferred_channel": (one_of(CHANNELS), ""),
        "hours_from": (Clock | None, None),
        "hours_to": (Clock | None, None),
        "reference_on": (Day | None, None),
        "temperature": (Temperature, Temperature.COLD),
    }
    return fields


class _Lists(Given):
    phones: Annotated[list[PhoneGiven], Field(max_length=30)] = []
    emails: Annotated[list[EmailGiven], Field(max_length=30)] = []
    messengers: Annotated[list[MessengerGiven], Field(max_length=30)] = []
    addresses: Annotated[list[AddressGiven], Field(max_length=30)] = []
    source: PublicId | None = None
    custom: CustomGiven = {}
    channel: PublicId | None = None
    campaign: PublicId | None = None


class _New(_Lists):
    kind: ClientKind
    contact_person: ContactPersonFields | None = None
    assign_to: PublicId | None = Field(None, description="Who will serve the client; you if null")
    is_different: bool = Field(False, description="A strong look-alike is somebody else")


class _Changed(_Lists):
    version: Version
    is_different: bool = Field(False, description="A strong look-alike is somebody else")


ClientGiven: Any = create_model("ClientGiven", __base__=_New, **_given_fields())
ClientChange: Any = create_model("ClientChange", __base__=_Changed, **_given_fields())
ClientGiven.__doc__ = "A new client."
ClientChange.__doc__ = "Changed fields of a client; what is left out stays."


_Phone: Any = text_of(60, least=1)
_Email: Any = text_of(254, least=1)
_Address: Any = text_of(LONGEST_LINE, least=1)
#: Rows of lists that a contact taught, as they are said: a number, an address.
LEARNED_LISTS = ("phones", "emails", "addresses")


class _Learned(Given):
    phones: Annotated[list[_Phone], Field(max_length=30)] = []
    emails: Annotated[list[_Email], Field(max_length=30)] = []
    addresses: Annotated[list[_Address], Field(max_length=30)] = []
    source: PublicId | None = None
    channel: PublicId | None = None
    campaign: PublicId | None = None
    custom: CustomGiven = {}
    decides: text_of(200) = Field("", description="The name of who decides: a contact person")  # type: ignore[valid-type]


LearnedGiven: Any = create_model(
    "LearnedGiven",
    __base__=_Learned,
    **{name: line for name, line in _given_fields().items() if name not in KEPT_BY_PEOPLE},
)
LearnedGiven.__doc__ = "Facts the client told, for fields of the dossier that are empty."


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
    channel: Named | None
    campaign: Named | None
    phones: list[PhoneShown]
    emails: list[EmailShown]
    messengers: list[MessengerShown]
    addresses: list[AddressShown]
    contact_persons: list[Named]
    served_by: list[ServedBy]
    created_at: At
    client_since: dt.date | None
    last_contact_at: At | None
    next_contact_at: At | None
    resumes_on: dt.date | None = Field(description="When its paused contact schedule goes on")
    custom: CustomShown


def _shown_fields() -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys((*TEXTS, *NUMBERS), (str, ...))
    fields |= dict.fromkeys(SENSITIVE, (str | None, ...))  # null: not yours to see
    fields |= dict.fromkeys(AMOUNTS, (Money | None, ...))
    fields |= dict.fromkeys(("sex", "language", "zone", "preferred_channel"), (str, ...))
    fields |= dict.fromkeys(("hours_from", "hours_to"), (ClockShown | None, ...))
    return fields | {
        "birth_date": (dt.date | None, ...),
        "reference_on": (dt.date | None, ...),
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


class Activity(Given):
    """Whether a client gets reminders, and why it is to get none."""

    is_active: bool
    reason: Line = ""


class Reason(Given):
    """Why."""

    reason: Line = ""
