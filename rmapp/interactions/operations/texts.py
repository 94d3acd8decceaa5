"""The library of letters: keep a text, take it out of use."""

from __future__ import annotations

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients import custom
from ...core.db import db
from ...core.errors import Invalid
from ...core.placeholder_words import problems_in
from ...policy.enforce import Actor, demand
from ..models import LetterText
from ..models.texts import WRITTEN
from ..rules.texts import PLACEHOLDERS
from ..words import Fits, Kind, Purpose, Stage

FILLED = ("subject_en", "subject_ru", "body_en", "body_ru")


def keep_letter_text(
    text: LetterText | None,
    *,
    actor: Actor | None,
    version: int = 0,
    kind: Kind | None,
    purpose: Purpose,
    title_en: str,
    title_ru: str,
    subject_en: str,
    subject_ru: str,
    body_en: str,
    body_ru: str,
    fits: Fits = Fits.ANY,
    stage: Stage = Stage.ANY,
    code: str = "",
) -> LetterText:
    """Keep a new text (None) or a changed one; return it.

    ``kind`` None: for whatever is written. ``actor`` None: the house itself (seeds). Refuses with
    Forbidden, :class:`Conflict` when somebody changed it since ``version``, :class:`Invalid` at the
    field for a kind that is not written and for words that name what is not in the list.
    """
    if actor is not None:
        demand(actor, "library:edit")
    if kind is not None and kind not in WRITTEN:
        raise Invalid(fields={"kind": [_("Only letters, e-mails and messages have a text.")]})
    given = {
        "subject_en": subject_en, "subject_ru": subject_ru, "body_en": body_en, "body_ru": body_ru,
    }  # fmt: skip
    known = (*PLACEHOLDERS, *custom.placeholders())
    wrong = {name: words for name in FILLED if (words := problems_in(given[name], known))}
    if wrong:
        raise Invalid(fields=wrong)
    if text is None:
        text = LetterText(code=code, is_active=True)
        db.session.add(text)
    else:
        text.unchanged_since(version)
    text.kind, text.purpose, text.fits, text.stage = kind, purpose, fits, stage
    text.title_en, text.title_ru = title_en, title_ru
    for name in FILLED:
        setattr(text, name, given[name])
    db.session.flush()
    if actor is not None:
        record("letter-text:kept", actor=actor, obj=text, name=title_en)
    return text


def withdraw_letter_text(
    text: LetterText, *, actor: Actor, version: int, is_active: bool = False
) -> LetterText:
    """Take a text out of use, or back into it with ``is_active``; letters written keep theirs."""
    demand(actor, "library:edit")
    text.unchanged_since(version)
    text.is_active = is_active
    db.session.flush()
    tag = "letter-text:restored" if is_active else "letter-text:withdrawn"
    record(tag, actor=actor, obj=text, name=text.title_en)
    return text
