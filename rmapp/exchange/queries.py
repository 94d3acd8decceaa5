"""What the pages of the import read; an import beyond reach is not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..clients.models import Client
from ..clients.queries import within_reach
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..core.journal import Operation
from ..core.pagination import Order, Page, keyset
from ..policy.enforce import Actor, reach
from ..policy.models import Reach
from ..staff.models import Employee
from ..work.models import WorkItem, WorkState
from .drafts import Draft
from .models import Fate, Import, ImportMapping, ImportRow, ImportState
from .rules import Match

STANDING = {
    WorkState.STOPPED: ImportState.STOPPED,
    WorkState.PAUSED: ImportState.STOPPED,
    WorkState.FAILED: ImportState.FAILED,
}


def standing(import_: Import, item: WorkItem | None) -> ImportState:
    """Where an import stands, with what its work says."""
    if item is not None and import_.state in (ImportState.CHECKING, ImportState.RUNNING):
        return STANDING.get(item.state, import_.state)
    return import_.state


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    how_far = reach(actor, "imports:run")
    if how_far is Reach.ALL:
        return sa.true()
    if how_far is Reach.TEAM:
        team = sa.select(Employee.id).where(Employee.team_id.in_(actor.team_ids))
        return sa.or_(Import.created_by_id == actor.employee_id, Import.created_by_id.in_(team))
    return Import.created_by_id == actor.employee_id


def import_of(public_id: str, *, actor: Actor, lock: bool = False) -> Import:
    """The import ``public_id``; NotFound when there is none within reach."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        statement = sa.select(Import).where(Import.public_id == public_id, _mine(actor))
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such import."))
    return found


def locked(import_id: int) -> Import:
    """The import held until the transaction ends."""
    return db.session.execute(
        sa.select(Import)
        .where(Import.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def item_of(import_: Import) -> WorkItem | None:
    """The work of its present step, read afresh."""
    if import_.work_item_id is None:
        return None
    return db.session.execute(
        sa.select(WorkItem)
        .where(WorkItem.id == import_.work_item_id)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def operation_id(import_: Import) -> str | None:
    """The public id of its operation in the journal."""
    if import_.operation_id is None:
        return None
    return db.session.execute(
        sa.select(Operation.public_id).where(Operation.id == import_.operation_id)
    ).scalar_one_or_none()


def imports(actor: Actor, *, cursor: str | None = None) -> Page[Any]:
    """Imports within reach with their work and author, newest first."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(Import, WorkItem, Employee)
        .outerjoin(WorkItem, WorkItem.id == Import.work_item_id)
        .join(Employee, Employee.id == Import.created_by_id)
        .where(_mine(actor))
    )
    return keyset(statement, [Order(Import.id, descending=True)], cursor=cursor, scalars=False)


def uploads_since(employee_id: int, moment: dt.datetime) -> int:
    """How many files this person has brought in since ``moment``."""
    return int(
        db.session.execute(
            sa.select(sa.func.count()).where(
                Import.created_by_id == employee_id, Import.created_at > moment
            )
        ).scalar_one()
    )


def kept_mapping(employee_id: int, fingerprint: str) -> ImportMapping | None:
    """What this person said of the same columns before."""
    return db.session.execute(
        sa.select(ImportMapping).where(
            ImportMapping.employee_id == employee_id, ImportMapping.fingerprint == fingerprint
        )
    ).scalar_one_or_none()


@dataclass(frozen=True)
class RowShown:
    """A row of the check with the client it is, as far as that may be seen."""

    row: ImportRow
    client_public_id: str | None
    client_name: str | None


WARNED = "warned"
LOOK_ALIKE = "look-alike"


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
        sa.select(ImportRow, Client.public_id, Client.display_name)
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


def editable(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Those of the clients ``ids`` that ``actor`` may edit."""
    if not ids:
        return set()
    wanted = sa.any_(sa.literal(list(ids), sa.ARRAY(sa.BigInteger)))
    return set(
        db.session.execute(
            sa.select(Client.id).where(
                Client.id == wanted,
                Client.deleted_at.is_(None),
                within_reach(actor, "clients:edit"),
            )
        ).scalars()
    )


def newest_client_id() -> int:
    """The greatest key of a client."""
    return int(
        db.session.execute(sa.select(sa.func.coalesce(sa.func.max(Client.id), 0))).scalar_one()
    )


def newcomers(import_: Import) -> bool:
    """Whether clients came into the base since the check otherwise than by this import."""
    newer = db.session.execute(
        sa.select(sa.func.count()).where(Client.id > import_.newest_client_id)
    ).scalar_one()
    return bool(newer > import_.created)
