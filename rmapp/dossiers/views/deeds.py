"""Deeds on a whole dossier: a prospect becomes a client, a client rests, the bin."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.queries import client_of
from ...core import clock
from ...core.forms import DeedForm, attempt
from ...core.hanging import open_of_client
from ...policy.enforce import can, current_actor, requires
from .. import operations, queries
from ..forms import BinForm, ReasonForm
from ..rules import BIN_KEPT
from .blueprint import ONE, dossiers, fragment


@dossiers.route(f"{ONE}/activity", methods=["GET", "POST"])
@requires("clients:edit")
def activity(public_id: str) -> ResponseReturnValue:
    """Let a client rest (no reminders), or take it up again, with the reason (D1)."""
    actor, form = current_actor(), ReasonForm()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    active = not client.is_active
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.set_active(
            client, active=active, actor=actor, reason=form.reason.data or ""
        ),
    ):
        done = (
            _("Active again: %(name)s", name=client.display_name)
            if active
            else _("Rests, no reminders: %(name)s", name=client.display_name)
        )
        flash(done, "ok")
        return redirect(url_for("card.show", public_id=public_id))
    return render_template(
        f"dossiers/{fragment()}activity.html", form=form, client=client, active=active
    )


@dossiers.post(f"{ONE}/convert")
@requires("clients:convert")
def convert(public_id: str) -> ResponseReturnValue:
    """A prospect becomes a client."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:convert")
    operations.convert(client, actor=actor)
    flash(_("Now a client: %(name)s", name=client.display_name), "ok")
    return redirect(url_for("card.show", public_id=public_id))


@dossiers.route(f"{ONE}/bin", methods=["GET", "POST"])
@requires("clients:delete")
def move_to_bin(public_id: str) -> ResponseReturnValue:
    """Into the bin; a GET asks first and tells what hangs on the client (D17)."""
    actor, form = current_actor(), BinForm()
    client = client_of(public_id, actor=actor, permission="clients:delete")
    if request.method == "GET":
        return render_template(
            "dossiers/delete.html",
            client=client,
            form=form,
            hanging=open_of_client(client.id),
            kept=BIN_KEPT.days,
        )
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
    return render_template(
        "dossiers/bin.html",
        page=page,
        form=DeedForm(),
        deeds=queries.binned([client.id for client in page.rows]),
        kept=BIN_KEPT,
        now=clock.now(),
    )


@dossiers.post(f"{ONE}/restore")
@requires("clients:restore")
def restore(public_id: str) -> ResponseReturnValue:
    """Out of the bin."""
    actor = current_actor()
    client = queries.deleted_client_of(public_id, actor=actor)
    operations.restore(client, actor=actor)
    flash(_("Restored: %(name)s", name=client.display_name), "ok")
    return redirect(url_for("card.show", public_id=public_id))
