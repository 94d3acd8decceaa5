"""Plans of winning clients at ``/api/v1/plans``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..core import clock
from ..plans import operations, queries, rules
from ..plans.models import Plan
from ..plans.operations import PlanFacts
from ..plans.queries import Totals
from ..policy.enforce import Actor, current_actor, requires
from ..segments.queries import segment_of
from .doors import ONE, Created, operation
from .shapes.base import Named, PageOf, PageQuery, named, page_of
from .shapes.plans import (
    CloseGiven,
    HandShown,
    MoreGiven,
    PlanChanged,
    PlanGiven,
    PlanProspectShown,
    PlanShown,
    PlanWhole,
    ProspectQuery,
    SharesGiven,
    TakenShown,
    WeekShown,
    WhyGiven,
)

plans = Blueprint("api_plans", __name__, url_prefix="/api/v1/plans")
PROSPECTS = f"{ONE}/prospects"
PROSPECT = f"{PROSPECTS}/<string(length=16):prospect_id>"


@plans.get("")
@requires("plans:read")
@operation("List the open plans one finds", query=PageQuery, answer=PageOf[PlanShown])
def listing(query: PageQuery) -> PageOf[PlanShown]:
    """By deadline."""
    page = queries.plans_of(current_actor(), cursor=query.cursor, limit=query.limit)
    return page_of(page, lambda row: _shown(row.plan, row.totals), shape=PageOf[PlanShown])


@plans.post("")
@requires("plans:make")
@operation("Make a plan", body=PlanGiven, answer=PlanWhole, status=201)
def create(body: PlanGiven) -> Created:
    """A shared segment becomes a plan."""
    actor = current_actor()
    made = operations.make_plan(_facts(body, actor), actor=actor)
    return Created(_whole(made, actor), "api_plans.show", made.public_id)


@plans.get(ONE)
@requires("plans:read")
@operation("Read a plan with its managers and weeks", answer=PlanWhole)
def show(public_id: str) -> PlanWhole:
    """One plan, as far as one sees its parts."""
    actor = current_actor()
    return _whole(queries.plan_of(public_id, actor=actor), actor)


@plans.put(ONE)
@requires("plans:make")
@operation("Change a plan", body=PlanChanged, answer=PlanWhole)
def change(public_id: str, body: PlanChanged) -> PlanWhole:
    """Its facts anew."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:make")
    plan = operations.change_plan(
        plan, _facts(body, actor, plan), actor=actor, version=body.version
    )
    return _whole(plan, actor)


@plans.put(f"{ONE}/shares")
@requires("plans:make")
@operation("Share a plan out", body=SharesGiven, answer=PlanWhole)
def share(public_id: str, body: SharesGiven) -> PlanWhole:
    """What the managers named are to win."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:make")
    volumes = {one.employee: one.volume for one in body.shares}
    operations.share_out(plan, volumes, actor=actor, version=body.version)
    return _whole(plan, actor)


@plans.post(f"{ONE}/closing")
@requires("plans:make")
@operation("Close a plan", body=CloseGiven, answer=PlanWhole)
def close(public_id: str, body: CloseGiven) -> PlanWhole:
    """For good, with the reason."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:make")
    plan = operations.close_plan(plan, actor=actor, version=body.version, reason=body.reason)
    return _whole(plan, actor)


@plans.post(PROSPECTS)
@requires("plans:take")
@operation("Take more prospects into a plan", body=MoreGiven, answer=TakenShown, refusals=(409,))
def more(public_id: str, body: MoreGiven) -> TakenShown:
    """The most promising first, of one's own part. Chosen ones, by a segment, a saved view, a
    filter or an import, are foreseen and taken by ``/bulk-deeds`` with ``plan-take``."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:take")
    return TakenShown(taken=operations.take_more(plan, body.count, actor=actor))


@plans.get(PROSPECTS)
@requires("plans:read")
@operation("List the prospects of a plan", query=ProspectQuery, answer=PageOf[PlanProspectShown])
def prospects(public_id: str, query: ProspectQuery) -> PageOf[PlanProspectShown]:
    """In work, sifted out or won."""
    actor = current_actor()
    page = queries.prospects(
        queries.plan_of(public_id, actor=actor),
        actor=actor,
        fate=query.fate,
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, _prospect, shape=PageOf[PlanProspectShown])


@plans.post(f"{PROSPECT}/drop")
@requires("plans:take")
@operation("Take a prospect out of a plan", body=WhyGiven, status=204, refusals=(409,))
def drop(public_id: str, prospect_id: str, body: WhyGiven) -> None:
    """It stays in the list of those sifted out."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:take")
    found = queries.prospect_of(prospect_id, plan=plan, actor=actor, permission="plans:take")
    operations.drop(found, plan, actor=actor, reason=body.reason)


@plans.post(f"{PROSPECT}/return")
@requires("plans:take")
@operation("Work a dropped prospect again", status=204, refusals=(409,))
def take_back(public_id: str, prospect_id: str) -> None:
    """In work again."""
    actor = current_actor()
    plan = queries.plan_of(public_id, actor=actor, permission="plans:take")
    found = queries.prospect_of(prospect_id, plan=plan, actor=actor, permission="plans:take")
    operations.take_back(found, plan, actor=actor)


def _facts(body: PlanGiven, actor: Actor, plan: Plan | None = None) -> PlanFacts:
    is_same = plan is not None and plan.segment.public_id == body.segment
    return PlanFacts(
        title=body.title,
        segment=plan.segment
        if plan is not None and is_same
        else segment_of(body.segment, actor=actor),
        volume=body.volume,
        starts_on=body.starts_on,
        deadline=body.deadline,
        takes_newcomers=body.takes_newcomers,
        note=body.note,
    )


def _facts_shown(plan: Plan, totals: Totals) -> dict[str, Any]:
    return {
        "id": plan.public_id,
        "version": plan.version,
        "title": plan.title,
        "segment": Named(id=plan.segment.public_id, name=plan.segment.name),
        "volume": plan.volume,
        "starts_on": plan.starts_on,
        "deadline": plan.deadline,
        "takes_newcomers": plan.takes_newcomers,
        "note": plan.note,
        "created_at": plan.created_at,
        "closed_at": plan.closed_at,
        "close_reason": plan.close_reason,
        "shared": totals.volume,
        "in_work": totals.in_work,
        "dropped": totals.dropped,
        "won": totals.won,
    }


def _shown(plan: Plan, totals: Totals) -> PlanShown:
    return PlanShown(**_facts_shown(plan, totals))


def _whole(plan: Plan, actor: Actor) -> PlanWhole:
    totals = queries.totals_of([plan.id], actor=actor).get(plan.id, Totals())
    hands = queries.managers_of(plan, actor=actor)
    weeks = rules.weeks(
        queries.weekly(plan, actor=actor, zone=actor.zone),
        starts_on=plan.starts_on,
        deadline=plan.deadline,
        volume=totals.volume or plan.volume,
        today=clock.today(actor.zone),
    )
    return PlanWhole(
        **_facts_shown(plan, totals),
        managers=[
            HandShown(
                employee=Named(id=one.public_id, name=one.name),
                volume=one.volume,
                in_work=one.in_work,
                without_next_step=one.no_step,
                dropped=one.dropped,
                won=one.won,
            )
            for one in hands
        ],
        weeks=[
            WeekShown(
                monday=one.monday,
                taken=one.taken,
                contacts=one.contacts,
                dropped=one.dropped,
                won=one.won,
                won_so_far=one.so_far,
                expected=one.expected,
            )
            for one in weeks
        ],
    )


def _prospect(seat: Any) -> PlanProspectShown:
    row = seat.prospect
    return PlanProspectShown(
        id=row.public_id,
        client=named(row.client, row.client.display_name),
        manager=named(row.manager),
        fate=seat.fate,
        way=row.way,
        contacts=seat.contacts,
        taken_at=row.taken_at,
        dropped_at=row.dropped_at,
        dropped_by=named(row.dropped_by) if row.dropped_by else None,
        drop_contact=row.drop_contact,
        drop_reason=row.drop_reason,
        drop_note=row.drop_note,
    )
