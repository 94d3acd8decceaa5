"""Writing down what the relay said and what befell a message; used by delivery and dispatch."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..core import clock
from ..core.clock import sql_now
from ..core.db import db
from . import transitions
from .journal import Answer
from .models import Message, MessageEvent, RecipientAddress, RenderedMail
from .rules import Limits, Verdict, backoff
from .states import AddressState, Happening
from .transitions import Claim


def archive(leaving: Iterable[tuple[Claim, str, bytes]]) -> None:
    """Keep the bytes that are about to leave: (claim, SHA-256, content)."""
    at = clock.now()
    db.session.execute(
        sa.insert(RenderedMail.__table__),  # type: ignore[arg-type]
        [
            {
                "outbox_message_id": claim.id,
                "lease_token": claim.token,
                "sha256": digest,
                "content": content,
                "at": at,
            }
            for claim, digest, content in leaving
        ],
    )


def happened(
    ids: Collection[int], what: Happening, detail: str | None = None, *, by_id: int | None = None
) -> None:
    """Write ``what`` down for each of the messages ``ids``."""
    if ids:
        db.session.execute(
            insert(MessageEvent).values(
                [
                    {
                        "outbox_message_id": id,
                        "what": what,
                        "detail": detail,
                        "by_id": by_id,
                        "at": sql_now(),
                    }
                    for id in ids
                ]
            )
        )


def tell(answers: Collection[Answer], limits: Limits) -> set[int]:
    """Bring the relay's answers into the database. The messages of those that were news: not
    there yet, and not overtaken."""
    accepted = [
        transitions.Said(answer.id, answer.token, answer.reply)
        for answer in answers
        if answer.verdict == Verdict.ACCEPTED
    ]
    news = transitions.mark_sent(accepted) if accepted else set()
    return news | {
        answer.id
        for answer in answers
        if answer.verdict != Verdict.ACCEPTED and _tell_refusal(answer, limits)
    }


def _tell_refusal(answer: Answer, limits: Limits) -> bool:
    meaning = Verdict(answer.verdict)
    if meaning is Verdict.RELAY:
        meaning = Verdict.LATER
    attempts = db.session.execute(
        sa.select(Message.attempts).where(Message.id == answer.id)
    ).scalar_one_or_none()
    return refused(answer.id, answer.token, meaning, answer.reply, limits, attempts or 1)


def refused(
    id: int, token: int, meaning: Verdict, words: str, limits: Limits, attempts: int
) -> bool:
    """A definite end of an attempt without delivery: later, or never."""
    if meaning is Verdict.LATER and attempts < limits.attempts:
        wait = backoff(attempts, base=limits.backoff, cap=limits.backoff_cap)
        return transitions.defer(id, token, wait=wait, error=words)
    if not transitions.fail(id, token, error=words):
        return False
    if meaning is Verdict.BOUNCED:
        mark_bounced(id, words)
    else:
        happened([id], Happening.FAILED, words)
    return True


def mark_bounced(id: int, words: str) -> None:
    """The address of message ``id`` does not exist: nothing more goes there."""
    address_id = sa.select(Message.recipient_address_id).where(Message.id == id).scalar_subquery()
    db.session.execute(
        sa.update(RecipientAddress)
        .where(RecipientAddress.id == address_id, RecipientAddress.state == AddressState.OK)
        .values(
            state=AddressState.BOUNCED,
            state_reason=words,
            version=RecipientAddress.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    happened([id], Happening.BOUNCED, words)
