"""Tables of the client base."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import (
    Base,
    Code,
    Currency,
    Key,
    Keyed,
    Line,
    Minor,
    Name,
    Note,
    Versioned,
    Zone,
    choice,
    owned,
)
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee

#: What a list takes for the moment of a contact that never was: it comes first. A literal, so
#: that the indexes below serve.
NEVER: Any = sa.literal_column("TIMESTAMPTZ '1970-01-01 00:00:00+00'")


class ClientKind(StrEnum):
    """What a client is."""

    PERSON = "person"
    SOLE_TRADER = "sole_trader"
    ORGANISATION = "organisation"


class Lifecycle(StrEnum):
    """Where a client stands with the bank (D1)."""

    PROSPECT = "prospect"
    CLIENT = "client"
    FORMER = "former"


class Temperature(StrEnum):
    """How near a client is to buying."""

    COLD = "cold"
    WARM = "warm"
    HOT = "hot"


class Source(Keyed, Base):
    """Where clients come from: a list the bank edits (D7)."""

    __tablename__ = "source"

    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    is_cautious: Mapped[bool] = mapped_column(default=False)  # a bought base: no letters at first
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)


class Client(Keyed, Versioned, Base):
    """One client: person, sole trader or organisation (D1, D2, D3)."""

    __tablename__ = "client"
    __table_args__ = (
        sa.Index(
            "ix_client_by_name", "name_key", "id", postgresql_where=sa.text("deleted_at IS NULL")
        ),
        sa.Index("ix_client_search", "search", postgresql_using="gin"),
        sa.Index(
            "ix_client_lifecycle",
            "lifecycle",
            "name_key",
            "id",
            postgresql_where=sa.text("deleted_at IS NULL"),
        ),
        sa.Index(
            "ix_client_inn", "inn", postgresql_where=sa.text("inn <> '' AND deleted_at IS NULL")
        ),
        *[
            sa.Index(
                f"ix_client_{name}",
                sa.text(f"coalesce({name}_at, TIMESTAMPTZ '1970-01-01 00:00:00+00')"),
                "id",
                postgresql_where=sa.text("deleted_at IS NULL"),
            )
            for name in ("next_contact", "last_contact")
        ],
        sa.Index(
            "ix_client_ogrn", "ogrn", postgresql_where=sa.text("ogrn <> '' AND deleted_at IS NULL")
        ),
        sa.CheckConstraint(
            "birth_date IS NULL OR birth_date >= DATE '1850-01-01'", name="birth_date"
        ),
    )

    kind: Mapped[ClientKind] = choice(ClientKind)
    lifecycle: Mapped[Lifecycle] = choice(Lifecycle, default=Lifecycle.PROSPECT)
    is_active: Mapped[bool] = mapped_column(default=True)  # inactive: no reminders
    display_name: Mapped[Line]  # as lists show it: ООО «Кедр»; Левина Марина Олеговна
    name_key: Mapped[Line]  # core.text.sort_key(display_name): the order of lists
    search: Mapped[Any] = mapped_column(TSVECTOR, nullable=True, deferred=True)

    # an organisation
    full_name: Mapped[Line] = mapped_column(default="")
    short_name: Mapped[Line] = mapped_column(default="")
    legal_form: Mapped[str] = mapped_column(sa.String(40), default="")
    kpp: Mapped[str] = mapped_column(sa.String(9), default="")
    ogrn: Mapped[str] = mapped_column(sa.String(15), default="")
    edrpou: Mapped[str] = mapped_column(sa.String(10), default="")
    vat: Mapped[str] = mapped_column(sa.String(20), default="")
    lei: Mapped[str] = mapped_column(sa.String(20), default="")
    activity: Mapped[Line] = mapped_column(default="")
    history: Mapped[Note] = mapped_column(default="")
    governance: Mapped[Note] = mapped_column(default="")  # structure of the governing bodies
    banks_now: Mapped[Line] = mapped_column(default="")
    staff_count: Mapped[int | None]
    revenue: Mapped[Minor | None]
    problems: Mapped[Note] = mapped_column(default="")
    competitor_offers: Mapped[Note] = mapped_column(default="")

    # a person
    family_name: Mapped[Name] = mapped_column(default="")
    given_name: Mapped[Name] = mapped_column(default="")
    patronymic: Mapped[Name] = mapped_column(default="")
    birth_date: Mapped[dt.date | None]
    sex: Mapped[str] = mapped_column(sa.String(1), default="")  # f, m or unknown
    family_status: Mapped[Name] = mapped_column(default="")
    family: Mapped[Line] = mapped_column(default="")
    occupation: Mapped[Name] = mapped_column(default="")
    education: Mapped[Name] = mapped_column(default="")
    hobbies: Mapped[Line] = mapped_column(default="")
    income_level: Mapped[Name] = mapped_column(default="")

    # both
    inn: Mapped[str] = mapped_column(sa.String(12), default="")
    web: Mapped[Line] = mapped_column(default="")
    needs: Mapped[Note] = mapped_column(default="")
    planned_products: Mapped[Line] = mapped_column(default="")
    possible_profit: Mapped[Minor | None]  # a year
    currency: Mapped[Currency] = mapped_column(default="RUB")
    must_know: Mapped[Line] = mapped_column(default="")  # read before you call
    notes: Mapped[Note] = mapped_column(default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="ru")
    zone: Mapped[Zone] = mapped_column(default="Europe/Moscow")
    preferred_channel: Mapped[Code] = mapped_column(default="")
    hours_from: Mapped[dt.time | None]
    hours_to: Mapped[dt.time | None]
    source_id: Mapped[int | None] = owned("source.id")
    external_id: Mapped[Name] = mapped_column(default="")  # the number in the file it came from
    temperature: Mapped[Temperature] = choice(Temperature, default=Temperature.COLD)
    vip_tier: Mapped[Code] = mapped_column(default="", index=True)  # written by vip, "" for none

    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id")
    client_since: Mapped[dt.date | None]
    last_contact_at: Mapped[dt.datetime | None]  # two-way only: the silence clock
    next_contact_at: Mapped[dt.datetime | None]  # the next planned contact
    deleted_at: Mapped[dt.datetime | None]

    source: Mapped[Source | None] = relationship(lazy="raise")
    phones: Mapped[list[ClientPhone]] = relationship(lazy="raise", order_by="ClientPhone.id")
    emails: Mapped[list[ClientEmail]] = relationship(lazy="raise", order_by="ClientEmail.id")
    addresses: Mapped[list[ClientAddress]] = relationship(lazy="raise", order_by="ClientAddress.id")
    contact_persons: Mapped[list[ContactPerson]] = relationship(
        lazy="raise", order_by="ContactPerson.id"
    )
    assignments: Mapped[list[Assignment]] = relationship(lazy="raise", order_by="Assignment.id")


class ClientPhone(Keyed, Base):
    """A phone of a client, E.164, with its own flags (D4)."""

    __tablename__ = "client_phone"
    __table_args__ = (sa.UniqueConstraint("client_id", "number", "extension"),)

    client_id: Mapped[int] = owned("client.id")
    number: Mapped[str] = mapped_column(sa.String(20), index=True)  # E.164
    extension: Mapped[str] = mapped_column(sa.String(10), default="")
    kind: Mapped[Code] = mapped_column(default="work")  # mobile, work, home, fax
    is_preferred: Mapped[bool] = mapped_column(default=False)
    is_invalid: Mapped[bool] = mapped_column(default=False)
    note: Mapped[Name] = mapped_column(default="")


class ClientEmail(Keyed, Base):
    """An e-mail address of a client. Consent and bounces live with the address, see ``outbox``."""

    __tablename__ = "client_email"
    __table_args__ = (sa.UniqueConstraint("client_id", "address"),)

    client_id: Mapped[int] = owned("client.id")
    address: Mapped[str] = mapped_column(sa.String(254), index=True)  # lower case
    kind: Mapped[Code] = mapped_column(default="work")
    is_preferred: Mapped[bool] = mapped_column(default=False)
    is_invalid: Mapped[bool] = mapped_column(default=False)


class ClientAddress(Keyed, Base):
    """A postal address of a client."""

    __tablename__ = "client_address"

    client_id: Mapped[int] = owned("client.id")
    kind: Mapped[Code] = mapped_column(default="actual")  # legal, actual, home, post
    text: Mapped[Line]


class DecisionRole(StrEnum):
    """The part a contact person plays in the decision (D5)."""

    DECIDES = "decides"
    INFLUENCES = "influences"
    TECHNICAL = "technical"
    FINANCIAL = "financial"
    GATEKEEPER = "gatekeeper"
    UNKNOWN = "unknown"


class Attitude(StrEnum):
    """How a contact person stands to the bank."""

    FOR = "for"
    NEUTRAL = "neutral"
    AGAINST = "against"
    UNKNOWN = "unknown"


class ContactPerson(Keyed, Versioned, Base):
    """A person at an organisation (D5)."""

    __tablename__ = "contact_person"

    client_id: Mapped[int] = owned("client.id")
    name: Mapped[Name]
    position: Mapped[Name] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    decision_role: Mapped[DecisionRole] = choice(DecisionRole, default=DecisionRole.UNKNOWN)
    attitude: Mapped[Attitude] = choice(Attitude, default=Attitude.UNKNOWN)
    is_head: Mapped[bool] = mapped_column(default=False)
    note: Mapped[Line] = mapped_column(default="")
    deleted_at: Mapped[dt.datetime | None]


class RelationKind(StrEnum):
    """How two clients belong together (D6)."""

    HOUSEHOLD = "household"
    EMPLOYER = "employer"
    OWNER = "owner"
    GROUP = "group"
    PARTNER = "partner"
    REFERRED_BY = "referred_by"


class Relation(Keyed, Base):
    """A dated tie from one client to another."""

    __tablename__ = "relation"
    __table_args__ = (sa.CheckConstraint("client_id <> other_id", name="not_itself"),)

    client_id: Mapped[int] = owned("client.id")
    other_id: Mapped[int] = owned("client.id")
    kind: Mapped[RelationKind] = choice(RelationKind)
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]


class AssignmentRole(StrEnum):
    """In which role an employee serves a client (ruling 15)."""

    ACQUISITION = "acquisition"
    PERSONAL = "personal"
    DEPUTY = "deputy"
    SPECIALIST = "specialist"


PRIMARY = (AssignmentRole.ACQUISITION, AssignmentRole.PERSONAL)


class Assignment(Keyed, Base):
    """Who serves which client in which role, from when to when: kept for ever (V10)."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.Index(
            "uq_assignment_primary",
            "client_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL AND is_primary"),
        ),
        sa.Index(
            "uq_assignment_open",
            "employee_id",
            "client_id",
            "role",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="order"),
        sa.CheckConstraint(
            "is_primary = (role IN ('acquisition', 'personal'))", name="primary_by_role"
        ),
    )

    client_id: Mapped[int] = owned("client.id")
    employee_id: Mapped[int] = owned("employee.id", index=False)
    role: Mapped[AssignmentRole] = choice(AssignmentRole)
    is_primary: Mapped[bool]
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    reason: Mapped[Line] = mapped_column(default="")
    assigned_by_id: Mapped[int | None] = owned("employee.id")
    handover_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)  # see handovers


class ClientEvent(Base):
    """A fact in a client's history that is not a row elsewhere (D18): the low slices write facts,
    the card reads them."""

    __tablename__ = "client_event"
    __table_args__ = (sa.Index("ix_client_event_timeline", "client_id", "at", "id"),)

    id: Mapped[Key]
    client_id: Mapped[int] = owned("client.id", index=False)
    at: Mapped[dt.datetime]
    kind: Mapped[Code]  # changed, converted, assigned, stage, proposal-sent, vip, handed-over …
    author_id: Mapped[int | None] = owned("employee.id")
    title: Mapped[Line] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    object_kind: Mapped[Code] = mapped_column(default="")
    object_public_id: Mapped[str] = mapped_column(sa.String(16), default="")


for _table in ("client_phone", "client_email", "client_address", "contact_person", "client_event"):
    hangs_on_client(f"{_table}.client_id", AtMerge.MOVES)
hangs_on_client("relation.client_id", AtMerge.MOVES)
hangs_on_client("relation.other_id", AtMerge.MOVES)
hangs_on_client("assignment.client_id", AtMerge.MOVES_UNLESS_TWIN)
hangs_on_employee("client.created_by_id", AtHandover.HISTORY)
hangs_on_employee("client_event.author_id", AtHandover.HISTORY)
hangs_on_employee("assignment.assigned_by_id", AtHandover.HISTORY)
hangs_on_employee(
    "assignment.employee_id", AtHandover.HISTORY, label=_l("Clients")
)  # a handover ends one and opens another: see handovers.operations
