"""The library of letters: texts with places to be filled in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Code, Keyed, Line, Name, Note, Versioned, choice
from ..words import Fits, Kind, Purpose, Stage

#: Kinds of contact that are written.
WRITTEN = (Kind.LETTER, Kind.EMAIL, Kind.MESSAGE)


class LetterText(Keyed, Versioned, Base):
    """A text the bank keeps for letters, e-mails and messages of a purpose (C3), in both languages.

    A contact takes its words when it is planned; what becomes of the text later changes no contact.
    """

    __tablename__ = "letter_text"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IS NULL OR kind IN ('letter', 'email', 'message')", name="written"
        ),
    )

    code: Mapped[Code] = mapped_column(default="", index=True)  # of a shipped one, else ""
    kind: Mapped[Kind | None] = choice(Kind, nullable=True)  # None: whatever is written
    purpose: Mapped[Purpose] = choice(Purpose)
    fits: Mapped[Fits] = choice(Fits, default=Fits.ANY)
    stage: Mapped[Stage] = choice(Stage, default=Stage.ANY)
    is_active: Mapped[bool] = mapped_column(default=True)
    title_en: Mapped[Name]
    title_ru: Mapped[Name]
    subject_en: Mapped[Line] = mapped_column(default="")
    subject_ru: Mapped[Line] = mapped_column(default="")
    body_en: Mapped[Note]
    body_ru: Mapped[Note]

    def title(self, language: str) -> str:
        """The title in ``language`` (``ru``, else English)."""
        return self.title_ru if language == "ru" else self.title_en

    def subject(self, language: str) -> str:
        """The subject in ``language``."""
        return self.subject_ru if language == "ru" else self.subject_en

    def body(self, language: str) -> str:
        """The text in ``language``."""
        return self.body_ru if language == "ru" else self.body_en
