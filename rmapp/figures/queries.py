"""Reading the monthly figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from ..clients.models import Client
from ..clients.queries import within_reach
from ..core import clock
from ..core.db import db
from ..policy.enforce import Actor
from ..products.models import Holding
from ..settings import settings
from .models import ClientMonth
from .rules import first_of, months_before

#: Months a card shows.
SHOWN = 24


class MonthRow(Protocol):
    """One month: its first day and minor units."""

    month: dt.date
    balance: int
    turnover: int
    profit: int


def whole_months() -> tuple[dt.date, dt.date]:
    """The first day of the last twelve whole months, and the first day after them."""
    until = first_of(clock.today(settings().bank_zone))
    return months_before(until, 12), until


def months_of(client_id: int, *, count: int = SHOWN) -> list[Any]:
    """The last ``count`` months as :class:`MonthRow`, oldest first; those of a record merged into
    this client are added."""
    since = months_before(first_of(clock.today(settings().bank_zone)), count)
    merged = sa.select(Client.id).where(Client.merged_into_id == client_id)
    return list(
        db.session.execute(
            sa.select(
                ClientMonth.month,
                sa.cast(sa.func.sum(ClientMonth.balance), sa.BigInteger).label("balance"),
                sa.cast(sa.func.sum(ClientMonth.turnover), sa.BigInteger).label("turnover"),
                sa.cast(sa.func.sum(ClientMonth.profit), sa.BigInteger).label("profit"),
            )
            .where(
                sa.or_(ClientMonth.client_id == client_id, ClientMonth.client_id.in_(merged)),
                ClientMonth.month >= since,
            )
            .group_by(ClientMonth.month)
            .order_by(ClientMonth.month)
        )
    )


def profits_of(client_ids: Sequence[int]) -> dict[int, int]:
    """Client → the bank's profit of the last twelve whole months, in minor units; those without
    figures are left out."""
    if not client_ids:
        return {}
    since, until = whole_months()
    rows = db.session.execute(
        sa.select(ClientMonth.client_id, sa.func.sum(ClientMonth.profit).label("profit"))
        .where(
            ClientMonth.client_id.in_(client_ids),
            ClientMonth.month >= since,
            ClientMonth.month < until,
        )
        .group_by(ClientMonth.client_id)
    )
    return {row.client_id: int(row.profit) for row in rows}


def keys_of(names: Sequence[str], *, actor: Actor) -> dict[str, int]:
    """What a file calls clients → their keys, of those ``actor`` reaches: the public id, the
    number in the core system, the registration number (ИНН), or the number of a contract.

    A name that fits several clients is not in the answer.
    """
    wanted = sa.any_(sa.literal(sorted(set(names)), sa.ARRAY(sa.String)))
    seen = sa.and_(Client.deleted_at.is_(None), within_reach(actor, "imports:run"))
    parts = [
        sa.select(column.label("name"), Client.id.label("id")).where(column == wanted, seen)
        for column in (Client.public_id, Client.external_id, Client.inn)
    ]
    parts.append(
        sa.select(Holding.number, Client.id)
        .join(Client, Client.id == Holding.client_id)
        .where(Holding.number == wanted, seen)
    )
    found: dict[str, set[int]] = {}
    for name, key in db.session.execute(sa.union(*parts)):
        if name:
            found.setdefault(name, set()).add(key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}
