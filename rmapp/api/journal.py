"""The journal of deeds on many records at ``/api/v1/operations``: imports, bulk changes,
confirmed VIP statuses; a handover or a merge is undone at its own address."""

from __future__ import annotations

from flask import Blueprint

from ..core.journal import Operation
from ..exchange import book
from ..policy.enforce import current_actor, requires
from ..staff.models import Employee
from .doors import ONE, operation
from .shapes.base import PageOf, PageQuery, named, page_of
from .shapes.imports import undone_tables
from .shapes.journal import OperationShown, OperationUndone

journal = Blueprint("api_operations", __name__, url_prefix="/api/v1/operations")


@journal.get("")
@requires("operations:undo")
@operation("List deeds of the journal", query=PageQuery, answer=PageOf[OperationShown])
def list_operations(query: PageQuery) -> PageOf[OperationShown]:
    """Of those within reach, newest first."""
    page = book.operations(current_actor(), cursor=query.cursor, limit=query.limit)
    return page_of(page, lambda row: _shown(*row), shape=PageOf[OperationShown])


@journal.get(ONE)
@requires("operations:undo")
@operation("Read a deed of the journal", answer=OperationShown)
def show_operation(public_id: str) -> OperationShown:
    """One deed."""
    return _shown(*book.operation_of(public_id, actor=current_actor()))


@journal.post(f"{ONE}/undo")
@requires("operations:undo", step_up=True)
@operation("Undo a deed of the journal", answer=OperationUndone, refusals=(409,))
def undo(public_id: str) -> OperationUndone:
    """The way its kind asks for; what somebody has changed since stays. A large one goes to the
    background: ``is_under_way`` then, and the deed tells its end."""
    actor = current_actor()
    found, _author = book.operation_of(public_id, actor=actor)
    done = book.begin(found, actor=actor)
    after = book.operation_of(public_id, actor=actor)
    return OperationUndone(
        operation=_shown(*after), tables=undone_tables(done), is_under_way=done is None
    )


def _shown(one: Operation, author: Employee | None) -> OperationShown:
    names = ("kind", "title", "at", "state", "counts", "undo_until", "undone_at")
    return OperationShown(
        id=one.public_id,
        author=named(author) if author is not None else None,
        **{name: getattr(one, name) for name in names},
    )
