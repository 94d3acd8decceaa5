"""What hangs on the employee whose clients change hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Assignment, AssignmentRole, Client, Relation, RelationKind
from ...core import registry
from ...core.db import Base, db
from ...core.errors import NotFound
from ...policy.enforce import Actor
from ...portfolios.queries import POINTS, within_my_teams
from ...staff.models import Employee
from ..rules import Piece

FAMILY = (RelationKind.HOUSEHOLD, RelationKind.GROUP, RelationKind.OWNER)


@dataclass(frozen=True)
class Branch:
    """One line of the tree of what hangs on an employee."""

    key: str  # table.column
    label: Any
    count: int
    moves: bool  # goes with the clients, or to the successor; else it ends or is history


def leaver_of(public_id: str, *, actor: Actor) -> Employee:
    """The employee whose clients ``actor`` may hand over; :class:`NotFound` beyond reach."""
    employee = db.session.execute(
        sa.select(Employee).where(
            Employee.public_id == public_id, within_my_teams(actor, "handovers:make")
        )
    ).scalar_one_or_none()
    if employee is None:
        raise NotFound(_("There is no such employee, or they are not in your teams."))
    return employee


def tree(leaver_id: int) -> list[Branch]:
    """Everything open that hangs on an employee, counted: nothing is hidden."""
    branches = []
    for hanging in registry.on_employee():
        if hanging.label is None or hanging.rule is registry.AtHandover.HISTORY:
            continue
        table = Base.metadata.tables[hanging.table]
        conditions = [table.c[hanging.column] == leaver_id, *_still_open(hanging, table)]
        count = db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions))
        moves = hanging.rule in (registry.AtHandover.MOVES, registry.AtHandover.SUCCESSOR)
        branches.append(Branch(str(hanging), hanging.label, int(count or 0), moves))
    return branches


def _still_open(hanging: registry.Hanging, table: sa.Table) -> list[sa.ColumnElement[bool]]:
    if hanging.is_open is not None:
        return [hanging.is_open(table)]
    return [table.c.ended_at.is_(None)] if "ended_at" in table.c else []


def client_counts(leaver_id: int) -> dict[str, int]:
    """The leaver's clients by kind: ``vip``, ``client``, ``prospect``, ``other``, ``seconded``."""
    kind = sa.case(
        (Assignment.is_primary.is_(False), "seconded"),
        (Client.vip_tier != "", "vip"),
        else_=Client.lifecycle,
    )
    rows = db.session.execute(
        sa.select(kind, sa.func.count())
        .select_from(Assignment)
        .join(Client, Client.id == Assignment.client_id)
        .where(Assignment.employee_id == leaver_id, Assignment.ended_at.is_(None))
        .group_by(kind)
    )
    return {str(name): int(number) for name, number in rows}


def pieces_of(leaver_id: int) -> list[Piece]:
    """The clients that hang on the leaver, as the share-out sees them."""
    rows = db.session.execute(
        sa.select(
            Client.id,
            sa.func.max(sa.case((Assignment.is_primary, POINTS), else_=0)),
            sa.func.bool_or(Assignment.is_primary & (Client.vip_tier != "")),
            Client.language,
        )
        .join(Assignment, Assignment.client_id == Client.id)
        .where(Assignment.employee_id == leaver_id, Assignment.ended_at.is_(None))
        .group_by(Client.id)
        .order_by(Client.id)
    ).all()
    family = _families(leaver_id)
    deputies = _deputies(leaver_id)
    return [
        Piece(
            client_id=row[0],
            points=int(row[1]),
            is_vip=bool(row[2]),
            language=row[3],
            family=family.get(row[0], 0),
            deputies=frozenset(deputies.get(row[0], ())),
        )
        for row in rows
    ]


def served_by(leaver_id: int) -> Any:
    """The keys of the clients a leaver serves in any role."""
    return sa.select(Assignment.client_id).where(
        Assignment.employee_id == leaver_id, Assignment.ended_at.is_(None)
    )


def _families(leaver_id: int) -> dict[int, int]:
    """Client → the smallest key among those it belongs together with."""
    served = served_by(leaver_id)
    pairs = db.session.execute(
        sa.select(Relation.client_id, Relation.other_id).where(
            Relation.kind.in_(FAMILY),
            Relation.until.is_(None),
            Relation.client_id.in_(served),
            Relation.other_id.in_(served),
        )
    )
    head: dict[int, int] = {}

    def root(key: int) -> int:
        while head.setdefault(key, key) != key:
            head[key] = head[head[key]]
            key = head[key]
        return key

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        head[high] = low
    return {key: root(key) for key in head}


def _deputies(leaver_id: int) -> dict[int, list[int]]:
    rows = db.session.execute(
        sa.select(Assignment.client_id, Assignment.employee_id).where(
            Assignment.ended_at.is_(None),
            Assignment.role == AssignmentRole.DEPUTY,
            Assignment.employee_id != leaver_id,
            Assignment.client_id.in_(served_by(leaver_id)),
        )
    )
    found: dict[int, list[int]] = {}
    for client_id, employee_id in rows:
        found.setdefault(client_id, []).append(employee_id)
    return found
