"""The bank's lists of sources, channels and campaigns (D7)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import SourceKind
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import SourceForm

sources = Blueprint("sources", __name__, url_prefix="/sources")


@sources.get("")
@requires("library:edit")
def listing() -> ResponseReturnValue:
    """The three lists, retired entries at the end."""
    entries = queries.sources(None, retired=True)
    return render_template(
        "dossiers/sources.html",
        lists={kind: [one for one in entries if one.kind is kind] for kind in SourceKind},
        clients_from=queries.clients_from(),
    )


@sources.route("/new/<any(source, channel, campaign):kind>", methods=["GET", "POST"])
@requires("library:edit")
def create(kind: str) -> ResponseReturnValue:
    """A new entry at the end of a list."""
    form = SourceForm()
    del form.is_active, form.position
    if form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.add_source(
                SourceKind(kind),
                actor=current_actor(),
                name_en=form.name_en.data or "",
                name_ru=form.name_ru.data or "",
                is_cautious=bool(form.is_cautious.data),
            ),
        )
        if made:
            flash(_("The entry is in the list."), "ok")
            return redirect(url_for("sources.listing"))
    return render_template("dossiers/source.html", form=form, kind=SourceKind(kind), source=None)


@sources.route("/<string(length=16):public_id>", methods=["GET", "POST"])
@requires("library:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """Rename, move or retire an entry."""
    source = queries.source_of(public_id)
    form = SourceForm(obj=source if request.method == "GET" else None)
    count = len(queries.sources(source.kind, retired=True))
    form.offer_places(max(count, source.position + 1))
    if request.method == "GET":
        form.version.data = source.version
    elif form.validate() and attempt(
        form,
        lambda: operations.change_source(
            source,
            actor=current_actor(),
            version=form.version_number,
            name_en=form.name_en.data or "",
            name_ru=form.name_ru.data or "",
            is_cautious=bool(form.is_cautious.data),
            is_active=bool(form.is_active.data),
            position=form.position.data,
        ),
    ):
        flash(_("The entry is changed."), "ok")
        return redirect(url_for("sources.listing"))
    return render_template("dossiers/source.html", form=form, kind=source.kind, source=source)
