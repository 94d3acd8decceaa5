"""One's own sessions and tokens."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit.operations import record
from ..core import clock
from ..core.db import db
from ..core.errors import Invalid, NotFound
from ..policy.enforce import Actor, can, demand
from ..policy.table import SCOPES
from . import sessions
from .models import ApiToken, UserSession


def end_own_session(session_id: int, *, actor: Actor) -> None:
    """End a session of ``actor``; :class:`NotFound` for anybody else's."""
    row = db.session.get(UserSession, session_id)
    if row is None or row.employee_id != actor.employee_id or row.ended_at is not None:
        raise NotFound(_("This session has ended already."))
    sessions.end_session(session_id, reason="by-owner")
    record("session:ended", actor=actor, detail={"session": session_id})


def make_token(
    name: str, *, actor: Actor, scopes: Iterable[str] = (), days: int | None = None
) -> tuple[ApiToken, str]:
    """Make a bearer token for ``actor``: the row, and the secret that is shown once.

    ``scopes``: the dangerous permissions it may use besides all the others of its person; ``days``:
    after which it ends (None: never). Refuses with Invalid a scope that is none, or that the person
    does not have. The door asks for a fresh proof.
    """
    demand(actor, "tokens:own")
    wanted = sorted(set(scopes))
    if not all(one in SCOPES and can(actor, one) for one in wanted):
        raise Invalid(fields={"scopes": [_("Choose among the values offered.")]})
    secret = f"rm_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        employee_id=actor.employee_id,
        name=name,
        token_hash=sessions.digest(secret),
        created_at=clock.now(),
        expires_at=clock.now() + dt.timedelta(days=days) if days else None,
        scopes=wanted,
    )
    db.session.add(token)
    db.session.flush()
    record("token:made", actor=actor, obj=token, name=name, detail={"scopes": wanted, "days": days})
    return token, secret


def end_token(public_id: str, *, actor: Actor) -> None:
    """End a token of ``actor``; :class:`NotFound` for anybody else's."""
    token = db.session.execute(
        sa.select(ApiToken).where(
            ApiToken.public_id == public_id,
            ApiToken.employee_id == actor.employee_id,
            ApiToken.ended_at.is_(None),
        )
    ).scalar_one_or_none()
    if token is None:
        raise NotFound(_("This token has ended already."))
    token.ended_at = clock.now()
    record("token:ended", actor=actor, obj=token, name=token.name)
