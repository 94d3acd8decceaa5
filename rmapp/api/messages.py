"""Letters of the outbox at ``/api/v1/messages``."""

from __future__ import annotations

from flask import Blueprint

from ..clients.models import Client
from ..followups import operations
from ..outbox.models import Message
from ..policy.enforce import current_actor, requires
from . import queries
from .doors import ONE, operation
from .shapes.base import PageOf, named, page_of
from .shapes.messages import MessageQuery, MessageShown, RecalledShown

messages = Blueprint("api_messages", __name__, url_prefix="/api/v1/messages")
_PLAIN = (
    "kind", "purpose", "state", "message_id", "created_at", "due_at", "sent_at", "attempts",
    "last_error",
)  # fmt: skip


@messages.get("")
@requires("messages:read")
@operation("List letters to clients", query=MessageQuery, answer=PageOf[MessageShown])
def listing(query: MessageQuery) -> PageOf[MessageShown]:
    """Letters to clients within reach, newest first."""
    actor = current_actor()
    page = queries.messages(
        actor,
        client_id=queries.client_key(query.client, actor=actor, permission="messages:read"),
        state=query.state,
        cursor=query.cursor,
        limit=query.limit,
    )
    clients = queries.clients_by_key([one.client_id for one in page.rows])
    return page_of(
        page, lambda one: _shown(one, clients.get(one.client_id)), shape=PageOf[MessageShown]
    )


@messages.get(ONE)
@requires("messages:read")
@operation("Read a letter", answer=MessageShown)
def show(public_id: str) -> MessageShown:
    """One letter and where it stands."""
    return _one(queries.message(public_id, actor=current_actor()))


@messages.post(f"{ONE}/cancellation")
@requires("messages:send")
@operation("Cancel a letter that has not left", answer=RecalledShown)
def cancel(public_id: str) -> RecalledShown:
    """Cancelled if it has not left; the answer says which of the two it is."""
    recalled = operations.cancel_message(public_id, actor=current_actor())
    after = _after(public_id)
    return RecalledShown(message=after, cancelled=bool(recalled.cancelled), words=recalled.words)


@messages.post(f"{ONE}/hold")
@requires("messages:send")
@operation("Keep a waiting letter back", answer=MessageShown, refusals=(409,))
def hold(public_id: str) -> MessageShown:
    """Held until a person decides."""
    operations.hold_message(public_id, actor=current_actor())
    return _after(public_id)


@messages.post(f"{ONE}/release")
@requires("messages:send")
@operation("Let a held letter go", answer=MessageShown, refusals=(409,))
def release(public_id: str) -> MessageShown:
    """A person has decided."""
    operations.release_message(public_id, actor=current_actor())
    return _after(public_id)


def _after(public_id: str) -> MessageShown:
    return _one(queries.message(public_id, actor=current_actor(), permission="messages:send"))


def _one(message: Message) -> MessageShown:
    return _shown(message, queries.clients_by_key([message.client_id]).get(message.client_id or 0))


def _shown(message: Message, client: Client | None) -> MessageShown:
    return MessageShown(
        **{name: getattr(message, name) for name in _PLAIN},
        id=message.public_id,
        client=named(client, client.display_name) if client else None,
        recipient=message.recipient.address,
    )
