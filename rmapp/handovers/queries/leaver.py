"""What hangs on the employee whose clients change hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Assignment, Client
from ...core import registry
from ...core.db import db
from ...core.errors import NotFound
from ...core.hanging import NEEDS_OWNER, count_open
from ...policy.enforce import Actor
from ...portfolios.queries import pieces_of as pieces
from ...portfolios.queries import within_my_teams
from ...staff.models import Employee
from ..rules import Piece


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
    """Everything open that hangs on an employee, counted: nothing is hidden. One statement."""
    counts = count_open(leaver_id, (*NEEDS_OWNER, registry.AtHandover.PERSONAL))
    return [
        Branch(
            str(hanging),
            hanging.label or hanging.table.replace("_", " "),
            counts[str(hanging)],
            hanging.rule in NEEDS_OWNER,
        )
        for hanging in registry.on_employee()
        if str(hanging) in counts and (hanging.label is not None or hanging.rule in NEEDS_OWNER)
    ]


def client_counts(leaver_id: int) -> dict[str, int]:
    """The leaver's clients by kind: ``vip``, ``client``, ``prospect``, ``former``, ``seconded``."""
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
    branch = db.session.scalar(sa.select(Employee.branch).where(Employee.id == leaver_id))
    return pieces(served_by(leaver_id), leaver_id=leaver_id, branch=branch or "")


def count_served(employee_id: int) -> int:
    """How many clients an employee serves now, in any role."""
    those = served_by(employee_id).subquery()
    return int(db.session.scalar(sa.select(sa.func.count(sa.distinct(those.c.client_id)))) or 0)


def served_by(leaver_id: int) -> Any:
    """The keys of the clients a leaver serves in any role."""
    return sa.select(Assignment.client_id).where(
        Assignment.employee_id == leaver_id, Assignment.ended_at.is_(None)
    )
