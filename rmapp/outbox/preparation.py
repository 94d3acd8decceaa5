"""From a claimed message to the bytes of its letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from ..core import clock
from ..settings import settings
from . import guards, mails, place, queries, renderers, tokens
from .models import Message
from .rules import next_allowed
from .states import OnUncertain, Purpose
from .transitions import Claim


@dataclass(frozen=True)
class Ready:
    """A claimed message with its letter made."""

    claim: Claim
    address_id: int
    purpose: Purpose
    kind: str
    recipient: str
    content: bytes
    goes_alone: bool  # a doubt about it costs a person's time: nothing is handed off with it


class Unwanted(Exception):
    """The address may not be written to; the text says why."""


@dataclass(frozen=True)
class Table:
    """The messages of some claims with what may be written to whom, read at once."""

    messages: dict[int, Message]
    given: set[tuple[int, Purpose]]
    waiting: set[int]


def lay(claims: Collection[Claim]) -> Table:
    """Read what is needed to make the letters of ``claims``."""
    messages = queries.to_render([claim.id for claim in claims])
    waiting = guards.waiting({message.recipient.client_id for message in messages.values()})
    asked = {
        message.recipient_address_id
        for message in messages.values()
        if message.purpose is not Purpose.SERVICE or message.recipient.client_id in waiting
    }
    return Table(messages, queries.consents_given(asked) if asked else set(), waiting)


def prepare(claim: Claim, table: Table, sender: str) -> Ready:
    """Make the letter of a claimed message; :class:`renderers.NoLetter` when it cannot be,
    :class:`Unwanted` when nobody may be written to."""
    message = table.messages[claim.id]
    reason = queries.why_not(
        message.recipient,
        message.purpose,
        kind=message.kind,
        given=table.given,
        waiting=table.waiting,
    )
    if reason is not None:
        raise Unwanted(reason)
    letter = renderers.render(message)
    content = mails.build(letter, _envelope(message, sender, letter.language)).as_bytes()
    return Ready(
        claim=claim,
        address_id=message.recipient_address_id,
        purpose=message.purpose,
        kind=message.kind,
        recipient=message.recipient.address,
        content=content,
        goes_alone=message.on_uncertain is OnUncertain.HOLD,
    )


def quiet_until(claim: Claim) -> dt.datetime | None:
    """When the reader of the claimed message may be written to, if that is not now."""
    if claim.purpose is Purpose.SERVICE:
        return None
    now = clock.now()
    allowed = next_allowed(
        now, zone=claim.zone or settings().bank_zone, purpose=claim.purpose, hours=place.hours()
    )
    return allowed if allowed > now else None


def _envelope(message: Message, sender: str, language: str) -> mails.Envelope:
    known = settings()
    url = None
    if message.purpose is not Purpose.SERVICE:
        token = tokens.unsubscription(message.recipient_address_id, message.purpose)
        url = f"{known.base_url.rstrip('/')}/unsubscribe/{token}"
    return mails.Envelope(
        sender=sender,
        bank_name=known.bank_in(language),
        recipient=message.recipient.address,
        message_id=message.message_id,
        date=clock.now(),
        unsubscribe_url=url,
    )
