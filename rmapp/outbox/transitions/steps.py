"""The steps of one delivery. Each shows the token of its claim: the overtaken change nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...core.clock import sql_now
from ...core.db import any_of
from ..states import Purpose, State
from .base import NO_LEASE, T, change, mine, some

Times = dt.timedelta


@dataclass(frozen=True)
class Claim:
    """A message taken by this process, with the token every later step must show."""

    id: int
    token: int
    attempts: int
    purpose: Purpose = Purpose.SERVICE
    zone: str | None = None


@dataclass(frozen=True)
class Said:
    """What the relay answered to the attempt with this token."""

    id: int
    token: int
    reply: str


def claim(ids: Collection[int], *, owner: str, lease: Times) -> list[Claim]:
    """T1: take those of ``ids`` that are ours to take (there, not taken, due, not too late), in
    order of key."""
    free = sa.and_(
        T.id == any_of(ids),
        T.state == State.PENDING,
        T.next_at <= sql_now(),
        T.not_after > sql_now(),
    )
    rows = change(
        [T.id.in_(some(free, len(ids))), T.state == State.PENDING],
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
    return sorted((Claim(*row) for row in rows), key=lambda one: one.id)


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


def hand_off(digests: Mapping[Claim, str], *, lease: Times) -> set[int]:
    """T2: the point of no return, under the locks of the addresses. ``digests``: the SHA-256 of
    each claimed message's bytes. The keys of those handed off; the others were overtaken."""
    claims = sorted(digests, key=lambda one: one.id)
    given = _table(
        {
            "id": (sa.BigInteger, [one.id for one in claims]),
            "token": (sa.Integer, [one.token for one in claims]),
            "sha256": (sa.Text, [digests[one] for one in claims]),
        }
    )
    rows = change(
        [
            *_held(given, State.CLAIMED),
            T.lease_until > sql_now(),
            T.not_after > sql_now(),
        ],
        {
            T.state: State.HANDOFF,
            T.lease_until: sql_now() + lease,
            T.handoff_at: sql_now(),
            T.rendered_sha256: given.c.sha256,
        },
    )
    return {row.id for row in rows}


def mark_sent(said: Collection[Said]) -> set[int]:
    """T3: the relay has them. Also the journal's late news about messages in doubt, for as long
    as nobody has claimed them again. The keys of those marked."""
    given = _table(
        {
            "id": (sa.BigInteger, [one.id for one in said]),
            "token": (sa.Integer, [one.token for one in said]),
            "reply": (sa.Text, [one.reply for one in said]),
        }
    )
    rows = change(
        _held(given, State.HANDOFF, State.UNCERTAIN, State.HELD, State.PENDING),
        {T.state: State.SENT, T.sent_at: sql_now(), T.smtp_reply: given.c.reply, **NO_LEASE},
    )
    return {row.id for row in rows}


def _table(columns: dict[str, tuple[Any, list[Any]]]) -> Any:
    """Lists of the same length as a table with these columns."""
    arrays = [sa.literal(values, sa.ARRAY(kind)) for kind, values in columns.values()]
    names = [sa.column(name, kind) for name, (kind, _values) in columns.items()]
    return sa.func.unnest(*arrays).table_valued(*names, name="given").render_derived()


def _held(given: Any, *states: State) -> list[Any]:
    """Rows of ``given`` whose token is still the one in force, locked in order of key."""
    locked = (
        sa.select(T.id).where(T.id.in_(sa.select(given.c.id))).order_by(T.id).with_for_update()
    ).scalar_subquery()
    return [
        T.id.in_(locked),
        T.id == given.c.id,
        T.lease_token == given.c.token,
        T.state.in_(states),
    ]


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
    """Surely not begun, through no fault of its own: waiting again, no attempt burnt."""
    return bool(
        change(
            mine(id, token, State.CLAIMED, State.HANDOFF, State.UNCERTAIN),
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
    """The address may not be written to: the end, instead of trying for ever. Said by the holder
    of the claim of a letter that was not begun."""
    return bool(
        change(
            mine(claim.id, claim.token, State.CLAIMED, State.HANDOFF),
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
