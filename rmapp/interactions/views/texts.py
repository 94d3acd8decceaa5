"""The library of letters."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients import custom
from ...core.forms import DeedForm, attempt
from ...core.i18n import reader_language
from ...policy.enforce import current_actor, requires
from .. import operations, queries, words
from ..library_forms import LetterTextForm
from ..models import LetterText
from ..rules.texts import PLACEHOLDERS
from .contacts import PID

letter_texts = Blueprint("letter_texts", __name__, url_prefix="/letter-texts")


@letter_texts.get("/")
@requires("library:edit")
def listing() -> ResponseReturnValue:
    """Every text."""
    rows = queries.letter_texts(with_withdrawn=True)
    return render_template(
        "letter_texts/listing.html", rows=rows, speech=reader_language(), words=words
    )


@letter_texts.route("/new", methods=["GET", "POST"])
@requires("library:edit")
def create() -> ResponseReturnValue:
    """A new text."""
    form = LetterTextForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_letter_text(None, actor=current_actor(), **form.values),
    ):
        flash(_("The text is kept."), "ok")
        return redirect(url_for("letter_texts.listing"))
    return _page(form, None)


@letter_texts.route(f"/{PID}", methods=["GET", "POST"])
@requires("library:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """Change a text; letters that were written keep their words."""
    text = queries.letter_text_of(public_id)
    form = LetterTextForm(obj=text, version=text.version)
    if not form.is_submitted():
        form.kind.data = text.kind.value if text.kind else ""
        form.purpose.data = text.purpose.value
        form.fits.data, form.stage.data = text.fits.value, text.stage.value
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_letter_text(
            text, actor=current_actor(), version=form.version_number, **form.values
        ),
    ):
        flash(_("The text is kept."), "ok")
        return redirect(url_for("letter_texts.listing"))
    return _page(form, text)


@letter_texts.post(f"/{PID}/withdraw")
@requires("library:edit")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take a text out of use, or back into it."""
    form = DeedForm()
    if form.validate_on_submit():
        text = queries.letter_text_of(public_id)
        operations.withdraw_letter_text(
            text,
            actor=current_actor(),
            version=form.version_number,
            is_active=not text.is_active,
        )
        flash(_("Done."), "ok")
    return redirect(url_for("letter_texts.listing"))


def _page(form: LetterTextForm, text: LetterText | None) -> ResponseReturnValue:
    return render_template(
        "letter_texts/edit.html",
        form=form,
        text=text,
        speech=reader_language(),
        placeholders={**PLACEHOLDERS, **custom.placeholders()},
        deed=DeedForm(version=text.version, formdata=None) if text else None,
    )
