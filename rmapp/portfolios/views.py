"""The portfolios of the managers, the queue, and assigning."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients.models import AssignmentRole
from ..clients.queries import open_assignments
from ..core.forms import attempt
from ..core.redirects import local_path
from ..policy.enforce import current_actor, requires
from . import operations, queries
from .forms import ROLE_WORDS, AssignForm

portfolios = Blueprint("portfolios", __name__, url_prefix="/portfolios")
blueprints = [portfolios]
PID = "<string(length=16):public_id>"


@portfolios.get("/")
@requires("assignments:edit")
def listing() -> ResponseReturnValue:
    """The managers with their load, and the clients nobody serves."""
    actor = current_actor()
    return render_template(
        "portfolios/listing.html",
        managers=queries.managers(actor),
        queue=queries.without_manager(cursor=request.args.get("cursor"), counted=True),
    )


@portfolios.route(f"/assign/{PID}", methods=["GET", "POST"])
@requires("assignments:edit")
def assign(public_id: str) -> ResponseReturnValue:
    """Let somebody serve a client."""
    actor = current_actor()
    client = queries.client_to_assign(public_id, actor=actor)
    form = AssignForm()
    managers = queries.managers(actor)
    form.employee.choices = [(one.employee.public_id, one.employee.name) for one in managers]
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.assign(
            client,
            operations.receiver_of(form.employee.data, actor=actor),
            AssignmentRole(form.role.data),
            actor=actor,
            reason=form.reason.data or "",
        ),
    ):
        flash(_("Assigned."), "ok")
        return redirect(local_path(request.args.get("next"), url_for("portfolios.listing")))
    return (
        render_template(
            "portfolios/assign.html",
            form=form,
            client=client,
            managers=managers,
            served=open_assignments(client.id),
            role_words=ROLE_WORDS,
        ),
        422 if form.errors else 200,
    )
