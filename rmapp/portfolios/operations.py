"""Assigning clients to those who serve them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit.operations import record
from ..clients.models import PRIMARY, Assignment, AssignmentRole, Client
from ..clients.operations import assign_row, end_row
from ..core import clock
from ..core.db import db
from ..core.errors import Conflict, Invalid, NotFound
from ..policy.enforce import Actor, demand
from ..policy.models import Role
from ..policy.table import ACQUISITION, PERSONAL
from ..staff.models import Employee
from .models import TierWeight
from .queries import within_my_teams
from .rules import tier_points

FITTING = {
    AssignmentRole.ACQUISITION: (ACQUISITION,),
    AssignmentRole.PERSONAL: (PERSONAL,),
    AssignmentRole.DEPUTY: (ACQUISITION, PERSONAL),
    AssignmentRole.SPECIALIST: (ACQUISITION, PERSONAL),
}


def weigh_tiers(contact_days: Mapping[str, int]) -> None:
    """From now on a VIP client weighs what its tier asks for: tier code → days between contacts, by
    the policy that has come into force."""
    db.session.execute(sa.delete(TierWeight))
    db.session.add_all(
        [TierWeight(tier=code, points=tier_points(days)) for code, days in contact_days.items()]
    )
    db.session.flush()


def receiver_of(public_id: str, *, actor: Actor) -> Employee:
    """The active employee ``public_id`` whom ``actor`` may assign clients to.

    :class:`NotFound` when there is none within reach. Somebody who has left is never a receiver.
    """
    demand(actor, "assignments:edit")
    employee = db.session.execute(
        sa.select(Employee).where(
            Employee.public_id == public_id,
            Employee.is_active.is_(True),
            Employee.access_closed_at.is_(None),
            within_my_teams(actor, "assignments:edit"),
        )
    ).scalar_one_or_none()
    if employee is None:
        raise NotFound(_("There is no such employee, or they have left."))
    return employee


def assign(
    client: Client, employee: Employee, role: AssignmentRole, *, actor: Actor, reason: str
) -> Assignment:
    """Let ``employee`` serve ``client`` in ``role``.

    A primary role ends the primary assignment before it: the history of both stays. Refuses with
    :class:`Invalid` at ``employee`` somebody who cannot: left, of another craft, or not certified
    for a VIP.
    """
    demand(actor, "assignments:edit")
    check_receiver(client, employee, role)
    if role in PRIMARY:
        before = db.session.execute(
            sa.select(Assignment)
            .where(
                Assignment.client_id == client.id,
                Assignment.ended_at.is_(None),
                Assignment.is_primary,
            )
            .with_for_update()
        ).scalar_one_or_none()
        if before is not None and before.employee_id == employee.id and before.role == role:
            raise Invalid(fields={"employee": [_("This colleague serves the client already.")]})
        if before is not None:
            end_row(before, actor=actor, reason=reason)
        _end_roles_beside(client, employee, actor=actor, reason=reason)
    made = assign_row(client.id, employee.id, role, actor=actor, reason=reason)
    record(
        "client:assigned",
        actor=actor,
        obj=client,
        client_id=client.id,
        reason=reason,
        detail={"employee": employee.public_id, "role": role.value},
    )
    return made


def check_receiver(client: Client, employee: Employee, role: AssignmentRole) -> None:
    """Refuse with :class:`Invalid` at ``employee`` when they cannot serve ``client`` so."""
    code = db.session.scalar(sa.select(Role.code).where(Role.id == employee.role_id))
    problem = None
    if not employee.may_enter:
        problem = _("This person has left the bank.")
    elif employee.leaves_on is not None:
        problem = _("This person has given notice and gets no more clients.")
    elif code not in FITTING[role]:
        problem = _("This person's role does not serve clients in this way.")
    elif client.vip_tier and role in PRIMARY and not employee.is_vip_certified:
        problem = _("A VIP client needs a manager who may serve VIP clients.")
    elif role not in PRIMARY and _serves_first(client, employee):
        problem = _("This colleague is the client's first manager already.")
    if problem:
        raise Invalid(fields={"employee": [problem]})


def _end_roles_beside(client: Client, employee: Employee, *, actor: Actor, reason: str) -> None:
    """Whoever becomes the first manager is the client's deputy or specialist no more."""
    beside = db.session.scalars(
        sa.select(Assignment).where(
            Assignment.client_id == client.id,
            Assignment.employee_id == employee.id,
            Assignment.ended_at.is_(None),
            Assignment.is_primary.is_(False),
        )
    )
    for row in list(beside):
        end_row(row, actor=actor, reason=reason)


def _serves_first(client: Client, employee: Employee) -> bool:
    return bool(
        db.session.scalar(
            sa.select(
                sa.exists().where(
                    Assignment.client_id == client.id,
                    Assignment.employee_id == employee.id,
                    Assignment.is_primary,
                    Assignment.ended_at.is_(None),
                )
            )
        )
    )


def end_assignment(assignment: Assignment, *, actor: Actor, reason: str) -> None:
    """End an assignment. The primary manager of a VIP cannot simply end (ruling 15)."""
    demand(actor, "assignments:edit")
    client = db.session.get_one(Client, assignment.client_id)
    if client.vip_tier and assignment.is_primary:
        raise Invalid(_("A VIP client always has a manager: assign the next one instead."))
    end_row(assignment, actor=actor, reason=reason)
    record(
        "client:assignment-ended",
        actor=actor,
        obj=client,
        client_id=client.id,
        reason=reason,
        detail={"role": assignment.role.value},
    )


PROFILE = (
    "capacity_points", "specialisation", "branch", "languages", "licences", "is_vip_certified",
    "is_exclusive",
)  # fmt: skip


def keep_profile(
    employee: Employee, fields: dict[str, Any], *, version: int, actor: Actor
) -> Employee:
    """Change what is known of somebody who serves clients (V3): the ``fields`` of ``PROFILE``.

    Refuses (Conflict) a stale ``version``, (Invalid) to take the VIP certificate from whoever
    serves a VIP.
    """
    demand(actor, "assignments:edit")
    if employee.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    if employee.is_vip_certified and not fields.get("is_vip_certified", True):
        serves = db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Assignment)
            .join(Client, Client.id == Assignment.client_id)
            .where(
                Assignment.employee_id == employee.id,
                Assignment.ended_at.is_(None),
                Assignment.is_primary,
                Client.vip_tier != "",
            )
        )
        if serves:
            raise Invalid(
                fields={
                    "is_vip_certified": [
                        _("This person serves %(count)s VIP clients: hand them over first.",
                          count=serves)
                    ]
                }
            )  # fmt: skip
    changed = sorted(
        name for name in PROFILE if name in fields and getattr(employee, name) != fields[name]
    )
    for name in changed:
        setattr(employee, name, fields[name])
    if changed:
        record(
            "employee:profile-kept",
            actor=actor,
            obj=employee,
            name=employee.name,
            detail={"fields": changed},
        )
    db.session.flush()
    return employee


def give_notice(employee: Employee, leaves_on: dt.date | None, *, actor: Actor) -> None:
    """Say on which day somebody leaves (None: they stay after all): leaver mode begins at once.

    From then on they make no exports, their letters are signed by their supervisor, unusual reading
    is told earlier, and nobody gives them clients. Refuses (Invalid) a day that is over.
    """
    demand(actor, "assignments:edit")
    if leaves_on is not None and leaves_on < clock.today(employee.zone):
        raise Invalid(fields={"leaves_on": [_("This day is over.")]})
    if employee.leaves_on == leaves_on:
        return
    employee.leaves_on = leaves_on
    record(
        "employee:notice-given" if leaves_on else "employee:notice-withdrawn",
        actor=actor,
        obj=employee,
        name=employee.name,
        detail={"leaves_on": leaves_on.isoformat() if leaves_on else ""},
    )
    db.session.flush()
