"""Keeping values of the bank's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ..models import COLUMN_OF, Client, CustomField, CustomValue
from .history import told


def write(client: Client, values: Mapping[CustomField, Any]) -> dict[str, list[Any]]:
    """Keep checked ``values`` of ``client``; the changes by key as a history keeps them.

    The caller holds the client's row, moves its version, and refreshes its search.
    """
    if not values:
        return {}
    kept = {
        row.field_id: row
        for row in db.session.scalars(
            sa.select(CustomValue)
            .where(
                CustomValue.client_id == client.id,
                CustomValue.field_id.in_([field.id for field in values]),
            )
            .with_for_update()
        )
    }
    changes: dict[str, list[Any]] = {}
    for field, value in values.items():
        column, row = COLUMN_OF[field.type], kept.get(field.id)
        was = getattr(row, column) if row is not None else None
        if was == value:
            continue
        changes[field.key] = [told(field, was), told(field, value)]
        if value is None:
            db.session.delete(row)
        elif row is None:
            db.session.add(
                CustomValue(
                    client_id=client.id,
                    field_id=field.id,
                    is_indexed=field.is_filterable,
                    **{column: value},
                )
            )
        else:
            setattr(row, column, value)
    db.session.flush()
    return changes
