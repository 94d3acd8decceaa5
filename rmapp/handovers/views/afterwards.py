"""After a handover: undo of all or of one client, the end of a substitution."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core.formatting import number
from ...core.forms import DeedForm, attempt
from ...policy.enforce import current_actor, requires
from ...work.shown import shown
from .. import operations, queries
from ..forms import ProlongForm, UndoClientForm
from ..words import STATES
from .outcome import bar_of
from .wizard import CLIENT, PID, handovers


@handovers.get(f"/{PID}/progress")
@requires("handovers:read")
def progress(public_id: str) -> ResponseReturnValue:
    """How far a large handover is, for whoever may read it."""
    handover = operations.asked_of(public_id, actor=current_actor())
    return render_template(
        "handovers/_progress.html", handover=handover, states=STATES, **bar_of(handover)
    )


@handovers.get(f"/{PID}/sharing")
@requires("handovers:read")
def sharing(public_id: str) -> ResponseReturnValue:
    """How far a large share-out is, for whoever may read the draft."""
    handover = operations.asked_of(public_id, actor=current_actor())
    item = queries.sharing(handover)
    return render_template(
        "handovers/_sharing.html",
        handover=handover,
        work=item,
        bar=shown(item) if item is not None else None,
    )


@handovers.post(f"/{PID}/carry-on")
@requires("handovers:make", step_up=True)
def carry_on(public_id: str) -> ResponseReturnValue:
    """Take up an execution that ended before anything moved."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    operations.carry_on(handover, actor=actor)
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.post(f"/{PID}/undo")
@requires("handovers:make", step_up=True)
def undo(public_id: str) -> ResponseReturnValue:
    """Undo a handover that was carried out."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    counts = operations.undo(handover, version=DeedForm().version_number, actor=actor)
    flash(
        _(
            "Undone. Clients returned: %(returned)s, kept where they are now: %(kept)s.",
            returned=number(counts["returned"]),
            kept=number(counts["kept"]),
        ),
        "ok",
    )
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.route(f"/{PID}/undo/{CLIENT}", methods=["GET", "POST"])
@requires("handovers:make", step_up=True)
def undo_client(public_id: str, client_id: str) -> ResponseReturnValue:
    """Give one client back."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    item = queries.item_of(handover, client_id)
    form = UndoClientForm()
    if form.validate_on_submit():
        done = attempt(
            form,
            lambda: operations.undo_client(
                handover, client_id, actor=actor, reason=form.reason.data or ""
            ),
        )
        if done:
            kept = done["rows_kept"]
            words = ngettext(
                "%(num)s later change was kept.", "%(num)s later changes were kept.", kept
            )
            flash(" ".join((_("The client is back."), words if kept else "")).strip(), "ok")
            return redirect(url_for("handovers.show", public_id=public_id))
    now = queries.serves_by_now(item.client_id)
    page = render_template(
        "handovers/undo_client.html",
        form=form,
        item=item,
        handover=handover,
        now_with=now[0].name if now is not None else "",
        stays=operations.why_it_stays(item, handover.leaver),
    )
    return page, 422 if form.errors else 200


@handovers.post(f"/{PID}/give-back")
@requires("handovers:make", step_up=True)
def give_back(public_id: str) -> ResponseReturnValue:
    """The substitution ends now."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    counts = operations.give_back(handover, actor=actor)
    flash(
        ngettext("%(num)s client is back.", "%(num)s clients are back.", counts["returned"]), "ok"
    )
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.post(f"/{PID}/prolong")
@requires("handovers:make")
def prolong(public_id: str) -> ResponseReturnValue:
    """The substitution ends on another day."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    form = ProlongForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.prolong(
            handover, form.returns_on.data, version=form.version_number, actor=actor
        ),
    ):
        flash(_("Saved."), "ok")
    else:
        flash(_("Choose a day to come."), "bad")
    return redirect(url_for("handovers.show", public_id=public_id))
