"""The journal as people see it: who did what to many records, and the way back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..audit import operations as audit
from ..core import journal
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import Conflict, NotFound
from ..core.journal import Operation, UndoPreview
from ..core.pagination import Order, Page, keyset
from ..policy.enforce import Actor, demand, reach
from ..policy.models import Reach
from ..staff.models import Employee
from .operations.undoing import of_operation, undo_import

KINDS: dict[str, Any] = {
    "import": _l("Import"),
    "handover": _l("Handover"),
    "merge": _l("Merge"),
    "bulk-edit": _l("Bulk change"),
}
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
}


def operations(actor: Actor, *, cursor: str | None = None) -> Page[Any]:
    """Operations within reach with their authors, newest first."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(Operation, Employee)
        .outerjoin(Employee, Employee.id == Operation.author_id)
        .where(_within(actor))
    )
    return keyset(statement, [Order(Operation.id, descending=True)], cursor=cursor, scalars=False)


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


def undo(operation: Operation, *, actor: Actor) -> list[UndoPreview]:
    """Undo ``operation`` the way its kind asks for; what was done, by table.

    Refuses with Forbidden, with Conflict for what is undone elsewhere or cannot be undone.
    """
    demand(actor, "operations:undo")
    if operation.kind in ELSEWHERE:
        raise Conflict(_("This is undone on its own page."))
    import_ = of_operation(operation)
    if import_ is not None:
        return undo_import(import_, actor=actor)
    done = journal.undo(operation, author_id=actor.employee_id)
    audit.record("operation:undone", actor=actor, obj=operation, name=operation.title)
    return done
