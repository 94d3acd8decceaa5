"""The doors of the nomenclature."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core import clock, files
from ..core.errors import NotFound
from ..core.forms import DeedForm, attempt
from ..core.i18n import reader_language
from ..documents.leaving import handed_out
from ..policy.enforce import can, current_actor, requires
from ..settings import settings
from . import operations, queries
from .forms import LANGUAGES, MaterialForm, VersionForm
from .models import MATERIAL_KINDS

materials = Blueprint("materials", __name__, url_prefix="/materials")
blueprints = [materials]
PID = "<string(length=16):public_id>"


def _said() -> dict[str, object]:
    actor = current_actor()
    return {
        "kinds": MATERIAL_KINDS,
        "languages": dict(LANGUAGES),
        "speech": reader_language(),
        "today": clock.today(actor.zone),
        "currency": settings().currency,
        "may_edit": can(actor, operations.EDIT),
    }


@materials.get("")
@requires("products:read")
def listing() -> ResponseReturnValue:
    """The nomenclature: versions, validity, stock, cost, limits."""
    rows = queries.materials(with_withdrawn=can(current_actor(), operations.EDIT))
    return render_template("materials/listing.html", rows=rows, **_said())


@materials.route("/new", methods=["GET", "POST"])
@requires("library:edit")
def create() -> ResponseReturnValue:
    """A new item."""
    form = MaterialForm()
    if form.validate_on_submit():
        made = attempt(
            form, lambda: operations.keep_material(None, actor=current_actor(), **form.values)
        )
        if made:
            flash(_("The material is kept."), "ok")
            return redirect(url_for("materials.edit", public_id=made.public_id))
    return render_template("materials/edit.html", form=form, material=None, **_said())


@materials.route(f"/{PID}", methods=["GET", "POST"])
@requires("library:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """Change an item; its versions."""
    material = queries.material_of(public_id)
    form = MaterialForm(obj=material)
    form.kind.data = form.kind.data or material.kind.value
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_material(
            material,
            actor=current_actor(),
            version=form.version_number,
            is_active=material.is_active,
            **form.values,
        ),
    ):
        flash(_("The material is kept."), "ok")
        return redirect(url_for("materials.listing"))
    if not form.is_submitted():
        form.kind.data = material.kind.value
    return render_template(
        "materials/edit.html",
        form=form,
        material=material,
        adding=VersionForm(formdata=None),
        deed=DeedForm(version=material.version, formdata=None),
        **_said(),
    )


@materials.post(f"/{PID}/versions")
@requires("library:edit")
def add_version(public_id: str) -> ResponseReturnValue:
    """A new edition of an item, with its file."""
    material, form = queries.material_of(public_id), VersionForm()
    if form.validate_on_submit():
        file = form.file.data
        content = file.read() if file else b""
        if attempt(
            form,
            lambda: operations.add_version(
                material,
                actor=current_actor(),
                language=form.language.data,
                valid_until=form.valid_until.data,
                content=content,
                file_name=(file.filename or "") if file else "",
            ),
        ):
            flash(_("The new version is in force."), "ok")
            return redirect(url_for("materials.edit", public_id=public_id))
    given = MaterialForm(obj=material, formdata=None)
    given.kind.data = material.kind.value
    page = render_template(
        "materials/edit.html",
        form=given,
        material=material,
        adding=form,
        deed=DeedForm(version=material.version, formdata=None),
        **_said(),
    )
    return page, 422


@materials.post(f"/{PID}/withdraw")
@requires("library:edit")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take an item out of use, or back into it."""
    material, form = queries.material_of(public_id), DeedForm()
    if form.validate_on_submit():
        operations.withdraw_material(
            material,
            actor=current_actor(),
            version=form.version_number,
            is_active=not material.is_active,
        )
        flash(_("Done."), "ok")
    return redirect(url_for("materials.listing"))


@materials.get(f"/versions/{PID}/file")
@requires("products:read")
def file(public_id: str) -> ResponseReturnValue:
    """The file of a version, as a download."""
    version = queries.version_of(public_id)
    if version.sha256 is None:
        raise NotFound(_("This version has no file."))
    return handed_out(files.read(version.sha256, operations.BOX), version)
