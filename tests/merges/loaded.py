"""Clients with a row in every table that hangs on a client, made from the metadata: what a slice
adds later is there without being named here."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from rmapp.core import clock, registry
from rmapp.core.db import Base, UTCDateTime, db, new_public_id
from rmapp.core.registry import AtMerge

#: Tables whose rows the deed itself writes.
OWN = {"merge", "duplicate_pair", "client"}


def load(client_id: int, other_id: int, employee_id: int) -> dict[str, int]:
    """A row of ``client_id`` in every table; ``other_id``: a third client for ties. Return the
    tables filled with the number of rows."""
    made: dict[str, int] = {}
    moving = {one.table for one in registry.on_client() if one.rule is not AtMerge.HISTORY}
    for name in sorted(moving - OWN):
        table = Base.metadata.tables[name]
        client_columns = [one.column for one in registry.on_client() if one.table == name]
        for column in client_columns:
            others = dict.fromkeys(client_columns, other_id)
            if _insert(table, {**others, column: client_id}, employee_id):
                made[name] = made.get(name, 0) + 1
    return made


#: Table.column or column → the value that fits its constraints, where none found by itself does.
SPECIAL: dict[str, Any] = {
    "version": 1, "assignment.role": "specialist", "assignment.is_primary": False,
    "vip_status.state": "refused", "handover.state": "done", "access_request.state": "declined",
    "custom_value.text": "x", "room.opens": dt.time(9), "room.closes": dt.time(18),
    "client_month.month": dt.date(2026, 1, 1), "vip_status.decision_reason": "the board",
    "series.interval": 1, "series.state": "running", "plan_prospect.drop_reason": "",
    "handing.state": "handed", "client_heat.override": None, "plan.deadline": dt.date(2100, 1, 1),
    "booking.ends_at": dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
}  # fmt: skip
#: What a row needs one of its own of.
ANEW = frozenset({"import", "handover", "recipient_address", "material_version"})
#: Keys to employees that may be empty, though not beside a client.
BESIDE_A_CLIENT = frozenset({"booking.employee_id"})
#: (which member of an enumeration, whether what may be empty is filled): tried in this order.
_WAYS = ((0, False), (-1, False), (0, True), (-1, True))
#: Days from now, each given to one contact alone: nobody's diary holds two things at a time.
_DAYS = itertools.count(1_000)


def _insert(table: sa.Table, given: dict[str, Any], employee_id: int) -> int:
    problem = ""
    for member, fills in _WAYS:
        values = dict(given)
        for column in table.columns:
            if column.key in values or column.key == "id":
                continue
            value = _value(table, column, employee_id, member, fills)
            if value is not None:
                values[column.key] = value
        if table.name == "interaction":
            start = clock.now() + dt.timedelta(days=next(_DAYS))
            values |= {"planned_at": start, "ends_at": start + dt.timedelta(minutes=30)}
        try:
            with db.session.begin_nested():
                statement = sa.insert(table).values(values).returning(*table.primary_key.columns)
                return int(db.session.execute(statement).one()[0])
        except sa.exc.DBAPIError as error:
            problem = str(error.orig)
    raise AssertionError(f"{table.name}: say in SPECIAL what fits: {problem}")


def _value(
    table: sa.Table, column: sa.Column[Any], employee_id: int, member: int, fills: bool
) -> Any:
    for key in (f"{table.name}.{column.key}", column.key):
        if key in SPECIAL:
            return SPECIAL[key]
    if column.key == "public_id":
        return new_public_id()
    if column.foreign_keys:
        if column.nullable and f"{table.name}.{column.key}" not in BESIDE_A_CLIENT:
            return None
        target = next(iter(column.foreign_keys)).column.table
        if target.name == "employee":
            return employee_id
        known = db.session.execute(sa.select(target.c.id).limit(1)).scalar()
        if known is not None and target.name not in ANEW:
            return known
        return _insert(target, {}, employee_id)
    if (column.nullable and not fills) or column.server_default is not None:
        return None
    return _plain(table, column, member)


def _plain(table: sa.Table, column: sa.Column[Any], member: int) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return kind.enums[member]
    if isinstance(kind, UTCDateTime | sa.DateTime):
        return clock.now()
    if isinstance(kind, sa.Date):
        return clock.today(None)
    if isinstance(kind, sa.Time):
        return dt.time(9)
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.ARRAY):
        return []
    if isinstance(kind, sa.Integer | sa.Float):
        return secrets.randbelow(90) + 1
    if isinstance(kind, sa.Numeric):
        return Decimal(1)
    if isinstance(kind, sa.String):
        text = secrets.token_hex(16)
        return text[: kind.length or 32]
    if isinstance(kind, sa.LargeBinary):
        return secrets.token_bytes(8)
    if isinstance(kind, sa.JSON):
        return {}
    return None


def moves() -> set[str]:
    """The foreign keys that a merge moves."""
    return {str(one) for one in registry.on_client() if one.rule is not AtMerge.HISTORY}


def snapshot(*client_ids: int) -> dict[str, list[dict[str, Any]]]:
    """Every row that hangs on these clients and the clients themselves, without versions."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in registry.on_client():
        if one.rule is AtMerge.HISTORY or one.column == "merged_into_id":
            continue
        table = Base.metadata.tables[one.table]
        found[str(one)] = _rows(table, table.c[one.column].in_(client_ids))
    table = Base.metadata.tables["client"]
    found["client"] = _rows(table, table.c.id.in_(client_ids))
    return found


def _rows(table: sa.Table, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = db.session.execute(sa.select(table).where(where).order_by(table.c.id)).mappings()
    return [{k: v for k, v in row.items() if k != "version"} for row in rows]
