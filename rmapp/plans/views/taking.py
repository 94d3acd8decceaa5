"""Prospects into a plan and out of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core.forms import attempt
from ...interactions.queries import contacts_so_far
from ...policy.enforce import Actor, current_actor, requires
from ...settings import settings
from .. import operations, queries
from ..forms import MoreForm, WhyForm
from ..models import Plan
from .watching import PID, PROSPECT, plans


@plans.post(f"/{PID}/more")
@requires("plans:take")
def more(public_id: str) -> ResponseReturnValue:
    """The next best prospects of the segment, by one press."""
    actor, form = current_actor(), MoreForm()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:take")
    done: Any = False
    if form.validate_on_submit():
        done = attempt(form, lambda: [operations.take_more(plan, form.count.data, actor=actor)])
    if not done:
        flash(" ".join(str(one) for errors in form.errors.values() for one in errors), "bad")
    elif done[0]:
        flash(_taken_words(done[0]), "ok")
    else:
        flash(_("The segment holds no more prospects of yours that are free."), "warn")
    return redirect(url_for("plans.show", public_id=public_id))


def _taken_words(count: int) -> str:
    return str(
        ngettext(
            "%(num)s prospect is taken into the plan.",
            "%(num)s prospects are taken into the plan.",
            count,
        )
    )


@plans.route(f"{PROSPECT}/drop", methods=["GET", "POST"])
@requires("plans:take")
def drop(public_id: str, prospect_id: str) -> ResponseReturnValue:
    """Take one out without a contact, with the reason."""
    actor, form = current_actor(), WhyForm()
    plan, prospect = _prospect(public_id, prospect_id, actor)
    if form.validate_on_submit() and attempt(
        form, lambda: operations.drop(prospect, plan, actor=actor, reason=form.reason.data)
    ):
        flash(_("The prospect is out of the plan; it stands in the list of those sifted out."))
        return redirect(url_for("plans.show", public_id=public_id))
    return render_template(
        "plans/why.html",
        plan=plan,
        form=form,
        prospect=prospect,
        so_far=contacts_so_far(prospect.client_id),
        minimum=settings().minimum_contacts,
    )


@plans.post(f"{PROSPECT}/return")
@requires("plans:take")
def take_back(public_id: str, prospect_id: str) -> ResponseReturnValue:
    """Work it again."""
    actor = current_actor()
    plan, prospect = _prospect(public_id, prospect_id, actor)
    operations.take_back(prospect, plan, actor=actor)
    flash(_("The prospect is in work again."), "ok")
    return redirect(url_for("plans.show", public_id=public_id))


def _prospect(public_id: str, prospect_id: str, actor: Actor) -> tuple[Plan, Any]:
    plan = queries.plan_of(public_id, actor=actor, permission="plans:take")
    return plan, queries.prospect_of(prospect_id, plan=plan, actor=actor, permission="plans:take")
