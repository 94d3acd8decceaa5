"""Letters of the outbox."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ...outbox.states import Purpose as MessagePurpose
from ...outbox.states import State as MessageState
from .base import (
    At,
    Named,
    PageQuery,
    PublicId,
    Shown,
    text_of,
)

Code: Any = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")
]
Name: Any = text_of(200, least=1)
Unit: Any = text_of(60)
Chance = Annotated[int, Field(ge=0, le=100)]


class MessageQuery(PageQuery):
    """Which letters."""

    client: PublicId | None = None
    state: MessageState | None = None


class MessageShown(Shown):
    """A letter of the outbox."""

    id: PublicId
    client: Named | None
    kind: str
    purpose: MessagePurpose
    state: MessageState
    recipient: str
    message_id: str
    created_at: At
    due_at: At
    sent_at: At | None
    attempts: int
    last_error: str | None


class RecalledShown(Shown):
    """What a cancellation came to; ``words`` say it honestly."""

    message: MessageShown
    cancelled: bool
    words: str
