"""Imports and what they stand on; an import beyond reach is not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.custom.uses import Use, tells_uses
from ...clients.models import Client, CustomField
from ...clients.queries import within_reach
from ...core.db import PUBLIC_ID_LENGTH, any_of, db
from ...core.errors import NotFound
from ...core.journal import Operation
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee
from ...work.models import WorkItem, WorkState
from ...work.queries import item_by_id
from ..models import Import, ImportMapping, ImportState

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
    return item_by_id(import_.work_item_id)


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


def editable(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Those of the clients ``ids`` that ``actor`` may edit."""
    if not ids:
        return set()
    wanted = any_of(ids)
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


@tells_uses
def _mappings_naming(row: CustomField) -> Use:
    """The mappings kept, and the imports not run yet, that bring an own field (D9)."""
    key = sa.literal([row.key], Import.mapping.type)
    open_states = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED)
    kept = sa.select(sa.func.count()).where(ImportMapping.mapping.contains(key))
    waiting = sa.select(sa.func.count()).where(
        Import.state.in_(open_states), Import.mapping.contains(key)
    )
    both = sa.select(kept.scalar_subquery() + waiting.scalar_subquery())
    told = _("The column of the file is passed over.")
    return Use(_("Imports: mappings of columns"), int(db.session.scalar(both) or 0), breaks=told)
