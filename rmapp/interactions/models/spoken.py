"""Words of a contact that the bank keeps in both languages: read in that of the reader.

What a template or a scenario says comes in two languages; the contact keeps the one it was written
in, as anything typed, and beside it both (``spoken``). A word that somebody has changed has no
other language any more and stays as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ...core.i18n import reader_language

#: One text in both languages.
Pair = Mapping[str, str]


def pair_of(en: str, ru: str) -> dict[str, str] | None:
    """Both languages of a text; None where one of them is missing."""
    return {"en": en, "ru": ru} if en and ru else None


def pairs_of(en: Sequence[str], ru: Sequence[str]) -> list[dict[str, str]]:
    """Both languages of each point; nothing where the lists do not answer each other."""
    if len(en) != len(ru):
        return []
    return [pair for one in zip(en, ru, strict=True) if (pair := pair_of(*one)) is not None]


def kept_of(text: str, *pairs: Pair | None) -> dict[str, str] | None:
    """The first of ``pairs`` that says ``text`` in one of its languages, None if none does."""
    for pair in pairs:
        if pair and text in pair.values():
            return dict(pair)
    return None


def read_as(text: str, pair: Pair | None, language: str = "") -> str:
    """``text`` in ``language`` (the reader's, if empty) where ``pair`` has it."""
    return (pair or {}).get(language or reader_language()) or text


def reading_of(text: Any, spoken: Any, name: str) -> sa.ColumnElement[str]:
    """The same in SQL for the column ``text`` called ``name``: in the language of whoever the
    statement is run for, though it is kept."""
    reader = sa.bindparam("spoken_in", callable_=reader_language, type_=sa.Text)
    return sa.func.coalesce(sa.func.jsonb_extract_path_text(spoken, name, reader), text)
