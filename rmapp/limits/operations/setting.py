"""Changing the bank's figures: lowering holds at once, raising waits for a second person."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden, Invalid
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ...policy.models import Role
from ...staff.access import role_of
from ...staff.models import AccessState
from ...staff.queries import those_who
from .. import queries
from ..models import LimitChange, LimitSetting
from ..table import LIMITS, Limit

TO_SIGN = notice_kind(
    "limit:asked", icon="percent", words=_l("A limit is to be raised: sign or refuse")
)


def set_limit(
    code: str, role: str | None, value: int, *, actor: Actor, reason: str
) -> LimitChange | None:
    """Set a limit for the role of that public id, or for the house.

    Lowering holds at once (returns None), raising becomes a change that waits. Refuses (Invalid)
    a value outside the catalogue's bounds, a raising without a reason, a second raising while one
    waits.
    """
    demand(actor, "settings:edit")
    line = LIMITS.get(code)
    if line is None or line.by_role != (role is not None):
        raise Invalid(_("There is no such limit."))
    if not line.least <= value <= line.most:
        words = _("Between %(least)s and %(most)s.", least=line.least, most=line.most)
        raise Invalid(f"{line.label}: {words}")
    holder = role_of(role) if role is not None else None
    before = queries.value_of(code, holder.id if holder else None)
    if value == before:
        return None
    if value > before:
        return _ask(line, holder, before, value, actor=actor, reason=reason)
    _write(line, holder.id if holder else None, value, actor=actor)
    record(
        "limit:lowered",
        actor=actor,
        name=code,
        reason=reason,
        detail={"role": holder.code if holder else "", "before": before, "after": value},
    )
    return None


def decide(public_id: str, *, grant: bool, actor: Actor) -> LimitChange:
    """Sign or refuse the raising of a limit; the one who asked cannot (Forbidden)."""
    demand(actor, "roles:approve")
    change = queries.change_held(public_id)
    if change.asked_by_id == actor.employee_id:
        raise Forbidden(_("A second person has to sign this."))
    if change.state is not AccessState.WAITING:
        raise Conflict(_("This change has been decided already."))
    change.state = AccessState.GRANTED if grant else AccessState.REFUSED
    change.decided_by_id, change.decided_at = actor.employee_id, clock.now()
    if grant:
        _write(LIMITS[change.code], change.role_id, change.value, actor=actor)
    record(
        "limit:raised" if grant else "limit:refused",
        actor=actor,
        obj=change,
        name=change.code,
        detail={
            "role": change.role.code if change.role else "",
            "before": change.before,
            "after": change.value,
        },
    )
    return change


def _ask(
    line: Limit, role: Role | None, before: int, value: int, *, actor: Actor, reason: str
) -> LimitChange:
    if not reason.strip():
        raise Invalid(_("Say why."), fields={"reason": [_("Say why.")]})
    role_id = role.id if role else None
    twin = sa.select(LimitChange.id).where(
        LimitChange.code == line.code,
        LimitChange.role_id.is_not_distinct_from(role_id),
        LimitChange.state == AccessState.WAITING,
    )
    if db.session.execute(twin).first():
        raise Invalid(
            _("“%(limit)s”: a change waits for a second person already.", limit=line.label)
        )
    change = LimitChange(
        code=line.code,
        role_id=role_id,
        before=before,
        value=value,
        reason=reason[:500],
        asked_by_id=actor.employee_id,
        asked_at=clock.now(),
    )
    db.session.add(change)
    db.session.flush()
    record("limit:asked", actor=actor, obj=change, name=line.code, reason=reason)
    tell(
        those_who("roles:approve", over=None, but=actor.employee_id),
        TO_SIGN.code,
        leads_to="limits.changes",
        once=f"limit:{change.public_id}",
    )
    return change


def _write(line: Limit, role_id: int | None, value: int, *, actor: Actor) -> None:
    statement = insert(LimitSetting).values(
        code=line.code,
        role_id=role_id,
        value=value,
        changed_at=clock.now(),
        changed_by_id=actor.employee_id,
    )
    names = ("value", "changed_at", "changed_by_id")
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[LimitSetting.code, LimitSetting.role_id],
            set_={name: statement.excluded[name] for name in names},
        )
    )
