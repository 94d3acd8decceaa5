"""Loading monthly figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..audit.operations import record
from ..core.db import db
from ..policy.enforce import Actor, demand
from . import queries
from .models import ClientMonth, FigureSource
from .rules import first_of


@dataclass(frozen=True)
class Month:
    """A month of a client as it comes in: ``client`` as the sender calls it, money in minor
    units of the bank's currency."""

    client: str
    month: dt.date
    balance: int
    turnover: int
    profit: int


@dataclass
class Loaded:
    """What a load came to: months written, and the clients that were not found."""

    written: int = 0
    unknown: list[str] = field(default_factory=list)


def load(rows: Sequence[Month], *, source: FigureSource, actor: Actor) -> Loaded:
    """Write months down, a later value of a month over an earlier one; one statement.

    Clients ``actor`` does not reach are among the unknown. Refuses with Forbidden.
    """
    demand(actor, "imports:run")
    keys = queries.keys_of([row.client for row in rows], actor=actor)
    known = {(keys[row.client], first_of(row.month)): row for row in rows if row.client in keys}
    loaded = Loaded(len(known), sorted({row.client for row in rows if row.client not in keys}))
    if known:
        columns: list[tuple[list[Any], Any]] = [
            ([client for client, _month in known], sa.BigInteger()),
            ([month for _client, month in known], sa.Date()),
            ([row.balance for row in known.values()], sa.BigInteger()),
            ([row.turnover for row in known.values()], sa.BigInteger()),
            ([row.profit for row in known.values()], sa.BigInteger()),
        ]
        new = sa.select(
            *[sa.func.unnest(sa.literal(values, sa.ARRAY(kind))) for values, kind in columns],
            sa.literal(source.value),
        )
        names = ["client_id", "month", "balance", "turnover", "profit", "source"]
        statement = insert(ClientMonth).from_select(names, new)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["client_id", "month"],
                set_={name: statement.excluded[name] for name in names[2:]},
            )
        )
    record(
        "figures:loaded",
        actor=actor,
        detail={"months": loaded.written, "unknown": len(loaded.unknown), "source": source.value},
    )
    return loaded
