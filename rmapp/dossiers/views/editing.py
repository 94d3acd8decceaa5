"""Editing a dossier."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.custom import values_of
from ...clients.models import Client, Origin
from ...clients.queries import WITH_DETAILS, client_of
from ...core.forms import attempt
from ...policy.enforce import Actor, current_actor, requires
from .. import operations
from ..forms import EDIT, LISTS, own_values
from ..rules import ENTRIES
from .blueprint import ONE, class_of, dossiers, prepared


@dossiers.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires("clients:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """The dossier in fields."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit", options=WITH_DETAILS)
    kept = values_of(client.id) if request.method == "GET" else {}
    form: Any = class_of(EDIT, client.kind)(obj=client if request.method == "GET" else None, **kept)
    prepared(form, client.zone)
    if request.method == "GET":
        form.version.data = client.version
        for name in LISTS:
            form[name].append_entry()
    elif form.validate():
        saved = attempt(form, lambda: _saved(form, client, actor))
        if saved:
            flash(_("Dossier saved: %(name)s", name=client.display_name), "ok")
            if saved.theirs:
                words = _("Changed by a colleague meanwhile and kept: %(fields)s")
                flash(words % {"fields": ", ".join(saved.theirs)}, "info")
            return redirect(url_for("card.show", public_id=public_id))
    spoken_for = operations.zone_of(client)
    return render_template(
        "dossiers/edit.html",
        form=form,
        client=client,
        zone_hint=spoken_for if spoken_for != client.zone else "",
        found=form.refused.get("duplicates", ()),
    )


def _saved(form: Any, client: Client, actor: Actor) -> operations.Reconciled:
    """Save the form; what colleagues saved since it was opened is brought together with it."""
    together = operations.reconcile(
        client,
        actor=actor,
        version=form.version_number,
        fields={**form.values(), **own_values(form)},
        rows={name: _entries(form, name) for name in LISTS},
        naming=lambda name, place, column: _input(form, name, place, column),
    )
    operations.edit_client(
        client,
        actor=actor,
        version=together.version,
        fields=together.fields,
        origin=Origin(form.origin.data),
        is_different=bool(form.is_different.data),
        **together.rows,
    )
    return together


def _input(form: Any, name: str, place: int, column: str) -> tuple[str, Any]:
    control = form[name].entries[place].form[column]
    return control.name, control.label.text


_PARTS = ("postcode", "region", "city", "street")


def _entries(form: Any, name: str) -> list[Any]:
    """The rows of the list ``name`` as they are to be; an emptied row is taken off."""
    entry, key = ENTRIES[name]
    found = []
    for given in form[name].data:
        row = {field: value if value is not None else "" for field, value in given.items()}
        if not row[key] and row["public_id"]:
            row |= dict.fromkeys(set(row) & set(_PARTS), "")
        if row[key] or row["public_id"] or any(row.get(part) for part in _PARTS):
            found.append(entry(**row))
    return found
