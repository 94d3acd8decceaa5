"""Merges at ``/api/v1/merges``."""

from __future__ import annotations

from flask import Blueprint

from ..merges import operations, queries
from ..merges.models import Merge
from ..merges.rules import Choices, suggested
from ..policy.enforce import current_actor, requires
from .doors import ONE, Created, operation
from .shapes.base import Named, OnlyVersion, PageOf, PageQuery, named, page_of
from .shapes.duplicates import MergeGiven, MergeShown, MergeUndone

merges = Blueprint("api_merges", __name__, url_prefix="/api/v1/merges")
_PLAIN = ("version", "made_at", "rule", "reason", "moved", "stayed", "state", "undone_at")


@merges.get("")
@requires("merges:make")
@operation("List merges", query=PageQuery, answer=PageOf[MergeShown])
def listing(query: PageQuery) -> PageOf[MergeShown]:
    """Merges within reach, newest first."""
    page = queries.listing(current_actor(), cursor=query.cursor, limit=query.limit)
    return page_of(page, _shown, shape=PageOf[MergeShown])


@merges.post("")
@requires("merges:make")
@operation("Merge two records of one client", body=MergeGiven, answer=MergeShown, status=201,
           refusals=(403, 404, 409))  # fmt: skip
def create(body: MergeGiven) -> Created:
    """All of it or nothing."""
    actor = current_actor()
    survivor, loser = queries.two_of(body.survivor, body.loser, actor=actor)
    proposed = suggested(queries.values_of(survivor), queries.values_of(loser))
    proposed |= {one.field.key: one.proposed for one in queries.own_pairs(survivor, loser)}
    done = operations.merge(
        survivor,
        loser,
        choices=Choices({**proposed, **body.fields}, dict(body.lists), body.manager),
        versions=(body.survivor_version, body.loser_version),
        reason=body.reason,
        actor=actor,
    )
    found = queries.merge_of(done.public_id, actor=actor)
    return Created(_shown(found), "api_merges.show", found.public_id)


@merges.get(ONE)
@requires("merges:make")
@operation("Read a merge", answer=MergeShown)
def show(public_id: str) -> MergeShown:
    """One merge."""
    return _shown(queries.merge_of(public_id, actor=current_actor()))


@merges.post(f"{ONE}/undo")
@requires("merges:make", step_up=True)
@operation("Undo a merge", body=OnlyVersion, answer=MergeUndone)
def undo(public_id: str, body: OnlyVersion) -> MergeUndone:
    """Two records again; what was changed since stays."""
    actor = current_actor()
    merge = queries.merge_of(public_id, actor=actor, lock=True)
    counts = operations.undo(merge, version=body.version, actor=actor)
    return MergeUndone(merge=_shown(queries.merge_of(public_id, actor=actor)), **counts)


def _shown(merge: Merge) -> MergeShown:
    return MergeShown(
        **{name: getattr(merge, name) for name in _PLAIN},
        id=merge.public_id,
        survivor=Named(id=merge.survivor.public_id, name=merge.survivor_name),
        loser=Named(id=merge.loser.public_id, name=merge.loser_name),
        made_by=named(merge.made_by) if merge.made_by else None,
    )
