"""Retention: the rules, what dry runs found, who lets them be carried out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core import clock
from ...core.forms import DeedForm, attempt
from ...policy.enforce import can, current_actor, requires
from ...settings import settings
from .. import operations, queries
from ..forms import RuleForm
from ..models import RetentionRule
from .requests import privacy

RUN = "/privacy/retention/<string(length=16):public_id>"


@privacy.get("/privacy/retention")
@requires("privacy:approve")
def retention() -> ResponseReturnValue:
    """How long data are kept, and what dry runs found."""
    return render_template(
        "privacy/retention.html",
        rules=queries.rules(),
        page=queries.runs(request.args.get("cursor")),
        may_edit=can(current_actor(), "privacy:rules"),
    )


@privacy.get(RUN)
@requires("privacy:approve")
def run(public_id: str) -> ResponseReturnValue:
    """One run with its clients."""
    actor, found = current_actor(), queries.run_of(public_id)
    return render_template(
        "privacy/run.html",
        run=found,
        clients=queries.overdue_of_run(found, actor=actor),
        rules={rule.code: rule for rule in queries.rules()},
        deed=DeedForm(),
        is_first=found.asked_by_id == actor.employee_id,
    )


@privacy.post(f"{RUN}/ask")
@requires("privacy:approve")
def ask_for_run(public_id: str) -> ResponseReturnValue:
    """The first of two people; ticked clients are spared."""
    operations.ask_for_run(
        queries.run_of(public_id), actor=current_actor(), but=set(request.form.getlist("spare"))
    )
    flash(_("A second person has to sign now."), "ok")
    return redirect(url_for("privacy.run", public_id=public_id))


@privacy.post(f"{RUN}/sign")
@requires("privacy:approve", step_up=True)
def sign_run(public_id: str) -> ResponseReturnValue:
    """The second of two people."""
    operations.sign_run(queries.run_of(public_id), actor=current_actor())
    flash(_("Signed: the erasure has begun."), "ok")
    return redirect(url_for("privacy.retention"))


@privacy.post(f"{RUN}/drop")
@requires("privacy:approve")
def drop_run(public_id: str) -> ResponseReturnValue:
    """Give the run up."""
    operations.drop_run(queries.run_of(public_id), actor=current_actor())
    return redirect(url_for("privacy.retention"))


@privacy.route("/privacy/rules", methods=["GET"])
@requires("privacy:rules")
def rules() -> ResponseReturnValue:
    """The rules, for who writes them."""
    return render_template("privacy/rules.html", rules=queries.rules())


@privacy.route("/privacy/rules/<string(length=16):public_id>", methods=["GET", "POST"])
@requires("privacy:rules")
def edit_rule(public_id: str) -> ResponseReturnValue:
    """One rule."""
    rule = queries.rule_of(public_id)
    form = RuleForm(obj=rule) if request.method == "GET" else RuleForm()
    if request.method == "GET":
        form.version.data = str(rule.version)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.edit_rule(
            rule,
            actor=current_actor(),
            version=form.version_number,
            months=form.months.data,
            is_active=form.is_active.data,
            reason_en=form.reason_en.data,
            reason_ru=form.reason_ru.data,
        ),
    ):
        flash(" ".join([_("The rule is saved."), *_found_by(rule)]), "ok")
        return redirect(url_for("privacy.rules"))
    page = render_template("privacy/rule.html", rule=rule, form=form)
    return page, 422 if form.errors else 200


def _found_by(rule: RetentionRule) -> list[str]:
    """How many clients the rule finds as it stands now, in words; nothing for one that finds none
    by itself."""
    if not rule.is_active or rule.relation == "hold":
        return []
    number = len(queries.beyond(rule, clock.today(settings().bank_zone)))
    if number >= queries.MOST_IN_RUN:
        return [_("Beyond this time now: %(most)s clients or more.", most=number)]
    return [
        ngettext(
            "Beyond this time now: %(num)s client.",
            "Beyond this time now: %(num)s clients.",
            number,
        )
    ]
