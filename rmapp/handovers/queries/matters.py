"""How much open work goes with each client of a handover, for the act of transfer (V8)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...core import registry
from ...core.db import Base, db
from ...core.hanging import is_open
from ...core.journal import OperationItem
from ..models import Handover, HandoverItem


def open_matters(handover: Handover) -> dict[int, dict[str, int]]:
    """Client → kind of matter (``table.column``) → how many of it go along; clients without any
    are missing. One statement.

    Before the handover: what is open now. Afterwards: what moved, by the journal, for ever.
    """
    item: Any = HandoverItem.__table__
    entry: Any = OperationItem.__table__
    clients = sa.select(item.c.client_id).where(
        item.c.handover_id == handover.id, item.c.receiver_id.is_not(None)
    )
    parts = []
    for hanging in registry.on_employee():
        if hanging.rule is not registry.AtHandover.MOVES:
            continue
        table = Base.metadata.tables[hanging.table]
        assert hanging.client_column is not None
        client = table.c[hanging.client_column]
        kind = sa.literal(str(hanging)).label("kind")
        part = sa.select(client.label("client_id"), kind, sa.func.count().label("matters"))
        if handover.operation_id is None:
            part = part.where(*is_open(hanging, handover.leaver_id))
        else:
            part = part.join_from(
                table,
                entry,
                sa.and_(
                    entry.c.operation_id == handover.operation_id,
                    entry.c.table_name == hanging.table,
                    entry.c.row_id == table.c.id,
                    entry.c.before.op("?")(hanging.column),
                ),
            )
        parts.append(part.where(client.in_(clients)).group_by(client))
    found = sa.union_all(*parts).subquery()
    of_client: dict[int, dict[str, int]] = {}
    for client_id, kind_, matters in db.session.execute(
        sa.select(found.c.client_id, found.c.kind, found.c.matters).order_by(found.c.kind)
    ):
        of_client.setdefault(client_id, {})[kind_] = int(matters)
    return of_client
