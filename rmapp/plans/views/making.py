"""Making a plan, sharing it out, closing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from ...portfolios.queries import managers
from ...segments.queries import segments_of
from .. import operations, queries, rules
from ..forms import PlanForm, WhyForm, shares_form
from ..models import Plan
from .watching import PID, plans


@plans.route("/new", methods=["GET", "POST"])
@requires("plans:make")
def create() -> ResponseReturnValue:
    """A target segment with its volume and deadline becomes a plan."""
    actor = current_actor()
    form = PlanForm(
        segment=request.args.get("segment", ""), starts_on=clock.today(actor.zone), volume=None
    )
    form.offer(segments_of(actor))
    if form.validate_on_submit():
        made = attempt(form, lambda: operations.make_plan(form.facts(), actor=actor))
        if made:
            flash(_("The plan is made. Share it out among the managers."), "ok")
            return redirect(url_for("plans.share", public_id=made.public_id))
    return render_template("plans/form.html", form=form, plan=None)


@plans.route(f"/{PID}/edit", methods=["GET", "POST"])
@requires("plans:make")
def edit(public_id: str) -> ResponseReturnValue:
    """Its facts."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:make")
    form = PlanForm(
        version=str(plan.version),
        title=plan.title,
        segment=plan.segment.public_id,
        volume=plan.volume,
        starts_on=plan.starts_on,
        deadline=plan.deadline,
        takes_newcomers=plan.takes_newcomers,
        note=plan.note,
    )
    form.offer(segments_of(actor), plan.segment)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.change_plan(
            plan, form.facts(), actor=actor, version=form.version_number
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("plans.show", public_id=public_id))
    return render_template("plans/form.html", form=form, plan=plan)


@plans.route(f"/{PID}/shares", methods=["GET", "POST"])
@requires("plans:make")
def share(public_id: str) -> ResponseReturnValue:
    """Who is to win how many; beside each what the segment still holds and what they serve."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:make")
    people = managers(actor, "plans:make")
    shares = queries.shares_of(plan)
    free = queries.available(plan, actor=actor)
    by = request.args.get("by", "")
    proposed = _proposed(plan, people, free, by)
    form = shares_form(
        [
            (
                one.employee.public_id,
                one.employee.name,
                proposed.get(one.employee.public_id, shares.get(one.employee.id, 0)),
            )
            for one in people
        ],
        version=str(plan.version),
    )
    if form.validate_on_submit():
        volumes = {
            name.removeprefix("of_"): field.data or 0
            for name, field in form._fields.items()
            if name.startswith("of_")
        }
        done = attempt(
            form,
            lambda: operations.share_out(plan, volumes, actor=actor, version=form.version_number),
        )
        if done:
            flash(_("The plan is shared out; the managers are told."), "ok")
            return redirect(url_for("plans.show", public_id=public_id))
    within = {one.employee.id for one in people}
    return render_template(
        "plans/shares.html",
        plan=plan,
        form=form,
        people=people,
        free=free,
        by=by,
        elsewhere=sum(volume for key, volume in shares.items() if key not in within),
        already=sum(volume for key, volume in shares.items() if key in within),
    )


def _proposed(plan: Plan, people: Any, free: dict[int, int], by: str) -> dict[str, int]:
    """The volume parted evenly, or by what each could take; nothing unless asked for."""
    if by not in ("evenly", "free"):
        return {}
    return rules.shared_out(
        plan.volume,
        {
            one.employee.public_id: 1.0 if by == "evenly" else float(free.get(one.employee.id, 0))
            for one in people
        },
    )


@plans.route(f"/{PID}/close", methods=["GET", "POST"])
@requires("plans:make")
def close(public_id: str) -> ResponseReturnValue:
    """Close it, with the reason."""
    actor, form = current_actor(), WhyForm()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:make")
    if request.method == "GET":
        form.version.data = str(plan.version)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.close_plan(
            plan, actor=actor, version=form.version_number, reason=form.reason.data
        ),
    ):
        flash(_("The plan is closed; its prospects stay with their managers."), "ok")
        return redirect(url_for("plans.show", public_id=public_id))
    return render_template("plans/why.html", plan=plan, form=form, prospect=None)
