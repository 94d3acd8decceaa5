"""What dossiers say before an operation is undone and after it: each history is told what went
back, by whom, and the search knows it (D13, D18)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from ..clients import custom
from ..clients.models import (
    COLUMN_OF,
    Client,
    ClientAddress,
    ClientEmail,
    ClientEvent,
    ClientPhone,
    CustomValue,
)
from ..clients.operations import refresh_search_many
from ..core import clock
from ..core.db import db
from ..core.journal import Operation, OperationItem
from ..dossiers.operations import kept
from ..policy.enforce import Actor
from .bulk import copy_rows

_LISTS: dict[str, tuple[str, Any, Any]] = {
    "client_phone": ("phones", ClientPhone, ClientPhone.number),
    "client_email": ("emails", ClientEmail, ClientEmail.address),
    "client_address": ("addresses", ClientAddress, ClientAddress.text),
}
_OWN = "custom_value"
#: Columns of a client that no history tells.
_SILENT = frozenset({"version", "name_key", "deleted_at"})
_BATCH = 2_000
Said = dict[int, dict[str, Any]]


@contextmanager
def told(operation: Operation, *, actor: Actor) -> Iterator[None]:
    """Undo ``operation`` within: what changes of the dossiers it had changed is told to the
    history of each. Clients that the operation made are left out: they go whole."""
    tables = _tables(operation)
    ids = _clients(operation, tables)
    names = _columns(operation) if ids else []
    was = _said(ids, names, tables)
    yield
    now = _said(ids, names, tables)
    at = clock.now()
    changed: list[int] = []
    events: list[dict[str, Any]] = []
    for id in ids:
        before, after = was.get(id), now.get(id)
        if before is None or after is None or before == after:
            continue
        changed.append(id)
        changes = {
            name: [before.get(name), after.get(name)]
            for name in sorted(before.keys() | after.keys())
            if name != "version" and before.get(name) != after.get(name)
        }
        if changes:
            events.append({
                "client_id": id, "at": at, "kind": "changed", "author_id": actor.employee_id,
                "title": "", "object_kind": "", "object_public_id": "",
                "detail": {"version": before["version"], "changes": changes},
            })  # fmt: skip
    copy_rows(ClientEvent.__table__, events)
    for some in _portions(changed):
        refresh_search_many(some)


def _portions(ids: Sequence[int]) -> Iterator[list[int]]:
    for at in range(0, len(ids), _BATCH):
        yield list(ids[at : at + _BATCH])


def _tables(operation: Operation) -> set[str]:
    return set(
        db.session.scalars(
            sa.select(OperationItem.table_name)
            .where(OperationItem.operation_id == operation.id)
            .distinct()
        )
    )


def _clients(operation: Operation, tables: set[str]) -> list[int]:
    """Clients that ``operation`` changed and did not make."""
    item = OperationItem
    mine = item.operation_id == operation.id
    changed = sa.and_(item.before.is_not(None), item.after.is_not(None))
    found = set(
        db.session.scalars(
            sa.select(item.row_id).where(mine, item.table_name == Client.__tablename__, changed)
        )
    )
    for name in tables & {_OWN, *_LISTS}:
        model: Any = CustomValue if name == _OWN else _LISTS[name][1]
        found |= set(
            db.session.scalars(
                sa.select(model.client_id)
                .join(item, item.row_id == model.id)
                .where(mine, item.table_name == name)
            )
        )
        gone = sa.cast(item.before["client_id"].astext, sa.BigInteger)
        found |= set(
            db.session.scalars(
                sa.select(gone).where(
                    mine, item.table_name == name, item.after.is_(None), gone.is_not(None)
                )
            )
        )
    made = set(
        db.session.scalars(
            sa.select(item.row_id).where(
                mine, item.table_name == Client.__tablename__, item.before.is_(None)
            )
        )
    )
    return sorted(found - made)


def _columns(operation: Operation) -> list[str]:
    """The columns of clients that the operation changed and a history tells."""
    key = sa.func.jsonb_object_keys(OperationItem.before).label("name")
    names = db.session.scalars(
        sa.select(key)
        .where(
            OperationItem.operation_id == operation.id,
            OperationItem.table_name == Client.__tablename__,
            OperationItem.before.is_not(None),
        )
        .distinct()
    )
    return sorted(set(names) - _SILENT)


def _said(ids: Sequence[int], names: Sequence[str], tables: set[str]) -> Said:
    """What the clients ``ids`` that are in no bin say now, plain as a history keeps it."""
    found: Said = {}
    own = {row.id: row for row in custom.definitions(with_retired=True)}
    for some in _portions(ids):
        columns = [getattr(Client, name) for name in names]
        for id, version, *values in db.session.execute(
            sa.select(Client.id, Client.version, *columns).where(
                Client.id.in_(some), Client.deleted_at.is_(None)
            )
        ):
            said = {name: kept(name, value) for name, value in zip(names, values, strict=True)}
            found[id] = {"version": version} | said
        for name in tables & _LISTS.keys():
            field, model, column = _LISTS[name]
            for id, text in db.session.execute(
                sa.select(model.client_id, sa.func.string_agg(column, sa.text("', ' ORDER BY id")))
                .where(model.client_id.in_(some))
                .group_by(model.client_id)
            ):
                if id in found:
                    found[id][field] = text[:500]
        if _OWN in tables:
            for value in db.session.scalars(
                sa.select(CustomValue).where(CustomValue.client_id.in_(some))
            ):
                row = own.get(value.field_id)
                if row is not None and value.client_id in found:
                    plain = getattr(value, COLUMN_OF[row.type])
                    found[value.client_id][row.key] = custom.told(row, plain)
        db.session.expire_all()
    return found
