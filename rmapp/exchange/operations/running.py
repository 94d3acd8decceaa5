"""Carrying an import out: two thousand rows a step, each step whole or not at all.

A row that is done says so in the transaction that did it, so nothing is done twice whatever dies
and whatever is resumed. Steps of all imports take one lock: two people who import the same file at
once make its firms once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit import operations as audit
from ...clients.operations import indexing_at_once
from ...core import clock, journal
from ...core.db import db
from ...core.errors import Conflict
from ...core.journal import Operation
from ...policy.enforce import Actor, demand
from ...work import operations as work
from ...work.kinds import Progress
from ...work.models import WorkItem
from .. import queries
from ..client_words import Ahead, working_ahead
from ..drafts import Draft
from ..models import Fate, Import, ImportRow, ImportState
from ..queries import Due
from ..twins import facts_of
from ..writing_rows import CLIENTS, New, create_clients, update_clients
from .checking import author_of, matches
from .taking_over import take_over

WORK = "import-run"
BATCH = 2_000
FIRST = 500  # the first step is short: all others find their rows made ready
UNDO_FOR = dt.timedelta(days=30)
_LOCK = 0x696D706F7274  # "import"


def begin_run(import_: Import, *, actor: Actor) -> WorkItem:
    """Submit the import. Refuses with Conflict unless its rows were checked and wait."""
    demand(actor, "imports:run")
    import_ = queries.locked(import_.id)
    if import_.state is not ImportState.CHECKED:
        raise Conflict(_("Check the rows first: then it is known what this import will do."))
    take_over(import_, actor=actor)
    counts = queries.counts(import_)
    total = counts[Fate.CREATE.value] + counts[Fate.UPDATE.value]
    if not total:
        raise Conflict(_("There is nothing to take in: every row is known or has an error."))
    operation = journal.begin(
        "import", import_.file_name, author_id=actor.employee_id, undo_for=UNDO_FOR
    )
    item = work.submit(
        WORK,
        actor=actor,
        params={"import": import_.id, "public_id": import_.public_id},
        label=import_.file_name,
        total=total,
    )
    import_.counts = counts
    import_.operation_id = operation.id
    import_.state = ImportState.RUNNING
    import_.work_item_id = item.id
    audit.record("import:started", actor=actor, obj=import_, name=import_.file_name, detail=counts)
    return item


def run(import_id: int, *, after: int, done: int) -> Generator[Progress, None, dict[str, str]]:
    """The handler. ``after``: the number of the last row that is done; ``done``: how many are.

    The result names the operation of the journal that undoes it.
    """
    size = min(FIRST, BATCH)
    with working_ahead() as ahead:
        while rows := _step(import_id, after, size, ahead):
            after = rows[-1].number
            done += len(rows)
            size = BATCH
            yield Progress(done, None, {"after": after})
    import_ = queries.locked(import_id)
    import_.state = ImportState.DONE
    import_.finished_at = clock.now()
    audit.record(
        "import:done",
        actor=author_of(import_),
        obj=import_,
        name=import_.file_name,
        detail={"created": import_.created, "updated": import_.updated},
    )
    operation = db.session.get_one(Operation, import_.operation_id)
    undo = {"operation": operation.public_id}
    yield Progress(done, done, {"after": after})
    return undo


def _step(import_id: int, after: int, size: int, ahead: Ahead) -> Sequence[Due]:
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    import_ = queries.locked(import_id)
    if import_.state is not ImportState.RUNNING or import_.operation_id is None:
        raise Conflict(_("This import is not under way."))
    actor = author_of(import_)
    rows = queries.due_rows(import_id, after=after, limit=size)
    if not rows:
        return rows
    made = ahead.take()
    ahead.begin(queries.new_rows(import_id, after=rows[-1].number, limit=BATCH))
    operation = db.session.get_one(Operation, import_.operation_id)
    if queries.newcomers(import_):
        _leave_out_newcomers(import_, actor, rows)
    new = [row for row in rows if row.fate is Fate.CREATE]
    known = [row for row in rows if row.fate is Fate.UPDATE]
    with indexing_at_once():
        wanted = [New.of(row, made.get(row.id)) for row in new]
        ids = create_clients(import_, wanted, actor=actor)
        journal.made(operation, CLIENTS, ids, ["deleted_at", "version"])
        updated = update_clients(operation, known, actor=actor)
    for row, client_id in zip(new, ids, strict=True):
        row.client_id = client_id
    for row in known:
        if row.client_id not in updated:
            row.fate = Fate.DUPLICATE
    _mark_done(rows)
    import_.created += len(ids)
    import_.updated += len(updated)
    journal.finish(operation, {"created": import_.created, "updated": import_.updated})
    audit.record(
        "client:imported",
        actor=actor,
        obj=import_,
        name=import_.file_name,
        detail={"created": ids, "updated": sorted(updated)},
    )
    return rows


def _leave_out_newcomers(import_: Import, actor: Actor, rows: Sequence[Due]) -> None:
    """Rows whose client somebody else has made since the check are left out now."""
    new = {row.number: Draft.of(row.draft) for row in rows if row.fate is Fate.CREATE}
    undecided = {row.number: row for row in rows if not row.is_decided}
    found = matches(
        actor,
        {number: draft.subject() for number, draft in new.items()},
        {number: facts_of(draft) for number, draft in new.items()},
        newer_than=import_.newest_client_id,
        match_by=import_.match_by,
    )
    keys = {match.key for several in found.values() for match in several}
    ours = set(
        db.session.execute(
            sa.select(ImportRow.client_id).where(
                ImportRow.import_id == import_.id, ImportRow.client_id.in_(keys)
            )
        ).scalars()
    )
    for number, several in found.items():
        match = next((one for one in several if one.is_known and one.key not in ours), None)
        if match is not None and number in undecided:
            row = undecided[number]
            row.fate, row.client_id, row.is_foreign = Fate.DUPLICATE, match.key, match.is_foreign


def _mark_done(rows: Sequence[Due]) -> None:
    """One statement for all rows of a step."""
    given = (
        sa.func.unnest(
            sa.literal([row.id for row in rows], sa.ARRAY(sa.BigInteger)),
            sa.literal([row.client_id for row in rows], sa.ARRAY(sa.BigInteger)),
            sa.literal([row.fate.value for row in rows], sa.ARRAY(sa.Text)),
            sa.literal([row.is_foreign for row in rows], sa.ARRAY(sa.Boolean)),
        )
        .table_valued(
            sa.column("id", sa.BigInteger),
            sa.column("client_id", sa.BigInteger),
            sa.column("fate", sa.Text),
            sa.column("is_foreign", sa.Boolean),
        )
        .render_derived()
    )
    db.session.execute(
        sa.update(ImportRow)
        .where(ImportRow.id == given.c.id)
        .values(
            is_done=True,
            client_id=given.c.client_id,
            fate=sa.cast(given.c.fate, ImportRow.__table__.c.fate.type),
            is_foreign=given.c.is_foreign,
        )
        .execution_options(synchronize_session=False)
    )
