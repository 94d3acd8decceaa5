"""Saved views: mine, the team's, the bank's; the one a list opens with."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from ...audit import operations as audit
from ...core import clock
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import Conflict, Forbidden, Invalid, NotFound
from ...policy.enforce import Actor, demand, reach
from ...policy.models import Reach
from ..catalogue.conditions import Condition
from ..models import DefaultView, SavedView, Sharing

MOST_VIEWS = 100


def visible(actor: Actor) -> sa.ColumnElement[bool]:
    """The condition that ``actor`` finds a view."""
    return _found_by(actor.employee_id, actor.team_id, actor.team_ids)


def _found_by(
    employee_id: int, team_id: int | None, team_ids: tuple[int, ...]
) -> sa.ColumnElement[bool]:
    return sa.or_(
        SavedView.owner_id == employee_id,
        SavedView.sharing == Sharing.BANK,
        sa.and_(
            SavedView.sharing == Sharing.TEAM,
            sa.or_(SavedView.team_id == team_id, SavedView.team_id.in_(team_ids)),
        ),
    )


def views_of(actor: Actor) -> list[tuple[SavedView, bool]]:
    """The views ``actor`` finds, own ones first, with whether their list opens with it."""
    rows = db.session.execute(_views(actor.employee_id, actor.team_id, actor.team_ids))
    return [(view, bool(is_default)) for view, is_default in rows]


@functools.lru_cache(maxsize=256)
def _views(employee_id: int, team_id: int | None, team_ids: tuple[int, ...]) -> Any:
    """The statement of :func:`views_of`: built once for each person, every list asks for it."""
    chosen = sa.and_(DefaultView.view_id == SavedView.id, DefaultView.employee_id == employee_id)
    return (
        sa.select(SavedView, DefaultView.id.is_not(None))
        .outerjoin(DefaultView, chosen)
        .where(_found_by(employee_id, team_id, team_ids))
        .order_by(SavedView.owner_id != employee_id, SavedView.name, SavedView.id)
        .limit(MOST_VIEWS)
    )


def default_of(views: Sequence[tuple[SavedView, bool]], actor: Actor) -> SavedView | None:
    """The view a bare list opens with: the person's own choice, else the team's; None for
    everything, which a person may choose too."""
    own = next((view for view, is_default in views if is_default), None)
    if own is not None:
        return own
    team = first_of_team(views, actor)
    return None if team is None or _chose_everything(actor) else team


def first_of_team(views: Sequence[tuple[SavedView, bool]], actor: Actor) -> SavedView | None:
    """The view the team of ``actor`` begins with."""
    team = (view for view, _d in views if view.is_team_default and view.team_id == actor.team_id)
    return next(team, None)


def _chose_everything(actor: Actor) -> bool:
    chosen = sa.exists().where(
        DefaultView.employee_id == actor.employee_id, DefaultView.view_id.is_(None)
    )
    return bool(db.session.scalar(sa.select(chosen)))


def view_of(public_id: str, *, actor: Actor, mine: bool = False) -> SavedView:
    """The view ``public_id``; NotFound for one that ``actor`` does not find (or own)."""
    row = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        condition = SavedView.owner_id == actor.employee_id if mine else visible(actor)
        row = db.session.scalars(
            sa.select(SavedView).where(SavedView.public_id == public_id, condition)
        ).one_or_none()
    if row is None:
        raise NotFound(_("There is no such view."))
    return row


def view_args(view: SavedView) -> dict[str, str]:
    """The arguments of the address that shows ``view``."""
    args = {
        "q": view.text,
        "where": _text(view.condition),
        "columns": ",".join(view.columns),
        "sort": view.sort,
    }
    return {"view": view.public_id, **{name: value for name, value in args.items() if value}}


def _text(condition: dict[str, Any]) -> str:
    return json.dumps(condition, ensure_ascii=False, separators=(",", ":")) if condition else ""


def save_view(
    *,
    actor: Actor,
    name: str,
    condition: Condition,
    columns: Sequence[str],
    sort: str,
    text: str = "",
    sharing: Sharing = Sharing.MINE,
    is_team_default: bool = False,
    is_default: bool = False,
) -> SavedView:
    """Keep an arrangement under ``name``; the same name of the same person is written anew.

    Sharing with a team or the bank needs a reach of the team over clients (a supervisor's).
    Refuses with Forbidden, Invalid.
    """
    demand(actor, "clients:read")
    name = _called(name)
    _may_share(actor, sharing)
    view = own_view_called(name, actor=actor)
    if view is None:
        view = SavedView(owner_id=actor.employee_id, name=name, created_at=clock.now())
        db.session.add(view)
    view.condition, view.columns, view.sort = condition.plain(), list(columns), sort
    view.text = text
    _share(view, actor, sharing, is_team_default)
    if is_default:
        make_default(view, actor=actor)
    return view


def change_view(
    view: SavedView,
    *,
    actor: Actor,
    version: int,
    name: str,
    sharing: Sharing,
    is_team_default: bool | None = None,
) -> SavedView:
    """Give a view of one's own another name, or to others; what it shows stays.

    ``is_team_default``: None leaves it. Refuses with Forbidden; Invalid at ``name`` for one that
    another view of the same person has; Conflict when it is stale.
    """
    demand(actor, "clients:read")
    if view.owner_id != actor.employee_id:
        raise Forbidden(_("Only its owner changes a view."))
    if view.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    name = _called(name)
    if sharing is not view.sharing:
        _may_share(actor, sharing)
    other = own_view_called(name, actor=actor)
    if other is not None and other is not view:
        raise Invalid(fields={"name": [_l("You have a view of this name already.")]})
    was = view.name
    view.name = name
    _share(
        view, actor, sharing, view.is_team_default if is_team_default is None else is_team_default
    )
    if sharing is not Sharing.MINE and was != name:
        audit.record("view:renamed", actor=actor, obj=view, detail={"before": was, "after": name})
    return view


def own_view_called(name: str, *, actor: Actor) -> SavedView | None:
    """The view of ``actor`` that has this name, held for a change."""
    return db.session.scalars(
        sa.select(SavedView)
        .where(SavedView.owner_id == actor.employee_id, SavedView.name == name.strip()[:200])
        .with_for_update()
    ).one_or_none()


def _called(name: str) -> str:
    name = name.strip()[:200]
    if not name:
        raise Invalid(fields={"name": [_l("Write the name.")]})
    return name


def _may_share(actor: Actor, sharing: Sharing) -> None:
    if sharing is not Sharing.MINE and reach(actor, "clients:read") not in (Reach.TEAM, Reach.ALL):
        raise Forbidden(_("Only a supervisor shares a view with others."))


def _share(view: SavedView, actor: Actor, sharing: Sharing, is_team_default: bool) -> None:
    is_told = sharing is not Sharing.MINE and (view.id is None or view.sharing is not sharing)
    view.sharing = sharing
    view.team_id = actor.team_id if sharing is Sharing.TEAM else None
    is_first = is_team_default and view.team_id is not None
    if is_first and not view.is_team_default:
        db.session.execute(
            sa.update(SavedView)
            .where(SavedView.team_id == view.team_id, SavedView.is_team_default)
            .values(is_team_default=False)
        )
    view.is_team_default = is_first
    db.session.flush()
    if is_told:
        audit.record("view:shared", actor=actor, obj=view, detail={"with": sharing.value})


def make_default(view: SavedView | None, *, actor: Actor) -> None:
    """Let the list of ``actor`` open with ``view``; None: with everything, also where the team has
    a first view. Choosing that view is to follow the team: another one of its is taken over."""
    db.session.execute(sa.delete(DefaultView).where(DefaultView.employee_id == actor.employee_id))
    team = first_of_team(views_of(actor), actor)
    if view is team:  # nothing but what holds without a choice of one's own
        return
    db.session.execute(
        insert(DefaultView)
        .values(employee_id=actor.employee_id, view_id=view.id if view is not None else None)
        .on_conflict_do_nothing()
    )


def delete_view(view: SavedView, *, actor: Actor) -> None:
    """Delete a view; lists and segments made with it stay. Refuses with Forbidden."""
    if view.owner_id != actor.employee_id:
        raise Forbidden(_("Only its owner deletes a view."))
    if view.sharing is not Sharing.MINE:
        audit.record("view:deleted", actor=actor, obj=view)
    db.session.delete(view)
    db.session.flush()
