"""What is said to the relay about one letter, from MAIL to the answer to its dot. No database."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from .journal import Journal
from .preparation import Ready
from .rules import Step, Verdict, verdict
from .wire import Lost, Reply, Wire

log = structlog.get_logger("rmapp.outbox")


class End(enum.Enum):
    """How a conversation ended."""

    ANSWERED = enum.auto()  # the dot was sent and answered
    SILENT = enum.auto()  # the dot was sent and not answered: nobody knows
    TURNED_AWAY = enum.auto()  # refused before the letter was said
    LOST = enum.auto()  # the connection broke before the dot: surely not delivered
    LATE = enum.auto()  # no dot was sent: another may have taken over
    NOT_BEGUN = enum.auto()  # the journal cannot be written


@dataclass(frozen=True)
class Outcome:
    """An end, with what the relay's words mean for the message."""

    end: End
    verdict: Verdict
    words: str


def speak(
    wire: Wire, ready: Ready, *, sender: str, journal: Journal, is_late: Callable[[], bool]
) -> Outcome:
    """Offer one letter to the relay. ``is_late``: whether the dot must not be sent any more."""
    try:
        refusal = _introduce(wire, ready, sender)
        if refusal is not None:
            return refusal
        try:
            journal.begun((ready.claim.id, ready.claim.token))
        except OSError:
            log.error("journal_not_written", message=ready.claim.id, exc_info=True)
            return Outcome(End.NOT_BEGUN, Verdict.LATER, "the journal cannot be written")
        reply = wire.data()
        meaning = verdict(Step.DATA, reply.code, reply.text)
        if meaning is not Verdict.ACCEPTED:
            late = Verdict.LATER if meaning is Verdict.RELAY else meaning
            return Outcome(End.TURNED_AWAY, late, str(reply))
        wire.body(ready.content)
    except Lost as error:
        return Outcome(End.LOST, Verdict.LATER, str(error))
    if is_late():
        return Outcome(End.LATE, Verdict.LATER, "too slow before the end of the letter")
    try:
        reply = wire.dot()
    except Lost as error:
        return Outcome(End.SILENT, Verdict.LATER, str(error))
    return Outcome(End.ANSWERED, verdict(Step.DOT, reply.code, reply.text), str(reply))


def _introduce(wire: Wire, ready: Ready, sender: str) -> Outcome | None:
    """MAIL and RCPT; None when the relay takes both."""
    reply: Reply = wire.mail(sender)
    meaning = verdict(Step.MAIL, reply.code, reply.text)
    if meaning is Verdict.ACCEPTED:
        reply = wire.rcpt(ready.recipient)
        meaning = verdict(Step.RCPT, reply.code, reply.text)
    if meaning is Verdict.ACCEPTED:
        return None
    return Outcome(End.TURNED_AWAY, meaning, str(reply))
