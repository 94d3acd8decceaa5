"""How plans go: the list, and one plan by week, by contact, by manager, with its prospects."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from ...core import clock, pagination
from ...core.charts import Chart, Series, bars, line
from ...core.formatting import number
from ...core.forms import DeedForm
from ...policy.enforce import can, current_actor, reach, requires
from ...policy.models import Reach
from ...settings import settings
from .. import fields, queries, rules, words
from ..forms import MoreForm
from ..models import Plan
from ..queries import Fate, Hand

plans = Blueprint("plans", __name__, url_prefix="/plans")
PID = "<string(length=16):public_id>"
PROSPECT = f"/{PID}/prospects/<string(length=16):prospect_id>"
#: So many prospects are taken by one press unless somebody says otherwise.
USUAL = 20


@plans.app_template_global()
def plan_of_client(client_id: int) -> queries.InPlan | None:
    """The plan a client is worked in, for the card."""
    return queries.seat_in(client_id, actor=current_actor())


@plans.get("")
@requires("plans:read")
def listing() -> ResponseReturnValue:
    """The plans one finds, with how far they are."""
    actor = current_actor()
    closed = request.args.get("view") == "closed"
    page = queries.plans_of(actor, closed=closed, cursor=request.args.get("cursor"))
    today = clock.today(actor.zone)
    return render_template(
        "plans/listing.html",
        page=page,
        closed=closed,
        own=reach(actor, "plans:read") is Reach.OWN,
        outlooks={one.plan.id: _outlook(one.plan, one.totals, today) for one in page.rows},
        to_win=_to_win,
    )


def _to_win(row: queries.PlanRow) -> int:
    """What is to be won of the plan by those one sees: their shares, else the whole."""
    return row.totals.volume or row.plan.volume


def _outlook(plan: Plan, totals: queries.Totals, today: Any) -> rules.Outlook:
    return rules.outlook(
        volume=totals.volume or plan.volume,
        won=totals.won,
        dropped=totals.dropped,
        in_work=totals.in_work,
        starts_on=plan.starts_on,
        deadline=plan.deadline,
        today=today,
    )


@plans.get(f"/{PID}")
@requires("plans:read")
def show(public_id: str) -> ResponseReturnValue:
    """How the plan goes: by week against the deadline, by contact, by manager, and its list."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor)
    fate = next((one for one in Fate if one.value == request.args.get("view")), Fate.IN_WORK)
    hands = queries.managers_of(plan, actor=actor)
    chosen = next((one for one in hands if one.public_id == request.args.get("manager")), None)
    totals = _sum(hands)
    today = clock.today(actor.zone)
    weeks = rules.weeks(
        queries.weekly(plan, actor=actor, zone=actor.zone),
        starts_on=plan.starts_on,
        deadline=plan.deadline,
        volume=totals.volume or plan.volume,
        today=today,
    )
    may_take = plan.is_open and can(actor, "plans:take")
    return render_template(
        "plans/show.html",
        plan=plan,
        hands=hands,
        own=reach(actor, "plans:read") is Reach.OWN,
        totals=totals,
        to_win=totals.volume or plan.volume,
        outlook=_outlook(plan, totals, today),
        today=today,
        weeks=weeks,
        pace=_pace(weeks),
        sifted=_sifted(rules.sifted(queries.by_contact(plan, actor=actor))),
        page=queries.prospects(
            plan,
            actor=actor,
            fate=fate,
            manager_id=chosen.employee_id if chosen else None,
            cursor=request.args.get("cursor"),
        ),
        fate=fate,
        count=getattr(chosen or totals, fate.value),
        chosen=chosen,
        words=words,
        few=rules.FEW,
        limit=queries.limit_of_segment(plan.segment_id) if fate is Fate.IN_WORK else None,
        least=settings().minimum_contacts,
        more=MoreForm(count=USUAL, formdata=None) if may_take else None,
        candidates=pagination.count(queries.candidates(plan, actor=actor).order_by(None))
        if may_take
        else 0,
        cap=pagination.COUNT_CAP,
        deed=DeedForm(version=plan.version, formdata=None),
        idle=sum(one.no_step for one in hands) if plan.is_open else 0,
        without_step=fields.without_step(plan).text() if plan.is_open else "",
    )


def _sum(hands: list[Hand]) -> queries.Totals:
    return queries.Totals(
        volume=sum(one.volume for one in hands),
        in_work=sum(one.in_work for one in hands),
        dropped=sum(one.dropped for one in hands),
        won=sum(one.won for one in hands),
    )


def _pace(weeks: list[rules.Week]) -> Chart:
    return line(
        _("Won so far, and at an even pace"),
        [format_date(one.monday, "d MMM") for one in weeks],
        [
            Series(_("won so far"), [one.so_far for one in weeks]),
            Series(_("even pace"), [one.expected for one in weeks]),
        ],
        number=number,
        empty=_("Nothing was won yet."),
    )


def _sifted(found: Any) -> Chart:
    return bars(
        _("Sifted: contact by contact"),
        [f"{one.contacts}+" if one.contacts == rules.LAST else str(one.contacts) for one in found],
        [
            Series(_("became clients"), [one.won for one in found]),
            Series(_("in work"), [one.in_work for one in found]),
            Series(_("sifted out"), [one.dropped for one in found]),
        ],
        stacked=True,
        number=number,
        empty=_("No prospect was taken yet."),
    )
