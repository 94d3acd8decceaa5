"""Keeping the figures that the desk of a whole bank adds up."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..core import clock
from ..core.db import db
from ..policy.models import Role
from ..portfolios.queries import MANAGERS
from ..settings import settings
from ..staff.models import Employee
from .models import ManagerFigures
from .queries import MOST, Span, figures_of


def keep_figures() -> int:
    """Write down the figures of every manager as they are now; return of how many.

    A bank whose managers one desk can show needs none, and keeps none.
    """
    rows = db.session.execute(
        sa.select(Employee.id, Employee.capacity_points)
        .join(Role, Role.id == Employee.role_id)
        .where(Employee.is_active.is_(True), Role.code.in_(MANAGERS))
    )
    capacities = {row.id: row.capacity_points for row in rows}
    if len(capacities) <= MOST:
        capacities = {}
    db.session.execute(
        sa.delete(ManagerFigures).where(ManagerFigures.employee_id.not_in(capacities))
    )
    zone = settings().bank_zone
    span = Span(clock.today(zone), zone)
    taken = [
        {
            "employee_id": key,
            "taken_at": clock.now(),
            "monday": span.monday,
            "clients": one.load.clients,
            "vips": one.load.vips,
            "points": one.load.points,
            "no_step": one.no_step,
            "silent": one.silent,
            "planned": one.planned,
            "overdue": one.overdue,
            "calls": [calls for calls, _visits in one.weeks],
            "visits": [visits for _calls, visits in one.weeks],
        }
        for key, one in figures_of(capacities, span).items()
    ]
    if taken:
        new = insert(ManagerFigures)
        columns = {name: new.excluded[name] for name in taken[0] if name != "employee_id"}
        db.session.execute(
            new.on_conflict_do_update(index_elements=["employee_id"], set_=columns), taken
        )
    return len(taken)
