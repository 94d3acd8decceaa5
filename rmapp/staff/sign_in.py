"""Who is signed in, as Flask-Login sees it: a thin wrap, so that it can be replaced.

The signed cookie holds only the random key of a session row; the row decides.
"""

from __future__ import annotations

import datetime as dt

from flask import session as cookie
from flask_login import LoginManager, UserMixin

from ..core.db import db
from ..policy.enforce import Actor
from ..settings import settings
from . import operations, sessions

CHOSEN = "language"  # in the cookie: the language somebody chose before signing in

login_manager = LoginManager()
login_manager.session_protection = None  # the session row is the protection


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person of this request."""

    def __init__(self, key: str, actor: Actor) -> None:
        self.key = key
        self.actor = actor

    def get_id(self) -> str:
        return self.key


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(key: str) -> SignedIn | None:
    """The person behind the cookie's ``key``, or None."""
    if not isinstance(key, str) or len(key) > 100 or not db.session().info:
        return None
    actor = sessions.actor_of_session(key)
    return SignedIn(key, actor) if actor else None


def step_up_age() -> dt.timedelta:
    """How old a proof may be for a dangerous deed."""
    return dt.timedelta(minutes=settings().step_up_minutes)


def start_cookie(key: str) -> None:
    """Put a fresh session's ``key`` into a fresh cookie: nothing of the former one survives but
    the language chosen at the door, which becomes the person's own once they are known."""
    chosen = cookie.get(CHOSEN)
    cookie.clear()
    cookie["_user_id"] = key
    cookie["_fresh"] = True
    if chosen is not None:
        actor = sessions.actor_of_session(key)
        operations.prefer(actor=actor, language=chosen)
        if actor is None:  # a second factor is still awaited
            cookie[CHOSEN] = chosen
