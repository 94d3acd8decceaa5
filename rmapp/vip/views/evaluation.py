"""The evaluation: its lists, one client in it, confirming one or many."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.errors import Conflict
from ...core.forms import DeedForm, as_choices, attempt
from ...core.journal import Operation
from ...figures.queries import whole_months
from ...policy.enforce import Actor, current_actor, requires
from ...portfolios.operations import receiver_of
from ...portfolios.words import AGAINST, WHY
from .. import operations, queries
from ..forms import ManyForm, ReasonForm
from ..models import VerdictKind, VerdictState, VipEvaluation, VipVerdict
from ..operations.deciding import DEEDS
from ..rules import Rule, Verdict, judge, nearest, rule_of
from ..rules.quality import quality_of
from .base import PID, certified, names_of, vip
from .suiting import choices, suiting


@vip.get("/evaluation")
@requires("vip:read")
def evaluation() -> ResponseReturnValue:
    """Who would enter, rise, fall, leave, is in grace, is near: nothing changes by looking."""
    return _lists(current_actor(), ManyForm())


@vip.post("/evaluation/run")
@requires("vip:confirm")
def run() -> ResponseReturnValue:
    """Evaluate the base now."""
    if DeedForm().validate_on_submit():
        operations.evaluate_now(actor=current_actor())
        flash(_("The base is being evaluated. The lists appear here."), "ok")
    return redirect(url_for("vip.evaluation"))


@vip.post("/evaluation/confirm")
@requires("vip:confirm")
def confirm_many() -> ResponseReturnValue:
    """Confirm what is chosen of a list."""
    actor, form = current_actor(), ManyForm()
    last = queries.latest()
    if last is None:
        raise Conflict(_("The base has not been evaluated yet."))
    form.employee.choices = as_choices({"": "—"}, certified(actor))
    if form.validate_on_submit():
        done = attempt(form, lambda: _confirm(last, form, actor))
        if done:
            flash(
                _("Confirmed: %(count)s. It can be undone.", count=sum(done.counts.values())),
                "ok",
            )
            return redirect(url_for("journal.show", public_id=done.public_id))
    return _lists(actor, form), 422


def _confirm(last: VipEvaluation, form: ManyForm, actor: Actor) -> Operation:
    manager = receiver_of(form.employee.data, actor=actor) if form.employee.data else None
    return operations.confirm_verdicts(
        last, request.form.getlist("ids"), manager=manager, actor=actor
    )


@vip.get(f"/evaluation/{PID}")
@requires("vip:read")
def verdict(public_id: str) -> ResponseReturnValue:
    """One client in the evaluation: required, actual, source and date of each criterion."""
    actor = current_actor()
    return _one(queries.verdict_of(public_id, actor=actor), actor, ManyForm(), ReasonForm())


@vip.post(f"/evaluation/{PID}/confirm")
@requires("vip:confirm")
def confirm_one(public_id: str) -> ResponseReturnValue:
    """Confirm one."""
    actor, form = current_actor(), ManyForm()
    found = queries.verdict_of(public_id, actor=actor, permission="vip:confirm")
    form.employee.choices = as_choices({"": "—"}, certified(actor))
    if form.validate_on_submit():
        manager = form.employee.data
        done = attempt(
            form,
            lambda: operations.confirm_verdicts(
                found.evaluation,
                [public_id],
                manager=receiver_of(manager, actor=actor) if manager else None,
                actor=actor,
            ),
        )
        if done:
            flash(_("Confirmed. It can be undone."), "ok")
            return redirect(url_for("journal.show", public_id=done.public_id))
    return _one(found, actor, form, ReasonForm()), 422


@vip.post(f"/evaluation/{PID}/decline")
@requires("vip:confirm")
def decline(public_id: str) -> ResponseReturnValue:
    """Let all be as it is, with a reason."""
    actor, form = current_actor(), ReasonForm()
    found = queries.verdict_of(public_id, actor=actor, permission="vip:confirm")
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.decline_verdict(found, reason=form.reason.data or "", actor=actor),
    ):
        flash(_("All stays as it is. The client is not offered anew for 90 days."), "ok")
        return redirect(url_for("vip.evaluation", list=found.kind.value))
    return _one(found, actor, ManyForm(), form), 422


def _lists(actor: Actor, form: ManyForm) -> str:
    last = queries.latest()
    form.employee.choices = as_choices({"": "—"}, certified(actor))
    asked = request.args.get("list") or request.form.get("list", "")
    kind = next((one for one in VerdictKind if one.value == asked), VerdictKind.ENTER)
    rows, rules = None, {}
    if last is not None:
        rows = queries.verdicts(actor, last, kind, cursor=request.args.get("cursor"))
        rules = {one.code: rule_of(one.rule) for one in last.policy_version.tiers if one.rule}
    return render_template(
        "vip/evaluation.html",
        last=last,
        counts=queries.counts(actor, last) if last else {},
        kind=kind.value,
        deeds=kind in DEEDS,
        page=rows,
        short=lambda row: _short(row, rules),
        about=lambda row: _about(row, rules),
        names=names_of(last.policy_version) if last else {},
        quality=quality_of(last.quality) if last else None,
        is_running=operations.is_running(),
        is_stale=last is not None and last.as_of < whole_months()[1],
        form=form,
        deed=DeedForm(),
    )


def _short(row: VipVerdict, rules: dict[str, Rule]) -> Verdict | None:
    """Of a row the criteria of the tier it is about: (evidence, nearness)."""
    rule = rules.get(_about(row, rules)) or next(reversed(rules.values()), None)
    return judge(rule, row.figures) if rule else None


def _about(row: VipVerdict, rules: dict[str, Rule]) -> str:
    """The tier a row is about: the one that is due, the present one, or else the nearest."""
    return row.tier_due or row.tier_now or nearest(rules, row.figures)


def _one(found: VipVerdict, actor: Actor, form: ManyForm, reason_form: ReasonForm) -> str:
    version = found.evaluation.policy_version
    enters = found.kind is VerdictKind.ENTER and found.state is VerdictState.OPEN
    suits = suiting(found.client, found.tier_due, actor) if enters else []
    form.employee.choices = as_choices({"": "—"}, choices(suits) if enters else certified(actor))
    form.employee.label.text = _("Personal manager, if there is none yet")
    source = queries.source_of(bool(found.figures.get("by_months")))
    until = queries.as_of(found.evaluation.as_of).isoformat()
    return render_template(
        "vip/verdict.html",
        verdict=found,
        suits=suits,
        why=WHY,
        against=AGAINST,
        version=version,
        names=names_of(version),
        near=nearest({one.code: rule_of(one.rule) for one in version.tiers}, found.figures)
        if found.kind is VerdictKind.NEAR
        else "",
        tiers=[
            (tier, judge(rule_of(tier.rule), found.figures, source=source, as_of=until))
            for tier in version.tiers
            if tier.rule
        ],
        may_decide=found.state is VerdictState.OPEN and found.kind in DEEDS,
        status=queries.open_status(found.client_id),
        form=form if form.errors else reason_form,
        many_form=form,
        reason_form=reason_form,
    )
