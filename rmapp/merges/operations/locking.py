"""Merges and their undoings take turns."""

from __future__ import annotations

import sqlalchemy as sa

from ...clients.models import Client
from ...core.db import db

_LOCK = 0x6D65726765  # "merge"


def locked(survivor_id: int, loser_id: int) -> tuple[Client, Client]:
    """Both rows, as they are when it is this one's turn: whoever waited sees what was done before.

    One at a time in the whole bank, because a merge changes more than its two records: whatever was
    merged into the loser points on to the survivor, and two merges in a row would each wait for a
    record of the other. While the rows are locked nothing can be hung on either.
    """
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    rows = {
        client.id: client
        for client in db.session.execute(
            sa.select(Client)
            .where(Client.id.in_([survivor_id, loser_id]))
            .order_by(Client.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).scalars()
    }
    return rows[survivor_id], rows[loser_id]
