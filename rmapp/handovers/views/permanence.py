"""A substitution whose person has gone stays for good: asked, signed, or left as it was."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import DeedForm, attempt
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import SendBackForm
from ..models import Handover
from .wizard import PID, handovers, page_of


@handovers.post(f"/{PID}/permanent")
@requires("handovers:make", step_up=True)
def make_permanent(public_id: str) -> ResponseReturnValue:
    """The person has gone: the clients stay with those who stand in."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    return _told(
        operations.make_permanent(handover, version=DeedForm().version_number, actor=actor)
    )


@handovers.post(f"/{PID}/permanent/sign")
@requires("handovers:sign", step_up=True)
def sign_permanence(public_id: str) -> ResponseReturnValue:
    """The second signature."""
    actor = current_actor()
    handover = operations.asked_of(public_id, actor=actor, lock=True)
    return _told(
        operations.sign_permanence(handover, version=DeedForm().version_number, actor=actor)
    )


@handovers.post(f"/{PID}/permanent/drop")
@requires("handovers:sign")
def leave_temporary(public_id: str) -> ResponseReturnValue:
    """Taken back, or not signed."""
    actor = current_actor()
    handover = operations.asked_of(public_id, actor=actor, lock=True)
    form = SendBackForm()
    reason = form.reason.data or ""
    if attempt(
        form,
        lambda: operations.leave_temporary(
            handover, version=form.version_number, actor=actor, reason=reason
        ),
    ):
        flash(_("The substitution goes on as it was."), "ok")
        return redirect(url_for("handovers.listing"))
    return page_of(handover, actor, send_back_form=form), 422


def _told(handover: Handover) -> ResponseReturnValue:
    stays = handover.returns_on is None
    flash(
        _("The clients stay for good with those who stand in.")
        if stays
        else _("Now a second person has to sign."),
        "ok",
    )
    return redirect(url_for("handovers.show", public_id=handover.public_id))
