"""VIP clients; one status from the proposal to its end."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.queries import client_of
from ...core.forms import as_choices, attempt
from ...policy.enforce import Actor, current_actor, requires
from ...portfolios.operations import receiver_of
from ...portfolios.words import AGAINST, WHY
from .. import operations, queries
from ..forms import ConfirmForm, ProposeForm, ReasonForm
from ..models import StatusState, VipStatus
from ..operations.proposing import judged
from .base import PID, names_of, vip
from .suiting import Suiting, choices, suiting


@vip.get("/")
@requires("vip:read")
def portfolio() -> ResponseReturnValue:
    """The VIP clients, nearest to a breach of their tier's contact norm first."""
    actor = current_actor()
    return render_template(
        "vip/portfolio.html",
        page=queries.vips(actor, cursor=request.args.get("cursor")),
        waiting=queries.proposals_to_confirm(actor),
    )


@vip.route(f"/propose/{PID}", methods=["GET", "POST"])
@requires("vip:propose")
def propose(public_id: str) -> ResponseReturnValue:
    """Propose a client, with the evidence on the page."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="vip:propose")
    version = queries.policy_in_force()
    names = names_of(version)
    met, verdicts = judged(client, version)
    form = ProposeForm()
    form.tier.choices = as_choices(names)
    if not form.is_submitted():
        form.tier.data = (met or [one for one in version.tiers if one.rule][-1]).code
    if form.validate_on_submit():
        status = attempt(
            form,
            lambda: operations.propose(
                client,
                actor=actor,
                tier=form.tier.data or "",
                decision_reason=form.decision_reason.data or "",
            ),
        )
        if status:
            flash(_("Proposed. A supervisor decides."), "ok")
            return redirect(url_for("vip.show", public_id=status.public_id))
    page = render_template(
        "vip/propose.html",
        form=form,
        client=client,
        version=version,
        met=met,
        names=names,
        verdicts=list(zip([o for o in version.tiers if o.rule], verdicts, strict=True)),
    )
    return page, 422 if form.errors else 200


@vip.get(f"/status/{PID}")
@requires("vip:read")
def show(public_id: str) -> ResponseReturnValue:
    """One status with its evidence and the history of the client's statuses."""
    actor = current_actor()
    return _page(queries.status_of(public_id, actor=actor), actor)


@vip.post(f"/status/{PID}/confirm")
@requires("vip:confirm")
def confirm(public_id: str) -> ResponseReturnValue:
    """Confirm, and give the client a personal manager."""
    actor = current_actor()
    status = queries.status_of(public_id, actor=actor, permission="vip:confirm")
    form = _confirm_form(suiting(status.client, status.tier, actor))
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


def _confirm_form(suits: list[Suiting]) -> ConfirmForm:
    form = ConfirmForm()
    form.employee.choices = as_choices(choices(suits))
    return form


def _page(
    status: VipStatus,
    actor: Actor,
    *,
    confirm_form: ConfirmForm | None = None,
    reason_form: ReasonForm | None = None,
) -> str:
    decides = status.state is StatusState.PROPOSED
    suits = suiting(status.client, status.tier, actor) if decides else []
    confirm_form = confirm_form or (_confirm_form(suits) if decides else ConfirmForm())
    reason_form = reason_form or ReasonForm()
    confirm_form.version.data = reason_form.version.data = str(status.version)
    return render_template(
        "vip/show.html",
        status=status,
        suits=suits,
        why=WHY,
        against=AGAINST,
        history=queries.history_of(status.client_id),
        form=confirm_form if confirm_form.errors else reason_form,
        confirm_form=confirm_form,
        reason_form=reason_form,
    )
