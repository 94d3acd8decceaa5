"""Sessions as rows: who is behind a cookie, and ending them at once.

Limits: idle 15 minutes and 10 hours in all by default (OWASP ASVS 5, 7.3), settings of the bank.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ..core import clock
from ..core.db import UTCDateTime, db
from ..policy.enforce import Actor
from ..policy.models import Grant, Reach, Role
from ..policy.table import EMERGENCY
from ..settings import settings
from .models import ApiToken, EmergencyAccess, Employee, Team, UserSession

SEEN_EVERY = dt.timedelta(minutes=1)
PENDING = dt.timedelta(minutes=10)
BREAK_GLASS = "clients:break-glass"


def digest(secret: str) -> str:
    """The SHA-256 under which a random secret is kept (64 hex digits)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(
    employee_id: int, *, address: str = "", browser: str = "", factor_proved: bool = False
) -> str:
    """Open a session for ``employee_id`` and return the random key for the cookie."""
    key = secrets.token_urlsafe(32)
    at = clock.now()
    db.session.add(
        UserSession(
            key_hash=digest(key),
            employee_id=employee_id,
            created_at=at,
            last_seen_at=at,
            password_at=at,
            factor_at=at if factor_proved else None,
            stepped_up_at=at,
            address=address[:64],
            browser=browser[:500],
        )
    )
    db.session.flush()
    return key


def end_sessions(
    employee_id: int, *, reason: str, but: int | None = None, tokens: bool = False
) -> int:
    """End every open session of ``employee_id`` except ``but``; with ``tokens`` the API tokens too.

    Return how many sessions ended.
    """
    at = clock.now()
    statement = (
        sa.update(UserSession)
        .where(UserSession.employee_id == employee_id, UserSession.ended_at.is_(None))
        .values(ended_at=at, end_reason=reason)
    )
    if but is not None:
        statement = statement.where(UserSession.id != but)
    ended: Any = db.session.execute(statement)
    if tokens:
        db.session.execute(
            sa.update(ApiToken)
            .where(ApiToken.employee_id == employee_id, ApiToken.ended_at.is_(None))
            .values(ended_at=at)
        )
    return int(ended.rowcount)


def end_session(session_id: int, *, reason: str) -> None:
    """End one session."""
    db.session.execute(
        sa.update(UserSession)
        .where(UserSession.id == session_id, UserSession.ended_at.is_(None))
        .values(ended_at=clock.now(), end_reason=reason)
    )


def actor_of_session(key: str) -> Actor | None:
    """Who is signed in under the cookie's ``key``; None when the session has ended or idled.

    A session that still lacks its second factor gives no actor (see ``staff.sign_in``).
    """
    row = db.session.execute(_signed_in(), {"hash": digest(key)}).first()
    if row is None:
        return None
    employee, role, session, moment = row
    at = clock.remember(moment)
    config = settings()
    idle = at - session.last_seen_at > dt.timedelta(minutes=config.session_idle_minutes)
    old = at - session.created_at > dt.timedelta(hours=config.session_hours)
    if idle or old:
        end_session(session.id, reason="idle" if idle else "age")
        return None
    if needs_factor(employee) and session.factor_at is None:
        return None
    if at - session.last_seen_at > SEEN_EVERY:
        session.last_seen_at = at
    return actor_for(employee, role, session_id=session.id, stepped_up_at=session.stepped_up_at)


@lru_cache(maxsize=1)
def _signed_in() -> Any:
    """Who is behind the session ``:hash``, and the moment: built once, every page asks for it."""
    return (
        _people()
        .add_columns(UserSession, sa.func.rmapp_now(type_=UTCDateTime))
        .join(UserSession, UserSession.employee_id == Employee.id)
        .where(
            UserSession.key_hash == sa.bindparam("hash", type_=sa.String),
            UserSession.ended_at.is_(None),
        )
    )


def needs_factor(employee: Employee) -> bool:
    """Whether a password alone opens nothing for ``employee``."""
    return settings().needs_second_factor or employee.totp_confirmed_at is not None


def pending(key: str | None) -> tuple[UserSession, Employee] | None:
    """The session of the cookie's ``key`` that waits for its second factor, for ten minutes."""
    if not key:
        return None
    row = db.session.execute(
        sa.select(UserSession, Employee)
        .join(Employee, Employee.id == UserSession.employee_id)
        .options(joinedload(Employee.role))
        .where(
            UserSession.key_hash == digest(key),
            UserSession.ended_at.is_(None),
            UserSession.factor_at.is_(None),
            UserSession.created_at > clock.now() - PENDING,
            Employee.is_active.is_(True),
            Employee.access_closed_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None


def actor_of_token(token: str) -> Actor | None:
    """Who is behind the bearer ``token``; None when it is unknown, ended or out of date."""
    row = db.session.execute(_bearing(), {"hash": digest(token)}).first()
    if row is None:
        return None
    employee, role, token_row, moment = row
    at = clock.remember(moment)
    if token_row.expires_at is not None and token_row.expires_at <= at:
        return None
    if token_row.last_used_at is None or at - token_row.last_used_at > SEEN_EVERY:
        token_row.last_used_at = at
    actor = actor_for(employee, role, by_token=True, scopes=frozenset(token_row.scopes))
    return actor if "tokens:own" in actor.grants else None


@lru_cache(maxsize=1)
def _bearing() -> Any:
    """Who is behind the token ``:hash``, and the moment: built once, every call asks for it."""
    return (
        _people()
        .add_columns(ApiToken, sa.func.rmapp_now(type_=UTCDateTime))
        .join(ApiToken, ApiToken.employee_id == Employee.id)
        .where(
            ApiToken.token_hash == sa.bindparam("hash", type_=sa.String),
            ApiToken.ended_at.is_(None),
        )
    )


def actor_for(
    employee: Employee,
    role: Role,
    *,
    session_id: int | None = None,
    stepped_up_at: dt.datetime | None = None,
    by_token: bool = False,
    scopes: frozenset[str] = frozenset(),
) -> Actor:
    """The actor that ``employee`` in ``role`` is: grants and the teams under theirs are read."""
    grants, team_ids = _rights(role.id, employee.team_id)
    opened = _emergencies(employee.id) if session_id and BREAK_GLASS in grants else ()
    if opened:
        grants.update({name: grants.get(name, Reach.OWN) for name in EMERGENCY})
    return Actor(
        employee_id=employee.id,
        public_id=employee.public_id,
        login=employee.login,
        name=employee.name,
        role=role.code,
        role_id=role.id,
        team_id=employee.team_id,
        team_ids=team_ids if Reach.TEAM in grants.values() else (),
        grants=grants,
        language=employee.language,
        zone=employee.zone,
        must_change_password=employee.must_change_password and not by_token,
        session_id=session_id,
        stepped_up_at=stepped_up_at,
        by_token=by_token,
        scopes=scopes,
        emergency=opened,
    )


def _emergencies(employee_id: int) -> tuple[int, ...]:
    """The clients open to the employee in an emergency at this moment."""
    now = clock.now()
    return tuple(
        db.session.execute(
            sa.select(EmergencyAccess.client_id).where(
                EmergencyAccess.employee_id == employee_id,
                EmergencyAccess.until > now,
                EmergencyAccess.opened_at <= now,
                EmergencyAccess.closed_at.is_(None),
            )
        ).scalars()
    )


def actor_of_employee(employee_id: int) -> Actor | None:
    """The actor for a job done in an employee's name; None when they are not active."""
    row = db.session.execute(_people().where(Employee.id == employee_id)).first()
    return actor_for(row[0], row[1]) if row else None


def actor_of_login(login: str) -> Actor | None:
    """The actor behind ``login`` (any case); None when unknown or not active."""
    row = db.session.execute(
        _people().where(sa.func.lower(Employee.login) == login.lower())
    ).first()
    return actor_for(row[0], row[1]) if row else None


def _rights(role_id: int, team_id: int | None) -> tuple[dict[str, Reach], tuple[int, ...]]:
    """What the role grants, and the keys of ``team_id`` and of every team under it: every page
    asks for both, so they are one statement."""
    rows = db.session.execute(_granted(), {"role": role_id, "team": team_id}).all()
    grants = {
        name: Reach(reach) for name, reach, _team in rows if name and reach != Reach.NONE.value
    }
    return grants, tuple(team for _name, _reach, team in rows if team is not None)


@lru_cache(maxsize=1)
def _granted() -> Any:
    """What ``:role`` grants and the teams under ``:team``: built once, every page asks for it."""
    key = sa.cast(sa.null(), sa.BigInteger)
    granted = sa.select(Grant.permission, sa.cast(Grant.reach, sa.Text), key.label("team")).where(
        Grant.role_id == sa.bindparam("role", type_=sa.BigInteger)
    )
    tree = _tree(sa.bindparam("team", type_=sa.BigInteger))
    return granted.union_all(sa.select(sa.literal(""), sa.literal(""), tree.c.id))


def teams_under(team_id: int | None) -> tuple[int, ...]:
    """The keys of ``team_id`` and of every team under it."""
    return tuple(db.session.execute(sa.select(_tree(team_id).c.id)).scalars())


def _tree(team_id: Any) -> sa.CTE:
    tree = sa.select(Team.id).where(Team.id == team_id).cte("tree", recursive=True)
    return tree.union(sa.select(Team.id).where(Team.parent_id == tree.c.id))


def _people() -> Any:
    return (
        sa.select(Employee, Role)
        .join(Role, Role.id == Employee.role_id)
        .where(Employee.is_active.is_(True), Employee.access_closed_at.is_(None))
    )
