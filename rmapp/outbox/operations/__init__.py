"""Every change of the outbox: letters (``letters``), addresses and consents (``consents``)."""

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
    "normalised",
    "release",
    "schedule",
    "stop_on_reply",
    "suppress",
    "unsubscribe",
    "withdraw",
]
