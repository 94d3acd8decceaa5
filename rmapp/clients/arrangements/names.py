"""What the public ids of an arrangement are called: one statement for all of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of
from ..catalogue.own import in_words
from ..catalogue.sentences import named_in
from ..models import SavedView, Source
from .asked import Asked
from .saved import visible


def names_for(wanted: Asked, actor: Actor) -> dict[str, str]:
    """Public id → name of the employees, sources and the view that ``wanted`` names."""
    ids, view = named_in(wanted.where), wanted.args.get("view", "")
    parts: list[Any] = []
    if ids:
        person = name_of(Employee)
        parts = [
            sa.select(Employee.public_id, person, person).where(Employee.public_id.in_(ids)),
            sa.select(Source.public_id, Source.name_en, Source.name_ru).where(
                Source.public_id.in_(ids)
            ),
        ]
    if view and view != "all":
        parts.append(
            sa.select(SavedView.public_id, SavedView.name, SavedView.name).where(
                SavedView.public_id == view, visible(actor)
            )
        )
    if not parts:
        return {}
    rows = db.session.execute(sa.union_all(*parts))
    return {public_id: in_words(english, russian) for public_id, english, russian in rows}
