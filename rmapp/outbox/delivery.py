"""Delivering messages over one connection: claim, render, hand off, talk, remember.

Messages are taken in groups: the steps with the database (claim, handoff, answer) are one
statement and one commit for a group, while every message is spoken about with the relay by
itself. No transaction is open while the relay is spoken to. What a crash leaves behind at each
point, and what becomes of it, stands in ``journal``, ``transitions`` and ``dispatch``; the
argument is in the reliability page of the documents.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256

import structlog
from sqlalchemy.exc import DBAPIError

from ..core.transaction import transaction
from . import claiming, conversation, guards, place, queries, records, transitions
from .connection import Connect, Connection
from .conversation import End, Outcome
from .journal import Answer, Journal
from .preparation import Ready
from .rules import Limits, Verdict, one_line
from .states import Happening
from .transitions import Claim
from .wire import SMTPWire, Wire

log = structlog.get_logger("rmapp.outbox")

#: Messages that share a claim, a handoff and a commit; their letters are in memory together.
GROUP = 10
#: Answers are told to the database after so many seconds at the latest, not with the group.
PATIENCE = 1.0


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
        self._limits = limits
        self._lease = dt.timedelta(seconds=limits.lease)
        self._owner = f"{socket.gethostname()}:{os.getpid()}"[:200]
        self._journal = Journal(place.folder() / "journal")
        self._connection = Connection(connect, limits)
        self._sender = place.server().sender
        self._ended: Counter[str] = Counter()
        self._answers: list[Answer] = []

    def run(self, ids: Sequence[int], *, budget: float | None) -> Counter[str]:
        started = elapsed()
        left = list(ids)
        try:
            while left and (budget is None or elapsed() - started < budget):
                if self._connection.wire() is None:
                    self._ended["relay"] += len(left)
                    break
                group, left = left[:GROUP], left[GROUP:]
                claims = claiming.take(group, owner=self._owner, lease=self._lease)
                self._ended["noop"] += len(group) - len(claims)
                made, unmade = claiming.make(claims, sender=self._sender)
                for one in unmade:
                    if one.verdict is None:
                        self._suppress(one.claim, one.words)
                    else:
                        self._settle(one.claim, one.verdict, one.words)
                for together in _parties(made):
                    self._send_together(together)
        finally:
            self._connection.hang_up()
            self._journal.close()
        if left:
            with transaction():
                transitions.undispatch(left)
        return +self._ended

    # ------------------------------------------------------------ beyond the point of no return

    def _send_together(self, party: Sequence[Ready]) -> None:
        """Hand off together, send one by one, tell the database together.

        Who withdraws meanwhile is not written to: all but the first are asked again.
        """
        try:
            self._journal.handing([(one.claim.id, one.claim.token) for one in party])
        except OSError:  # a full disk is no reason to stop; the window of doubt is wider
            log.error("journal_not_opened", exc_info=True)
        handed_off = elapsed()
        left = self._hand_off(party)
        first = left[0] if left else None
        while left:
            if elapsed() - handed_off > self._limits.lease / 2:
                self._give_back(left, "too slow before the letter was begun", "later")
                break
            wire = self._connection.wire()
            if wire is None:
                self._give_back(left, "the relay was lost before the letter was begun", "relay")
                break
            began, ready = elapsed(), left.pop(0)
            if ready is first or self._is_still_wanted(ready):
                self._send(wire, ready, handed_off)
            if elapsed() - began > PATIENCE:
                self._tell(handed_off)
        self._tell(handed_off)

    def _hand_off(self, party: Sequence[Ready]) -> list[Ready]:
        """T2. The messages that are ours to send; the others have ended here."""
        digests = {one.claim: sha256(one.content).hexdigest() for one in party}
        ends: dict[Claim, str] = {}
        with transaction():
            addresses = queries.lock_addresses({one.address_id for one in party})
            given = queries.consents_given(addresses)
            waiting = guards.waiting({one.client_id for one in addresses.values()})
            for one in party:
                reason = queries.why_not(
                    addresses[one.address_id],
                    one.purpose,
                    kind=one.kind,
                    given=given,
                    waiting=waiting,
                )
                if reason is not None:
                    done = transitions.suppress(one.claim, reason=reason)
                    ends[one.claim] = "suppressed" if done else "fenced"
            wanted = {one: digests[one] for one in digests if one not in ends}
            mine = transitions.hand_off(wanted, lease=self._lease) if wanted else set()
            ends.update((claim, "fenced") for claim in wanted if claim.id not in mine)
            leaving = [one for one in party if one.claim not in ends]
            if leaving:
                records.archive((one.claim, digests[one.claim], one.content) for one in leaving)
        for claim, end in ends.items():
            self._close(claim, end)
        return leaving

    def _is_still_wanted(self, ready: Ready) -> bool:
        with transaction():
            address = queries.to_write_to(ready.address_id)
            reason = queries.why_not(address, ready.purpose, kind=ready.kind)
            if reason is None:
                return True
            transitions.suppress(ready.claim, reason=reason)
        self._close(ready.claim, "suppressed")
        return False

    def _send(self, wire: Wire, ready: Ready, handed_off: float) -> None:
        """One letter, and what its conversation means for the message and the connection."""
        claim = ready.claim
        outcome = conversation.speak(
            wire,
            ready,
            sender=self._sender,
            journal=self._journal,
            is_late=lambda: elapsed() - handed_off > self._limits.lease / 2,
        )
        if outcome.end in (End.LOST, End.SILENT):
            self._connection.lose()
        elif outcome.end is End.LATE:
            self._connection.hang_up()
        elif outcome.end is not End.ANSWERED and outcome.verdict is not Verdict.RELAY:
            self._connection.clear()
        if outcome.end is End.ANSWERED:
            self._remember(claim, outcome)
        elif outcome.end is End.SILENT:
            self._doubt(claim, outcome.words)
        elif outcome.verdict is Verdict.RELAY:
            self._give_back([ready], one_line(outcome.words, 500), "relay")
            self._connection.blow(outcome.words)
        elif outcome.end is End.NOT_BEGUN:
            self._give_back([ready], outcome.words, "later")
        else:
            self._settle(claim, outcome.verdict, outcome.words)

    # ------------------------------------------------------------------------ what came of it

    def _give_back(self, left: Sequence[Ready], words: str, end: str) -> None:
        """Handed off and not begun: somebody else, or we, may send them later."""
        with transaction():
            for one in left:
                transitions.give_back(one.claim.id, one.claim.token, error=words)
        for one in left:
            self._close(one.claim, end)

    def _suppress(self, claim: Claim, reason: str) -> None:
        with transaction():
            transitions.suppress(claim, reason=reason)
        self._close(claim, "suppressed")

    def _settle(self, claim: Claim, meaning: Verdict, words: str) -> None:
        """A definite end of this attempt without delivery."""
        with transaction():
            records.refused(
                claim.id, claim.token, meaning, one_line(words, 500), self._limits, claim.attempts
            )
        self._close(claim, meaning.value)

    def _doubt(self, claim: Claim, error: str) -> None:
        with transaction():
            grace = dt.timedelta(seconds=self._limits.uncertain_grace)
            if transitions.doubt(claim.id, claim.token, grace=grace, error=one_line(error, 500)):
                records.happened([claim.id], Happening.UNCERTAIN, one_line(error, 500))
        self._close(claim, "uncertain")

    def _close(self, claim: Claim, end: str) -> None:
        self._journal.told((claim.id, claim.token))
        self._ended[end] += 1

    def _remember(self, claim: Claim, outcome: Outcome) -> None:
        """The answer to the dot: in the journal now, in the database with the group's."""
        words = one_line(outcome.words, 500)
        answer = Answer(claim.id, claim.token, outcome.verdict.value, words)
        self._answers.append(answer)
        try:
            self._journal.write(answer)
        except OSError:
            log.error("journal_not_written", message=claim.id, exc_info=True)

    def _tell(self, since: float) -> None:
        """T3: the answers first on disk, then in the database, as long as the lease runs."""
        answers, self._answers = self._answers, []
        if not answers:
            return
        try:
            self._journal.sync()
        except OSError:
            log.error("journal_not_synced", exc_info=True)
        pause = 0.1
        while True:
            try:
                with transaction():
                    records.tell(answers, self._limits)
            except DBAPIError:
                if elapsed() - since + pause > self._limits.lease:
                    log.error("answers_not_told", messages=[one.id for one in answers])
                    self._ended["untold"] += len(answers)
                    return
                time.sleep(pause)
                pause = min(pause * 2, 5.0)
            else:
                break
        for one in answers:
            self._journal.told((one.id, one.token))
            self._ended["sent" if one.verdict == Verdict.ACCEPTED else one.verdict] += 1


def _parties(ready: Sequence[Ready]) -> Iterator[list[Ready]]:
    """Who is handed off together: a message whose doubt would cost a person's time goes alone."""
    shared = [one for one in ready if not one.goes_alone]
    if shared:
        yield shared
    for one in ready:
        if one.goes_alone:
            yield [one]
