"""Clients that their receivers will not take: seen by the supervisor, and placed anew."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import as_choices, attempt
from ...policy.enforce import current_actor, requires
from ...portfolios.operations import receiver_of
from ...portfolios.queries import managers
from .. import operations, queries
from ..forms import PlaceAnewForm
from .wizard import CLIENT, PID, handovers


@handovers.get("/declined")
@requires("handovers:make")
def declined() -> ResponseReturnValue:
    """Every declined client within reach."""
    page = queries.declined(current_actor(), cursor=request.args.get("cursor"))
    return render_template("handovers/declined.html", page=page)


@handovers.route(f"/{PID}/declined/{CLIENT}", methods=["GET", "POST"])
@requires("handovers:make")
def place_anew(public_id: str, client_id: str) -> ResponseReturnValue:
    """Another receiver, or the same one."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor)
    item = queries.declined_item(handover, client_id, actor=actor)
    form, people = PlaceAnewForm(), managers(actor)
    form.employee.choices = as_choices(
        [(one.employee.public_id, one.employee.name) for one in people]
    )
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.place_anew(
            handover,
            client_id,
            receiver_of(form.employee.data, actor=actor),
            actor=actor,
            reason=form.reason.data or "",
        ),
    ):
        flash(_("Placed."), "ok")
        return redirect(url_for("handovers.declined"))
    page = render_template("handovers/place_anew.html", form=form, item=item, handover=handover)
    return page, 422 if form.errors else 200
