"""The words of the names of the base, each once: what a word with a typo may have meant (D15)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Key


class NameWord(Base):
    """A word of the name of some client or contact person, once for each of its typo keys (see
    ``core.text.typo_keys``). It names none of them.

    Not unique by constraint: two who write the same new word at once must not wait for each other,
    and a word that stands twice is found once.
    """

    __tablename__ = "name_word"
    __table_args__ = (sa.Index("ix_name_word_key", "key", "word"),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(sa.String(21))
    word: Mapped[str] = mapped_column(sa.String(20))
