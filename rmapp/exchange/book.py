"""The journal as people see it: who did what to many records, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit import operations as audit
from ..bulk.operations import undo as undo_bulk
from ..clients import custom
from ..clients.catalogue.own import in_words
from ..clients.models import Client, CustomField
from ..clients.queries import visible_to
from ..core import journal
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import Conflict, NotFound
from ..core.journal import Operation, OperationState, UndoPreview
from ..core.pagination import Order, Page, keyset
from ..policy.enforce import Actor, demand, reach
from ..policy.models import Reach
from ..staff import sessions
from ..staff.models import Employee
from ..vip import operations as vip
from ..work import operations as work
from ..work.beside import telling
from ..work.kinds import Progress, Task
from ..work.models import OPEN as AT_WORK
from ..work.models import WorkItem
from . import given_back
from .fields import label
from .models import Import
from .operations.undoing import of_operation, undo_import
from .spoken import value_said

WORK = "operation-undo"
AT_ONCE = 5_000  # rows of the journal
KINDS: dict[str, Any] = {
    "import": _l("Import"),
    "handover": _l("Handover"),
    "merge": _l("Merge"),
    "bulk-edit": _l("Bulk change"),
    vip.KIND: _l("VIP statuses"),
}
#: Kinds whose title is the same for each: told in the language of whoever reads.
TITLED: dict[str, Any] = {vip.KIND: _l("VIP statuses confirmed")}
#: What an operation counts, by the words for it; of the others the page tells nothing.
COUNTED: dict[str, Any] = {
    "created": _lp("rows", "Created"),
    "updated": _lp("rows", "Filled up"),
    "enter": _l("Became VIP"),
    "up": _l("Rose to a higher tier"),
    "down": _l("Went to a lower tier"),
    "leave": _l("Left the VIP clients"),
}
#: Columns that say nothing to a person.
_SILENT = frozenset({"version", "client_id", "name_key", "deleted_at", "id"})
#: Kinds that are undone on a page of their own.
ELSEWHERE = {"handover": "handovers.listing", "merge": "merges.listing"}
TABLES: dict[str, Any] = {
    "client": _l("Clients"),
    "client_phone": _l("Phones"),
    "client_email": _l("E-mail addresses"),
    "client_address": _l("Addresses"),
    "contact_person": _l("Contact persons"),
    "assignment": _l("Assignments"),
    "interaction": _l("Contacts"),
    "opportunity": _l("Opportunities"),
    "proposal": _l("Proposals"),
    "promise": _l("Promises"),
    "followup_rule": _l("Follow-ups"),
    "custom_value": _l("The bank's own fields"),
    "segment_member": _l("Lists"),
    "schedule": _l("Contact schedules"),
    "plan_prospect": _l("Prospects of plans"),
    "vip_status": _l("VIP statuses"),
    "vip_verdict": _l("Evaluation"),
}


def operations(actor: Actor, *, cursor: str | None = None, limit: int = 50) -> Page[Any]:
    """Operations within reach with their authors, newest first."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(Operation, Employee)
        .outerjoin(Employee, Employee.id == Operation.author_id)
        .where(_within(actor))
    )
    order = [Order(Operation.id, descending=True)]
    return keyset(statement, order, cursor=cursor, limit=limit, scalars=False)


def operation_of(public_id: str, *, actor: Actor) -> tuple[Operation, Employee | None]:
    """The operation and its author; NotFound when it is not within reach."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(Operation, Employee)
            .outerjoin(Employee, Employee.id == Operation.author_id)
            .where(Operation.public_id == public_id, _within(actor))
        ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such operation."))
    return found[0], found[1]


def _within(actor: Actor) -> sa.ColumnElement[bool]:
    how_far = reach(actor, "operations:undo")
    if how_far is Reach.ALL:
        return sa.true()
    mine = Operation.author_id == actor.employee_id
    if how_far is Reach.TEAM:
        team = sa.select(Employee.id).where(Employee.team_id.in_(actor.team_ids))
        return sa.or_(mine, Operation.author_id.in_(team))
    return mine if how_far is Reach.OWN else sa.false()


def title_of(operation: Operation) -> str:
    """What the operation is called: the file, the leaver, the records."""
    return str(TITLED.get(operation.kind, operation.title))


def counted(operation: Operation) -> list[tuple[Any, str]]:
    """What the operation came to: (words, how many), without the nones."""
    found = operation.counts
    return [(words, format_decimal(found[key])) for key, words in COUNTED.items() if found.get(key)]


@dataclass(frozen=True)
class Kept:
    """A record that an undo leaves as it is, in words: (what, as it was left, as it is now)."""

    table: str
    client: Client | None  # None where it is beyond reach
    is_made: bool
    values: list[tuple[Any, Any, Any]]


def conflicts(operation: Operation, *, actor: Actor) -> list[Kept]:
    """What somebody has changed since, fifty at most; values only of clients within reach."""
    rows = journal.kept_rows(operation)
    ids = sorted({row.client_id for row in rows if row.client_id is not None})
    near = {
        client.id: client
        for client in db.session.execute(
            visible_to(actor, "clients:read", with_deleted=True).where(Client.id.in_(ids))
        ).scalars()
    }
    own = custom.fields_of([row.row_id for row in rows if row.table == "custom_value"])
    found = []
    for row in rows:
        client = near.get(row.client_id or 0)
        values = [
            _in_words(row, client, own.get(row.row_id), name)
            for name, left in row.left.items()
            if client is not None and name not in _SILENT
            and (row.now is None or row.now[name] != left)
        ]  # fmt: skip
        found.append(Kept(row.table, client, row.is_made, values))
    return found


def begin(operation: Operation, *, actor: Actor) -> list[UndoPreview] | None:
    """Undo ``operation`` (see ``undo``), or give it to a worker where it takes longer than a page
    may: None then.

    Refuses as ``undo`` does, and with Conflict what a worker undoes already.
    """
    demand(actor, "operations:undo")
    rows = journal.size(operation)
    if rows <= AT_ONCE or operation.kind in ELSEWHERE:
        return undo(operation, actor=actor)
    journal.demand_undoable(operation)
    if under_way(operation) is not None:
        raise Conflict(_("This is being undone already."))
    work.submit(
        WORK,
        actor=actor,
        params={"operation": operation.id, "public_id": operation.public_id},
        label=title_of(operation),
        total=rows,
    )
    return None


def begin_import(import_: Import, *, actor: Actor) -> list[UndoPreview] | None:
    """``begin`` for the operation of ``import_``; Conflict, too, when nothing of it came in."""
    if import_.operation_id is None:
        return undo_import(import_, actor=actor)  # refuses in its words
    return begin(db.session.get_one(Operation, import_.operation_id), actor=actor)


def under_way(operation: Operation) -> WorkItem | None:
    """The work that undoes ``operation``, while it is not over."""
    return db.session.execute(
        sa.select(WorkItem)
        .where(
            WorkItem.kind == WORK,
            WorkItem.state.in_(AT_WORK),
            WorkItem.params["operation"].as_integer() == operation.id,
        )
        .limit(1)
    ).scalar_one_or_none()


def carried(task: Task) -> Iterator[Progress]:
    """The handler: one step, for it is all or nothing; killed, it begins anew."""
    operation = db.session.get_one(Operation, int(task.params["operation"]))
    total = max(task.total or 1, 1)
    author = task.created_by_id
    actor = sessions.actor_of_employee(author) if author is not None else None
    if actor is not None and operation.state is not OperationState.UNDONE:
        with telling(task, total=total):
            undo(operation, actor=actor)
    yield Progress(total, total)


def _in_words(
    row: journal.KeptRow, client: Client, own: CustomField | None, name: str
) -> tuple[Any, Any, Any]:
    """A value of a record that is kept: what it is, as it was left, as it is now."""
    pair = (row.left[name], None if row.now is None else row.now[name])
    if row.table == "custom_value" and own is not None:
        said = [custom.spoken(own, custom.from_json(own, one)) for one in pair]
        return in_words(own.name_en, own.name_ru), said[0], said[1]
    if row.table == "client":
        said = [value_said(name, one, client.currency) for one in pair]
        return label(name), said[0], said[1]
    return label(name), *pair


def undo(operation: Operation, *, actor: Actor) -> list[UndoPreview]:
    """Undo ``operation`` the way its kind asks for; what was done, by table.

    Refuses with Forbidden, with Conflict for what is undone elsewhere or cannot be undone.
    """
    demand(actor, "operations:undo")
    if operation.kind in ELSEWHERE:
        raise Conflict(_("This is undone on its own page."))
    import_ = of_operation(operation)
    if import_ is not None:
        with given_back.told(operation, actor=actor):
            return undo_import(import_, actor=actor)
    if operation.kind == "bulk-edit":
        with given_back.told(operation, actor=actor):
            return undo_bulk(operation, actor=actor)
    if operation.kind == vip.KIND:
        return vip.undo_confirmation(operation, actor=actor)
    done = journal.undo(operation, author_id=actor.employee_id)
    audit.record("operation:undone", actor=actor, obj=operation, name=operation.title)
    return done
