"""The receivers take their clients, one by one or together, or say why not."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import DeclineForm
from .wizard import CLIENT, PID, handovers


@handovers.post(f"/{PID}/accept")
@requires("handovers:accept")
def accept_all(public_id: str) -> ResponseReturnValue:
    """Take all but the VIPs."""
    actor = current_actor()
    taken = operations.accept_all(queries.handover_of(public_id, actor=actor), actor=actor)
    flash(ngettext("%(num)s client accepted.", "%(num)s clients accepted.", taken), "ok")
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.post(f"/{PID}/accept/{CLIENT}")
@requires("handovers:accept")
def accept(public_id: str, client_id: str) -> ResponseReturnValue:
    """Take one client."""
    actor = current_actor()
    operations.accept(queries.handover_of(public_id, actor=actor), client_id, actor=actor)
    flash(_("Accepted."), "ok")
    in_list = request.args.get("at") == "clients"  # back to where they were in it
    values: dict[str, Any] = queries.sieve_of(request.args).asked if in_list else {}
    return redirect(
        url_for(
            "handovers.show",
            public_id=public_id,
            cursor=request.args.get("cursor") if in_list else None,
            _anchor="clients" if in_list else None,
            **values,
        )
    )


@handovers.route(f"/{PID}/decline/{CLIENT}", methods=["GET", "POST"])
@requires("handovers:accept")
def decline(public_id: str, client_id: str) -> ResponseReturnValue:
    """Say why a client cannot be taken."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor)
    client = queries.given_item(handover, client_id, actor=actor).client
    form = DeclineForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.decline(handover, client_id, reason=form.reason.data or "", actor=actor),
    ):
        flash(_("Your supervisor will decide."), "ok")
        return redirect(url_for("handovers.show", public_id=public_id))
    page = render_template("handovers/decline.html", form=form, handover=handover, client=client)
    return page, 422 if form.errors else 200


@handovers.get("/late")
@requires("handovers:make")
def late() -> ResponseReturnValue:
    """Introductions that are overdue."""
    page = queries.late(current_actor(), cursor=request.args.get("cursor"))
    return render_template("handovers/late.html", page=page)
