"""The profile of somebody who serves clients (V3)."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...core.db import db
from ...core.errors import NotFound
from ...policy.enforce import Actor
from ...staff.models import Employee
from .loads import within_my_teams


def profile_of(public_id: str, *, actor: Actor) -> Employee:
    """The employee whose profile ``actor`` keeps; :class:`NotFound` beyond reach."""
    found = db.session.execute(
        sa.select(Employee).where(
            Employee.public_id == public_id, within_my_teams(actor, "assignments:edit")
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such employee, or they are not in your teams."))
    return found
