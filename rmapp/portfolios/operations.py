"""Assigning clients to those who serve them."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit.operations import record
from ..clients.models import PRIMARY, Assignment, AssignmentRole, Client
from ..clients.operations import assign_row, end_row
from ..core.db import db
from ..core.errors import Invalid, NotFound
from ..policy.enforce import Actor, demand
from ..policy.models import Role
from ..policy.table import ACQUISITION, PERSONAL
from ..staff.models import Employee
from .queries import within_my_teams

FITTING = {
    AssignmentRole.ACQUISITION: (ACQUISITION,),
    AssignmentRole.PERSONAL: (PERSONAL,),
    AssignmentRole.DEPUTY: (ACQUISITION, PERSONAL),
    AssignmentRole.SPECIALIST: (ACQUISITION, PERSONAL),
}


def receiver_of(public_id: str, *, actor: Actor) -> Employee:
    """The active employee ``public_id`` whom ``actor`` may assign clients to.

    :class:`NotFound` when there is none within reach. Somebody who has left is never a receiver.
    """
    demand(actor, "assignments:edit")
    employee = db.session.execute(
        sa.select(Employee).where(
            Employee.public_id == public_id,
            Employee.is_active.is_(True),
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
    if not employee.is_active:
        problem = _("This person has left the bank.")
    elif code not in FITTING[role]:
        problem = _("This person's role does not serve clients in this way.")
    elif client.vip_tier and role in PRIMARY and not employee.is_vip_certified:
        problem = _("A VIP client needs a manager who may serve VIP clients.")
    if problem:
        raise Invalid(fields={"employee": [problem]})


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
