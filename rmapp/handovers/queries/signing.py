"""What waits for the signature of a second person, and who that can be (ruling 16)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ...core.db import db
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...portfolios.queries import within_my_teams
from ...staff.models import Employee
from ..models import Handover, HandoverState


def signable(actor: Actor) -> sa.ColumnElement[bool]:
    """What waits for a second person that ``actor`` can be: handovers, and substitutions that are
    to stay for good."""
    return sa.or_(
        sa.and_(
            Handover.state == HandoverState.WAITING, _could_sign(actor, Handover.created_by_id)
        ),
        sa.and_(
            Handover.state == HandoverState.DONE,
            Handover.returns_on.is_not(None),
            _could_sign(actor, Handover.permanence_asked_by_id),
        ),
    )


def once_signable(public_id: str, *, actor: Actor) -> Handover | None:
    """A handover that waited for a second person that ``actor`` can be, and waits no more: what
    became of it is told, its clients are not."""
    found: Handover | None = db.session.execute(
        sa.select(Handover)
        .options(joinedload(Handover.created_by))
        .where(
            Handover.public_id == public_id,
            sa.or_(
                sa.and_(
                    Handover.asked_at.is_not(None),
                    Handover.state.not_in([HandoverState.WAITING, HandoverState.DRAFT]),
                    _could_sign(actor, Handover.created_by_id),
                ),
                sa.and_(
                    Handover.returns_on.is_(None),
                    _could_sign(actor, Handover.permanence_asked_by_id),
                ),
            ),
        )
    ).scalar_one_or_none()
    return found


def _could_sign(actor: Actor, asked_by: Any) -> sa.ColumnElement[bool]:
    how_far = reach(actor, "handovers:sign")
    if how_far in (Reach.NONE, Reach.OWN):
        return sa.false()
    others = sa.and_(
        asked_by != actor.employee_id,
        Handover.leaver_id != actor.employee_id,
    )
    if how_far is Reach.ALL:
        return others
    team = sa.select(Employee.id).where(within_my_teams(actor, "handovers:sign"))
    return sa.and_(others, Handover.leaver_id.in_(team))


def count_to_sign(actor: Actor) -> sa.Select[Any]:
    """How many handovers wait for the signature of ``actor``."""
    return sa.select(sa.func.count()).select_from(Handover).where(signable(actor))
