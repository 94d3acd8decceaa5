"""What merges read: the two records side by side, what would move, merges made and their undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..clients.catalogue.own import own_fields
from ..clients.custom import values_of as own_values_of
from ..clients.models import Assignment, Client, CustomField
from ..clients.queries import WITH_DETAILS, client_of, visible_to, within_reach
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import Conflict, NotFound
from ..core.journal import Operation, OperationItem, UndoPreview, preview_undo
from ..core.pagination import Order, Page, keyset
from ..duplicates.queries import Candidate, candidates, subject_in_base
from ..policy.enforce import Actor, reach
from ..policy.models import Reach
from ..staff.models import Employee, name_of
from .models import Merge
from .operations import moving
from .rules import Side
from .words import TABLES

PERMISSION = "merges:make"


@dataclass(frozen=True)
class Branch:
    """One kind of record that hangs on the two: how many on either side."""

    table: str
    label: Any
    mine: int
    other: int


def values_of(client: Client) -> dict[str, Any]:
    """Every column of a client but the search column, by name."""
    return {
        column.key: getattr(client, column.key)
        for column in Client.__table__.columns
        if column.key != "search"
    }


@dataclass(frozen=True)
class OwnPair:
    """An own field in which the two say something, and not the same."""

    field: CustomField
    mine: Any
    other: Any

    @property
    def proposed(self) -> Side:
        """Of several choices all, else the survivor's."""
        return Side.BOTH if isinstance(self.mine, list) else Side.SURVIVOR


def own_pairs(survivor: Client, loser: Client) -> list[OwnPair]:
    """The bank's own fields in which a person has to choose, in the bank's order."""
    mine, other = own_values_of(survivor.id), own_values_of(loser.id)
    return [
        OwnPair(row, mine[row.key], other[row.key])
        for row in own_fields()
        if row.key in mine and row.key in other and mine[row.key] != other[row.key]
    ]


def both_within_reach(one: Client, two: Client, *, actor: Actor) -> bool:
    """Whether ``actor`` may merge these two."""
    found = db.session.execute(
        sa.select(sa.func.count())
        .select_from(Client)
        .where(Client.id.in_([one.id, two.id]), within_reach(actor, PERMISSION))
    ).scalar_one()
    return found == len({one.id, two.id})


def two_of(one: str, two: str, *, actor: Actor) -> tuple[Client, Client]:
    """The two clients with their details; NotFound when either is not within reach."""
    rows = {
        client.public_id: client
        for client in db.session.execute(
            visible_to(actor, PERMISSION)
            .where(Client.public_id.in_([one[:PUBLIC_ID_LENGTH], two[:PUBLIC_ID_LENGTH]]))
            .options(*WITH_DETAILS)
        ).scalars()
    }
    if one == two and one in rows:
        raise Conflict(_("This is one record already."))
    if len(rows) != 2:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return rows[one], rows[two]


def one_of(public_id: str, *, actor: Actor) -> Client:
    """The client with its details; NotFound when it is not within reach."""
    return client_of(public_id, actor=actor, permission=PERMISSION, options=WITH_DETAILS)


def look_alikes_of(client: Client) -> list[Candidate]:
    """Records of the base that may be ``client``, over the whole base."""
    subject = subject_in_base(client.id)
    return candidates(subject, of=client.id, limit=10) if subject is not None else []


def managers_of(clients: tuple[Client, Client]) -> dict[int, str]:
    """Client key → the name of its first manager, where there are two to choose from: nobody is
    asked whose the client is to be when both are one colleague's."""
    rows = db.session.execute(
        sa.select(Assignment.client_id, Employee.id, name_of(Employee).label("name"))
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(
            Assignment.client_id.in_([one.id for one in clients]),
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
        )
    ).all()
    if len({row.id for row in rows}) < 2:
        return {}
    return {row.client_id: row.name for row in rows}


def branches(survivor: Client, loser: Client) -> list[Branch]:
    """What hangs on the two, in the order of the tables; one statement."""
    found: dict[str, Branch] = {}
    counted = moving.counts(survivor.id, loser.id, to_tell=True)
    for hanging, table in moving.hangings(moving=True):
        mine, other = counted[str(hanging)]
        label = hanging.label or TABLES.get(table.name)
        if label is None or table.name == "client":
            continue
        known = found.get(table.name)
        if known is not None:
            mine, other = mine + known.mine, other + known.other
        found[table.name] = Branch(table.name, label, mine, other)
    return [one for one in found.values() if one.mine or one.other]


def _within(actor: Actor) -> sa.ColumnElement[bool]:
    """Merges whose survivor is within reach, and those one has made."""
    if reach(actor, PERMISSION) is Reach.NONE:
        return sa.false()
    shown = sa.select(Client.id).where(
        sa.or_(Client.deleted_at.is_(None), Client.merged_into_id.is_not(None))
    )
    mine = sa.or_(
        within_reach(actor, PERMISSION, Merge.survivor_id), Merge.made_by_id == actor.employee_id
    )
    return sa.and_(mine, Merge.survivor_id.in_(shown))


def listing(actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[Merge]:
    """Merges within reach, newest first."""
    statement = (
        sa.select(Merge)
        .where(_within(actor))
        .options(joinedload(Merge.survivor), joinedload(Merge.loser), joinedload(Merge.made_by))
    )
    return keyset(statement, [Order(Merge.id, descending=True)], cursor=cursor, limit=limit)


def merge_of(public_id: str, *, actor: Actor, lock: bool = False) -> Merge:
    """The merge ``public_id``; NotFound when it is not within reach."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        statement = (
            sa.select(Merge)
            .where(Merge.public_id == public_id, _within(actor))
            .options(joinedload(Merge.survivor), joinedload(Merge.loser), joinedload(Merge.made_by))
            .execution_options(populate_existing=True)
        )
        if lock:
            statement = statement.with_for_update(of=Merge)
        found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such merge."))
    return found


@dataclass(frozen=True)
class Kept:
    """A field that an undo leaves alone because somebody changed it since."""

    field: str
    before: Any
    merged: Any
    now: Any


@dataclass(frozen=True)
class UndoPlan:
    """What an undo would do: rows per table, fields that stay, later work that stays."""

    tables: list[UndoPreview]
    kept: list[Kept]
    later: list[tuple[Any, int]]  # label, rows made at the survivor since


def undo_plan(merge: Merge) -> UndoPlan:
    """What :func:`operations.undo` would do now."""
    operation = db.session.get_one(Operation, merge.operation_id)
    return UndoPlan(preview_undo(operation), kept_fields(merge), later_work(merge))


def kept_fields(merge: Merge) -> list[Kept]:
    """Fields of the survivor somebody has changed since the merge."""
    survivor = db.session.get_one(Client, merge.survivor_id)
    now = db.session.execute(
        sa.select(sa.func.to_jsonb(sa.literal_column('"client"'))).where(Client.id == survivor.id)
    ).scalar_one()
    items = db.session.execute(
        sa.select(OperationItem.before, OperationItem.after)
        .where(
            OperationItem.operation_id == merge.operation_id,
            OperationItem.table_name == "client",
            OperationItem.row_id == survivor.id,
        )
        .order_by(OperationItem.id)
    )
    return [
        Kept(name, before[name], after[name], now.get(name))
        for before, after in items
        for name in after
        if now.get(name) != after[name] and name != "last_contact_at"
    ]


def later_work(merge: Merge) -> list[tuple[Any, int]]:
    """What was made at the survivor since the merge: it stays there. (label, rows)"""
    parts, labels = [], []
    for hanging, table in moving.hangings(moving=True):
        made = _made_column(table)
        label = hanging.label or TABLES.get(table.name)
        if made is None or label is None or table.name in ("client", "client_event"):
            continue
        parts.append(
            sa.select(sa.func.count())
            .select_from(table)
            .where(table.c[hanging.column] == merge.survivor_id, made > merge.made_at)
            .scalar_subquery()
        )
        labels.append(label)
    if not parts:
        return []
    found = db.session.execute(sa.select(*parts)).one()
    return [(label, count) for label, count in zip(labels, found, strict=True) if count]


def _made_column(table: sa.Table) -> Any:
    for name in ("created_at", "received_at", "proposed_at", "asked_at", "started_at", "at"):
        if name in table.c:
            return table.c[name]
    return None
