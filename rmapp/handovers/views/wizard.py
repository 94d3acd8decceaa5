"""The handover wizard, the second signature, acceptance, the act, undo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from ...core import clock
from ...core.forms import DeedForm, attempt
from ...policy.enforce import Actor, can, current_actor, requires
from ...portfolios.queries import managers
from ...settings import settings
from .. import operations, queries
from ..forms import REASONS, DeclineForm, PlaceForm, ShareForm, StartForm
from ..models import Handover, HandoverReason, HandoverState
from ..operations.signing import needs_second
from ..words import STATES, WHY

handovers = Blueprint("handovers", __name__, url_prefix="/handovers")
PID = "<string(length=16):public_id>"
CLIENT = "<string(length=16):client_id>"


@handovers.get("/")
@requires("handovers:read")
def listing() -> ResponseReturnValue:
    """Handovers, newest first."""
    actor = current_actor()
    return render_template(
        "handovers/listing.html",
        page=queries.listing(actor, cursor=request.args.get("cursor")),
        reasons=REASONS,
        states=STATES,
        declined=queries.count_declined(actor) if can(actor, "handovers:make") else 0,
    )


@handovers.route("/new", methods=["GET", "POST"])
@requires("handovers:make")
def start() -> ResponseReturnValue:
    """Step 1: who and why."""
    actor = current_actor()
    form = StartForm()
    people = managers(actor, "handovers:make")
    form.employee.choices = [(one.employee.public_id, one.employee.name) for one in people]
    if request.method == "GET":
        form.employee.data = request.args.get("employee")
        form.effective_on.data = clock.today(settings().bank_zone)
    if form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.start(
                queries.leaver_of(form.employee.data, actor=actor),
                reason=HandoverReason(form.reason.data),
                effective_on=form.effective_on.data,
                returns_on=form.returns_on.data,
                closes_access=form.closes_access.data,
                note=form.note.data or "",
                actor=actor,
            ),
        )
        if made:
            return redirect(url_for("handovers.show", public_id=made.public_id))
    return render_template("handovers/start.html", form=form), 422 if form.errors else 200


@handovers.get(f"/{PID}")
@requires("handovers:read")
def show(public_id: str) -> ResponseReturnValue:
    """The wizard while it is a draft; afterwards what became of it."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor)
    return _page(handover, actor)


@handovers.post(f"/{PID}/share")
@requires("handovers:make")
def share(public_id: str) -> ResponseReturnValue:
    """Step 2: propose a receiver for each client."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    form = _share_form(handover, actor)
    keys = {one.employee.public_id: one.employee.id for one in managers(actor, "handovers:make")}
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.share_out(
            handover,
            [keys[one] for one in form.receivers.data or [] if one in keys],
            keep_families=form.keep_families.data,
            actor=actor,
        ),
    ):
        flash(_("Shared out. Move clients by hand where you know better."), "ok")
        return redirect(url_for("handovers.show", public_id=public_id) + "#shares")
    return _page(handover, actor, share_form=form), 422


@handovers.post(f"/{PID}/place")
@requires("handovers:make")
def place(public_id: str) -> ResponseReturnValue:
    """Step 2, by hand: chosen clients go to one receiver."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    form = _place_form(handover)
    receivers = {one.employee.public_id: one.employee_id for one in handover.receivers}
    moved = form.validate_on_submit() and attempt(
        form,
        lambda: operations.place(
            handover,
            request.form.getlist("ids"),
            receivers.get(form.receiver.data, 0),
            actor=actor,
        ),
    )
    if moved:
        flash(ngettext("%(num)s client moved.", "%(num)s clients moved.", int(moved)), "ok")
        back = url_for("handovers.show", public_id=public_id, cursor=request.args.get("cursor"))
        return redirect(back + "#clients")
    return _page(handover, actor, place_form=form), 422


@handovers.post(f"/{PID}/finish")
@requires("handovers:make", step_up=True)
def finish(public_id: str) -> ResponseReturnValue:
    """Step 4: carry it out, or ask for the second signature."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    done = operations.finish_draft(handover, version=DeedForm().version_number, actor=actor)
    _tell(done)
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.post(f"/{PID}/sign")
@requires("handovers:sign", step_up=True)
def sign(public_id: str) -> ResponseReturnValue:
    """The second signature."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    done = operations.sign(handover, version=DeedForm().version_number, actor=actor)
    _tell(done)
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.post(f"/{PID}/drop")
@requires("handovers:make")
def drop(public_id: str) -> ResponseReturnValue:
    """Give the handover up."""
    actor = current_actor()
    operations.drop(queries.handover_of(public_id, actor=actor, lock=True), actor=actor)
    flash(_("The handover was given up. Nothing has moved."), "ok")
    return redirect(url_for("handovers.listing"))


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
            returned=counts["returned"],
            kept=counts["kept"],
        ),
        "ok",
    )
    return redirect(url_for("handovers.show", public_id=public_id))


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
    return redirect(url_for("handovers.show", public_id=public_id))


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


@handovers.get(f"/{PID}/act.pdf")
@requires("handovers:read")
def act(public_id: str) -> ResponseReturnValue:
    """The act of transfer."""
    handover = queries.handover_of(public_id, actor=current_actor())
    from ..paper import act_of  # loads what draws, see core.papers

    content = act_of(handover, language=str(get_locale())[:2])
    name = f"act-{handover.public_id}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, content_type="application/pdf", headers=headers)


def _page(handover: Handover, actor: Actor, **forms: Any) -> str:
    is_draft = handover.state is HandoverState.DRAFT
    check = queries.check(handover) if is_draft else None
    return render_template(
        "handovers/show.html",
        handover=handover,
        counts=queries.client_counts(handover.leaver_id) if is_draft else {},
        tree=queries.tree(handover.leaver_id) if is_draft else [],
        shares=queries.shares(handover),
        page=queries.items(handover, cursor=request.args.get("cursor")),
        check=check,
        needs_second=check is not None and needs_second(check),
        people=managers(actor, "handovers:make") if is_draft else [],
        share_form=forms.get("share_form") or _share_form(handover, actor),
        place_form=forms.get("place_form") or _place_form(handover),
        deed=DeedForm(version=str(handover.version)),
        reasons=REASONS,
        states=STATES,
        why=WHY,
        waiting_for_me=queries.count_to_accept(actor.employee_id),
    )


def _share_form(handover: Handover, actor: Actor) -> ShareForm:
    form = ShareForm()
    form.receivers.choices = [
        (one.employee.public_id, one.employee.name)
        for one in managers(actor, "handovers:make")
        if one.employee.id != handover.leaver_id
    ]
    if request.method == "GET":
        form.receivers.data = [one.employee.public_id for one in handover.receivers]
        form.keep_families.data = handover.keeps_families
    return form


def _place_form(handover: Handover) -> PlaceForm:
    form = PlaceForm()
    form.receiver.choices = [
        (one.employee.public_id, one.employee.name) for one in handover.receivers
    ]
    return form


def _tell(handover: Handover) -> None:
    words = {
        HandoverState.WAITING: _("Now a second person has to sign."),
        HandoverState.SIGNED: _("Signed. It will be carried out on its day."),
        HandoverState.DONE: _("Handed over. Everything open went along."),
    }
    flash(words[handover.state], "ok")
