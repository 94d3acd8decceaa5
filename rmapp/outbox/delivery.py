"""Delivering messages over one connection: claim, talk, hand off, let go, remember.

Each step with the database is a transaction of its own, and none is open while the relay is
spoken to. What a crash leaves behind at each point, and what becomes of it, stands in
``transitions`` and ``dispatch``; the argument is in the reliability page of the documents.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError

from ..core.db import db
from ..core.transaction import transaction
from . import place, preparation, queries, records, relay, transitions
from .journal import Answer, Journal
from .models import RecipientAddress
from .preparation import Ready, Unwanted
from .renderers import NoLetter
from .rules import Limits, Step, Verdict, one_line, verdict
from .states import Happening
from .transitions import Claim
from .wire import Lost, RelayDown, Reply, SMTPWire, Wire

log = structlog.get_logger("rmapp.outbox")
Connect = Callable[[], Wire]


def deliver(
    ids: Sequence[int],
    *,
    connect: Connect | None = None,
    budget: float | None = None,
) -> Counter[str]:
    """Try to deliver the messages ``ids``; return how many ended how.

    A door: opens its own transactions, needs an application context and none open. Losing or
    repeating a call is harmless. ``budget``: seconds after which no further message is begun
    (the rest is left to the next tick).
    """
    return Delivery(connect or (lambda: SMTPWire(place.server())), place.limits()).run(
        ids, budget=budget
    )


def elapsed() -> float:
    """Seconds of a clock that cannot be set and that runs while the machine sleeps."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boottime) if boottime is not None else time.monotonic()


class Delivery:
    """One call's worth of delivering: a connection, a journal, a name for the leases."""

    def __init__(self, connect: Connect, limits: Limits) -> None:
        self._connect = connect
        self._limits = limits
        self._lease = dt.timedelta(seconds=limits.lease)
        self._owner = f"{socket.gethostname()}:{os.getpid()}"[:200]
        self._journal = Journal(place.folder() / "journal")
        self._wire: Wire | None = None
        self._sender = place.server().sender

    def run(self, ids: Sequence[int], *, budget: float | None) -> Counter[str]:
        ended: Counter[str] = Counter()
        started = elapsed()
        left = list(ids)
        try:
            while left and (budget is None or elapsed() - started < budget):
                if not self._is_connected():
                    ended["relay"] += len(left)
                    break
                ended[self._one(left.pop(0))] += 1
        finally:
            self._hang_up()
            self._journal.close()
        if left:
            with transaction():
                transitions.undispatch(left)
        return ended

    # ------------------------------------------------------------------------ the relay

    def _is_connected(self) -> bool:
        if self._wire is not None:
            return True
        with transaction():
            if relay.is_blown():
                return False
        wire = self._connect()
        try:
            wire.open()
        except RelayDown as error:
            self._blow(str(error))
            return False
        with transaction():
            relay.mend()
        self._wire = wire
        return True

    def _blow(self, error: str) -> None:
        log.warning("relay_down", error=error)
        with transaction():
            relay.blow(error, self._limits)

    def _hang_up(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    # ---------------------------------------------------------------------- one message

    def _one(self, id: int) -> str:
        claim = self._claim(id)
        if claim is None:
            return "noop"
        ready = self._render(claim)
        if isinstance(ready, str):
            return ready
        assert self._wire is not None
        wire = self._wire
        try:
            reply = wire.mail(self._sender)
            meaning = verdict(Step.MAIL, reply.code, reply.text)
            if meaning is Verdict.ACCEPTED:
                reply = wire.rcpt(ready.recipient)
                meaning = verdict(Step.RCPT, reply.code, reply.text)
            if meaning is not Verdict.ACCEPTED:
                return self._turned_away(claim, meaning, reply)
        except Lost as error:
            self._wire = None
            return self._settle(claim, Verdict.LATER, str(error))
        return self._send(wire, ready)

    def _claim(self, id: int) -> Claim | None:
        with transaction():
            claim = transitions.claim(id, owner=self._owner, lease=self._lease)
            if claim is not None and (until := preparation.quiet_until(claim)) is not None:
                transitions.postpone(claim, until=until)
                return None
            return claim

    def _render(self, claim: Claim) -> Ready | str:
        """The message with its letter, or how it ended without one."""
        try:
            with transaction():
                return preparation.prepare(claim, self._sender)
        except Unwanted as refusal:  # asked again, under the lock, before the handoff
            with transaction():
                transitions.suppress(claim, reason=str(refusal))
            return "suppressed"
        except NoLetter as error:
            return self._settle(claim, Verdict.REFUSED, str(error))
        except DBAPIError:
            raise
        except Exception as error:
            log.error("letter_not_made", message=claim.id, exc_info=True)
            words = f"{type(error).__name__} while the letter was made"
            return self._settle(claim, Verdict.LATER, words)

    def _turned_away(self, claim: Claim, meaning: Verdict, reply: Reply) -> str:
        if meaning is Verdict.RELAY:
            self._hang_up()
            with transaction():
                transitions.give_back(claim.id, claim.token, error=one_line(str(reply), 500))
            self._blow(str(reply))
            return "relay"
        self._clear()
        return self._settle(claim, meaning, str(reply))

    def _clear(self) -> None:
        """Make the connection ready for the next message, or drop it."""
        try:
            if self._wire is not None:
                self._wire.reset()
        except Lost:
            self._wire = None

    # ------------------------------------------------------------ beyond the point of no return

    def _send(self, wire: Wire, ready: Ready) -> str:
        claim = ready.claim
        self._open_journal()
        handed_off = elapsed()
        outcome = self._hand_off(ready)
        if outcome is not None:
            self._clear()
            return outcome
        try:
            reply = wire.data()
            meaning = verdict(Step.DATA, reply.code, reply.text)
            if meaning is not Verdict.ACCEPTED:
                return self._turned_away_late(claim, meaning, reply)
            wire.body(ready.content)
        except Lost as error:  # no dot was sent: surely not delivered
            self._wire = None
            return self._settle(claim, Verdict.LATER, str(error))
        if elapsed() - handed_off > self._limits.lease / 2:
            self._hang_up()  # without the dot nothing is delivered; another may have taken over
            return self._settle(claim, Verdict.LATER, "too slow before the end of the letter")
        try:
            reply = wire.dot()
        except Lost as error:
            self._wire = None
            return self._doubt(claim, str(error))
        meaning = verdict(Step.DOT, reply.code, reply.text)
        return self._remember(claim, meaning, str(reply), handed_off)

    def _open_journal(self) -> None:
        try:
            self._journal.open()
        except OSError:  # a full disk is no reason to stop; the window of doubt is wider
            log.error("journal_not_opened", exc_info=True)

    def _turned_away_late(self, claim: Claim, meaning: Verdict, reply: Reply) -> str:
        self._clear()
        late = Verdict.LATER if meaning is Verdict.RELAY else meaning
        return self._settle(claim, late, str(reply))

    def _hand_off(self, ready: Ready) -> str | None:
        """T2. None when the message is ours to send, else how it ended."""
        claim, digest = ready.claim, sha256(ready.content).hexdigest()
        with transaction():
            address = db.session.execute(
                sa.select(RecipientAddress)
                .where(RecipientAddress.id == ready.address_id)
                .with_for_update(key_share=True)
                .execution_options(populate_existing=True)
            ).scalar_one()
            reason = queries.why_not(address, ready.purpose)
            if reason is not None:
                return "suppressed" if transitions.suppress(claim, reason=reason) else "fenced"
            if not transitions.hand_off(claim, lease=self._lease, sha256=digest):
                return "fenced"
            records.archive(claim, digest, ready.content)
        return None

    def _doubt(self, claim: Claim, error: str) -> str:
        with transaction():
            grace = dt.timedelta(seconds=self._limits.uncertain_grace)
            if transitions.doubt(claim.id, claim.token, grace=grace, error=one_line(error, 500)):
                records.happened([claim.id], Happening.UNCERTAIN, one_line(error, 500))
        return "uncertain"

    def _remember(self, claim: Claim, meaning: Verdict, reply: str, since: float) -> str:
        """The answer to the dot: first on disk, then in the database, as long as the lease runs."""
        answer = Answer(claim.id, claim.token, meaning.value, one_line(reply, 500))
        try:
            self._journal.write(answer)
        except OSError:
            log.error("journal_not_written", message=claim.id, exc_info=True)
        pause = 0.1
        while True:
            try:
                with transaction():
                    records.tell(answer, self._limits)
            except DBAPIError:
                if elapsed() - since + pause > self._limits.lease:
                    log.error("answer_not_told", message=claim.id)
                    return "untold"
                time.sleep(pause)
                pause = min(pause * 2, 5.0)
            else:
                self._journal.told(answer)
                return "sent" if meaning is Verdict.ACCEPTED else meaning.value

    def _settle(self, claim: Claim, meaning: Verdict, words: str) -> str:
        """A definite end of this attempt without delivery."""
        with transaction():
            records.refused(
                claim.id, claim.token, meaning, one_line(words, 500), self._limits, claim.attempts
            )
        return meaning.value
