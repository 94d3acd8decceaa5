"""The bank's figures at ``/api/v1/limits``."""

from __future__ import annotations

from flask import Blueprint

from ..limits import operations, queries
from ..limits.models import LimitChange
from ..limits.table import LIMITS
from ..policy.enforce import current_actor, requires
from ..policy.models import Role
from ..staff import access
from ..staff.models import AccessState
from .doors import ONE, operation
from .shapes.base import Named
from .shapes.exports import (
    LimitChangeShown,
    LimitDecision,
    LimitGiven,
    LimitShown,
    LimitsShown,
)

limits = Blueprint("api_limits", __name__, url_prefix="/api/v1/limits")


@limits.get("")
@requires("settings:edit")
@operation("List the bank's limits", answer=LimitsShown)
def listing() -> LimitsShown:
    """Every limit with its value for each role, or for the house."""
    known, roles = queries.values(), access.roles()
    return LimitsShown(
        items=[
            LimitShown(
                limit=limit.code,
                role=_role(role),
                value=known.get((limit.code, role.id if role else None), limit.default),
            )
            for limit in LIMITS.values()
            for role in (roles if limit.by_role else (None,))
        ]
    )


@limits.post("")
@requires("settings:edit", step_up=True)
@operation("Set a limit", body=LimitGiven, answer=LimitChangeShown)
def change(body: LimitGiven) -> LimitChangeShown:
    """Lowering holds at once, raising waits for a second person."""
    role = access.role_of(body.role) if body.role else None
    line = LIMITS[body.limit]
    before = queries.value_of(body.limit, role.id if role else None)
    waits = operations.set_limit(
        body.limit, body.role, body.value, actor=current_actor(), reason=body.reason
    )
    return LimitChangeShown(
        id=waits.public_id if waits else None,
        limit=line.code,
        role=_role(role),
        before=before,
        value=body.value,
        state=waits.state if waits else AccessState.GRANTED,
    )


@limits.post(f"/changes{ONE}")
@requires("roles:approve", step_up=True)
@operation("Decide the raising of a limit", body=LimitDecision, answer=LimitChangeShown)
def decide(public_id: str, body: LimitDecision) -> LimitChangeShown:
    """As the second person."""
    return _shown(operations.decide(public_id, grant=body.verdict == "sign", actor=current_actor()))


def _shown(change: LimitChange) -> LimitChangeShown:
    return LimitChangeShown(
        id=change.public_id,
        limit=change.code,
        role=_role(change.role),
        before=change.before,
        value=change.value,
        state=change.state,
    )


def _role(role: Role | None) -> Named | None:
    return Named(id=role.public_id, name=role.name_en) if role else None
