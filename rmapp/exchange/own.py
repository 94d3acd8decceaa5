"""The bank's own fields in an import (D9): a column is recognised by the field's name in either
language, and from then on behaves as one of a built-in field.

A value travels as plain text, as PostgreSQL casts it to the column that keeps it. Sensitive
fields are not brought in by files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ..clients import custom
from ..clients.catalogue.own import in_words, own_fields
from ..clients.custom.history import told as told_value
from ..clients.custom.reading import PREFIX
from ..clients.models import COLUMN_OF, ClientKind, CustomField, CustomType, CustomValue
from ..core import journal
from ..core.db import db
from ..core.journal import Operation
from ..core.text import fold
from .bulk import copy_rows, new_ids

VALUES: Any = CustomValue.__table__
_COLUMNS = ("text", "number", "minor", "day", "codes", "flag")


def labels() -> dict[str, Any]:
    """Key → name of the fields that a column may be."""
    return {row.key: in_words(row.name_en, row.name_ru) for row in _rows()}


def is_own(field: str) -> bool:
    """Whether ``field`` names one of the bank's own."""
    return field.startswith(PREFIX)


def named(columns: Sequence[str]) -> dict[int, str]:
    """Column → key of the own field that is called so; money also with its currency behind, as an
    export writes it."""
    names = {
        fold(f"{name}{behind}"): row.key
        for row in _rows()
        for behind in ("", f", {row.currency}" if row.currency else "")
        for name in (row.code, row.name_en, row.name_ru)
    }
    return {at: names[fold(one)] for at, one in enumerate(columns) if fold(one) in names}


def detached(mapping: Iterable[str]) -> dict[str, CustomField]:
    """Key → definition of the own fields of ``mapping``, apart from the base: rows are understood
    in a thread that touches none."""
    wanted = {field for field in mapping if is_own(field)}
    if not wanted:
        return {}
    keys = CustomField.__table__.columns.keys()
    return {
        row.key: CustomField(**{key: getattr(row, key) for key in keys})
        for row in _rows()
        if row.key in wanted
    }


def read(row: CustomField, cell: str) -> str | None:
    """What ``cell`` says, as plain text; None for nothing. ValueError when it does not fit."""
    value = custom.read_text(row, cell)
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "{" + ",".join(value) + "}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def says(row: CustomField | None, cell: str) -> bool:
    """Whether ``cell``, which says nothing elsewhere, is an answer in the field ``row``: "нет" to
    a yes or no, or the name of a choice."""
    if row is None or not any(map(str.isalpha, cell)):
        return False
    if row.type not in (CustomType.FLAG, CustomType.CHOICE, CustomType.CHOICES):
        return False
    try:
        return custom.read_text(row, cell) is not None
    except ValueError:
        return False


def typed(row: CustomField, text: str | None) -> Any:
    """The value of a plain ``text``."""
    if text is None:
        return None
    if row.type is CustomType.NUMBER:
        return Decimal(text)
    if row.type is CustomType.MONEY:
        return int(text)
    if row.type is CustomType.DATE:
        return dt.date.fromisoformat(text)
    if row.type is CustomType.FLAG:
        return text == "true"
    return text[1:-1].split(",") if row.type is CustomType.CHOICES else text


def values_of(client_ids: Iterable[int], keys: Iterable[str]) -> dict[int, dict[str, str]]:
    """Client → key → what it has in the fields ``keys`` now, as plain text. One statement."""
    rows = {row.id: row for row in _rows() if row.key in set(keys)}
    found: dict[int, dict[str, str]] = {}
    if not rows:
        return found
    said = sa.func.coalesce(*[sa.cast(VALUES.c[name], sa.Text) for name in _COLUMNS])
    kept = db.session.execute(
        sa.select(VALUES.c.client_id, VALUES.c.field_id, said).where(
            VALUES.c.client_id.in_(set(client_ids)), VALUES.c.field_id.in_(rows)
        )
    )
    for client_id, field_id, text in kept:
        row = rows[field_id]
        plain = format(Decimal(text).normalize(), "f") if row.type is CustomType.NUMBER else text
        found.setdefault(client_id, {})[row.key] = plain
    return found


def fitting(said: Mapping[str, str], kind: ClientKind) -> dict[str, str]:
    """Those of ``said`` (key → plain text) that belong to clients of ``kind``."""
    kinds = {row.key: row.kinds for row in _rows()}
    return {key: text for key, text in said.items() if kind.value in kinds.get(key, ())}


def create(said: Sequence[tuple[int, Mapping[str, str]]]) -> bool:
    """Keep the values (key → plain text) of new clients; whether the search has to be told."""
    rows = {row.key: row for row in _rows()}
    new = [
        _row(client_id, rows[key], text)
        for client_id, values in said
        for key, text in values.items()
        if key in rows
    ]
    copy_rows(VALUES, new)
    return bool(new) and any(row.is_searchable for row in rows.values())


def update(operation: Operation, wanted: Mapping[int, Any]) -> set[int]:
    """Carry out ``changes["own"]`` of each client; the keys of those that were changed. A value
    somebody changed since the check stays, and is taken off ``wanted``."""
    by_key: dict[str, dict[str, list[Any]]] = {}
    for client_id, changes in wanted.items():
        for key, pair in changes.get("own", {}).items():
            by_key.setdefault(key, {})[str(client_id)] = pair
    rows = {row.key: row for row in _rows()}
    touched: set[int] = set()
    for key, pairs in sorted(by_key.items()):
        if key in rows:
            done = _set(operation, rows[key], pairs)
            touched |= done
            for id in set(map(int, pairs)) - done:
                del wanted[id]["own"][key]
    return touched


def told(changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """``changes["own"]`` as a history keeps it."""
    rows = {row.key: row for row in _rows()} if changes.get("own") else {}
    return {
        key: [told_value(rows[key], typed(rows[key], text)) for text in pair]
        for key, pair in changes.get("own", {}).items()
        if key in rows
    }


def in_history(key: str, text: str | None) -> Any:
    """A plain ``text`` of the field ``key`` as a history keeps it."""
    row = next((row for row in _rows() if row.key == key), None)
    return text if row is None else told_value(row, typed(row, text))


def said(key: str, text: str | None) -> str:
    """A plain ``text`` of the field ``key`` for the eye."""
    row = next((row for row in _rows() if row.key == key), None)
    return custom.spoken(row, typed(row, text)) if row is not None else text or ""


def _set(operation: Operation, row: CustomField, pairs: Mapping[str, list[Any]]) -> set[int]:
    column = VALUES.c[COLUMN_OF[row.type]]
    pair = sa.literal(dict(pairs), JSONB).op("->")(sa.cast(VALUES.c.client_id, sa.Text))
    now, then = (sa.cast(pair.op("->>")(at), column.type) for at in (0, 1))
    ids = [int(id) for id in pairs]
    here = sa.and_(VALUES.c.field_id == row.id, VALUES.c.client_id.in_(ids))
    found = db.session.execute(
        sa.select(VALUES.c.client_id, column.is_not_distinct_from(now)).where(here)
    )
    held: dict[int, bool] = {row[0]: row[1] for row in found}
    fit = {client_id for client_id, is_same in held.items() if is_same}
    if fit:
        where = sa.and_(VALUES.c.field_id == row.id, VALUES.c.client_id.in_(fit))
        journal.change(operation, VALUES, {column.name: then}, where)
    new = [
        _row(int(id), row, then_) for id, (now_, then_) in pairs.items()
        if now_ is None and int(id) not in held
    ]  # fmt: skip
    for one, id in zip(new, new_ids(VALUES, len(new)) if new else [], strict=True):
        one["id"] = id
    copy_rows(VALUES, new)
    journal.made(operation, VALUES, [one["id"] for one in new], ["client_id", column.name])
    return fit | {one["client_id"] for one in new}


def _row(client_id: int, row: CustomField, text: str) -> dict[str, Any]:
    """A row of the table; every column is named, as COPY takes it."""
    return {
        "client_id": client_id,
        "field_id": row.id,
        "is_indexed": row.is_filterable,
        **dict.fromkeys(_COLUMNS),
        COLUMN_OF[row.type]: typed(row, text),
    }


def _rows() -> list[CustomField]:
    return [row for row in own_fields() if not row.is_sensitive]
