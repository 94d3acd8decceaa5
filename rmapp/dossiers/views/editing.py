"""Editing a dossier; the bin."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.custom import values_of
from ...clients.queries import WITH_DETAILS, client_of
from ...core.forms import DeedForm, attempt
from ...policy.enforce import can, current_actor, requires
from .. import operations, queries
from ..forms import EDIT, BinForm, own_values
from ..rules import AddressEntry, EmailEntry, PhoneEntry
from .blueprint import ONE, class_of, dossiers, prepared

LISTS = ("phones", "emails", "addresses")


@dossiers.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires("clients:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """The dossier in fields."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit", options=WITH_DETAILS)
    kept = values_of(client.id) if request.method == "GET" else {}
    form: Any = class_of(EDIT, client.kind)(obj=client if request.method == "GET" else None, **kept)
    prepared(form).keep_zone(client.zone)
    if request.method == "GET":
        form.version.data = client.version
        for name in LISTS:
            form[name].append_entry()
    elif form.validate():
        lists: dict[str, Any] = {
            "phones": [PhoneEntry(**_row(row)) for row in form.phones.data],
            "emails": [EmailEntry(**_row(row)) for row in form.emails.data],
            "addresses": [AddressEntry(**_row(row)) for row in form.addresses.data],
        }
        lists["phones"] = [e for e in lists["phones"] if e.number or e.public_id]
        lists["emails"] = [e for e in lists["emails"] if e.address or e.public_id]
        saved = attempt(
            form,
            lambda: operations.edit_client(
                client,
                actor=actor,
                version=form.version_number,
                fields={**form.values(), **own_values(form)},
                **lists,
            ),
        )
        if saved:
            flash(_("Dossier saved: %(name)s", name=saved.display_name), "ok")
            return redirect(url_for("card.show", public_id=public_id))
    return render_template("dossiers/edit.html", form=form, client=client)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if value is not None else "" for name, value in row.items()}


@dossiers.post(f"{ONE}/convert")
@requires("clients:convert")
def convert(public_id: str) -> ResponseReturnValue:
    """A prospect becomes a client."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:convert")
    operations.convert(client, actor=actor)
    flash(_("Now a client: %(name)s", name=client.display_name), "ok")
    return redirect(url_for("card.show", public_id=public_id))


@dossiers.post(f"{ONE}/bin")
@requires("clients:delete")
def move_to_bin(public_id: str) -> ResponseReturnValue:
    """Into the bin."""
    actor, form = current_actor(), BinForm()
    client = client_of(public_id, actor=actor, permission="clients:delete")
    reason = (form.reason.data or "")[:500]
    operations.move_to_bin(client, actor=actor, reason=reason)
    undo = url_for("dossiers.restore", public_id=public_id)
    message: Any = {"text": _("In the bin: %(name)s", name=client.display_name)}
    if can(actor, "clients:restore"):
        message["undo_url"] = undo
    flash(message, "ok")
    return redirect(url_for("clients.listing"))


@dossiers.get("/bin")
@requires("clients:restore")
def bin() -> ResponseReturnValue:
    """What lies in the bin and can be restored."""
    page = queries.in_bin(current_actor(), cursor=request.args.get("cursor"))
    return render_template("dossiers/bin.html", page=page, form=DeedForm())


@dossiers.post(f"{ONE}/restore")
@requires("clients:restore")
def restore(public_id: str) -> ResponseReturnValue:
    """Out of the bin."""
    actor = current_actor()
    client = queries.deleted_client_of(public_id, actor=actor)
    operations.restore(client, actor=actor)
    flash(_("Restored: %(name)s", name=client.display_name), "ok")
    return redirect(url_for("card.show", public_id=public_id))
