"""The policy: its versions; a draft composed in the browser; "what if"."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.charts import Chart, Series, bars
from ...core.formatting import number
from ...core.forms import DeedForm, attempt
from ...core.i18n import reader_language
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import TierForm, VersionForm, plain_amount, read_limit
from ..models import PolicyState, VipPolicyVersion
from ..rules import Group, Rule, rule_of
from ..rules.quality import quality_of
from .base import PID, names_of, vip

CODE = "<string(maxlength=16):code>"


@vip.get("/policy")
@requires("vip:read")
def policy() -> ResponseReturnValue:
    """The version in force, how good its criteria are, and the versions before and after it."""
    found = queries.versions()
    last = queries.latest()
    current = next((one for one in found if one.state is PolicyState.IN_FORCE), None)
    measured = last is not None and current is not None and last.policy_version_id == current.id
    return render_template(
        "vip/policy.html",
        versions=found,
        current=current,
        quality=quality_of(last.quality) if last is not None and measured else None,
        people=queries.people_of(found),
        rule_of=rule_of,
        deed=DeedForm(),
    )


@vip.post("/policy/new")
@requires("vip:policy")
def write() -> ResponseReturnValue:
    """Begin the next version: a copy of the newest one as a draft."""
    version = operations.begin_version(actor=current_actor())
    return redirect(url_for("vip.version", public_id=version.public_id))


@vip.route(f"/policy/{PID}", methods=["GET", "POST"])
@requires("vip:read")
def version(public_id: str) -> ResponseReturnValue:
    """One version; a draft is changed here."""
    found = queries.version_of(public_id)
    form = VersionForm()
    if not form.is_submitted():
        for name in ("title_en", "title_ru", "grace_days", "valid_from"):
            form[name].data = getattr(found, name)
        form.version.data = str(found.version)
    elif form.validate_on_submit() and attempt(
        form,
        lambda: operations.change_version(
            found,
            read=form.version_number,
            fields={n: form[n].data for n in ("title_en", "title_ru", "grace_days", "valid_from")},
            actor=current_actor(),
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("vip.version", public_id=public_id))
    page = render_template(
        "vip/version.html",
        version=found,
        people=queries.people_of([found]),
        rule_of=rule_of,
        form=form,
        deed=DeedForm(version=str(found.version)),
    )
    return page, 422 if form.errors else 200


@vip.route(f"/policy/{PID}/tiers/{CODE}", methods=["GET", "POST"])
@requires("vip:policy")
def tier(public_id: str, code: str) -> ResponseReturnValue:
    """A tier of a draft, ``new`` for one more: its rule and its terms."""
    found = queries.version_of(public_id)
    one = None if code == "new" else queries.tier_of(found, code)
    form = TierForm()
    if not form.is_submitted():
        form.version.data = str(found.version)
        if one is not None:
            form.show(one)
    elif form.validate_on_submit():
        rule = form.rule()
        if rule is not None and attempt(
            form,
            lambda: operations.save_tier(
                found,
                one.code if one is not None else (form.code.data or "").lower(),
                read=form.version_number,
                rule=rule,
                fields=form.fields(),
                actor=current_actor(),
            ),
        ):
            flash(_("Saved."), "ok")
            return redirect(url_for("vip.version", public_id=public_id))
    page = render_template("vip/tier.html", version=found, tier=one, form=form)
    return page, 422 if form.errors else 200


@vip.post(f"/policy/{PID}/tiers/{CODE}/drop")
@requires("vip:policy")
def drop_tier(public_id: str, code: str) -> ResponseReturnValue:
    """Take a tier out of a draft."""
    found, form = queries.version_of(public_id), DeedForm()
    if form.validate_on_submit():
        operations.drop_tier(found, code, read=form.version_number, actor=current_actor())
        flash(_("The tier is no more in the draft."), "ok")
    return redirect(url_for("vip.version", public_id=public_id))


@vip.post(f"/policy/{PID}/drop")
@requires("vip:policy")
def drop(public_id: str) -> ResponseReturnValue:
    """Discard a draft."""
    form = DeedForm()
    if form.validate_on_submit():
        operations.drop_version(
            queries.version_of(public_id), read=form.version_number, actor=current_actor()
        )
        flash(_("The draft is discarded."), "ok")
    return redirect(url_for("vip.policy"))


@vip.post(f"/policy/{PID}/approve")
@requires("vip:policy", step_up=True)
def approve(public_id: str) -> ResponseReturnValue:
    """Approve a version: a second person's deed."""
    done = operations.approve_version(
        queries.version_of(public_id), actor=current_actor(), read=DeedForm().version_number
    )
    if done.state is PolicyState.IN_FORCE:
        flash(_("The version is in force."), "ok")
    else:
        flash(_("Approved. It comes into force on its first day."), "ok")
    return redirect(url_for("vip.version", public_id=public_id))


@vip.get(f"/policy/{PID}/what-if")
@requires("vip:policy")
def what_if(public_id: str) -> ResponseReturnValue:
    """How many clients, what cost, who would leave, with other limits; nothing is saved."""
    found = queries.version_of(public_id)
    rules, limits = _tried(found)
    now = next((one for one in queries.versions() if one.state is PolicyState.IN_FORCE), None)
    trial = queries.try_out(found, rules)
    before = queries.try_out(now) if now is not None else None
    last = queries.latest()
    return render_template(
        "vip/what_if.html",
        version=found,
        names=names_of(found),
        limits=limits,
        trial=trial,
        before=before,
        now=now,
        last=last,
        chart=_chart(found, trial, now, before),
        narrow=_chart(found, trial, now, before, width=330),
    )


def _tried(version: VipPolicyVersion) -> tuple[dict[str, Rule], list[dict[str, Any]]]:
    """The rules with the limits the address asks for, and the limits as fields."""
    rules, shown = {}, []
    for one in version.tiers:
        if not one.rule:
            continue
        rule, groups = rule_of(one.rule), []
        for place, group in enumerate(rule.groups):
            criteria = []
            for at, item in enumerate(group.criteria):
                name = f"{one.code}-{place}-{at}"
                typed, error = request.args.get(name, ""), ""
                if typed:
                    try:
                        item = dataclasses.replace(item, least=read_limit(item.figure, typed))
                    except ValueError as problem:
                        error = problem.args[0]
                criteria.append(item)
                shown.append(
                    {
                        "name": name,
                        "tier": one.code,
                        "figure": item.figure,
                        "value": typed if error else plain_amount(item),
                        "error": error,
                    }
                )
            groups.append(Group(group.needed, tuple(criteria)))
        rules[one.code] = Rule(tuple(groups), rule.every)
    return rules, shown


def _chart(
    version: VipPolicyVersion,
    trial: queries.Trial,
    now: VipPolicyVersion | None,
    before: queries.Trial | None,
    *,
    width: float = 960,
) -> Chart:
    """Clients by tier, now in force and tried."""
    tiers = [one for one in version.tiers if one.rule]
    was = {one.code: one.clients for one in before.tiers} if before else {}
    then = {one.code: one.clients for one in trial.tiers}
    series = [Series(_("Tried"), [then.get(one.code, 0) for one in tiers])]
    if now is not None and before is not None:
        series.insert(0, Series(_("In force now"), [was.get(one.code, 0) for one in tiers]))
    return bars(
        _("Clients by tier"),
        [one.name_in(reader_language()) for one in tiers],
        series,
        width=width,
        height=240,
        number=number,
    )
