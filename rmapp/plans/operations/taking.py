"""Prospects into a plan and out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from ...audit.operations import record
from ...clients.events import note
from ...clients.models import Client, ClientEvent
from ...core import clock
from ...core.db import db, new_public_id
from ...core.errors import Conflict, Invalid
from ...interactions.queries import contacts_so_far
from ...policy.enforce import Actor, demand
from ...staff.sessions import actor_of_employee
from ..models import Plan, PlanProspect, Way
from ..queries import candidates, newcomers_wanted
from ..words import BY_HAND

MOST_AT_ONCE = 500


def take_more(plan: Plan, count: int, *, actor: Actor) -> int:
    """Take the next ``count`` prospects of the target segment, the most promising first, of the
    people whose part ``actor`` sees; each stays with who serves it. How many there were.

    Refuses with Forbidden, :class:`Conflict` when the plan is closed, :class:`Invalid` at
    ``count``.
    """
    demand(actor, "plans:take")
    if not plan.is_open:
        raise Conflict(_("The plan is closed."))
    if not 1 <= count <= MOST_AT_ONCE:
        words = _("From 1 to %(most)s at once.", most=MOST_AT_ONCE)
        raise Invalid(words, fields={"count": [words]})
    rows = db.session.execute(
        candidates(plan, actor=actor).limit(count).with_for_update(of=Client)
    ).all()
    return len(seat(plan, [(row[0], row[1]) for row in rows], actor=actor, way=Way.MORE))


def take_newcomers() -> int:
    """Take into the plans that want it the prospects that came into the base since the plan began
    (an import, a letter, quick entry), in the name of who serves them; how many."""
    count = 0
    for plan, employee_id in newcomers_wanted():
        actor = actor_of_employee(employee_id)
        if actor is None:
            continue
        wanted = candidates(plan, actor=actor).where(Client.created_at >= plan.created_at)
        rows = db.session.execute(wanted.limit(MOST_AT_ONCE).with_for_update(of=Client)).all()
        mine = [(row[0], row[1]) for row in rows if row[1] == employee_id]
        count += len(seat(plan, mine, actor=actor, way=Way.NEWCOMER))
    return count


def seat(
    plan: Plan, clients: Sequence[tuple[int, int]], *, actor: Actor, way: Way
) -> list[PlanProspect]:
    """Write (client, manager) into ``plan``; who is there already stays as they are. The caller
    holds the clients and has asked for the right. Gives the new rows."""
    if not clients:
        return []
    now = clock.now()
    made = list(
        db.session.execute(
            insert(PlanProspect)
            .values(
                [
                    {
                        "public_id": new_public_id(),
                        "plan_id": plan.id,
                        "client_id": client_id,
                        "manager_id": manager_id,
                        "way": way,
                        "taken_at": now,
                        "taken_by_id": actor.employee_id,
                        "drop_reason": "",
                        "drop_note": "",
                    }
                    for client_id, manager_id in clients
                ]
            )
            .on_conflict_do_nothing()
            .returning(PlanProspect)
        ).scalars()
    )
    taken = [one.client_id for one in made]
    if taken:
        _tell(taken, "plan-taken", plan, actor)
        record(
            "plan:taken",
            actor=actor,
            obj=plan,
            name=plan.title,
            detail={"clients": taken, "way": way.value},
        )
    return made


def drop(prospect: PlanProspect, plan: Plan, *, actor: Actor, reason: str) -> None:
    """Take a prospect out of ``plan`` for ``reason`` (required); it stays in its list, sifted.

    Whom a contact gives up falls out by itself (see ``following``). Refuses with Forbidden,
    :class:`Conflict` when it is out already or the plan is closed, :class:`Invalid` at ``reason``.
    """
    demand(actor, "plans:take")
    if not plan.is_open or prospect.dropped_at is not None:
        raise Conflict(_("The prospect does not stand so any more: open the plan anew."))
    if not reason.strip():
        words = _("Say why.")
        raise Invalid(words, fields={"reason": [words]})
    sift(
        prospect,
        actor=actor,
        reason=BY_HAND,
        number=contacts_so_far(prospect.client_id),
        note=reason.strip(),
    )
    note(
        prospect.client_id,
        "plan-dropped",
        actor=actor,
        title=plan.title,
        obj=plan,
        detail={"reason": reason.strip()[:500]},
    )
    record(
        "plan:dropped",
        actor=actor,
        obj=plan,
        name=plan.title,
        client_id=prospect.client_id,
        reason=reason.strip()[:500],
    )
    db.session.flush()


def take_back(prospect: PlanProspect, plan: Plan, *, actor: Actor) -> None:
    """Work a dropped prospect again. Refuses with Forbidden, :class:`Conflict` when it is in work,
    the plan is closed, or another plan works it."""
    demand(actor, "plans:take")
    if not plan.is_open or prospect.dropped_at is None:
        raise Conflict(_("The prospect does not stand so any more: open the plan anew."))
    reinstate(prospect)
    note(prospect.client_id, "plan-taken", actor=actor, title=plan.title, obj=plan)
    record("plan:taken-back", actor=actor, obj=plan, name=plan.title, client_id=prospect.client_id)
    db.session.flush()


def sift(prospect: PlanProspect, *, actor: Actor, reason: str, number: int, note: str = "") -> None:
    """Write down where and why a prospect was sifted out. ``number``: of the contact."""
    prospect.dropped_at, prospect.dropped_by_id = clock.now(), actor.employee_id
    prospect.drop_contact, prospect.drop_reason = min(number, 32_000), reason
    prospect.drop_note = note[:500]


def reinstate(prospect: PlanProspect) -> None:
    """In work again."""
    prospect.dropped_at = prospect.dropped_by_id = prospect.drop_contact = None
    prospect.drop_reason = prospect.drop_note = ""


def _tell(client_ids: Sequence[int], kind: str, plan: Plan, actor: Actor) -> None:
    rows: list[dict[str, Any]] = [
        {
            "client_id": one,
            "at": clock.now(),
            "kind": kind,
            "author_id": actor.employee_id,
            "title": plan.title,
            "detail": {},
            "object_kind": "plan",
            "object_public_id": plan.public_id,
        }
        for one in client_ids
    ]
    db.session.execute(sa.insert(ClientEvent), rows)
