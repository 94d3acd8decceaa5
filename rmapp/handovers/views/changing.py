"""A draft is changed in why and when; what was proposed becomes a draft again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import DeedForm, attempt
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import ChangeForm, SendBackForm
from ..models import HandoverReason
from .wizard import PID, handovers, page_of


@handovers.route(f"/{PID}/change", methods=["GET", "POST"])
@requires("handovers:make")
def change(public_id: str) -> ResponseReturnValue:
    """Why and when."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=request.method == "POST")
    form = ChangeForm(obj=handover)
    if request.method == "GET":
        form.reason.data = handover.reason.value
        form.version.data = str(handover.version)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.change(
            handover,
            reason=HandoverReason(form.reason.data),
            effective_on=form.effective_on.data,
            returns_on=form.returns_on.data,
            closes_access=form.closes_access.data,
            note=form.note.data or "",
            version=form.version_number,
            actor=actor,
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("handovers.show", public_id=public_id))
    page = render_template("handovers/change.html", form=form, handover=handover)
    return page, 422 if form.errors else 200


@handovers.post(f"/{PID}/recall")
@requires("handovers:make")
def recall(public_id: str) -> ResponseReturnValue:
    """A draft again, by who made it; by somebody else, sent back with the reason."""
    actor = current_actor()
    handover = operations.asked_of(public_id, actor=actor, lock=True)
    if handover.created_by_id == actor.employee_id:
        operations.recall(handover, version=DeedForm().version_number, actor=actor)
        flash(_("It is a draft again; who goes to whom stays as chosen."), "ok")
        return redirect(url_for("handovers.show", public_id=public_id, step=4))
    form = SendBackForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.recall(
            handover, version=form.version_number, actor=actor, reason=form.reason.data or ""
        ),
    ):
        flash(_("Sent back. Who made it is told why."), "ok")
        return redirect(url_for("handovers.listing"))
    return page_of(handover, actor, send_back_form=form), 422
