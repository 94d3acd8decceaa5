"""A bulk deed from its choice to its end, five hundred clients a step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit import operations as audit
from ...clients.models import Client
from ...core import clock, journal
from ...core.db import any_of, db
from ...core.errors import Invalid
from ...policy.enforce import Actor, demand
from ...work import operations as work
from .. import queries
from ..models import BulkDeed, BulkItem, Deed, Fate
from ..words import PERMISSIONS
from .deeds import DO

WORK = "bulk-deed"
BATCH, AT_ONCE = 500, 50
#: A series plans contacts one by one: fewer a step.
BATCHES, ONCES = {Deed.START: 10}, {Deed.START: 5}
UNDO_FOR = dt.timedelta(days=30)


def begin(
    deed: Deed,
    statement: sa.Select[Client],
    *,
    actor: Actor,
    params: Mapping[str, Any],
    title: str,
) -> BulkDeed:
    """Do ``deed`` to every client of ``statement`` who may be changed; the rest is left out.

    ``params`` (plain JSON): see ``bulk.wishes``; SET ``field`` or ``custom_id`` with ``column``
    and ``key``, ``kinds``, ``value`` (None empties the field); ASSIGN ``employee_id``,
    ``is_certified``, ``role``; PLAN ``at`` and ``moved`` (employee key → at), or
    ``moments`` (client key → at); lists
    ``segment_id``; TAKE ``plan_id``; START ``template``, its ``template_id``, ``version_id``,
    ``kinds``, and ``starts_on``.
    Up to fifty at once, more by work. Refuses with Forbidden, Invalid (nobody).
    """
    demand(actor, PERMISSIONS[deed])
    bulk = BulkDeed(
        deed=deed,
        params=dict(params),
        title=title[:500],
        author_id=actor.employee_id,
        created_at=clock.now(),
    )
    db.session.add(bulk)
    db.session.flush()
    fate = queries.fate(deed, params, actor)
    db.session.execute(
        sa.insert(BulkItem).from_select(
            ["bulk_deed_id", "client_id", "fate"],
            statement.with_only_columns(sa.literal(bulk.id), Client.id, fate).order_by(Client.id),
        ),
        execution_options={"synchronize_session": False},
    )
    due = queries.counts(bulk).get(Fate.DUE, 0)
    if not due:
        raise Invalid(_("There is nobody to change: all are so already, or you may not."))
    operation = journal.begin("bulk-edit", title, author_id=actor.employee_id, undo_for=UNDO_FOR)
    bulk.operation_id = operation.id
    if due > ONCES.get(deed, AT_ONCE):
        item = work.submit(
            WORK,
            actor=actor,
            params={"bulk": bulk.id, "public_id": bulk.public_id},
            label=title,
            total=due,
        )
        bulk.work_item_id = item.id
    else:
        while step(bulk, actor=actor):
            pass
    db.session.flush()
    return bulk


def step(bulk: BulkDeed, *, actor: Actor) -> int:
    """Do the next clients; how many there were, 0 when all are done."""
    ids = list(
        db.session.scalars(
            sa.select(BulkItem.client_id)
            .where(BulkItem.bulk_deed_id == bulk.id, BulkItem.fate == Fate.DUE)
            .order_by(BulkItem.client_id)
            .limit(BATCHES.get(bulk.deed, BATCH))
        )
    )
    operation = db.session.get_one(journal.Operation, bulk.operation_id)
    if not ids:
        counts = {fate.value: count for fate, count in queries.counts(bulk).items()}
        journal.finish(operation, counts)
        bulk.finished_at = bulk.finished_at or clock.now()
        db.session.flush()
        return 0
    wanted = any_of(ids)
    db.session.execute(
        sa.select(Client.id).where(Client.id == wanted).order_by(Client.id).with_for_update()
    ).all()
    # what has changed since the choice is seen now, under the locks
    fate = queries.fate(bulk.deed, bulk.params, actor)
    now: dict[int, str] = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(Client.id, fate).where(Client.id == wanted, Client.deleted_at.is_(None))
        )
    }
    due = [id for id in ids if now.get(id) == Fate.DUE.value]
    refused: dict[int, str] = {}
    if due:
        refused = DO[bulk.deed](bulk, operation, due, actor) or {}
        due = [id for id in due if id not in refused]
    if due:
        audit.record(
            f"client:bulk-{bulk.deed.value}",
            actor=actor,
            obj=bulk,
            name=bulk.title,
            detail={"clients": due},
        )
    for found, of in ((Fate.DONE, due), *((f, _of(now, ids, f)) for f in Fate if f not in _OPEN)):
        if of:
            db.session.execute(
                sa.update(BulkItem)
                .where(
                    BulkItem.bulk_deed_id == bulk.id,
                    BulkItem.client_id == any_of(of),
                )
                .values(fate=found)
                .execution_options(synchronize_session=False)
            )
    for id, why in refused.items():
        db.session.execute(
            sa.update(BulkItem)
            .where(BulkItem.bulk_deed_id == bulk.id, BulkItem.client_id == id)
            .values(fate=Fate.UNFIT, why=why[:500])
            .execution_options(synchronize_session=False)
        )
    return len(ids)


_OPEN = (Fate.DUE, Fate.DONE)


def _of(now: Mapping[int, str], ids: list[int], fate: Fate) -> list[int]:
    """The clients of ``fate``; those that are gone by now count as unfit."""
    return [id for id in ids if now.get(id, Fate.UNFIT.value) == fate.value]
