"""Whose time is taken: visits and meetings that meet one another."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ...core.db import UTCDateTime, db
from ...staff.models import Employee
from ..models import Interaction, InteractionState, Participant
from .contacts import EXCLUSIVE


def colleague_taken(
    employee_id: int, starts: dt.datetime, ends: dt.datetime, *, but: int | None = None
) -> Interaction | None:
    """The planned visit or meeting, own or joined, that a colleague has within the time."""
    joined = sa.select(Participant.interaction_id).where(Participant.employee_id == employee_id)
    statement = (
        sa.select(Interaction)
        .where(
            sa.or_(Interaction.manager_id == employee_id, Interaction.id.in_(joined)),
            Interaction.state == InteractionState.PLANNED,
            Interaction.kind.in_(EXCLUSIVE),
            Interaction.planned_at < ends,
            Interaction.planned_at > starts - dt.timedelta(hours=12),
            Interaction.ends_at > starts,
        )
        .order_by(Interaction.planned_at)
        .limit(1)
    )
    if but is not None:
        statement = statement.where(Interaction.id != but)
    return db.session.execute(statement).scalar_one_or_none()


def colleagues_of(interaction_id: int) -> list[Employee]:
    """The colleagues who take part in a contact, their rows held until the commit: two contacts
    that ask the same colleague at once come one after the other."""
    joined = sa.select(Participant.employee_id).where(
        Participant.interaction_id == interaction_id, Participant.employee_id.is_not(None)
    )
    return list(
        db.session.execute(
            sa.select(Employee)
            .where(Employee.id.in_(joined))
            .order_by(Employee.id)
            .with_for_update(key_share=True, of=Employee)
        ).scalars()
    )


def clashing(
    manager_id: int, starts: dt.datetime, ends: dt.datetime, *, but: int | None = None
) -> Interaction | None:
    """The planned visit or meeting of the manager that overlaps the time, with its client.

    Inherited ones count too, although their time is still taken in the leaver's diary.
    """
    asked = {
        "manager": manager_id,
        # the longest contact is 12 hours: keeps the search within the index
        "earliest": starts - dt.timedelta(hours=12),
        "starts": starts,
        "ends": ends,
        "but": 0 if but is None else but,
    }
    found = db.session.execute(_clashing(), asked).scalar_one_or_none()
    return cast("Interaction | None", found)


@functools.cache
def _clashing() -> Any:
    def moment(name: str) -> Any:
        return sa.bindparam(name, type_=UTCDateTime())

    return (
        sa.select(Interaction)
        .where(
            Interaction.manager_id == sa.bindparam("manager", type_=sa.BigInteger),
            Interaction.state == InteractionState.PLANNED,
            Interaction.kind.in_(EXCLUSIVE),
            Interaction.planned_at < moment("ends"),
            Interaction.planned_at > moment("earliest"),
            Interaction.ends_at > moment("starts"),
            Interaction.id != sa.bindparam("but", type_=sa.BigInteger),
        )
        .order_by(Interaction.planned_at)
        .limit(1)
        .options(joinedload(Interaction.client))
    )
