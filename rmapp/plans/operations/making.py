"""A plan from its making to its end: its facts, its shares, its closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...clients.models import Sharing
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid, NotFound
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ...segments.models import Segment
from ...staff.models import Employee
from ..models import Plan, PlanShare
from ..queries import plan_held, shares_of
from ..queries.reach import people

LARGEST = 1_000_000
FARTHEST = dt.timedelta(days=5 * 366)
SHARED = notice_kind(
    "plan:shared", icon="target", words=_l("You have a share in the plan: %(subject)s")
)


@dataclass(frozen=True)
class PlanFacts:
    """What marketing gives. ``volume``: clients to be won; the days are of the bank's calendar;
    ``takes_newcomers``: prospects that come into the base meanwhile are taken by themselves."""

    title: str
    segment: Segment
    volume: int
    starts_on: dt.date
    deadline: dt.date
    takes_newcomers: bool = False
    note: str = ""


def make_plan(facts: PlanFacts, *, actor: Actor) -> Plan:
    """A plan for the teams of ``actor``.

    Refuses with Forbidden; :class:`Invalid` at ``segment`` for one that is not shared (who works
    the plan must be able to read what it asks for), ``title``, ``volume``, ``deadline``.
    """
    demand(actor, "plans:make")
    _check(facts, today=clock.today(actor.zone))
    plan = Plan(
        title=facts.title.strip()[:200],
        segment_id=facts.segment.id,
        segment=facts.segment,
        volume=facts.volume,
        starts_on=facts.starts_on,
        deadline=facts.deadline,
        takes_newcomers=facts.takes_newcomers,
        note=facts.note[:500],
        team_id=actor.team_id,
        created_at=clock.now(),
        created_by_id=actor.employee_id,
    )
    db.session.add(plan)
    db.session.flush()
    record("plan:made", actor=actor, obj=plan, name=plan.title, detail=_told(facts))
    return plan


def change_plan(plan: Plan, facts: PlanFacts, *, actor: Actor, version: int) -> Plan:
    """Write the facts of an open plan anew. Refuses as :func:`make_plan`, and with
    :class:`Conflict` when somebody changed or closed it since ``version``."""
    plan = held(plan, actor=actor, version=version)
    _check(facts, today=None)
    plan.title, plan.note = facts.title.strip()[:200], facts.note[:500]
    plan.segment_id, plan.segment = facts.segment.id, facts.segment
    plan.volume, plan.takes_newcomers = facts.volume, facts.takes_newcomers
    plan.starts_on, plan.deadline = facts.starts_on, facts.deadline
    db.session.flush()
    record("plan:changed", actor=actor, obj=plan, name=plan.title, detail=_told(facts))
    return plan


def share_out(plan: Plan, volumes: Mapping[str, int], *, actor: Actor, version: int) -> None:
    """Say what each manager is to win: public id of an employee → clients; 0 takes a share away.

    Shares of people out of the actor's reach stay. Who gets a share for the first time is told.
    Refuses as :func:`change_plan`, with NotFound for somebody the actor does not reach,
    :class:`Invalid` for a number that is none.
    """
    plan = held(plan, actor=actor, version=version)
    if any(not 0 <= volume <= LARGEST for volume in volumes.values()):
        raise Invalid(_("A share is a number from 0 on."))
    within = people(actor, Employee.id, "plans:make")
    known = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(Employee.public_id, Employee.id).where(
                Employee.public_id.in_(list(volumes)), Employee.is_active.is_(True), within
            )
        )
    }
    if set(known) != set(volumes):
        raise NotFound(_("There is no such employee, or they are not yours to see."))
    before = shares_of(plan)
    db.session.execute(
        sa.delete(PlanShare).where(
            PlanShare.plan_id == plan.id, PlanShare.employee_id.in_(list(known.values()))
        )
    )
    db.session.add_all(
        PlanShare(
            plan_id=plan.id,
            employee_id=known[who],
            volume=volume,
            shared_at=clock.now(),
            shared_by_id=actor.employee_id,
        )
        for who, volume in volumes.items()
        if volume
    )
    plan.version += 1
    db.session.flush()
    new = [known[who] for who, volume in volumes.items() if volume and known[who] not in before]
    tell(
        [one for one in new if one != actor.employee_id],
        SHARED.code,
        subject=plan.title,
        leads_to="plans.show",
        values={"public_id": plan.public_id},
    )
    record(
        "plan:shared-out",
        actor=actor,
        obj=plan,
        name=plan.title,
        detail={"shares": {str(known[who]): volume for who, volume in volumes.items()}},
    )


def close_plan(plan: Plan, *, actor: Actor, version: int, reason: str) -> Plan:
    """Close for ``reason`` (required): prospects stay with their managers and are free for other
    plans. Refuses as :func:`change_plan`, :class:`Invalid` at ``reason``."""
    plan = held(plan, actor=actor, version=version)
    if not reason.strip():
        words = _("Say why the plan is closed.")
        raise Invalid(words, fields={"reason": [words]})
    plan.closed_at, plan.close_reason = clock.now(), reason.strip()[:500]
    db.session.flush()
    record(
        "plan:closed", actor=actor, obj=plan, name=plan.title, detail={"reason": plan.close_reason}
    )
    return plan


def held(plan: Plan, *, actor: Actor, version: int) -> Plan:
    """The open plan, held. Refuses with Forbidden, :class:`Conflict`."""
    demand(actor, "plans:make")
    plan = plan_held(plan.id)
    if plan.version != version or not plan.is_open:
        raise Conflict(_("Somebody changed this plan meanwhile. Open it anew and compare."))
    return plan


def _check(facts: PlanFacts, *, today: dt.date | None) -> None:
    wrong: dict[str, list[str]] = {}
    if not facts.title.strip():
        wrong["title"] = [_("Write the name.")]
    if facts.segment.sharing is Sharing.MINE:
        wrong["segment"] = [
            _("Only you find this segment. Choose one that is shared with the team or the bank.")
        ]
    if not 1 <= facts.volume <= LARGEST:
        wrong["volume"] = [_("From one client on.")]
    if facts.deadline <= facts.starts_on:
        wrong["deadline"] = [_("The deadline comes after the first day.")]
    elif today is not None and facts.deadline <= today:
        wrong["deadline"] = [_("This day has passed. Choose a later one.")]
    elif facts.deadline - facts.starts_on > FARTHEST:
        wrong["deadline"] = [_("This is more than five years ahead.")]
    if wrong:
        raise Invalid(_("Some fields do not fit."), fields=wrong)


def _told(facts: PlanFacts) -> dict[str, object]:
    return {
        "segment": facts.segment.public_id,
        "volume": facts.volume,
        "starts_on": facts.starts_on.isoformat(),
        "deadline": facts.deadline.isoformat(),
    }
