"""The steps of one delivery. Each shows the token of its claim: the overtaken change nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ...core.clock import sql_now
from ..states import Purpose, State
from .base import NO_LEASE, T, change, mine

Times = dt.timedelta


@dataclass(frozen=True)
class Claim:
    """A message taken by this process, with the token every later step must show."""

    id: int
    token: int
    attempts: int
    purpose: Purpose = Purpose.SERVICE
    zone: str | None = None


def claim(id: int, *, owner: str, lease: Times) -> Claim | None:
    """T1: take a due message; None when it is not ours to take (gone, taken, not due, too late)."""
    rows = change(
        [
            T.id == id,
            T.state == State.PENDING,
            T.next_at <= sql_now(),
            T.not_after > sql_now(),
        ],
        {
            T.state: State.CLAIMED,
            T.lease_token: T.lease_token + 1,
            T.lease_owner: owner,
            T.lease_until: sql_now() + lease,
            T.attempts: T.attempts + 1,
        },
        T.id,
        T.lease_token,
        T.attempts,
        T.purpose,
        T.zone,
    )
    return Claim(*rows[0]) if rows else None


def postpone(claim: Claim, *, until: dt.datetime) -> bool:
    """Not at this hour: waiting again until its reader may be written to, no attempt burnt."""
    return bool(
        change(
            mine(claim.id, claim.token, State.CLAIMED),
            {
                T.state: State.PENDING,
                T.attempts: T.attempts - 1,
                T.next_at: until,
                T.dispatched_at: None,
                **NO_LEASE,
            },
        )
    )


def hand_off(claim: Claim, *, lease: Times, sha256: str) -> bool:
    """T2: the point of no return, under the lock of the address; False when we were overtaken."""
    return bool(
        change(
            [
                *mine(claim.id, claim.token, State.CLAIMED),
                T.lease_until > sql_now(),
                T.not_after > sql_now(),
            ],
            {
                T.state: State.HANDOFF,
                T.lease_until: sql_now() + lease,
                T.handoff_at: sql_now(),
                T.rendered_sha256: sha256,
            },
        )
    )


def mark_sent(id: int, token: int, *, reply: str) -> bool:
    """T3: the relay has it. Also the journal's late news about a message in doubt, for as long
    as nobody has claimed it again."""
    return bool(
        change(
            mine(id, token, State.HANDOFF, State.UNCERTAIN, State.HELD, State.PENDING),
            {T.state: State.SENT, T.sent_at: sql_now(), T.smtp_reply: reply, **NO_LEASE},
        )
    )


def defer(id: int, token: int, *, wait: Times, error: str) -> bool:
    """Not now, surely not delivered: back to waiting."""
    return bool(
        change(
            mine(id, token, State.CLAIMED, State.HANDOFF, State.UNCERTAIN),
            {
                T.state: State.PENDING,
                T.next_at: sql_now() + wait,
                T.dispatched_at: None,
                T.last_error: error,
                **NO_LEASE,
            },
        )
    )


def give_back(id: int, token: int, *, error: str) -> bool:
    """The relay, not the message, is at fault: waiting again, no attempt burnt."""
    return bool(
        change(
            mine(id, token, State.CLAIMED),
            {
                T.state: State.PENDING,
                T.attempts: T.attempts - 1,
                T.dispatched_at: None,
                T.last_error: error,
                **NO_LEASE,
            },
        )
    )


def fail(id: int, token: int, *, error: str) -> bool:
    """Refused for good, surely not delivered."""
    return bool(
        change(
            mine(id, token, State.CLAIMED, State.HANDOFF, State.UNCERTAIN),
            {T.state: State.FAILED, T.last_error: error, **NO_LEASE},
        )
    )


def suppress(claim: Claim, *, reason: str) -> bool:
    """The address may not be written to: the end, instead of trying for ever."""
    return bool(
        change(
            mine(claim.id, claim.token, State.CLAIMED),
            {T.state: State.SUPPRESSED, T.last_error: reason, **NO_LEASE},
        )
    )


def doubt(id: int, token: int, *, grace: Times, error: str) -> bool:
    """The dot was sent and no answer came: nobody knows. The journal has ``grace`` to speak."""
    return bool(
        change(
            mine(id, token, State.HANDOFF),
            {
                T.state: State.UNCERTAIN,
                T.uncertain_count: T.uncertain_count + 1,
                T.next_at: sql_now() + grace,
                T.last_error: error,
                **NO_LEASE,
            },
        )
    )
