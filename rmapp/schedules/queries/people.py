"""Whose absences somebody may enter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _

from ...core.db import PUBLIC_ID_LENGTH, any_of, db
from ...core.errors import NotFound
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Absence, Employee, WorkingHours


def whose_absences(actor: Actor) -> list[Employee]:
    """Oneself first, then the people whose schedules ``actor`` may run."""
    how_far = reach(actor, "schedules:run")
    mine = Employee.id == actor.employee_id
    within = mine
    if how_far is Reach.ALL:
        within = sa.true()
    elif how_far is Reach.TEAM:
        teams = any_of(actor.team_ids)
        within = sa.or_(mine, Employee.team_id == teams)
    return list(
        db.session.execute(
            sa.select(Employee)
            .where(within, Employee.is_active.is_(True))
            .order_by(mine.desc(), Employee.name_key, Employee.id)
            .limit(500)
        ).scalars()
    )


#: So many absences stand on one page.
MOST = 100


def absences_of(people: Collection[Employee], *, since: dt.date) -> list[tuple[Absence, Employee]]:
    """The absences of ``people`` that end on or after ``since``, by their first day."""
    known = {one.id: one for one in people}
    rows = db.session.scalars(
        sa.select(Absence)
        .where(
            Absence.employee_id == any_of(known),
            Absence.ends_on >= since,
        )
        .order_by(Absence.starts_on, Absence.id)
        .limit(MOST)
    )
    return [(one, known[one.employee_id]) for one in rows]


def absence_of(public_id: str, *, actor: Actor) -> tuple[Absence, Employee]:
    """An absence and whose it is; :class:`NotFound` beyond whose absences ``actor`` enters."""
    absence = db.session.execute(
        sa.select(Absence).where(Absence.public_id == public_id[: PUBLIC_ID_LENGTH + 1])
    ).scalar_one_or_none()
    people = {one.id: one for one in whose_absences(actor)}
    if absence is None or absence.employee_id not in people:
        raise NotFound(_("There is no such absence, or it is not yours to see."))
    return absence, people[absence.employee_id]


def has_hours(employee_id: int) -> bool:
    """Whether somebody works other hours than the bank."""
    own = sa.select(sa.exists().where(WorkingHours.employee_id == employee_id))
    return bool(db.session.scalar(own))
