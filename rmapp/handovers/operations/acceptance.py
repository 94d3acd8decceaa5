"""The receiver takes each client, or says why not (V9)."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...clients.events import note
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid, Text
from ...core.formatting import day, moment
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ...staff.queries import those_who
from .. import queries
from ..models import Handover, HandoverItem, ItemState
from ..queries import given_item
from .introducing import introduce_all, introduce_one

DECLINED = notice_kind(
    "handover:declined",
    icon="handover",
    tone="warn",
    words=_l("%(subject)s cannot take a client: place it anew"),
)


def accept(handover: Handover, client_public_id: str, *, actor: Actor) -> HandoverItem:
    """Take one client. :class:`NotFound` for a client that was not given to ``actor``."""
    item = _given(handover, client_public_id, actor)
    _decide(item, ItemState.ACCEPTED)
    introduce_one(item, actor=actor)
    note(item.client_id, "handover-accepted", actor=actor, obj=handover)
    record("handover:accepted", actor=actor, obj=handover, client_id=item.client_id)
    return item


def accept_all(handover: Handover, *, actor: Actor) -> int:
    """Take every client given to ``actor`` but the VIPs: those are taken one by one."""
    demand(actor, "handovers:accept")
    done = db.session.execute(
        sa.update(HandoverItem)
        .where(
            HandoverItem.handover_id == handover.id,
            HandoverItem.receiver_id == actor.employee_id,
            queries.still_awaits(),
            HandoverItem.is_vip.is_(False),
        )
        .values(state=ItemState.ACCEPTED, decided_at=clock.now())
        .returning(HandoverItem.client_id)
        .execution_options(synchronize_session=False)
    ).scalars()
    clients = list(done)
    taken = len(clients)
    introduce_all(handover, clients, actor=actor)
    record("handover:accepted", actor=actor, obj=handover, detail={"clients": taken})
    return taken


def decline(
    handover: Handover, client_public_id: str, *, reason: str, actor: Actor
) -> HandoverItem:
    """Say why a client cannot be taken; the client stays served until the supervisor decides."""
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Say why.")]})
    item = _given(handover, client_public_id, actor)
    _decide(item, ItemState.DECLINED)
    item.decline_reason = reason
    record("handover:declined", actor=actor, obj=handover, client_id=item.client_id, reason=reason)
    tell(
        [handover.created_by_id, *those_who("handovers:make", over=actor.employee_id)],
        DECLINED.code,
        subject=actor.name,
        leads_to="handovers.declined",
        client_id=item.client_id,
    )
    return item


def _given(handover: Handover, client_public_id: str, actor: Actor) -> HandoverItem:
    demand(actor, "handovers:accept")
    return given_item(handover, client_public_id, actor=actor)


def _decide(item: HandoverItem, state: ItemState) -> None:
    if item.state is not ItemState.MOVED:
        raise Conflict(_decided(item))
    if queries.moved_on([item]):
        raise Conflict(_whereabouts(item))
    item.state, item.decided_at = state, clock.now()


def _decided(item: HandoverItem) -> Text:
    when = moment(item.decided_at, "d MMM yyyy, HH:mm") if item.decided_at else ""
    if item.state is ItemState.ACCEPTED and when:
        return _("You accepted this client on %(when)s.", when=when)
    if item.state is ItemState.DECLINED and when:
        return _("You declined this client on %(when)s: your supervisor decides.", when=when)
    return _("This client is with its former manager already.")


def _whereabouts(item: HandoverItem) -> Text:
    """Why there is nothing to accept any more."""
    found = queries.serves_by_now(item.client_id)
    if item.client.merged_into_id is not None:
        return _("This client was merged with another record: there is nothing to accept any more.")
    if item.client.deleted_at is not None or found is None:
        return _("This client is in the base no more: there is nothing to accept.")
    manager, assignment = found
    if manager.id == item.receiver_id:
        return _("This client came to you once more: accept it in the later handover.")
    return _(
        "%(name)s serves this client since %(day)s: there is nothing to accept any more.",
        name=manager.name,
        day=day(assignment.started_at),
    )
