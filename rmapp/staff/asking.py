"""Whom to ask: for what one's role does not allow, and for what somebody who is gone left open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..core.db import db
from ..core.hanging import count_open
from ..core.registry import AtHandover
from ..policy.enforce import Actor
from ..policy.models import Grant, Role
from ..policy.table import ADMINISTRATOR, PERMISSIONS, SUPERVISOR
from .models import Employee, Team
from .queries import those_who

MOST = 2  # of each kind


@dataclass(frozen=True)
class Asking:
    """What is missing, in the words of the roles' page, and who helps: ``holders`` are roles that
    have it, ``doing`` colleagues who can do the deed instead, ``granting`` those who can grant it:
    (name, e-mail)."""

    label: Any
    holders: list[tuple[str, str]]  # names in English, in Russian
    doing: list[tuple[str, str]]
    granting: list[tuple[str, str]]

    def roles_in(self, language: str) -> list[str]:
        """The names of the roles that have it."""
        return [russian if language == "ru" else english for english, russian in self.holders]


def whom_to_ask(actor: Actor, permission: str) -> Asking:
    """Who can help ``actor`` to what ``permission`` (in the catalogue) allows: the supervisors of
    their own team and the one above where those have it, and the administrators, who grant it."""
    has_it = sa.select(Grant.role_id).where(Grant.permission == permission)
    roles = db.session.execute(
        sa.select(Role.name_en, Role.name_ru).where(Role.id.in_(has_it)).order_by(Role.id)
    ).all()
    above = sa.select(Team.parent_id).where(Team.id == actor.team_id).scalar_subquery()
    near = sa.or_(Employee.team_id == actor.team_id, Employee.team_id == above)
    return Asking(
        PERMISSIONS[permission].label,
        [(row.name_en, row.name_ru) for row in roles],
        _people(
            actor, Role.code == SUPERVISOR, Employee.role_id.in_(has_it), near,
            first=(Employee.team_id == actor.team_id).desc(),
        ),
        _people(actor, Role.code == ADMINISTRATOR, first=Employee.id),
    )  # fmt: skip


def _people(actor: Actor, *which: Any, first: Any) -> list[tuple[str, str]]:
    rows = db.session.scalars(
        sa.select(Employee)
        .join(Role, Role.id == Employee.role_id)
        .where(
            *which,
            Employee.is_active.is_(True),
            Employee.access_closed_at.is_(None),
            Employee.id != actor.employee_id,
        )
        .order_by(first, Employee.name_key, Employee.id)
        .limit(MOST)
    )
    return [(one.name, one.email) for one in rows]


@dataclass(frozen=True)
class Unowned:
    """What of somebody needs a new owner before they are gone: ``clients``, ``others`` (open
    matters); ``makers``: (key, name) of whoever may hand it over, the nearest team first."""

    clients: int
    others: int
    makers: list[tuple[int, str]]


def unowned(employee: Employee) -> Unowned | None:
    """What is open with ``employee`` and who may hand it over (V8); None where nothing is."""
    found = count_open(employee.id)
    if not any(found.values()):
        return None
    clients = sum(count_open(employee.id, (AtHandover.SERVES,)).values())
    rows = db.session.scalars(
        sa.select(Employee)
        .where(
            Employee.id.in_(those_who("handovers:make", over=employee.id, but=employee.id)),
            Employee.access_closed_at.is_(None),
        )
        .order_by(
            (Employee.team_id == employee.team_id).desc().nulls_last(),
            Employee.name_key,
            Employee.id,
        )
    )
    makers = [(one.id, one.name) for one in rows]
    return Unowned(clients, sum(found.values()) - clients, makers)
