"""A share-out too large for the time of a page is work; the page shows it going on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from flask_babel import gettext as _

from ...core.db import db
from ...core.errors import Conflict
from ...policy.enforce import Actor, demand
from ...staff import sessions
from ...work import operations as work
from ...work.kinds import Progress
from .. import queries
from ..models import Handover
from .drafting import demand_draft, share_out

WORK = "handover:share-out"
AT_ONCE = 12_000  # pairs of client and receiver


def share_out_or_submit(
    handover: Handover, receiver_ids: Collection[int], *, keep_families: bool, actor: Actor
) -> bool:
    """Share out now where it takes a moment, else as work; whether it is done. Refuses as
    ``share_out`` does."""
    demand(actor, "handovers:make")
    demand_draft(handover)
    if queries.count_items(handover) * len(receiver_ids) <= AT_ONCE:
        share_out(handover, receiver_ids, keep_families=keep_families, actor=actor)
        return True
    item = work.submit(
        WORK,
        actor=actor,
        params={
            "public_id": handover.public_id,
            "receivers": sorted(receiver_ids),
            "keep_families": keep_families,
        },
        label=handover.leaver.name,
    )
    handover.counts = {**handover.counts, "work": item.public_id}
    db.session.flush()
    return False


def shared(params: dict[str, Any], *, author_id: int | None) -> Iterator[Progress]:
    """The handler: under the reach of who asked, at this moment."""
    actor = sessions.actor_of_employee(author_id) if author_id is not None else None
    if actor is None:
        raise Conflict(_("Whoever asked for this has left."))
    handover = queries.handover_of(params["public_id"], actor=actor, lock=True)
    share_out(
        handover, params["receivers"], keep_families=bool(params["keep_families"]), actor=actor
    )
    yield Progress(1, 1)
