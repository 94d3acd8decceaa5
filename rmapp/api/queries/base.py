"""What the lists share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...core.pagination import Order, Page, keyset
from ...staff.models import Employee


def key_of_employee(public_id: str) -> Any:
    return sa.select(Employee.id).where(Employee.public_id == public_id)


def by_key(
    statement: sa.Select[Any],
    key: Any,
    cursor: str | None,
    limit: int,
    *,
    descending: bool = True,
) -> Page[Any]:
    return keyset(statement, [Order(key, descending=descending)], cursor=cursor, limit=limit)
