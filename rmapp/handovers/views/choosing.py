"""What a person changes in a draft: places, locks, exclusions; the preview of a letter."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core.errors import NotFound
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import LeaveOutForm
from ..texts import TIERS
from .listed import chosen_of
from .wizard import PID, WHAT, WHOM, handovers, page_of, place_form, step_url


@handovers.post(f"/{PID}/place")
@requires("handovers:make")
def place(public_id: str) -> ResponseReturnValue:
    """By hand: chosen clients go to one receiver, or are locked where they are, or let loose."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    form, chosen = place_form(handover), chosen_of(handover)
    deed = request.form.get("deed", "move")
    if deed in ("lock", "unlock"):
        count = operations.lock(handover, chosen, on=deed == "lock", actor=actor)
        flash(ngettext("%(num)s client changed.", "%(num)s clients changed.", count), "ok")
        return redirect(step_url(handover, WHOM) + "#clients")
    receivers = {one.employee.public_id: one.employee_id for one in handover.receivers}
    moved = form.validate_on_submit() and attempt(
        form,
        lambda: operations.place(
            handover, chosen, receivers.get(form.receiver.data, 0), actor=actor
        ),
    )
    if moved:
        flash(ngettext("%(num)s client moved.", "%(num)s clients moved.", int(moved)), "ok")
        return redirect(step_url(handover, WHOM) + "#clients")
    return page_of(handover, actor, step=WHOM, place_form=form, chosen=chosen), 422


@handovers.post(f"/{PID}/leave-out")
@requires("handovers:make")
def leave_out(public_id: str) -> ResponseReturnValue:
    """Chosen clients stay, or come along after all."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    form, chosen = LeaveOutForm(), chosen_of(handover)
    if request.form.get("deed") == "relieve":
        goes = operations.relieve(handover, actor=actor)
        flash(
            ngettext("%(num)s client goes along, the others stay.",
                     "%(num)s clients go along, the others stay.", goes),
            "ok",
        )  # fmt: skip
        return redirect(step_url(handover, WHAT) + "#clients")
    if request.form.get("deed") == "take-in":
        done = operations.take_in(handover, chosen, actor=actor)
        flash(ngettext("%(num)s client changed.", "%(num)s clients changed.", done), "ok")
        return redirect(step_url(handover, WHAT) + "#clients")
    done = form.validate_on_submit() and attempt(
        form,
        lambda: operations.leave_out(handover, chosen, reason=form.reason.data or "", actor=actor),
    )
    if done:
        flash(ngettext("%(num)s client changed.", "%(num)s clients changed.", int(done)), "ok")
        return redirect(step_url(handover, WHAT) + "#clients")
    return page_of(handover, actor, step=WHAT, leave_form=form, chosen=chosen), 422


@handovers.post(f"/{PID}/close-access")
@requires("handovers:make", step_up=True)
def close_access(public_id: str) -> ResponseReturnValue:
    """The leaver's access ends now, whatever becomes of the handover."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    operations.close_access(handover, actor=actor)
    flash(_("The access has ended. What hangs on this person waits for a handover."), "ok")
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.get(f"/{PID}/letter")
@requires("handovers:make")
def letter(public_id: str) -> ResponseReturnValue:
    """The letter of introduction as a real client of this handover will read it."""
    from ..mails import letter_to

    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor)
    tier = request.args.get("tier", "vip")
    if tier not in TIERS:
        raise NotFound(_("There is no such letter."))
    item = queries.sample(handover, tier)
    made = letter_to(handover, item, handover.leaver) if item is not None else None
    return render_template(
        "handovers/letter.html", handover=handover, item=item, letter=made, tier=TIERS[tier]
    )
