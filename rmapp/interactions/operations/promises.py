"""Promises given in contacts, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...policy.enforce import Actor
from ..models import Interaction, Promise, PromiseState
from ..queries import client_held
from ..words import Side

FARTHEST = dt.timedelta(days=5 * 366)


@dataclass(frozen=True)
class PromiseDraft:
    """A promise given in a contact: ``side`` promised ``text`` by ``due_on``."""

    text: str
    due_on: dt.date
    side: Side = Side.BANK


def make_promise(
    client: Client,
    *,
    actor: Actor,
    text: str,
    due_on: dt.date,
    side: Side = Side.BANK,
    interaction: Interaction | None = None,
) -> Promise:
    """Keep the promise ``text`` of ``side``, due on ``due_on``; the manager of the contact (else
    the actor) answers for it. Refuses with NotFound (reach) and :class:`Invalid`."""
    client_held(client.id, actor=actor, permission="interactions:record")
    today = clock.today(actor.zone)
    if not text.strip():
        raise Invalid(_("Say what was promised."), fields={"promise": [_("Say what.")]})
    if not today <= due_on <= today + FARTHEST:
        words = _("A promise is kept today or later, within five years.")
        raise Invalid(words, fields={"promise_due": [words]})
    promise = Promise(
        client_id=client.id,
        interaction_id=interaction.id if interaction else None,
        side=side,
        owner_id=interaction.manager_id if interaction else actor.employee_id,
        text=text,
        due_on=due_on,
        created_at=clock.now(),
        created_by_id=actor.employee_id,
    )
    db.session.add(promise)
    db.session.flush()
    detail = {"side": side.value, "due_on": due_on.isoformat()}
    record("promise:made", actor=actor, obj=promise, client_id=client.id, detail=detail)
    note_event(client.id, "promise-made", actor=actor, title=text, obj=interaction, detail=detail)
    return promise


def close_promise(promise: Promise, *, actor: Actor, version: int, state: PromiseState) -> Promise:
    """Close an open promise as kept, broken or dropped.

    Refuses with NotFound (reach) and :class:`Conflict` when it is closed or was changed.
    """
    client_held(promise.client_id, actor=actor, permission="interactions:record")
    if promise.state is not PromiseState.OPEN or promise.version != version:
        raise Conflict(_("Somebody has dealt with this promise already."))
    if state is PromiseState.OPEN:
        raise Invalid(_("Say what became of it."), fields={"state": [_("Say what.")]})
    promise.state = state
    promise.closed_at = clock.now()
    detail = {"state": state.value}
    record("promise:closed", actor=actor, obj=promise, client_id=promise.client_id, detail=detail)
    note_event(promise.client_id, "promise-closed", actor=actor, title=promise.text, detail=detail)
    return promise
