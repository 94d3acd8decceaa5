"""The one UPDATE every transition is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ..models import Message
from ..states import State

T = Message.__table__.c


def change(where: Sequence[Any], values: dict[Any, Any], *back: Any) -> list[Any]:
    statement = (
        sa.update(Message)
        .where(*where)
        .values({T.version: T.version + 1, **values})
        .returning(*(back or (T.id,)))
        .execution_options(synchronize_session=False)
    )
    return list(db.session.execute(statement).all())


def mine(id: int, token: int, *states: State) -> list[Any]:
    return [T.id == id, T.lease_token == token, T.state.in_(states)]


def some(condition: Any, limit: int, *order: Any) -> Any:
    """Ids of rows nobody else holds; those held now are left to the next tick."""
    return (
        sa.select(T.id)
        .where(condition)
        .order_by(*(order or (T.id,)))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )


NO_LEASE: dict[Any, Any] = {T.lease_until: None, T.lease_owner: None}
