"""A client rests, and rests no more (D1): an inactive one gets no reminders."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...clients.events import note
from ...clients.models import Client
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...outbox import operations as outbox
from ...policy.enforce import Actor, demand
from .. import queries


def set_active(client: Client, *, active: bool, actor: Actor, reason: str) -> Client:
    """Let ``client`` rest, or take it up again, for ``reason`` (required to let it rest).

    While it rests no reminder is scheduled; those that wait are cancelled.

    Refuses with Forbidden; Conflict when it is so already; Invalid on ``reason``.
    """
    demand(actor, "clients:edit")
    client = queries.locked(client)
    if client.is_active is active:
        words = _("The client is active already.") if active else _("The client rests already.")
        raise Conflict(words)
    reason = reason.strip()[:500]
    if not active and not reason:
        raise Invalid(fields={"reason": [_l("Say why the client is to get no reminders.")]})
    client.is_active = active
    db.session.flush()
    stopped = 0 if active else outbox.stop_at_rest(client.id, actor=actor).cancelled
    kind = "activated" if active else "deactivated"
    note(client.id, kind, actor=actor, detail={"reason": reason, "letters_stopped": stopped})
    audit.record(f"client:{kind}", actor=actor, obj=client, client_id=client.id, reason=reason)
    return client
