"""The client itself, and where it came from."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...core.db import (
    Base,
    Code,
    Currency,
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
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee

if TYPE_CHECKING:
    from .people import ContactPerson
    from .reaching import ClientAddress, ClientEmail, ClientMessenger, ClientPhone
    from .serving import Assignment

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


class SourceKind(StrEnum):
    """Which of the bank's lists an entry stands in (D7)."""

    SOURCE = "source"  # where the bank found the client: a directory, an exhibition
    CHANNEL = "channel"  # by which way the client came: a call, the web site
    CAMPAIGN = "campaign"  # which campaign brought the client


class Source(Keyed, Versioned, Base):
    """Where clients come from, by which channel and campaign: lists the bank edits (D7)."""

    __tablename__ = "source"

    kind: Mapped[SourceKind] = choice(
        SourceKind, default=SourceKind.SOURCE, server_default=SourceKind.SOURCE.value
    )
    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    is_cautious: Mapped[bool] = mapped_column(default=False)  # a bought base: no letters at first
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    def title(self, language: str) -> str:
        """The name in ``language`` (``ru``, else English)."""
        return self.name_ru if language == "ru" else self.name_en


class Client(Keyed, Versioned, Base):
    """One client: person, sole trader or organisation (D1, D2, D3)."""

    __tablename__ = "client"
    __table_args__ = (
        sa.Index(
            "ix_client_vip_silence",
            sa.text("coalesce(last_contact_at, created_at)"),
            "id",
            postgresql_where=sa.text("vip_tier <> '' AND deleted_at IS NULL"),
        ),
        sa.Index(
            "ix_client_by_name", "name_key", "id", postgresql_where=sa.text("deleted_at IS NULL")
        ),
        sa.Index(
            "ix_client_bin",
            sa.text("deleted_at DESC"),
            sa.text("id DESC"),
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_client_search",
            "search",
            postgresql_using="gin",
        ),
        sa.Index(
            "ix_client_call", "call_order", "id", postgresql_where=sa.text("deleted_at IS NULL")
        ),
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
        # the orders of a list, see catalogue.builtin.INDEXED
        sa.Index(
            "ix_client_created", "created_at", "id", postgresql_where=sa.text("deleted_at IS NULL")
        ),
        *[
            sa.Index(
                f"ix_client_order_{name}",
                sa.text(f"coalesce({name}, {first})"),
                "id",
                postgresql_where=sa.text("deleted_at IS NULL"),
            )
            for name, first in (
                ("client_since", "DATE '1000-01-01'"),
                ("birth_date", "DATE '1000-01-01'"),
                ("possible_profit", "-1"),
                ("revenue", "-1"),
            )
        ],
        sa.Index(
            "ix_client_ogrn", "ogrn", postgresql_where=sa.text("ogrn <> '' AND deleted_at IS NULL")
        ),
        sa.Index(
            "ix_client_external_id",
            "external_id",
            postgresql_where=sa.text("external_id <> '' AND deleted_at IS NULL"),
        ),
        *[
            sa.Index(
                f"ix_client_{name}",
                name,
                postgresql_where=sa.text(f"{name} <> '' AND deleted_at IS NULL"),
            )
            for name in ("edrpou", "vat", "lei")
        ],
        *[
            sa.Index(f"ix_client_{name}", name, postgresql_where=sa.text(f"{name} IS NOT NULL"))
            for name in ("channel_id", "campaign_id")
        ],
        sa.CheckConstraint(
            "birth_date IS NULL OR birth_date >= DATE '1850-01-01'", name="birth_date"
        ),
    )

    kind: Mapped[ClientKind] = choice(ClientKind)
    lifecycle: Mapped[Lifecycle] = choice(Lifecycle, default=Lifecycle.PROSPECT)
    is_active: Mapped[bool] = mapped_column(default=True)  # inactive: no reminders
    display_name: Mapped[Line]  # as it is shown: ООО «Кедр»; Левина Марина Олеговна; Mara Lindt
    name_key: Mapped[Line]  # the order of lists, a person by family name: rules.order_key
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
    social_networks: Mapped[Line] = mapped_column(default="", server_default="")

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
    channel_id: Mapped[int | None] = owned("source.id", index=False)
    campaign_id: Mapped[int | None] = owned("source.id", index=False)
    reference_on: Mapped[dt.date | None]  # agreed to speak well of the bank to others
    external_id: Mapped[Name] = mapped_column(default="")  # the number in the file it came from
    temperature: Mapped[Temperature] = choice(Temperature, default=Temperature.COLD)
    vip_tier: Mapped[Code] = mapped_column(default="", index=True)  # written by vip, "" for none
    # written by priority: the chance of the next contact in per cent, where the client stands
    # among those to be called (0 is first), and why, in codes
    call_chance: Mapped[int | None] = mapped_column(sa.SmallInteger)
    call_order: Mapped[int] = mapped_column(default=10_000, server_default="10000")
    call_why: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")

    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id")
    client_since: Mapped[dt.date | None]
    last_contact_at: Mapped[dt.datetime | None]  # two-way only: the silence clock
    next_contact_at: Mapped[dt.datetime | None]  # the next planned contact
    resumes_on: Mapped[dt.date | None]  # a paused schedule goes on by itself: a trigger keeps it
    deleted_at: Mapped[dt.datetime | None]
    merged_into_id: Mapped[int | None] = owned("client.id")  # then it lies in the bin, see merges
    erased_at: Mapped[dt.datetime | None]  # by law: nothing of the person is left here

    source: Mapped[Source | None] = relationship(lazy="raise", foreign_keys=[source_id])
    channel: Mapped[Source | None] = relationship(lazy="raise", foreign_keys=[channel_id])
    campaign: Mapped[Source | None] = relationship(lazy="raise", foreign_keys=[campaign_id])
    phones: Mapped[list[ClientPhone]] = relationship(lazy="raise", order_by="ClientPhone.id")
    emails: Mapped[list[ClientEmail]] = relationship(lazy="raise", order_by="ClientEmail.id")
    addresses: Mapped[list[ClientAddress]] = relationship(lazy="raise", order_by="ClientAddress.id")
    messengers: Mapped[list[ClientMessenger]] = relationship(
        lazy="raise", order_by="ClientMessenger.id"
    )
    contact_persons: Mapped[list[ContactPerson]] = relationship(
        lazy="raise", order_by="ContactPerson.id"
    )
    assignments: Mapped[list[Assignment]] = relationship(lazy="raise", order_by="Assignment.id")


hangs_on_employee("client.created_by_id", AtHandover.HISTORY)
hangs_on_client("client.merged_into_id", AtMerge.MOVES)
