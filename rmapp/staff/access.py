"""Changing who may do what: narrowing holds at once, widening waits for a second person."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from ..audit import shown
from ..audit.operations import record
from ..core import clock
from ..core.db import db
from ..core.errors import Conflict, Forbidden, Invalid, NotFound
from ..notices.kinds import notice_kind
from ..notices.operations import tell
from ..policy.enforce import Actor, demand
from ..policy.models import Grant, Reach, Role
from ..policy.table import PERMISSIONS, REACHES, may_be_granted
from . import sessions
from .models import AccessChange, AccessState, Employee
from .queries import those_who

shown.codes(
    "access", reach=REACHES, permission={name: one.label for name, one in PERMISSIONS.items()}
)

TO_SIGN = notice_kind(
    "access:asked", icon="shield", words=_l("Access is to be widened: sign or refuse")
)


def set_grant(
    role_public_id: str, permission: str, reach: Reach, *, actor: Actor, reason: str = ""
) -> AccessChange | None:
    """Let a role do ``permission`` as far as ``reach``.

    A narrowing is done at once (returns None); a widening becomes a waiting change. Refuses with
    :class:`Invalid` what the table does not allow, with :class:`NotFound` an unknown role.
    """
    demand(actor, "roles:edit")
    role = role_of(role_public_id)
    if not may_be_granted(role.code, permission, reach):
        raise Invalid(_("This role can never have this permission."))
    grant = db.session.execute(
        sa.select(Grant).where(Grant.role_id == role.id, Grant.permission == permission)
    ).scalar_one_or_none()
    before = grant.reach if grant is not None else Reach.NONE
    if reach.rank == before.rank:
        return None
    if reach.rank > before.rank:
        return _ask(role, actor=actor, permission=permission, reach=reach.value, reason=reason)
    _write_grant(role.id, permission, reach)
    record(
        "role:narrowed",
        actor=actor,
        obj=role,
        name=role.code,
        detail={"permission": permission, "before": before, "after": reach},
    )
    return None


def set_grants(
    role_public_id: str, wanted: dict[str, str], *, actor: Actor, reason: str
) -> list[AccessChange]:
    """Set several reaches of a role at once; return the changes that wait for a signature.

    ``wanted``: permission → reach by name. Refuses an unknown reach with :class:`Invalid`.
    """
    if not set(wanted.values()) <= {one.value for one in Reach}:
        raise Invalid(_("This role can never have this permission."))
    changes = (
        set_grant(role_public_id, name, Reach(reach), actor=actor, reason=reason)
        for name, reach in wanted.items()
    )
    return [change for change in changes if change is not None]


def ask_role(
    employee: Employee, role: Role, *, actor: Actor, reason: str = ""
) -> AccessChange | None:
    """Give ``employee`` another role; a wider one waits for a second person, and so does any role
    of somebody whose first one was not signed: the newest asked is the one that counts."""
    demand(actor, "staff:edit")
    if employee.id == actor.employee_id:
        raise Forbidden(_("Nobody changes their own role."))
    if awaits_first_role(employee):
        db.session.execute(
            sa.update(AccessChange)
            .where(AccessChange.employee_id == employee.id, _WAITS)
            .values(state=AccessState.REFUSED, decided_at=clock.now())
        )
        return ask_first_role(employee, role, actor=actor, reason=reason)
    if employee.role_id == role.id:
        return None
    if _width(role.id) > _width(employee.role_id):
        return _ask(role, actor=actor, employee_id=employee.id, reason=reason)
    _give_role(employee, role, actor)
    return None


def ask_first_role(
    employee: Employee, role: Role, *, actor: Actor, reason: str = ""
) -> AccessChange:
    """Ask a second person for the first role of somebody just hired, whatever role it is: from
    nothing every role is wider (ruling 18). Until it is signed they cannot enter."""
    demand(actor, "staff:edit")
    employee.access_closed_at = employee.access_closed_at or clock.now()
    return _ask(
        role,
        actor=actor,
        employee_id=employee.id,
        is_first=True,
        reason=reason or _("First role"),
    )


def awaits_first_role(employee: Employee) -> bool:
    """Whether nobody has signed a role of ``employee`` yet: asked, or asked and refused."""
    return employee.id in awaiting_first_role([employee.id])


def awaiting_first_role(keys: Iterable[int]) -> set[int]:
    """Those of the employees ``keys`` whose first role nobody has signed yet."""
    signed = sa.func.bool_or(AccessChange.state == AccessState.GRANTED)
    return set(
        db.session.scalars(
            sa.select(AccessChange.employee_id)
            .where(AccessChange.employee_id.in_(list(keys)), AccessChange.is_first)
            .group_by(AccessChange.employee_id)
            .having(~signed)
        )
    )


def signers(*, but: int) -> list[str]:
    """The names of those who may sign a widening of access, without the employee ``but``."""
    keys = those_who("roles:approve", over=None, but=but)
    people = db.session.scalars(sa.select(Employee).where(Employee.id.in_(keys)))
    return sorted(person.name for person in people)


def decide(public_id: str, *, grant: bool, actor: Actor) -> AccessChange:
    """Sign or refuse a waiting change; the one who asked cannot (:class:`Forbidden`)."""
    demand(actor, "roles:approve")
    change = db.session.execute(
        sa.select(AccessChange)
        .options(joinedload(AccessChange.role), joinedload(AccessChange.employee))
        .where(AccessChange.public_id == public_id)
        .with_for_update(of=AccessChange)
    ).scalar_one_or_none()
    if change is None:
        raise NotFound(_("There is no such change of access."))
    if change.asked_by_id == actor.employee_id or change.employee_id == actor.employee_id:
        raise Forbidden(_("A second person has to sign this."))
    if change.state is not AccessState.WAITING:
        raise Conflict(_("This change has been decided already."))
    change.state = AccessState.GRANTED if grant else AccessState.REFUSED
    change.decided_by_id, change.decided_at = actor.employee_id, clock.now()
    if grant and change.employee is not None:
        _give_role(change.employee, change.role, actor)
        if change.is_first:
            change.employee.access_closed_at = None
    elif grant:
        _write_grant(change.role_id, change.permission, Reach(change.reach))
    record(
        "access:granted" if grant else "access:refused",
        actor=actor,
        obj=change,
        name=change.role.code,
        detail={"permission": change.permission, "reach": change.reach},
    )
    return change


def waiting_changes() -> list[AccessChange]:
    """Changes of access that wait for a second person, oldest first."""
    return list(
        db.session.scalars(
            sa.select(AccessChange)
            .options(
                joinedload(AccessChange.role),
                joinedload(AccessChange.employee),
                joinedload(AccessChange.asked_by),
            )
            .where(AccessChange.state == AccessState.WAITING)
            .order_by(AccessChange.id)
            .limit(200)
        )
    )


def roles() -> list[Role]:
    """All roles, in order of age."""
    return list(db.session.scalars(sa.select(Role).order_by(Role.id)))


def grants() -> dict[tuple[int, str], Reach]:
    """(role key, permission) → reach, for the whole table."""
    rows = db.session.execute(sa.select(Grant.role_id, Grant.permission, Grant.reach))
    return {(role_id, permission): Reach(reach) for role_id, permission, reach in rows}


def role_of(public_id: str) -> Role:
    """The role ``public_id``; :class:`NotFound` when there is none."""
    role = db.session.execute(
        sa.select(Role).where(Role.public_id == public_id)
    ).scalar_one_or_none()
    if role is None:
        raise NotFound(_("There is no such role."))
    return role


_WAITS = AccessChange.state == AccessState.WAITING


def _ask(role: Role, *, actor: Actor, reason: str, **what: object) -> AccessChange:
    change = AccessChange(
        role_id=role.id,
        asked_by_id=actor.employee_id,
        asked_at=clock.now(),
        reason=reason[:500],
        **what,
    )
    db.session.add(change)
    db.session.flush()
    record("access:asked", actor=actor, obj=change, name=role.code, reason=reason)
    tell(
        those_who("roles:approve", over=None, but=actor.employee_id),
        TO_SIGN.code,
        leads_to="roles.changes",
        once=f"access:{change.public_id}",
    )
    return change


def _write_grant(role_id: int, permission: str, reach: Reach) -> None:
    db.session.execute(
        sa.delete(Grant).where(Grant.role_id == role_id, Grant.permission == permission)
    )
    db.session.add(Grant(role_id=role_id, permission=permission, reach=reach))
    db.session.flush()


def _give_role(employee: Employee, role: Role, actor: Actor) -> None:
    employee.role_id = role.id
    ended = sessions.end_sessions(employee.id, reason="role", tokens=True)
    record(
        "employee:role-changed",
        actor=actor,
        obj=employee,
        name=employee.name,
        detail={"role": role.code, "ended": ended},
    )


def _width(role_id: int) -> int:
    """How wide a role is: the sum of the ranks of its reaches."""
    rows = db.session.scalars(sa.select(Grant.reach).where(Grant.role_id == role_id))
    return sum(Reach(reach).rank for reach in rows)
