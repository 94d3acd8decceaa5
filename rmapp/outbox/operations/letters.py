"""Every change people and slices make to letters: schedule, cancel, release, stop."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from ...core import clock
from ...core.db import db, new_public_id
from ...core.errors import Conflict, Invalid, NotFound
from ...policy.enforce import Actor
from ...settings import settings
from .. import place, queries, records, transitions
from ..models import Message, RecipientAddress
from ..rules import next_allowed
from ..states import AFTER_RESTORE, Happening, OnUncertain, Purpose, State

PARAMS_BYTES = 100_000
KEY_LENGTH = {"occasion": 120, "dedup_key": 200, "kind": 64}


@dataclass(frozen=True)
class Scheduled:
    """A letter in the outbox. ``is_new``: False when this deed had scheduled it before.

    ``warning``: why it will not be sent as things stand (no consent, bounced), or None.
    """

    id: int
    public_id: str
    is_new: bool
    warning: str | None


@dataclass(frozen=True)
class Recalled:
    """What a cancel came to. ``too_late``: already being sent, sent, or perhaps sent.

    ``maybe_sent``: cancelled, but an earlier attempt may have arrived.
    """

    cancelled: int
    too_late: int
    maybe_sent: int = 0

    @property
    def words(self) -> str:
        """One honest sentence for the person who asked."""
        if self.too_late:
            return str(_("It is already being sent or has been sent; it cannot be called back."))
        if self.maybe_sent:
            return str(_("Cancelled; but an earlier attempt may have arrived."))
        if self.cancelled:
            return str(_("The letter is cancelled."))
        return str(_("There is nothing to cancel."))


def schedule(
    *,
    actor: Actor | None,
    kind: str,
    address_id: int,
    purpose: Purpose,
    occasion: str,
    dedup_key: str,
    params: dict[str, Any] | None = None,
    template: str | None = None,
    client_id: int | None = None,
    employee_id: int | None = None,
    due_at: dt.datetime | None = None,
    not_after: dt.datetime | None = None,
    zone: str | None = None,
    stops_on_reply: bool = False,
    on_uncertain: OnUncertain = OnUncertain.RESEND,
) -> Scheduled:
    """Put a letter into the outbox, in the transaction of the deed that causes it.

    ``kind`` names its renderer; ``occasion`` what it is made for (``proposal:123``), by which it
    can be cancelled; ``dedup_key`` makes a repeated deed harmless. ``employee_id``: the sender.
    ``due_at``: now by default; ``not_after``: 48 hours beyond the first allowed moment by
    default; ``zone``: the reader's, for the hours in which other letters than service may leave.
    Refuses (Invalid) keys and params too long. Nobody is woken: the dispatcher looks every second.
    """
    values = {"occasion": occasion, "dedup_key": dedup_key, "kind": kind}
    for name, value in values.items():
        if not value or len(value) > KEY_LENGTH[name]:
            raise Invalid(fields={name: [_("This key is empty or too long.")]})
    if len(json.dumps(params or {}).encode()) > PARAMS_BYTES:
        raise Invalid(fields={"params": [_("This letter carries too much data.")]})
    now = clock.now()
    due = due_at or now
    first = next_allowed(
        max(due, now), zone=zone or settings().bank_zone, purpose=purpose, hours=place.hours()
    )
    row = {
        "public_id": new_public_id(),
        "kind": kind,
        "client_id": client_id,
        "recipient_address_id": address_id,
        "employee_id": employee_id,
        "created_by_id": actor.employee_id if actor else None,
        "purpose": purpose,
        "occasion": occasion,
        "dedup_key": dedup_key,
        "message_id": f"<{uuid.uuid4().hex}@{settings().mail_from.rpartition('@')[2]}>",
        "template": template,
        "params": params or {},
        "stops_on_reply": stops_on_reply,
        "on_uncertain": on_uncertain,
        "zone": zone,
        "state": State.PENDING,
        "due_at": due,
        "next_at": first,
        "not_after": not_after or first + place.limits().lateness,
        "created_at": now,
    }
    made = db.session.execute(
        insert(Message)
        .values(row)
        .on_conflict_do_nothing(index_elements=[Message.dedup_key])
        .returning(Message.id, Message.public_id)
    ).first()
    address = db.session.get_one(RecipientAddress, address_id)
    warning = queries.why_not(address, purpose, kind=kind)
    if made is not None:
        return Scheduled(made.id, made.public_id, True, warning)
    before = db.session.execute(
        sa.select(Message.id, Message.public_id).where(Message.dedup_key == dedup_key)
    ).one()
    return Scheduled(before.id, before.public_id, False, warning)


def cancel(public_id: str, *, actor: Actor | None) -> Recalled:
    """Cancel one letter if it has not left. The result says honestly which of the two it is."""
    id = db.session.execute(
        sa.select(Message.id).where(Message.public_id == public_id)
    ).scalar_one_or_none()
    if id is None:
        raise NotFound(_("There is no such letter."))
    return _cancel(Message.id == id, actor)


def cancel_for(occasion: str, *, actor: Actor | None) -> Recalled:
    """Cancel what waits for ``occasion``: its reason has gone."""
    return _cancel(Message.occasion == occasion, actor)


def cancel_one(dedup_key: str, *, actor: Actor | None) -> Recalled:
    """Cancel the letter scheduled under ``dedup_key``, if there is one and it has not left."""
    return _cancel(Message.dedup_key == dedup_key, actor)


def stop_on_reply(client_id: int, *, actor: Actor | None) -> Recalled:
    """The client has answered: cancel what waits for an answer."""
    waiting = sa.and_(Message.client_id == client_id, Message.stops_on_reply.is_(True))
    return _cancel(waiting, actor)


def stop_at_rest(client_id: int, *, actor: Actor | None) -> Recalled:
    """The client rests: cancel all that waits but service letters."""
    waiting = sa.and_(Message.client_id == client_id, Message.purpose != Purpose.SERVICE)
    return _cancel(waiting, actor)


def _cancel(condition: Any, actor: Actor | None) -> Recalled:
    rows = transitions.cancel(condition)
    by_id = actor.employee_id if actor else None
    records.happened([row.id for row in rows], Happening.CANCELLED, by_id=by_id)
    late = (State.HANDOFF, State.UNCERTAIN, State.SENT)
    too_late = db.session.execute(
        sa.select(sa.func.count()).select_from(Message).where(condition, Message.state.in_(late))
    ).scalar_one()
    maybe = sum(1 for row in rows if row.uncertain_count)
    return Recalled(cancelled=len(rows), too_late=int(too_late), maybe_sent=maybe)


def hold(public_id: str, *, actor: Actor) -> None:
    """Keep a waiting letter back until a person releases it. Refuses (Conflict) when too late."""
    id = db.session.execute(
        sa.select(Message.id).where(Message.public_id == public_id)
    ).scalar_one_or_none()
    if id is None:
        raise NotFound(_("There is no such letter."))
    if not transitions.hold(id):
        raise Conflict(_("This letter does not wait any more: it cannot be held."))
    records.happened([id], Happening.HELD, by_id=actor.employee_id)


def release(public_id: str, *, actor: Actor) -> None:
    """Let a held letter go; a person has decided. Refuses (Conflict) when it is not held."""
    id = db.session.execute(
        sa.select(Message.id).where(Message.public_id == public_id)
    ).scalar_one_or_none()
    if id is None:
        raise NotFound(_("There is no such letter."))
    until = clock.now() + place.limits().lateness
    if not transitions.release(id, not_after=until):
        raise Conflict(_("This letter is not held any more."))
    records.happened([id], Happening.RELEASED, by_id=actor.employee_id)


def brake(before: dt.datetime) -> int:
    """After a restore: hold every letter due before ``before`` until a person releases it, for it
    may have left after the backup was made. Return how many."""
    held = transitions.brake(before)
    records.happened(held, Happening.HELD, AFTER_RESTORE)
    return len(held)


def bounced(message_id: str, *, words: str) -> bool:
    """A report says the letter ``message_id`` did not arrive: its address bounces from now on.

    False when the letter is not ours.
    """
    message = queries.by_message_id(message_id)
    if message is None:
        return False
    records.mark_bounced(message.id, words[:500])
    return True
