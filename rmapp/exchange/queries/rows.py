"""Rows of an import: for the page of the check, for the steps that carry it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor
from ..drafts import Draft
from ..models import Fate, Import, ImportRow
from ..rules import Match


@dataclass(frozen=True)
class RowShown:
    """A row of the check with the client it is, as far as that may be seen."""

    row: ImportRow
    client_public_id: str | None
    client_name: str | None
    currency: str | None = None


WARNED = "warned"


def rows(
    import_: Import, *, actor: Actor, fate: str = "", cursor: str | None = None, limit: int = 50
) -> Page[Any]:
    """Rows of the check in the order of the file. ``fate``: a Fate, ``warned`` or ""."""
    near = sa.and_(
        Client.id == ImportRow.client_id,
        ImportRow.is_foreign.is_(False),
        Client.deleted_at.is_(None),
        within_reach(actor, "clients:read"),
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(ImportRow, Client.public_id, Client.display_name, Client.currency)
        .outerjoin(Client, near)
        .where(ImportRow.import_id == import_.id, *_condition(fate))
    )
    page = keyset(statement, [Order(ImportRow.number)], cursor=cursor, limit=limit, scalars=False)
    page.rows = [RowShown(*row) for row in page.rows]
    return page


def _condition(fate: str) -> list[sa.ColumnElement[bool]]:
    if fate in set(Fate):
        return [ImportRow.fate == Fate(fate)]
    if fate == WARNED:
        return [sa.func.jsonb_array_length(ImportRow.problems) > 0, ImportRow.fate != Fate.ERROR]
    return []


def counts(import_: Import) -> dict[str, int]:
    """Rows by fate, and ``warned``, ``foreign`` (a colleague's), ``all``."""
    problems = sa.func.jsonb_array_length(ImportRow.problems)
    found = db.session.execute(
        sa.select(
            ImportRow.fate,
            sa.func.count(),
            sa.func.count().filter(problems > 0),
            sa.func.count().filter(ImportRow.is_foreign.is_(True)),
        )
        .where(ImportRow.import_id == import_.id)
        .group_by(ImportRow.fate)
    ).all()
    answer: dict[str, int] = {fate.value: 0 for fate in Fate}
    answer |= {WARNED: 0, "foreign": 0, "all": 0}
    for fate, number, warned, foreign in found:
        answer[fate.value] = number
        answer["all"] += number
        if fate is Fate.DUPLICATE:
            answer["foreign"] += foreign
        if fate is not Fate.ERROR:
            answer[WARNED] += warned
    return answer


def wrong_rows(import_id: int, *, batch: int = 1_000) -> Any:
    """Every row with a problem, in the order of the file, in batches."""
    after = 0
    while True:
        found = list(
            db.session.execute(
                sa.select(ImportRow)
                .where(
                    ImportRow.import_id == import_id,
                    ImportRow.number > after,
                    sa.func.jsonb_array_length(ImportRow.problems) > 0,
                )
                .order_by(ImportRow.number)
                .limit(batch)
            ).scalars()
        )
        if not found:
            return
        yield from found
        after = found[-1].number


def drafts(import_id: int) -> Iterator[tuple[int, Draft]]:
    """Row number → what it was understood as, of all rows looked at so far that can come in."""
    for number, draft in db.session.execute(
        sa.select(ImportRow.number, ImportRow.draft)
        .where(ImportRow.import_id == import_id, ImportRow.fate != Fate.ERROR)
        .order_by(ImportRow.number)
    ):
        yield number, Draft.of(draft)


def candidates(import_id: int) -> dict[int, list[Match]]:
    """Row number → the clients it may be, of the rows not decided yet."""
    found = db.session.execute(
        sa.select(ImportRow.number, ImportRow.candidates).where(
            ImportRow.import_id == import_id,
            sa.func.jsonb_array_length(ImportRow.candidates) > 0,
        )
    )
    return {number: [Match.of(one) for one in kept] for number, kept in found}


def last_number(import_id: int) -> int:
    """The number of the last row looked at."""
    statement = sa.select(sa.func.coalesce(sa.func.max(ImportRow.number), 0))
    return int(db.session.execute(statement.where(ImportRow.import_id == import_id)).scalar_one())


@dataclass
class Due:
    """A row to be carried out, and what becomes of it."""

    id: int
    number: int
    name: str
    draft: dict[str, Any]
    fate: Fate
    is_decided: bool
    client_id: int | None
    changes: dict[str, Any]
    is_foreign: bool = False


def new_rows(import_id: int, *, after: int, limit: int) -> list[tuple[int, str, str]]:
    """(key, name, draft as JSON) of the next rows that will be new clients, as things stand."""
    return [
        (key, name, draft)
        for key, name, draft in db.session.execute(
            sa.select(ImportRow.id, ImportRow.name, sa.cast(ImportRow.draft, sa.Text))
            .where(
                ImportRow.import_id == import_id,
                ImportRow.number > after,
                ImportRow.fate == Fate.CREATE,
                ImportRow.is_done.is_(False),
            )
            .order_by(ImportRow.number)
            .limit(limit)
        )
    ]


def due_rows(import_id: int, *, after: int, limit: int) -> list[Due]:
    """The next rows to be carried out, held until the transaction ends."""
    names = ("id", "number", "name", "draft", "fate", "is_decided", "client_id", "changes")
    rows = db.session.execute(
        sa.select(*[getattr(ImportRow, name) for name in names])
        .where(
            ImportRow.import_id == import_id,
            ImportRow.number > after,
            ImportRow.fate.in_((Fate.CREATE, Fate.UPDATE)),
            ImportRow.is_done.is_(False),
        )
        .order_by(ImportRow.number)
        .limit(limit)
        .with_for_update()
    )
    return [Due(*row) for row in rows]
