"""The rules of what follows by itself."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base, Code, Keyed, Line, Name, Note, Versioned


class FollowupRule(Keyed, Versioned, Base):
    """One rule: a letter after ``working_days`` of silence, in both languages of the bank.

    The texts are of the closed placeholder language (``core.placeholders``).
    """

    __tablename__ = "followup_rule"
    __table_args__ = (sa.CheckConstraint("working_days BETWEEN 1 AND 90", name="working_days"),)

    code: Mapped[Code] = mapped_column(unique=True)  # proposal-silence
    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    is_on: Mapped[bool] = mapped_column(default=True)
    working_days: Mapped[int]
    subject_en: Mapped[Line]
    subject_ru: Mapped[Line]
    text_en: Mapped[Note]
    text_ru: Mapped[Note]
    position: Mapped[int] = mapped_column(default=0)

    def name_in(self, language: str) -> str:
        """The name in ``language`` (ru, en)."""
        return self.name_ru if language == "ru" else self.name_en

    def subject_in(self, language: str) -> str:
        """The subject template in ``language`` (ru, en)."""
        return self.subject_ru if language == "ru" else self.subject_en

    def text_in(self, language: str) -> str:
        """The text template in ``language`` (ru, en)."""
        return self.text_ru if language == "ru" else self.text_en
