"""Every change of the outbox: letters (``letters``), addresses and consents (``consents``)."""

from .binning import hold_for_bin, release_from_bin
from .consents import (
    Unsubscribed,
    address_for,
    allow_again,
    ask,
    confirm,
    give,
    normalised,
    suppress,
    unsubscribe,
    withdraw,
)
from .letters import (
    Recalled,
    Scheduled,
    bounced,
    brake,
    cancel,
    cancel_for,
    hold,
    release,
    schedule,
    stop_at_rest,
    stop_on_reply,
)

__all__ = [
    "Recalled",
    "Scheduled",
    "Unsubscribed",
    "address_for",
    "allow_again",
    "ask",
    "bounced",
    "brake",
    "cancel",
    "cancel_for",
    "confirm",
    "give",
    "hold",
    "hold_for_bin",
    "normalised",
    "release",
    "release_from_bin",
    "schedule",
    "stop_at_rest",
    "stop_on_reply",
    "suppress",
    "unsubscribe",
    "withdraw",
]
