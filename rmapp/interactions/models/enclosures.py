"""Files that go with a letter or an e-mail."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from ...core.db import Base, Key, owned
from ...documents.models import DocumentVersion


class Enclosure(Base):
    """A version of a document of the client that goes with a contact; the file itself lies with the
    client's documents, so that reach, erasure and merge need no second rule."""

    __tablename__ = "enclosure"
    __table_args__ = (sa.UniqueConstraint("interaction_id", "version_id"),)

    id: Mapped[Key]
    interaction_id: Mapped[int] = owned("interaction.id", ondelete="CASCADE", index=False)
    version_id: Mapped[int] = owned("client_document_version.id", ondelete="CASCADE")

    version: Mapped[DocumentVersion] = relationship(lazy="raise")
