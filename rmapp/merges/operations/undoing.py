"""One record becomes two again, at any later time: what nobody has touched since goes back, what
was done since stays where it was done."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note
from ...clients.models import Assignment, Client
from ...clients.operations import assign_row, refresh_search_many
from ...core import clock, journal
from ...core.db import db
from ...core.errors import Conflict, Forbidden
from ...core.journal import OperationState
from ...interactions.operations.dates import keep_dates
from ...policy.enforce import Actor, demand
from .. import queries
from ..models import Merge, MergeState
from .locking import locked


def undo(merge: Merge, *, version: int, actor: Actor) -> dict[str, int]:
    """Make two records of one; return ``{"returned", "kept"}``: rows set back, rows kept as now.

    The restored record gets its manager back, else the survivor's present one. Refuses with
    Forbidden; with Conflict a stale ``version``, a merge undone before, and a survivor that was
    itself merged away or lies in the bin.
    """
    demand(actor, "merges:make")
    if merge.state is not MergeState.DONE:
        raise Conflict(_("This merge has been undone already."))
    if merge.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    survivor, loser = locked(merge.survivor_id, merge.loser_id)
    if survivor.merged_into_id is not None:
        raise Conflict(
            _("%(name)s has been merged on. Undo that merge first.", name=survivor.display_name)
        )
    if survivor.deleted_at is not None:
        raise Conflict(_("%(name)s lies in the bin.", name=survivor.display_name))
    if not queries.both_within_reach(survivor, survivor, actor=actor):
        raise Forbidden(_("The client is not yours any more. Ask its manager or your supervisor."))
    served = _primary(survivor.id)
    operation = db.session.get_one(journal.Operation, merge.operation_id)
    done = journal.undo(operation, author_id=actor.employee_id)
    merge = db.session.get_one(Merge, merge.id)
    survivor = db.session.get_one(Client, survivor.id)
    loser = db.session.get_one(Client, loser.id)
    if loser.deleted_at is not None or loser.merged_into_id is not None:
        raise Conflict(_("The record that was merged in has been changed and cannot come back."))
    for client in (survivor, loser):
        _serve(client, served, actor)
    counts = {
        "returned": sum(one.set_back for one in done),
        "kept": sum(one.kept for one in done),
    }
    is_partly = operation.state is OperationState.PARTLY_UNDONE
    merge.state = MergeState.PARTLY_UNDONE if is_partly else MergeState.UNDONE
    merge.undone_at, merge.undone_by_id = clock.now(), actor.employee_id
    for client, other in ((survivor, loser), (loser, survivor)):
        note(
            client.id,
            "unmerged",
            actor=actor,
            title=other.display_name,
            obj=merge,
            detail={"merge": merge.public_id, **counts},
        )
    record(
        "client:unmerged",
        actor=actor,
        obj=merge,
        name=f"{merge.loser_name} ← {merge.survivor_name}",
        client_id=survivor.id,
        detail={"loser_id": loser.id, **counts},
    )
    keep_dates([survivor.id, loser.id])
    refresh_search_many([survivor.id, loser.id])
    db.session.flush()
    db.session.expire_all()
    return counts


def _primary(client_id: int) -> Assignment | None:
    return db.session.execute(
        sa.select(Assignment).where(
            Assignment.client_id == client_id,
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
        )
    ).scalar_one_or_none()


def _serve(client: Client, served: Assignment | None, actor: Actor) -> None:
    """Nobody is left without a manager by an undo: whoever served the one serves both."""
    if served is None or _primary(client.id) is not None:
        return
    before = db.session.execute(
        sa.select(Assignment.id).where(Assignment.client_id == client.id, Assignment.is_primary)
    ).first()
    if before is not None:
        reason = _("A merge was undone")
        assign_row(client.id, served.employee_id, served.role, actor=actor, reason=reason)
