"""Every change of a message's state, each one UPDATE that says what it expects to find.

Nothing else writes ``state``, the lease or the times. A transition of a claimed message carries
the fencing token of its claim: who was overtaken changes nothing. All times are the database's
(``rmapp_now()``). Locks are taken in this order: address, then messages by id.
"""

from .decisions import brake, cancel, hold, release, suppress_for
from .steps import (
    Claim,
    Said,
    claim,
    defer,
    doubt,
    fail,
    give_back,
    hand_off,
    mark_sent,
    postpone,
    suppress,
)
from .sweeps import dispatch, expire, settle_doubt, sweep_claims, sweep_handoffs, undispatch

__all__ = [
    "Claim",
    "Said",
    "brake",
    "cancel",
    "claim",
    "defer",
    "dispatch",
    "doubt",
    "expire",
    "fail",
    "give_back",
    "hand_off",
    "hold",
    "mark_sent",
    "postpone",
    "release",
    "settle_doubt",
    "suppress",
    "suppress_for",
    "sweep_claims",
    "sweep_handoffs",
    "undispatch",
]
