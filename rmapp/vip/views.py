"""VIP clients, the evaluation, proposing and confirming, the policy."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients.queries import client_of
from ..core.forms import DeedForm, attempt
from ..policy.enforce import Actor, current_actor, requires
from ..portfolios.operations import receiver_of
from ..portfolios.queries import managers
from . import operations, queries
from .forms import MEASURES, ConfirmForm, ProposeForm, ReasonForm, VersionForm
from .models import Measure, VipStatus

vip = Blueprint("vip", __name__, url_prefix="/vip")
blueprints = [vip]
PID = "<string(length=16):public_id>"
MONEY = (Measure.BALANCE, Measure.PROFIT)


@vip.get("/")
@requires("vip:read")
def portfolio() -> ResponseReturnValue:
    """The VIP clients, nearest to a breach of the contact norm first."""
    actor = current_actor()
    return render_template(
        "vip/portfolio.html",
        page=queries.vips(actor, cursor=request.args.get("cursor")),
        waiting=queries.proposals_to_confirm(actor),
    )


@vip.get("/evaluation")
@requires("vip:read")
def evaluation() -> ResponseReturnValue:
    """Who would enter, leave, is near: nothing changes before a person confirms."""
    found = queries.evaluate(current_actor(), queries.policy_in_force())
    lists = {"enter": found.enter, "leave": found.leave, "near": found.near}
    asked = request.args.get("list", "enter")
    chosen = asked if asked in lists else "enter"
    return render_template(
        "vip/evaluation.html",
        version=found.version,
        counts={name: len(rows) for name, rows in lists.items()},
        chosen=chosen,
        page=queries.stretch(lists[chosen], request.args.get("cursor")),
        measures=MEASURES,
        money_measures=[one.value for one in MONEY],
    )


@vip.route(f"/propose/{PID}", methods=["GET", "POST"])
@requires("vip:propose")
def propose(public_id: str) -> ResponseReturnValue:
    """Propose a client, with the evidence on the page."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="vip:propose")
    form = ProposeForm()
    if form.validate_on_submit():
        status = attempt(
            form,
            lambda: operations.propose(
                client, actor=actor, decision_reason=form.decision_reason.data or ""
            ),
        )
        if status:
            flash(_("Proposed. A supervisor decides."), "ok")
            return redirect(url_for("vip.show", public_id=status.public_id))
    version = queries.policy_in_force()
    page = render_template(
        "vip/propose.html",
        form=form,
        client=client,
        version=version,
        verdict=queries.judge_client(client, version),
        measures=MEASURES,
        money_measures=[one.value for one in MONEY],
    )
    return page, 422 if form.errors else 200


@vip.get(f"/status/{PID}")
@requires("vip:read")
def show(public_id: str) -> ResponseReturnValue:
    """One status with its evidence, and what can be done with it."""
    actor = current_actor()
    return _page(queries.status_of(public_id, actor=actor), actor)


@vip.post(f"/status/{PID}/confirm")
@requires("vip:confirm")
def confirm(public_id: str) -> ResponseReturnValue:
    """Confirm, and give the client a personal manager."""
    actor = current_actor()
    status = queries.status_of(public_id, actor=actor, permission="vip:confirm")
    form = _confirm_form(actor)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.confirm(
            status,
            receiver_of(form.employee.data, actor=actor),
            version=form.version_number,
            actor=actor,
        ),
    ):
        flash(_("Confirmed. The client has a personal manager."), "ok")
        return redirect(url_for("vip.show", public_id=public_id))
    return _page(status, actor, confirm_form=form), 422


@vip.post(f"/status/{PID}/refuse")
@requires("vip:confirm")
def refuse(public_id: str) -> ResponseReturnValue:
    """Refuse a proposal."""
    actor = current_actor()
    status = queries.status_of(public_id, actor=actor, permission="vip:confirm")
    form = ReasonForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.refuse(
            status, version=form.version_number, reason=form.reason.data or "", actor=actor
        ),
    ):
        flash(_("Refused."), "ok")
        return redirect(url_for("vip.show", public_id=public_id))
    return _page(status, actor, reason_form=form), 422


@vip.post(f"/status/{PID}/end")
@requires("vip:confirm")
def end(public_id: str) -> ResponseReturnValue:
    """End a VIP status."""
    actor = current_actor()
    status = queries.status_of(public_id, actor=actor, permission="vip:confirm")
    form = ReasonForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.end(
            status, version=form.version_number, reason=form.reason.data or "", actor=actor
        ),
    ):
        flash(_("The VIP status has ended."), "ok")
        return redirect(url_for("vip.show", public_id=public_id))
    return _page(status, actor, reason_form=form), 422


@vip.get("/policy")
@requires("vip:read")
def policy() -> ResponseReturnValue:
    """The policy and its versions."""
    return render_template(
        "vip/policy.html",
        versions=queries.versions(),
        measures=MEASURES,
        money_measures=[one.value for one in MONEY],
        deed=DeedForm(),
    )


@vip.route("/policy/new", methods=["GET", "POST"])
@requires("vip:policy")
def write() -> ResponseReturnValue:
    """Write the next version."""
    form = VersionForm()
    names = ("title_en", "title_ru", "least_criteria", "contact_days", "answer_hours")
    texts = ("terms_en", "terms_ru")
    if form.validate_on_submit():
        fields = {name: getattr(form, name).data for name in names}
        fields |= {name: getattr(form, name).data or "" for name in texts}
        criteria = {measure: getattr(form, measure.value).data for measure in Measure}
        if attempt(
            form,
            lambda: operations.write_version(
                fields=fields, criteria=criteria, actor=current_actor()
            ),
        ):
            flash(_("Written. A second person puts it in force."), "ok")
            return redirect(url_for("vip.policy"))
    return render_template("vip/write.html", form=form), 422 if form.errors else 200


@vip.post(f"/policy/{PID}/approve")
@requires("vip:policy", step_up=True)
def approve(public_id: str) -> ResponseReturnValue:
    """Put a version in force."""
    operations.approve_version(queries.version_of(public_id), actor=current_actor())
    flash(_("The version is in force."), "ok")
    return redirect(url_for("vip.policy"))


def _confirm_form(actor: Actor) -> ConfirmForm:
    form = ConfirmForm()
    form.employee.choices = [
        (one.employee.public_id, f"{one.employee.name}: {one.load.points} / {one.load.capacity}")
        for one in managers(actor)
        if one.employee.is_vip_certified
    ]
    return form


def _page(
    status: VipStatus,
    actor: Actor,
    *,
    confirm_form: ConfirmForm | None = None,
    reason_form: ReasonForm | None = None,
) -> str:
    confirm_form = confirm_form or _confirm_form(actor)
    reason_form = reason_form or ReasonForm()
    confirm_form.version.data = reason_form.version.data = str(status.version)
    return render_template(
        "vip/show.html",
        status=status,
        form=confirm_form if confirm_form.errors else reason_form,
        confirm_form=confirm_form,
        reason_form=reason_form,
        measures=MEASURES,
        money_measures=[one.value for one in MONEY],
    )
