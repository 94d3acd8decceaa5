"""The journal: operations on many records, their undo with a preview."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock
from ...core.forms import DeedForm
from ...core.journal import OperationState, preview_undo, size
from ...policy.enforce import current_actor, requires
from .. import book
from ..operations.undoing import of_operation

journal = Blueprint("journal", __name__, url_prefix="/journal")
#: Rows of the journal that a page can compare with how they stand now.
PREVIEWED = 50_000
_ID = "/<string(length=16):public_id>"


@journal.get("/")
@requires("operations:undo")
def listing() -> ResponseReturnValue:
    """Operations within reach, newest first."""
    page = book.operations(current_actor(), cursor=request.args.get("cursor"))
    return render_template(
        "journal/listing.html", page=page, kinds=book.KINDS, title_of=book.title_of
    )


@journal.get(_ID)
@requires("operations:undo")
def show(public_id: str) -> ResponseReturnValue:
    """One operation and what its undo would do now."""
    operation, author = book.operation_of(public_id, actor=current_actor())
    is_over = operation.undo_until is not None and clock.now() > operation.undo_until
    under_way = book.under_way(operation) is not None
    undoable = (OperationState.DONE, OperationState.PARTLY_UNDONE)
    can_be = operation.state in undoable and not is_over and not under_way
    elsewhere = book.ELSEWHERE.get(operation.kind, "")
    is_large = can_be and size(operation) > PREVIEWED
    preview = preview_undo(operation) if can_be and not elsewhere and not is_large else []
    if operation.state is OperationState.PARTLY_UNDONE and not is_large:
        can_be = any(one.set_back or one.removed for one in preview)
    untold = elsewhere or is_large or under_way
    return render_template(
        "journal/show.html",
        operation=operation,
        author=author,
        kinds=book.KINDS,
        title=book.title_of(operation),
        is_titled=operation.kind in book.TITLED,
        tables=book.TABLES,
        counted=book.counted(operation),
        is_over=is_over,
        under_way=under_way,
        elsewhere=elsewhere,
        preview=preview,
        can_be_undone=can_be and not elsewhere,
        is_large=is_large,
        conflicts=[] if untold else book.conflicts(operation, actor=current_actor()),
        import_=of_operation(operation),
        form=DeedForm(),
    )


@journal.post(_ID + "/undo")
@requires("operations:undo", step_up=True)
def undo(public_id: str) -> ResponseReturnValue:
    """Undo the operation; what somebody changed since stays."""
    actor = current_actor()
    operation, _author = book.operation_of(public_id, actor=actor)
    if DeedForm().validate_on_submit():
        done = book.begin(operation, actor=actor)
        if done is None:
            flash(_("The undo has begun; it goes on in the background."), "ok")
            return redirect(url_for("journal.show", public_id=public_id))
        kept = sum(one.kept for one in done)
        words = _("Undone. Rows that somebody has changed since were kept: %(kept)s", kept=kept)
        flash(words if kept else _("Undone."), "ok")
    return redirect(url_for("journal.show", public_id=public_id))
