"""Saved views of the list at ``/api/v1/views``."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from ..clients.arrangements import (
    change_view,
    default_of,
    delete_view,
    save_view,
    view_of,
    views_of,
)
from ..clients.catalogue import chosen
from ..clients.catalogue.conditions import Condition, read_text
from ..clients.models import SavedView
from ..core.errors import Invalid
from ..core.forms import FORBIDDEN
from ..policy.enforce import Actor, current_actor, requires
from .columns import arranged
from .doors import ONE, WORDS, Created, operation
from .shapes.arrangements import ViewChange, ViewGiven, ViewShown
from .shapes.base import PageOf

views = Blueprint("api_views", __name__, url_prefix="/api/v1/views")


@views.get("")
@requires("clients:read")
@operation("List the saved views one finds", answer=PageOf[ViewShown])
def listing() -> PageOf[ViewShown]:
    """One's own first, then the team's and the bank's: there is no second page."""
    actor = current_actor()
    rows = views_of(actor)
    opened = default_of(rows, actor)
    items = [_shown(view, is_default=view is opened) for view, _chosen in rows]
    return PageOf[ViewShown](items=items, next=None, previous=None)


@views.post("")
@requires("clients:read")
@operation("Save a view", body=ViewGiven, answer=ViewShown, status=201, refusals=(403,))
def create(body: ViewGiven) -> Created:
    """An arrangement under a name; sharing needs a reach of a team."""
    actor = current_actor()
    if body.sort:
        arranged(body.sort, "", actor)
    known = {field.key for field in chosen(body.columns, actor)} | {"standing"}
    if unknown := [key for key in body.columns if key not in known]:
        raise Invalid(fields={"columns": [_("There is no such field.") + f" {unknown[0]}"]})
    view = save_view(
        actor=actor,
        name=body.name,
        condition=condition_given(body.where, actor),
        columns=body.columns,
        sort=body.sort,
        text=body.q,
        sharing=body.sharing,
    )
    return Created(_shown(view, is_default=False), "api_views.show", view.public_id)


@views.get(ONE)
@requires("clients:read")
@operation("Read a saved view", answer=ViewShown)
def show(public_id: str) -> ViewShown:
    """One view."""
    actor = current_actor()
    view = view_of(public_id, actor=actor)
    return _shown(view, is_default=_opens(view, actor))


@views.patch(ONE)
@requires("clients:read")
@operation("Rename or share one's own view", body=ViewChange, answer=ViewShown, refusals=(403,))
def edit(public_id: str, body: ViewChange) -> ViewShown:
    """What it shows stays; saving a view under the same name puts another arrangement there."""
    actor = current_actor()
    view = view_of(public_id, actor=actor, mine=True)
    view = change_view(
        view,
        actor=actor,
        version=body.version,
        name=body.name or view.name,
        sharing=body.sharing or view.sharing,
    )
    return _shown(view, is_default=_opens(view, actor))


@views.delete(ONE)
@requires("clients:read")
@operation("Delete a view of one's own", status=204)
def delete(public_id: str) -> None:
    """Lists and segments made with it stay."""
    actor = current_actor()
    delete_view(view_of(public_id, actor=actor, mine=True), actor=actor)


def _opens(view: SavedView, actor: Actor) -> bool:
    return default_of(views_of(actor), actor) is view


def condition_given(where: str, actor: Actor) -> Condition:
    """The condition of a body or an address. Refuses (Malformed) what is none, (Invalid) what does
    not fit, with the field it names."""
    found = read_text(where, actor)
    wrong = found.misfits()
    if not wrong and FORBIDDEN.search(json.dumps(found.plain(), ensure_ascii=False)):
        wrong = [str(WORDS["forbidden_characters"])]
    if wrong:
        raise Invalid(_("Some fields do not fit."), fields={"where": wrong})
    return found


def where_of(condition: dict[str, Any] | None) -> str:
    """A kept condition as ``where`` takes it."""
    return json.dumps(condition, ensure_ascii=False, separators=(",", ":")) if condition else ""


def _shown(view: SavedView, *, is_default: bool) -> ViewShown:
    return ViewShown(
        id=view.public_id,
        version=view.version,
        name=view.name,
        where=where_of(view.condition),
        columns=list(view.columns),
        sort=view.sort,
        q=view.text,
        sharing=view.sharing,
        is_default=is_default,
        created_at=view.created_at,
    )
