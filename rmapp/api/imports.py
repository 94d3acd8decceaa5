"""Imports at ``/api/v1/imports``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from ..clients.models import SourceKind
from ..core.errors import Conflict
from ..exchange import book, operations, words
from ..exchange import queries as exchange
from ..exchange.fields import by_names
from ..exchange.keepers import chosen
from ..exchange.models import Fate, Import
from ..policy.enforce import current_actor, requires
from ..work import operations as work
from ..work.models import WorkItem
from . import queries
from .doors import ONE, Created, operation
from .shapes.base import CursorQuery, PageOf, page_of
from .shapes.imports import (
    DecisionGiven,
    ImportRowShown,
    ImportShown,
    ImportUndone,
    MappingGiven,
    ProblemShown,
    ProgressShown,
    RowQuery,
    undone_tables,
)

imports = Blueprint("api_imports", __name__, url_prefix="/api/v1/imports")
BODY = 66 * 1024 * 1024
_PLAIN = (
    "file_name", "size", "format", "encoding", "columns", "match_by", "mode", "counts", "created",
    "updated", "created_at", "finished_at",
)  # fmt: skip


@imports.get("")
@requires("imports:run")
@operation("List imports", query=CursorQuery, answer=PageOf[ImportShown])
def listing(query: CursorQuery) -> PageOf[ImportShown]:
    """Imports within reach, newest first."""
    page = exchange.imports(current_actor(), cursor=query.cursor)
    return page_of(page, lambda row: _shown(row[0], row[1]), shape=PageOf[ImportShown])


@imports.post("")
@requires("imports:run", body=BODY)
@operation("Bring in a file", upload=True, answer=ImportShown, status=201)
def create(upload: FileStorage) -> Created:
    """The file is kept and its columns are recognised; nothing comes in yet."""
    made = operations.upload(
        actor=current_actor(), content=upload.read(), file_name=upload.filename or ""
    )
    return Created(_shown(made, None), "api_imports.show", made.public_id)


@imports.get(ONE)
@requires("imports:run")
@operation("Read an import and its progress", answer=ImportShown)
def show(public_id: str) -> ImportShown:
    """Where it stands."""
    return _one(_found(public_id))


@imports.post(f"{ONE}/mapping")
@requires("imports:run")
@operation("Say what the columns are", body=MappingGiven, answer=ImportShown)
def map_columns(public_id: str, body: MappingGiven) -> ImportShown:
    """Kept for the same columns next time."""
    found = _found(public_id)
    operations.map_columns(
        found,
        actor=current_actor(),
        mapping=by_names(found.columns, body.mapping),
        mode=body.mode,
        kind_rule=body.kind,
        overwrites=body.overwrites,
        is_lenient=body.is_lenient,
        match_by=body.match_by,
        source_id=queries.chosen_source(body.source, SourceKind.SOURCE),
        keeping=chosen(body.assign_to, current_actor()) if body.assign_to is not None else None,
    )
    return _one(found)


@imports.post(f"{ONE}/check")
@requires("imports:run")
@operation("Begin the dry run", answer=ImportShown, refusals=(409,))
def check(public_id: str) -> ImportShown:
    """Every row's fate is known before anything is written into the base."""
    found = _found(public_id)
    operations.begin_check(found, actor=current_actor())
    return _one(found)


@imports.get(f"{ONE}/rows")
@requires("imports:run")
@operation("List the rows of an import", query=RowQuery, answer=PageOf[ImportRowShown])
def rows(public_id: str, query: RowQuery) -> PageOf[ImportRowShown]:
    """Rows in the order of the file with what becomes of them."""
    page = exchange.rows(
        _found(public_id),
        actor=current_actor(),
        fate=query.fate or "",
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, _row, shape=PageOf[ImportRowShown])


@imports.post(f"{ONE}/decisions")
@requires("imports:run")
@operation("Decide what becomes of rows", body=DecisionGiven, answer=ImportShown)
def decide(public_id: str, body: DecisionGiven) -> ImportShown:
    """Take in, fill up the known client, leave out."""
    found = _found(public_id)
    operations.decide(found, actor=current_actor(), numbers=body.rows, fate=Fate(body.fate))
    return _one(found)


@imports.post(f"{ONE}/run")
@requires("imports:run")
@operation("Carry an import out", answer=ImportShown, refusals=(409,))
def run(public_id: str) -> ImportShown:
    """In steps; progress is read from the import."""
    found = _found(public_id)
    operations.begin_run(found, actor=current_actor())
    return _one(found)


@imports.post(f"{ONE}/stop")
@requires("imports:run")
@operation("Stop an import after its present step", answer=ImportShown, refusals=(409,))
def stop(public_id: str) -> ImportShown:
    """What is done stays done."""
    found = _found(public_id)
    work.stop(_item(found).public_id, actor=current_actor())
    return _one(found)


@imports.post(f"{ONE}/resume")
@requires("imports:run")
@operation("Let an import go on where it stood", answer=ImportShown, refusals=(409,))
def resume(public_id: str) -> ImportShown:
    """After a stop or a failure; in one's own name where its author has no access any more."""
    found = _found(public_id)
    operations.carry_on(found, actor=current_actor())
    return _one(found)


@imports.post(f"{ONE}/undo")
@requires("operations:undo", step_up=True)
@operation("Undo an import", answer=ImportUndone, refusals=(409,))
def undo(public_id: str) -> ImportUndone:
    """What nobody has touched since goes; the rest stays. A large one goes to the background."""
    found = _found(public_id)
    done = book.begin_import(found, actor=current_actor())
    return ImportUndone(imported=_one(found), tables=undone_tables(done), is_under_way=done is None)


def _found(public_id: str) -> Import:
    return exchange.import_of(public_id, actor=current_actor())


def _item(found: Import) -> WorkItem:
    item = exchange.item_of(found)
    if item is None:
        raise Conflict(_("This work is over already."))
    return item


def _one(found: Import) -> ImportShown:
    return _shown(found, exchange.item_of(found))


def _shown(found: Import, item: WorkItem | None) -> ImportShown:
    names = ("state", "done", "total", "share", "seconds_left", "error")
    progress = None
    if item is not None:
        progress = ProgressShown(**{name: getattr(item, name) for name in names})
    return ImportShown(
        **{name: getattr(found, name) for name in _PLAIN},
        id=found.public_id,
        mapping=found.column_fields,
        kind=found.kind_rule,
        state=exchange.standing(found, item),
        progress=progress,
    )


def _row(shown: Any) -> ImportRowShown:
    row = shown.row
    return ImportRowShown(
        number=row.number,
        name=row.name,
        fate=row.fate,
        client=shown.client_public_id,
        problems=[
            ProblemShown(
                field=field, message=str(words.problem_words(code)), is_error=bool(is_error)
            )
            for field, code, _cell, is_error in row.problems
        ],
        changes=row.changes,
    )
