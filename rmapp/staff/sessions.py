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
from ..settings import settings
from .actors import actor_of, emergencies, people
from .actors import actor_of_employee as actor_of_employee  # asked of sessions by everybody
from .actors import actor_of_login as actor_of_login
from .actors import teams_under as teams_under
from .models import ApiToken, Employee, UserSession

SEEN_EVERY = dt.timedelta(minutes=1)
PENDING = dt.timedelta(minutes=10)


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
    at = clock.remember(row.moment)
    config = settings()
    idle = at - row.last_seen_at > dt.timedelta(minutes=config.session_idle_minutes)
    old = at - row.begun_at > dt.timedelta(hours=config.session_hours)
    if idle or old:
        end_session(row.session_id, reason="idle" if idle else "age")
        return None
    if needs_factor(row) and row.factor_at is None:
        return None
    if at - row.last_seen_at > SEEN_EVERY:
        _mark(UserSession.last_seen_at, row.session_id, at)
    return actor_of(
        row, session_id=row.session_id, stepped_up_at=row.stepped_up_at, opened=row.opened
    )


@lru_cache(maxsize=1)
def _signed_in() -> Any:
    """Who is behind the session ``:hash``, and the moment: built once, every page asks for it."""
    return (
        people()
        .add_columns(
            UserSession.id.label("session_id"),
            UserSession.created_at.label("begun_at"),
            UserSession.last_seen_at,
            UserSession.factor_at,
            UserSession.stepped_up_at,
            emergencies().label("opened"),
            sa.func.rmapp_now(type_=UTCDateTime).label("moment"),
        )
        .join(UserSession, UserSession.employee_id == Employee.id)
        .where(
            UserSession.key_hash == sa.bindparam("hash", type_=sa.String),
            UserSession.ended_at.is_(None),
        )
    )


def _mark(column: Any, key: int, at: dt.datetime) -> None:
    """Write that a session or a token was used ``at``: once a minute at most."""
    used = column.class_
    db.session.execute(sa.update(used).where(used.id == key).values({column: at}))


def needs_factor(employee: Any) -> bool:
    """Whether a password alone opens nothing for ``employee`` (or for a row of one)."""
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


def has_ended(key: str | None) -> bool:
    """Whether the cookie's ``key`` opened a session that opens nothing any more. Why it ended is
    told to nobody here: only the browser is known, not the person at it."""
    return bool(key) and actor_of_session(str(key)) is None and pending(key) is None


def actor_of_token(token: str) -> Actor | None:
    """Who is behind the bearer ``token``; None when it is unknown, ended or out of date."""
    row = db.session.execute(_bearing(), {"hash": digest(token)}).first()
    if row is None:
        return None
    at = clock.remember(row.moment)
    if row.expires_at is not None and row.expires_at <= at:
        return None
    if row.last_used_at is None or at - row.last_used_at > SEEN_EVERY:
        _mark(ApiToken.last_used_at, row.token_id, at)
    actor = actor_of(row, by_token=True, scopes=frozenset(row.scopes))
    return actor if "tokens:own" in actor.grants else None


@lru_cache(maxsize=1)
def _bearing() -> Any:
    """Who is behind the token ``:hash``, and the moment: built once, every call asks for it."""
    return (
        people()
        .add_columns(
            ApiToken.id.label("token_id"),
            ApiToken.expires_at,
            ApiToken.last_used_at,
            ApiToken.scopes,
            sa.func.rmapp_now(type_=UTCDateTime).label("moment"),
        )
        .join(ApiToken, ApiToken.employee_id == Employee.id)
        .where(
            ApiToken.token_hash == sa.bindparam("hash", type_=sa.String),
            ApiToken.ended_at.is_(None),
        )
    )
