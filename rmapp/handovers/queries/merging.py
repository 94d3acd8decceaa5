"""What a handover under way says to whoever would merge one of its clients (D12, V8)."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Client
from ...core import registry
from ...core.db import db
from ...policy.enforce import Actor
from ..models import UNDER_WAY, Handover, HandoverItem
from .handovers import visible_to
from .making import may_make


@registry.explains("handover_item.client_id")
def why_not_merged(client_ids: Collection[int], actor: Actor | None) -> registry.Obstacle:
    """Which handover, of whom, and the way there.

    A draft is not told to whom it is not shown: they learn whom to ask and nothing else.
    """
    handover, name = db.session.execute(
        sa.select(Handover, Client.display_name)
        .join(HandoverItem, HandoverItem.handover_id == Handover.id)
        .join(Client, Client.id == HandoverItem.client_id)
        .options(joinedload(Handover.leaver), joinedload(Handover.created_by))
        .where(Client.id.in_(client_ids), Handover.state.in_(UNDER_WAY))
        .order_by(Handover.id)
        .limit(1)
    ).one()
    author = handover.created_by.name
    sees = actor is not None and db.session.scalar(
        visible_to(actor).where(Handover.id == handover.id).with_only_columns(Handover.id)
    )
    if actor is not None and not sees:
        return registry.Obstacle(
            _(
                "%(client)s cannot be merged just now. Ask %(name)s what stands in the way.",
                client=name,
                name=author,
            )
        )
    stands = _(
        "%(client)s is among the clients that %(leaver)s hands over.",
        client=name, leaver=handover.leaver.name,
    )  # fmt: skip
    if actor is None or may_make(handover, actor):
        ends = _("Carry the handover out or give it up first, or leave this client out of it.")
    else:
        ends = _("%(name)s has prepared this: ask them to carry it out first.", name=author)
    leads_to = {
        "label": _("Open the handover"),
        "endpoint": "handovers.show",
        "values": {"public_id": handover.public_id},
    }
    return registry.Obstacle(f"{stands} {ends}", leads_to)
