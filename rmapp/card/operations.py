"""Deeds on the card itself."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import operations as audit
from ..clients.models import Client
from ..core import clock
from ..core.db import db
from ..core.errors import Conflict
from ..policy.enforce import Actor, demand
from . import queries
from .models import TimelinePin


def pin(client: Client, entry: queries.Entry, *, actor: Actor, stays: bool) -> None:
    """Keep ``entry`` on top of the timeline of ``client`` (``stays``), or let it go.

    Refuses with Forbidden; Conflict when as many as can be are on top.
    """
    demand(actor, "clients:edit")
    of_client = TimelinePin.client_id == client.id
    db.session.execute(sa.select(Client.id).where(Client.id == client.id).with_for_update())
    standing = db.session.execute(sa.select(TimelinePin).where(of_client)).scalars().all()
    mine = [one for one in standing if (one.source, one.entry_id) == (entry.source, entry.id)]
    if stays == bool(mine):
        return
    if not stays:
        db.session.delete(mine[0])
    elif len(standing) >= queries.PINS:
        raise Conflict(
            _("%(most)s entries are on top already. Let one go first.", most=queries.PINS)
        )
    else:
        db.session.add(
            TimelinePin(
                client_id=client.id,
                source=entry.source,
                entry_id=entry.id,
                pinned_at=clock.now(),
                pinned_by_id=actor.employee_id,
            )
        )
    db.session.flush()
    tag = "timeline:pinned" if stays else "timeline:unpinned"
    audit.record(tag, actor=actor, obj=client, client_id=client.id, detail={"entry": entry.name})
