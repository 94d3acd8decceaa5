"""The door: every view says who may come in, and what a person may do is asked here only.

``@requires("clients:read")`` – a signed-in person whose role has the permission;
``@signed_in`` – any signed-in person, for what belongs to the person alone;
``@public`` – anybody. :func:`check_doors` refuses to start an application with a view that says
nothing. Reach turns into rows in ``clients.queries.visible_to`` and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, g
from flask_babel import gettext as _

from ..core.errors import Forbidden, StepUpNeeded, Unauthenticated
from .models import Reach
from .table import PERMISSIONS

View = TypeVar("View", bound=Callable[..., Any])
LARGEST_BODY = 1024 * 1024


@dataclass(frozen=True)
class Actor:
    """The person who acts, as the operations see them: facts, no database row.

    ``team_ids``: the person's team and all teams under it. ``grants``: permission → reach.
    ``emergency``: keys of dossiers outside the reach that are open for half an hour, to be read.
    ``stepped_up_at``: when the person last proved who they are in this session.
    """

    employee_id: int
    public_id: str
    login: str
    name: str
    role: str
    role_id: int
    team_id: int | None
    team_ids: tuple[int, ...]
    grants: dict[str, Reach] = field(repr=False)
    language: str = "ru"
    zone: str = "Europe/Moscow"
    session_id: int | None = None
    stepped_up_at: dt.datetime | None = None
    by_token: bool = False
    scopes: frozenset[str] = frozenset()  # dangerous permissions a token was made with
    must_change_password: bool = False
    emergency: tuple[int, ...] = ()  # clients open to them in an emergency just now


@dataclass(frozen=True)
class Door:
    """What a view asks of those who come."""

    permission: str | None = None
    is_public: bool = False
    step_up: bool = False
    csrf: bool = True
    body: int = LARGEST_BODY  # bytes taken at most


def requires(
    permission: str, *, step_up: bool = False, body: int = LARGEST_BODY
) -> Callable[[View], View]:
    """Let in whoever has ``permission`` at any reach.

    ``step_up`` asks them to prove themselves; ``body`` is the largest request taken, in bytes.
    """
    if permission not in PERMISSIONS:
        raise RuntimeError(f"unknown permission {permission!r}")
    return _mark(Door(permission=permission, step_up=step_up, body=body))


def signed_in(view: View) -> View:
    """Let in anybody who is signed in: the view shows what belongs to the person alone."""
    return _mark(Door())(view)


def public(view: View) -> View:
    """Let in anybody."""
    return _mark(Door(is_public=True))(view)


def public_post(view: View) -> View:
    """Let in anybody without a CSRF token: the one-click unsubscribe of RFC 8058 and nothing else
    that changes a row without a signed token of its own."""
    return _mark(Door(is_public=True, csrf=False))(view)


def _mark(door: Door) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__door__ = door  # type: ignore[attr-defined]
        return view

    return mark


def door_of(app: Flask, endpoint: str) -> Door | None:
    """The door of ``endpoint``, or None when its view says nothing."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Door(is_public=True)
    view: Any = app.view_functions.get(endpoint)
    while view is not None:
        door = getattr(view, "__door__", None)
        if isinstance(door, Door):
            return door
        view = getattr(view, "__wrapped__", None)
    return None


def check_doors(app: Flask) -> None:
    """Refuse (RuntimeError) to start an application in which a view has no door."""
    open_ends = sorted(
        {r.endpoint for r in app.url_map.iter_rules() if not door_of(app, r.endpoint)}
    )
    if open_ends:
        raise RuntimeError(f"views without a door: {', '.join(open_ends)}")


def pass_door(
    door: Door, actor: Actor | None, *, now: dt.datetime | None, fresh: dt.timedelta
) -> None:
    """Let ``actor`` through ``door`` or refuse.

    :class:`Unauthenticated` for nobody, :class:`Forbidden` for the wrong role,
    :class:`StepUpNeeded` when the proof is older than ``fresh``. A token cannot prove itself: it
    passes such a door when it was made, under a fresh proof, with the door's permission as scope.
    """
    if door.is_public:
        return
    if actor is None:
        raise Unauthenticated(_("Please sign in."))
    if door.permission and not can(actor, door.permission):
        raise Forbidden(
            _("Your role does not allow this. A supervisor or an administrator can grant it."),
            permission=door.permission,
        )
    if door.step_up and actor.by_token:
        if door.permission not in actor.scopes:
            raise Forbidden(
                _("This token was made without the right to this deed. Make one that has it."),
                permission=door.permission,
            )
        return
    if (
        door.step_up
        and now is not None
        and (actor.stepped_up_at is None or now - actor.stepped_up_at > fresh)
    ):
        raise StepUpNeeded(_("Please confirm that it is you."))


def reach(actor: Actor, permission: str) -> Reach:
    """How far ``actor`` reaches under ``permission``."""
    if permission not in PERMISSIONS:
        raise RuntimeError(f"unknown permission {permission!r}")
    return actor.grants.get(permission, Reach.NONE)


def can(actor: Actor | None, permission: str) -> bool:
    """Whether ``actor`` may do ``permission`` on anything at all."""
    return actor is not None and reach(actor, permission) is not Reach.NONE


def demand(actor: Actor, permission: str) -> None:
    """Refuse with :class:`Forbidden` unless ``actor`` may do ``permission`` on something."""
    if not can(actor, permission):
        raise Forbidden(_("Your role does not allow this."), permission=permission)


def current_actor() -> Actor:
    """The person of this request. Only doors (views) call it; operations get the actor passed.

    Refuses with :class:`Unauthenticated` when nobody is signed in.
    """
    actor = g.get("actor")
    if not isinstance(actor, Actor):
        raise Unauthenticated(_("Please sign in."))
    return actor
