"""The teams one watches, as a tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...core.db import db
from ...core.errors import NotFound
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Team


@dataclass(frozen=True)
class Branch:
    """A team; ``keys``: it and all teams under it."""

    public_id: str
    name: str
    keys: frozenset[int]


@dataclass(frozen=True)
class Place(Branch):
    """A team that is looked at: the teams above it, from the top (which is the desk itself where
    there is only one), and those right under it."""

    above: tuple[Branch, ...]
    branches: tuple[Branch, ...]


def place_of(actor: Actor, public_id: str) -> Place:
    """The team ``public_id`` among those ``actor`` watches (NotFound elsewhere); the top of them
    for "", which has no name where several are at the top."""
    statement = sa.select(Team.id, Team.public_id, Team.name, Team.parent_id).order_by(Team.name)
    if reach(actor, "team:watch") is not Reach.ALL:
        statement = statement.where(Team.id.in_(actor.team_ids))
    rows: dict[int | None, Any] = {row.id: row for row in db.session.execute(statement)}
    under: dict[int | None, list[Any]] = {}
    for row in rows.values():
        under.setdefault(row.parent_id if row.parent_id in rows else None, []).append(row)
    tops = under.get(None, [])
    only: Any = tops[0] if len(tops) == 1 else None
    chosen = only
    if public_id:
        chosen = next((row for row in rows.values() if row.public_id == public_id), None)
        if chosen is None:
            raise NotFound(_("There is no such team."))
    if chosen is None:
        branches = tuple(_branch(row, under) for row in tops)
        return Place("", "", frozenset().union(*(one.keys for one in branches)), (), branches)
    above: list[Branch] = []
    higher = rows.get(chosen.parent_id)
    while higher is not None and higher is not only:
        above.insert(0, _branch(higher, under))
        higher = rows.get(higher.parent_id)
    own = _branch(chosen, under)
    branches = tuple(_branch(row, under) for row in under.get(chosen.id, ()))
    return Place(own.public_id, own.name, own.keys, tuple(above), branches)


def _branch(row: Any, under: dict[int | None, list[Any]]) -> Branch:
    keys, waiting = set(), [row]
    while waiting:
        one = waiting.pop()
        if one.id not in keys:
            keys.add(one.id)
            waiting += under.get(one.id, ())
    return Branch(row.public_id, row.name, frozenset(keys))
