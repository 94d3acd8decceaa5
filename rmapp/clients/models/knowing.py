"""What is known from whom and since when (D8), and what is kept under lock (D3)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Code, Key, Keyed, Line, Name, Versioned, choice, owned
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class Origin(StrEnum):
    """Where a fact of a dossier comes from."""

    CONTACT = "contact"  # told by the client at a contact: see object_public_id
    CLIENT = "client"  # told by the client otherwise
    REGISTER = "register"  # an official register
    PRESS = "press"
    COLLEAGUE = "colleague"
    DOCUMENT = "document"
    OBSERVED = "observed"  # the manager's own judgement
    UNSAID = "unsaid"  # typed in without a word on where it comes from


class ClientFact(Base):
    """One field of a dossier as it was told once: the newest of a field is its provenance."""

    __tablename__ = "client_fact"
    __table_args__ = (sa.Index("ix_client_fact_newest", "client_id", "field", "at", "id"),)

    id: Mapped[Key]
    client_id: Mapped[int] = owned("client.id", index=False)
    field: Mapped[Code]
    told: Mapped[Line] = mapped_column(default="")  # the value as told; masked where sensitive
    origin: Mapped[Origin] = choice(Origin, default=Origin.UNSAID)
    object_kind: Mapped[Code] = mapped_column(default="")  # interaction
    object_public_id: Mapped[str] = mapped_column(sa.String(16), default="")
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = owned("employee.id")


class DocumentKind(StrEnum):
    """What proves who a person is."""

    PASSPORT = "passport"
    FOREIGN_PASSPORT = "foreign_passport"
    ID_CARD = "id_card"
    RESIDENCE_PERMIT = "residence_permit"
    DRIVING_LICENCE = "driving_licence"
    OTHER = "other"


class IdentityDocument(Keyed, Versioned, Base):
    """An identity document: number and issuer lie encrypted, only the last signs are shown."""

    __tablename__ = "identity_document"

    client_id: Mapped[int] = owned("client.id")
    kind: Mapped[DocumentKind] = choice(DocumentKind, default=DocumentKind.PASSPORT)
    closed: Mapped[bytes]  # core.secrets.close of JSON {number, issued_by}
    tail: Mapped[str] = mapped_column(sa.String(4), default="")  # the last signs of the number
    country: Mapped[str] = mapped_column(sa.String(2), default="RU")
    issued_on: Mapped[dt.date | None]
    expires_on: Mapped[dt.date | None]
    note: Mapped[Name] = mapped_column(default="")
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id")
    deleted_at: Mapped[dt.datetime | None]

    @property
    def masked(self) -> str:
        """The number as everybody may see it."""
        return f"••• {self.tail}".strip()


hangs_on_client("client_fact.client_id", AtMerge.MOVES)
hangs_on_client("identity_document.client_id", AtMerge.MOVES)
hangs_on_employee("client_fact.by_id", AtHandover.HISTORY)
hangs_on_employee("identity_document.created_by_id", AtHandover.HISTORY)
