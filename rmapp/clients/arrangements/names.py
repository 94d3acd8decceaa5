"""What the public ids of an arrangement are called: one statement for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of
from ..catalogue.conditions import read
from ..catalogue.offered import offered
from ..catalogue.own import in_words
from ..catalogue.sentences import named_in, sentences
from ..models import SavedView, Source
from .asked import Asked
from .saved import visible


def names_for(wanted: Asked, actor: Actor) -> dict[str, str]:
    """Public id → name of the employees, sources and the view that ``wanted`` names."""
    view, parts = wanted.args.get("view", ""), _named(named_in(wanted.where))
    if view and view != "all":
        parts.append(
            sa.select(SavedView.public_id, SavedView.name, SavedView.name).where(
                SavedView.public_id == view, visible(actor)
            )
        )
    return _read(parts)


def said_of(views: Iterable[SavedView], actor: Actor) -> dict[int, str]:
    """Key of a saved view → what it asks for, in words; empty where it shows everybody."""
    known = offered(actor)
    asks = {one.id: read(one.condition, actor, known) for one in views}
    names = _read(_named({id for one in asks.values() for id in named_in(one)}))
    return {key: "; ".join(sentences(one, names)) for key, one in asks.items()}


def _named(ids: set[str]) -> list[Any]:
    if not ids:
        return []
    person = name_of(Employee)
    return [
        sa.select(Employee.public_id, person, person).where(Employee.public_id.in_(ids)),
        sa.select(Source.public_id, Source.name_en, Source.name_ru).where(
            Source.public_id.in_(ids)
        ),
    ]


def _read(parts: list[Any]) -> dict[str, str]:
    if not parts:
        return {}
    rows = db.session.execute(sa.union_all(*parts))
    return {public_id: in_words(english, russian) for public_id, english, russian in rows}
