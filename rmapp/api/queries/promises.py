"""Promises."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.pagination import Order, Page, keyset
from ...interactions.models import Promise, PromiseState
from ...policy.enforce import Actor
from ...staff.models import Employee


def promises(
    actor: Actor,
    *,
    client_id: int | None,
    state: PromiseState | None,
    due_before: dt.date | None,
    cursor: str | None,
    limit: int,
) -> Page[Promise]:
    """Promises within reach by the day they are due; clients and owners are in the session."""
    statement = (
        sa.select(Promise)
        .join(Client, Client.id == Promise.client_id)
        .where(Client.deleted_at.is_(None), within_reach(actor, "interactions:read"))
    )
    if client_id is not None:
        statement = statement.where(Promise.client_id == client_id)
    if state is not None:
        statement = statement.where(Promise.state == state)
    if due_before is not None:
        statement = statement.where(Promise.due_on < due_before)
    page = keyset(statement, [Order(Promise.due_on), Order(Promise.id)], cursor=cursor, limit=limit)
    _load([row.client_id for row in page.rows], [row.owner_id for row in page.rows])
    return page


def promise_after(key: int) -> Promise:
    """The promise which a deed has just changed, with client and owner in the session."""
    found = db.session.get_one(Promise, key)
    _load([found.client_id], [found.owner_id])
    return found


def _load(client_ids: list[int], owner_ids: list[int]) -> None:
    """Read the parties in two statements; the session keeps them while the rows are printed."""
    db.session.info["parties"] = [
        *db.session.execute(sa.select(Client).where(Client.id.in_(client_ids))).scalars(),
        *db.session.execute(sa.select(Employee).where(Employee.id.in_(owner_ids))).scalars(),
    ]


def parties_of(promise: Promise) -> tuple[Client, Employee]:
    """The client and who answers for the promise."""
    client = db.session.get_one(Client, promise.client_id)
    return client, db.session.get_one(Employee, promise.owner_id)
