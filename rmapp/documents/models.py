"""Tables of documents."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Keyed, Line, Name, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class PaperKind(StrEnum):
    """What a document is to the bank."""

    CHARTER = "charter"
    REGISTRATION = "registration"
    LICENCE = "licence"
    APPOINTMENT = "appointment"  # of the head: minutes, an order
    POWER_OF_ATTORNEY = "power_of_attorney"
    SIGNATURE_CARD = "signature_card"
    STATEMENTS = "statements"  # accounts of the firm
    PASSPORT = "passport"
    INCOME_PROOF = "income_proof"
    CONSENT = "consent"
    QUESTIONNAIRE = "questionnaire"
    OTHER = "other"


#: Seen only by those who may see identity documents and income.
SENSITIVE = (PaperKind.PASSPORT, PaperKind.INCOME_PROOF)


class PreviewState(StrEnum):
    """Whether there is a picture of the first page."""

    WAITING = "waiting"
    READY = "ready"
    NONE = "none"  # this sort of file has none
    FAILED = "failed"


class Document(Keyed, Versioned, Base):
    """One document of a client; its files are its versions."""

    __tablename__ = "client_document"
    __table_args__ = (sa.Index("ix_client_document_list", "client_id", "deleted_at", "id"),)

    client_id: Mapped[int] = owned("client.id", index=False)
    kind: Mapped[PaperKind] = choice(PaperKind)
    title: Mapped[Name]
    number: Mapped[Name] = mapped_column(default="")
    expires_on: Mapped[dt.date | None] = mapped_column(index=True)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id")
    deleted_at: Mapped[dt.datetime | None]
    deleted_by_id: Mapped[int | None] = owned("employee.id")

    versions: Mapped[list[DocumentVersion]] = relationship(
        lazy="raise", order_by="DocumentVersion.no.desc()", back_populates="document"
    )

    @property
    def is_sensitive(self) -> bool:
        """Whether it asks for the right to see identity documents."""
        return self.kind in SENSITIVE


class DocumentVersion(Keyed, Base):
    """A file as it was handed in. ``sha256``: of its bytes; ``box``: of what lies encrypted."""

    __tablename__ = "client_document_version"
    __table_args__ = (sa.UniqueConstraint("document_id", "no"),)

    document_id: Mapped[int] = owned("client_document.id", index=False)
    no: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    box: Mapped[str] = mapped_column(sa.String(64), default="")  # "" when destroyed by law
    media: Mapped[str] = mapped_column(sa.String(8))  # see rules.MEDIA
    size: Mapped[int]
    file_name: Mapped[Line]
    pages: Mapped[int | None]
    preview: Mapped[PreviewState] = choice(PreviewState, default=PreviewState.WAITING)
    preview_box: Mapped[str] = mapped_column(sa.String(64), default="")
    uploaded_at: Mapped[dt.datetime]
    uploaded_by_id: Mapped[int | None] = owned("employee.id")

    document: Mapped[Document] = relationship(lazy="raise", back_populates="versions")


hangs_on_client("client_document.client_id", AtMerge.MOVES, label=_l("documents"))
for _column in ("created_by_id", "deleted_by_id"):
    hangs_on_employee(f"client_document.{_column}", AtHandover.HISTORY)
hangs_on_employee("client_document_version.uploaded_by_id", AtHandover.HISTORY)
