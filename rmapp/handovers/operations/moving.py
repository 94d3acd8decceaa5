"""What moves besides the assignments: every open row that the registry names, a statement a table.

A row of a client that goes along gets the client's receiver. What hangs on the leaver but belongs
to a client that others serve goes to whoever serves it first; what belongs to no client goes to the
successor. A client that is left out keeps its rows.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment
from ...core import journal, registry
from ...core.db import Base
from ...core.hanging import is_open
from ...work.beside import Tell
from ..models import Handover, HandoverItem, HandoverReason


def move_everything(handover: Handover, operation: journal.Operation, tell: Tell) -> dict[str, int]:
    """Move the rows; ``"table.column"`` → how many, for those that had any. ``tell``: is told how
    many have moved after each table."""
    counts: dict[str, int] = {}
    for hanging in registry.on_employee():
        if hanging.rule is registry.AtHandover.MOVES:
            moved = _move_with_clients(handover, operation, hanging)
        elif hanging.rule is registry.AtHandover.SUCCESSOR and _leaves_all(handover):
            moved = _move_to_successor(handover, operation, hanging)
        else:
            continue
        if moved:
            counts[str(hanging)] = moved
            tell(sum(counts.values()))
    return counts


def _leaves_all(handover: Handover) -> bool:
    """Whether the leaver gives up what is no client's, too: not because of too much work."""
    return handover.reason is not HandoverReason.OVERLOAD and handover.successor_id is not None


def _move_with_clients(
    handover: Handover, operation: journal.Operation, hanging: registry.Hanging
) -> int:
    table = Base.metadata.tables[hanging.table]
    assert hanging.client_column is not None
    client = table.c[hanging.client_column]
    item: Any = sa.alias(HandoverItem.__table__, "moving_item")
    mine = [item.c.handover_id == handover.id, item.c.client_id == client]
    receiver: Any = sa.select(item.c.receiver_id).where(*mine).scalar_subquery()
    of_handover: Any = client.in_(
        sa.select(item.c.client_id).where(
            item.c.handover_id == handover.id, item.c.receiver_id.is_not(None)
        )
    )
    if handover.gives_all:
        first = (
            sa.select(Assignment.employee_id)
            .where(
                Assignment.client_id == client,
                Assignment.ended_at.is_(None),
                Assignment.is_primary,
                Assignment.employee_id != handover.leaver_id,
            )
            .scalar_subquery()
        )
        receiver = sa.func.coalesce(receiver, first, handover.successor_id)
        left_out = sa.select(item.c.client_id).where(
            item.c.handover_id == handover.id, item.c.receiver_id.is_(None)
        )
        of_handover = client.not_in(left_out)
    values = {hanging.column: receiver}
    where = sa.and_(*is_open(hanging, handover.leaver_id), of_handover)
    return journal.change(
        operation, table, values, where, held={hanging.column: handover.leaver_id}
    )


def _move_to_successor(
    handover: Handover, operation: journal.Operation, hanging: registry.Hanging
) -> int:
    table = Base.metadata.tables[hanging.table]
    where = sa.and_(*is_open(hanging, handover.leaver_id))
    values = {hanging.column: handover.successor_id}
    return journal.change(
        operation, table, values, where, held={hanging.column: handover.leaver_id}
    )
