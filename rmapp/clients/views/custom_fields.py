"""The bank's own fields: an administrator adds, changes and retires them (D9)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import DeedForm, attempt
from ...policy.enforce import current_actor, requires
from .. import custom
from ..catalogue.own import in_words
from ..custom.queries import count_of, counts
from ..forms import CustomFieldForm, NewCustomFieldForm
from ..models import CustomType
from ..words import CUSTOM_TYPES

custom_fields = Blueprint("custom_fields", __name__, url_prefix="/fields")
ONE = "/<string(length=16):public_id>"


@custom_fields.app_context_processor
def _words() -> dict[str, Any]:
    return {"custom_types": CUSTOM_TYPES, "own_word": in_words, "gone_from": custom.gone_from}


@custom_fields.get("")
@requires("settings:edit")
def listing() -> ResponseReturnValue:
    """Every field, the retired ones too."""
    rows = custom.definitions(with_retired=True)
    return render_template(
        "fields/listing.html", rows=rows, counts=counts() if rows else {}, form=DeedForm()
    )


@custom_fields.route("/new", methods=["GET", "POST"])
@requires("settings:edit")
def define() -> ResponseReturnValue:
    """A new field."""
    form: Any = NewCustomFieldForm() if request.method == "POST" else NewCustomFieldForm.blank()
    if "more" in request.form:
        form.spare_rows(5)
    elif form.validate_on_submit():
        made = attempt(
            form,
            lambda: custom.define_field(
                actor=current_actor(),
                type=CustomType(form.type.data),
                code=form.code.data or "",
                currency=form.currency.data,
                **form.values(),
            ),
        )
        if made:
            flash(_("The field is there: %(name)s", name=in_words(made.name_en, made.name_ru)))
            return redirect(url_for("custom_fields.listing"))
    if len(form.options.entries) < 4:
        form.spare_rows(4)
    return render_template("fields/form.html", form=form, row=None)


@custom_fields.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires("settings:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """A field in fields."""
    row = custom.definition_of(public_id)
    form: Any = CustomFieldForm(data=CustomFieldForm.of(row))
    if "more" in request.form:
        form.spare_rows(5)
    elif form.validate_on_submit():
        done = attempt(
            form,
            lambda: custom.edit_field(
                row, actor=current_actor(), version=form.version_number, **form.values()
            ),
        )
        if done:
            flash(_("The field is saved: %(name)s", name=in_words(done.name_en, done.name_ru)))
            return redirect(url_for("custom_fields.listing"))
    if request.method == "GET":
        form.spare_rows(2)
    return render_template("fields/form.html", form=form, row=row, uses=custom.uses_of(row))


@custom_fields.get(f"{ONE}/retire")
@requires("settings:edit")
def ask_to_retire(public_id: str) -> ResponseReturnValue:
    """What names the field and who has a value in it, before it goes out of use."""
    row = custom.definition_of(public_id)
    return render_template(
        "fields/retire.html",
        row=row,
        filled=count_of(row),
        deed=DeedForm(version=row.version, formdata=None),
        uses=custom.uses_of(row),
    )


@custom_fields.post(f"{ONE}/retire")
@requires("settings:edit")
def retire(public_id: str) -> ResponseReturnValue:
    """Out of use; the values stay."""
    row = custom.definition_of(public_id)
    custom.retire_field(row, actor=current_actor())
    name = in_words(row.name_en, row.name_ru)
    message: Any = {
        "text": _("Out of use: %(name)s", name=name),
        "undo_url": url_for("custom_fields.return_", public_id=public_id),
    }
    flash(message)
    return redirect(url_for("custom_fields.listing"))


@custom_fields.post(f"{ONE}/return")
@requires("settings:edit")
def return_(public_id: str) -> ResponseReturnValue:
    """Into use again."""
    row = custom.definition_of(public_id)
    custom.return_field(row, actor=current_actor())
    flash(_("In use again: %(name)s", name=in_words(row.name_en, row.name_ru)))
    return redirect(url_for("custom_fields.listing"))
