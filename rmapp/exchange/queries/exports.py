"""What the pages and the steps of the exports read; an export beyond reach is not there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...audit.models import AuditEntry
from ...clients.catalogue import Field
from ...clients.models import Client
from ...core.db import PUBLIC_ID_LENGTH, any_of, db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor, can, reach
from ...policy.models import Reach
from ...staff.models import Employee
from ...work.models import WorkItem
from ...work.queries import item_by_id
from ..models import Export, ExportState

DOWNLOADED = "export:downloaded"
MOST_MARKS = 20_000
_NUMBER = re.compile(rf"\b[0-9a-z]{{{PUBLIC_ID_LENGTH}}}\b")


def _within(actor: Actor, permission: str) -> sa.ColumnElement[bool]:
    how_far = reach(actor, permission)
    if how_far is Reach.ALL:
        return sa.true()
    mine = Export.created_by_id == actor.employee_id
    if how_far is Reach.TEAM:
        team = sa.select(Employee.id).where(Employee.team_id.in_(actor.team_ids))
        return sa.or_(mine, Export.created_by_id.in_(team))
    return mine if how_far is Reach.OWN else sa.false()


def export_of(public_id: str, *, actor: Actor, lock: bool = False, mine: bool = False) -> Export:
    """The export ``public_id`` with its people; NotFound when there is none within reach.

    Within reach are one's own, the team's as far as ``exports:run`` goes, and, as far as
    ``exports:approve`` goes, what waits for a second person or was decided by this one. ``mine``:
    one's own only.
    """
    conditions = [_within(actor, "exports:run")]
    if can(actor, "exports:approve"):
        theirs = Export.decided_by_id == actor.employee_id
        asked = sa.or_(Export.state == ExportState.ASKED, theirs)
        conditions.append(sa.and_(asked, _within(actor, "exports:approve")))
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        statement = (
            sa.select(Export)
            .options(joinedload(Export.created_by), joinedload(Export.decided_by))
            .where(Export.public_id == public_id, sa.or_(*conditions))
            .execution_options(populate_existing=True)
        )
        if mine:
            statement = statement.where(Export.created_by_id == actor.employee_id)
        if lock:
            statement = statement.with_for_update(of=Export)
        found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such export."))
    return found


def export_to_make(export_id: int) -> Export:
    """The export held by a step of its making, with its author."""
    return db.session.execute(
        sa.select(Export)
        .options(joinedload(Export.created_by), joinedload(Export.decided_by))
        .where(Export.id == export_id)
        .with_for_update(of=Export)
        .execution_options(populate_existing=True)
    ).scalar_one()


def work_of(export: Export) -> WorkItem | None:
    """The work that makes its file, read afresh."""
    return item_by_id(export.work_item_id)


def exports(
    actor: Actor,
    *,
    mine: bool = False,
    state: ExportState | None = None,
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Export]:
    """Exports within reach, newest first. ``text``: the number of an export, or the name, phone or
    address of its marked row, as it was found in a copy."""
    statement = (
        sa.select(Export)
        .options(joinedload(Export.created_by), joinedload(Export.decided_by))
        .where(_within(actor, "exports:run"))
    )
    if mine:
        statement = statement.where(Export.created_by_id == actor.employee_id)
    if state is not None:
        statement = statement.where(Export.state == state)
    if text:
        marks = [
            Export.canary[name].astext == text for name in ("name", "email", "number", "record")
        ]
        digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
        if len(digits) >= 10:  # however the number was written
            marks.append(sa.func.right(Export.canary["phone"].astext, 10) == digits[-10:])
        statement = statement.where(sa.or_(Export.public_id == text, *marks))
    order = [Order(Export.id, descending=True)]
    return keyset(statement, order, cursor=cursor, limit=limit)


def to_decide(actor: Actor) -> list[Export]:
    """What waits for ``actor`` as the second person, oldest first."""
    statement = (
        sa.select(Export)
        .options(joinedload(Export.created_by))
        .where(
            Export.state == ExportState.ASKED,
            Export.created_by_id != actor.employee_id,
            _within(actor, "exports:approve"),
        )
        .order_by(Export.id)
        .limit(100)
    )
    return list(db.session.scalars(statement))


def waiting_for(actor: Actor) -> int:
    """How many exports wait for ``actor`` as the second person."""
    return int(
        db.session.execute(
            sa.select(sa.func.count()).where(
                Export.state == ExportState.ASKED,
                Export.created_by_id != actor.employee_id,
                _within(actor, "exports:approve"),
            )
        ).scalar_one()
    )


def downloads(ids: Collection[int]) -> dict[int, int]:
    """Export → how often its file was fetched, as the trail has it."""
    rows = db.session.execute(
        sa.select(AuditEntry.object_id, sa.func.count())
        .where(AuditEntry.tag == DOWNLOADED, AuditEntry.object_id.in_(list(ids)))
        .group_by(AuditEntry.object_id)
    )
    return {int(key): int(number) for key, number in rows if key is not None}


def taken_alone(employee_id: int, *, since: dt.datetime) -> int:
    """How many rows the employee has taken out since then without a second person."""
    return int(
        db.session.execute(
            sa.select(sa.func.coalesce(sa.func.sum(Export.rows), 0)).where(
                Export.created_by_id == employee_id,
                Export.created_at >= since,
                Export.needs == [],
            )
        ).scalar_one()
    )


def is_known_canary(name: str) -> bool:
    """Whether an export has a marked row of that name already."""
    taken = sa.select(Export.id).where(Export.canary["name"].astext == name).limit(1)
    return db.session.execute(taken).first() is not None


@dataclass(frozen=True)
class Marks:
    """What exports put into their files: the names of the marked rows, the numbers of exports."""

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def are_in(self, cells: Sequence[str]) -> bool:
        """Whether a row is the marked one, or the line that says who took the file out."""
        if not self.names.isdisjoint(cells):
            return True
        filled = [cell for cell in cells if cell.strip()]
        return len(filled) == 1 and not self.numbers.isdisjoint(_NUMBER.findall(filled[0]))


def numbers_in(text: str) -> list[str]:
    """What may be the number of an export in the line that says who took it out."""
    return _NUMBER.findall(text)


def marks_of_exports() -> Marks:
    """The marks of the newest exports: a list that went out comes back corrected."""
    rows = db.session.execute(
        sa.select(Export.public_id, Export.canary["name"].astext)
        .order_by(Export.id.desc())
        .limit(MOST_MARKS)
    ).all()
    return Marks(frozenset(name for _id, name in rows if name), frozenset(one for one, _n in rows))


def expired(at: dt.datetime, limit: int = 500) -> Sequence[Export]:
    """Exports whose file is to go, each held."""
    return db.session.scalars(
        sa.select(Export)
        .where(Export.state == ExportState.READY, Export.expires_at <= at)
        .order_by(Export.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def being_made() -> set[str]:
    """The public ids of exports whose rows are still being gathered."""
    return set(
        db.session.scalars(sa.select(Export.public_id).where(Export.state == ExportState.MAKING))
    )


def client_values(
    ids: Sequence[int], fields: Sequence[Field], *, actor: Actor
) -> dict[int, tuple[Any, ...]]:
    """Client → (currency, the value of each field as ``actor`` may see it), of clients that were
    read within reach."""
    statement = sa.select(
        Client.id, Client.currency, *[one.selected(actor) for one in fields]
    ).where(Client.id == any_of(ids))
    return {row[0]: tuple(row[1:]) for row in db.session.execute(statement)}
