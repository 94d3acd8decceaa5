"""The library of letters, and the files that go with one."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.custom.uses import Use, in_text, loses_text, tells_uses
from ...clients.models import CustomField
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.i18n import reader_language
from ..models import LetterText
from ..words import Kind


def letter_texts(*, with_withdrawn: bool = False) -> list[LetterText]:
    """Every text, by purpose and kind."""
    statement = (
        sa.select(LetterText)
        .order_by(LetterText.purpose, LetterText.kind, LetterText.id)
        .limit(500)
    )
    if not with_withdrawn:
        statement = statement.where(LetterText.is_active.is_(True))
    return list(db.session.execute(statement).scalars())


def letter_texts_for(kind: Kind) -> list[LetterText]:
    """The texts in use for a contact of ``kind``."""
    return list(
        db.session.execute(
            sa.select(LetterText)
            .where(
                LetterText.is_active.is_(True),
                sa.or_(LetterText.kind == kind, LetterText.kind.is_(None)),
            )
            .order_by(LetterText.id)
            .limit(200)
        ).scalars()
    )


def letter_text_of(public_id: str) -> LetterText:
    """The text ``public_id``; :class:`NotFound` when there is none."""
    found = db.session.execute(
        sa.select(LetterText).where(LetterText.public_id == public_id[: PUBLIC_ID_LENGTH + 1])
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such text."))
    return found


@tells_uses
def _texts_naming(row: CustomField) -> Use:
    """The texts in use that name a field of the bank's own (D9)."""
    of = LetterText
    found = db.session.scalars(
        sa.select(LetterText).where(
            LetterText.is_active.is_(True),
            in_text(row, of.subject_en, of.subject_ru, of.body_en, of.body_ru),
        )
    ).all()
    names = tuple(one.title(reader_language()) for one in found)
    return Use(
        _("Texts of letters"),
        len(found),
        names,
        "letter_texts.listing",
        loses_text(),
        "library:edit",
    )
