"""Undoing an import as a whole: what nobody has touched since goes, the rest stays."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit import operations as audit
from ...core import journal
from ...core.db import db
from ...core.errors import Conflict
from ...core.journal import Operation, UndoPreview
from ...policy.enforce import Actor, demand
from ...work.models import OPEN as WORK_OPEN
from .. import queries
from ..models import Import, ImportState


def of_operation(operation: Operation) -> Import | None:
    """The import that ``operation`` is, if it is one."""
    return db.session.execute(
        sa.select(Import).where(Import.operation_id == operation.id)
    ).scalar_one_or_none()


def undo_import(import_: Import, *, actor: Actor) -> list[UndoPreview]:
    """Move what the import made into the bin and set back what it changed; what it did.

    A client that somebody has changed since stays. Refuses with Forbidden, and with Conflict
    while rows still come in, when nothing came in, or when it was undone before.
    """
    demand(actor, "operations:undo")
    import_ = queries.locked(import_.id)
    item = queries.item_of(import_)
    if item is not None and item.state in WORK_OPEN:
        raise Conflict(_("This import is under way. Stop it first."))
    if import_.operation_id is None:
        raise Conflict(_("Nothing of this import has come in."))
    operation = db.session.get_one(Operation, import_.operation_id)
    done = journal.undo(operation, author_id=actor.employee_id)
    import_.state = ImportState.UNDONE
    audit.record(
        "import:undone",
        actor=actor,
        obj=import_,
        name=import_.file_name,
        detail={one.table: [one.set_back, one.removed, one.kept] for one in done},
    )
    return done
