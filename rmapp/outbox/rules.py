"""Pure decisions: hours for writing, waiting times, what an answer of the relay means."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from .states import Purpose


@dataclass(frozen=True)
class Limits:
    """The times of the outbox, in seconds unless said otherwise. Tests shorten them."""

    lease: float = 300.0
    redispatch: float = 60.0
    uncertain_grace: float = 60.0
    lateness: dt.timedelta = dt.timedelta(hours=48)  # default of not_after beyond due
    attempts: int = 12
    backoff: float = 60.0
    backoff_cap: float = 4 * 3600.0
    relay_backoff: float = 5.0
    relay_backoff_cap: float = 300.0
    relay_timeout: float = 30.0  # one command; the answer to the dot may take lease / 3
    batch: int = 200
    chunk: int = 20
    queued_jobs: int = 20  # back-pressure: no more jobs than this wait in Redis
    inline_budget: float = 10.0
    clock_step: float = 30.0


@dataclass(frozen=True)
class Hours:
    """When one may write for other purposes than service, in the reader's own zone."""

    start: dt.time = dt.time(9)
    end: dt.time = dt.time(20)
    working_days_only: bool = False
    days_off: Collection[dt.date] = field(default_factory=frozenset)


def next_allowed(moment: dt.datetime, *, zone: str, purpose: Purpose, hours: Hours) -> dt.datetime:
    """The first moment not before ``moment`` at which a letter may leave, UTC.

    Service letters leave at any hour. ``zone``: IANA name of the reader's zone. Looks two months
    ahead; with no day allowed there it returns ``moment`` plus those two months.
    """
    if purpose is Purpose.SERVICE:
        return moment
    there = ZoneInfo(zone)
    local = moment.astimezone(there)
    for ahead in range(62):
        day = local.date() + dt.timedelta(days=ahead)
        if hours.working_days_only and (day.weekday() >= 5 or day in hours.days_off):
            continue
        opens = dt.datetime.combine(day, hours.start, there).astimezone(dt.UTC)
        closes = dt.datetime.combine(day, hours.end, there).astimezone(dt.UTC)
        candidate = max(opens, moment.astimezone(dt.UTC))
        if candidate < closes:
            return candidate
    return moment.astimezone(dt.UTC) + dt.timedelta(days=62)


def backoff(attempt: int, *, base: float, cap: float) -> dt.timedelta:
    """How long to wait after the ``attempt``-th try (1, 2, …): doubles each time, up to ``cap``."""
    return dt.timedelta(seconds=min(cap, base * 2 ** min(max(attempt, 1) - 1, 30)))


class Verdict(enum.StrEnum):
    """What an answer of the relay means for the message."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    BOUNCED = "bounced"
    RELAY = "relay"  # the relay will not talk to us: no fault of this message


class Step(enum.StrEnum):
    """What the relay answered to."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


_ADDRESS_FAULT = re.compile(r"\b5\.1\.\d{1,3}\b")
_POLICY_FAULT = re.compile(r"\b5\.7\.\d{1,3}\b")
_NOT_US = {530, 534, 535, 538}  # authentication (RFC 4954)
_TOO_BIG = {552, 554}


def verdict(step: Step, code: int, text: str) -> Verdict:
    """What the answer ``code text`` to ``step`` means (RFC 5321 4.2, RFC 3463)."""
    if code in _NOT_US:
        return Verdict.RELAY
    if 400 <= code < 500:
        return Verdict.LATER
    if code >= 500:
        if step is Step.MAIL:
            return Verdict.REFUSED if code in _TOO_BIG else Verdict.RELAY
        if step is Step.RCPT:
            return Verdict.REFUSED if _POLICY_FAULT.search(text) else Verdict.BOUNCED
        return Verdict.BOUNCED if _ADDRESS_FAULT.search(text) else Verdict.REFUSED
    good = 300 <= code < 400 if step is Step.DATA else 200 <= code < 300
    return Verdict.ACCEPTED if good else Verdict.LATER


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str, length: int) -> str:
    """``text`` without controls and line breaks, at most ``length`` characters."""
    return " ".join(_CONTROLS.sub(" ", text).split())[:length].strip()
