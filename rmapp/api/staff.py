"""Colleagues at ``/api/v1/staff``.

Hiring, roles and access stay with the pages: they ask to prove oneself anew, which a token cannot,
and a first password must not lie among the kept answers of repeated calls.
"""

from __future__ import annotations

from flask import Blueprint

from ..policy.enforce import current_actor, requires
from ..staff import administration
from ..staff.models import Employee
from ..staff.queries import StaffFilter, colleagues, employee_of, team_of
from . import queries
from .doors import ONE, operation
from .shapes.base import PageOf, named, page_of
from .shapes.house import EmployeeChange, EmployeeShown, StaffQuery

staff = Blueprint("api_staff", __name__, url_prefix="/api/v1/staff")
_PLAIN = (
    "version", "login", "name", "family_name", "given_name", "patronymic", "position", "email",
    "phone", "branch", "specialisation", "languages", "licences", "is_exclusive",
    "is_vip_certified", "capacity_points", "is_active",
)  # fmt: skip


@staff.get("")
@requires("staff:read")
@operation("List colleagues", query=StaffQuery, answer=PageOf[EmployeeShown])
def listing(query: StaffQuery) -> PageOf[EmployeeShown]:
    """Colleagues by name."""
    team = team_of(query.team)
    wanted = StaffFilter(text=query.q, team_id=team.id if team else None, with_left=query.with_left)
    page = colleagues(wanted, cursor=query.cursor, limit=query.limit)
    return page_of(page, _shown, shape=PageOf[EmployeeShown])


@staff.get(ONE)
@requires("staff:read")
@operation("Read a colleague", answer=EmployeeShown)
def show(public_id: str) -> EmployeeShown:
    """One colleague."""
    return _shown(employee_of(public_id))


@staff.patch(ONE)
@requires("staff:edit")
@operation("Change the facts of a colleague", body=EmployeeChange, answer=EmployeeShown)
def edit(public_id: str, body: EmployeeChange) -> EmployeeShown:
    """Changed facts."""
    fields = body.model_dump(exclude={"version", "team"}, exclude_unset=True, mode="json")
    if "team" in body.model_fields_set:
        team = team_of(body.team)
        fields["team_id"] = team.id if team else None
    employee = employee_of(public_id)
    administration.edit(employee, fields, version=body.version, actor=current_actor())
    return _shown(queries.employee_after(employee.id))


def _shown(employee: Employee) -> EmployeeShown:
    return EmployeeShown(
        **{name: getattr(employee, name) for name in _PLAIN},
        id=employee.public_id,
        role=employee.role.code,
        team=named(employee.team) if employee.team else None,
    )
