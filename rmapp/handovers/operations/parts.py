"""Which rows of a table an undo is about, as the registry tells."""

from __future__ import annotations

import sqlalchemy as sa

from ...core import registry
from ..models import HandoverItem


def finished(table: sa.Table) -> sa.ColumnElement[bool] | None:
    """The rows of ``table`` that are not open any more: a contact that was held, a deal that was
    won, a promise that was kept stays with whoever did it. None: nothing there is ever finished.

    Who received a client is no work: an item of another handover goes back as it was.
    """
    over = [
        sa.not_(hanging.is_open(table))
        for hanging in registry.on_employee()
        if hanging.table == table.name
        and hanging.table != HandoverItem.__tablename__
        and hanging.is_open is not None
        and hanging.rule in (registry.AtHandover.MOVES, registry.AtHandover.SUCCESSOR)
    ]
    return sa.and_(*over) if over else None


def of_client(table: sa.Table, client_id: int) -> sa.ColumnElement[bool] | None:
    """The rows of one client, where the registry says how a row names its client."""
    for hanging in registry.on_employee():
        if hanging.table == table.name and hanging.client_column:
            return table.c[hanging.client_column] == client_id
    return None
