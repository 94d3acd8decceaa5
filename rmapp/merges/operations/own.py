"""The bank's own fields in which two records disagree: the chosen value stands at the survivor."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...clients.custom import told
from ...clients.models import COLUMN_OF, Client, CustomValue
from ...core import journal
from .. import queries
from ..rules import LISTS, Choices, Side, own_value


def choose_own(
    operation: journal.Operation, survivor: Client, loser: Client, choices: Choices
) -> dict[str, list[Any]]:
    """Write the chosen values; what changed, by key, as a history keeps it.

    The loser's own row stays with it, so that an undo finds both as they were. Where the whole
    list of own fields is chosen at once there is nothing to choose one by one.
    """
    if choices.lists.get(LISTS[-1], Side.BOTH) is not Side.BOTH:
        return {}
    changes: dict[str, list[Any]] = {}
    table: Any = CustomValue.__table__
    for pair in queries.own_pairs(survivor, loser):
        side = choices.fields.get(pair.field.key, Side.SURVIVOR)
        value = own_value(pair.mine, pair.other, side)
        if value == pair.mine:
            continue
        journal.change(
            operation,
            table,
            {COLUMN_OF[pair.field.type]: value},
            sa.and_(table.c.client_id == survivor.id, table.c.field_id == pair.field.id),
        )
        changes[pair.field.key] = [told(pair.field, pair.mine), told(pair.field, value)]
    return changes
