"""The states of a message and of an address, and the words people read for them."""

from __future__ import annotations

import enum

from flask_babel import lazy_pgettext as _lp


class State(enum.StrEnum):
    """Where a message stands."""

    PENDING = "pending"
    CLAIMED = "claimed"
    HANDOFF = "handoff"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    HELD = "held"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    FAILED = "failed"


class Purpose(enum.StrEnum):
    """What a message is for; everything but service needs consent."""

    SERVICE = "service"
    MARKETING = "marketing"
    SURVEY = "survey"
    GREETING = "greeting"


class OnUncertain(enum.StrEnum):
    """What to do when nobody knows whether a message has arrived."""

    RESEND = "resend"
    HOLD = "hold"


class Channel(enum.StrEnum):
    """How an address is reached."""

    EMAIL = "email"


class AddressState(enum.StrEnum):
    """Whether an address can be written to at all."""

    OK = "ok"
    INVALID = "invalid"
    BOUNCED = "bounced"


class ConsentState(enum.StrEnum):
    """Whether a person agreed; asked = the confirmation letter is not answered yet."""

    ASKED = "asked"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class Happening(enum.StrEnum):
    """What is written down about a message besides its state."""

    UNCERTAIN = "uncertain"
    RESENT = "resent"
    HELD = "held"
    RELEASED = "released"
    RESOLVED = "resolved"
    BOUNCED = "bounced"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


#: A message that has not left: it can still be cancelled.
RECALLABLE = (State.PENDING, State.CLAIMED, State.HELD)
#: A message about which something is still to be done.
OPEN = (State.PENDING, State.CLAIMED, State.HANDOFF, State.UNCERTAIN, State.HELD)
#: A message that the machine will finish without a person.
MOVING = (State.PENDING, State.CLAIMED, State.HANDOFF, State.UNCERTAIN)

STATE_LABELS = {
    State.PENDING: _lp("letter", "waiting to be sent"),
    State.CLAIMED: _lp("letter", "being prepared"),
    State.HANDOFF: _lp("letter", "being handed to the mail server"),
    State.SENT: _lp("letter", "sent"),
    State.UNCERTAIN: _lp("letter", "perhaps sent"),
    State.HELD: _lp("letter", "held for a decision"),
    State.CANCELLED: _lp("letter", "cancelled"),
    State.SUPPRESSED: _lp("letter", "not sent: no consent"),
    State.EXPIRED: _lp("letter", "not sent in time"),
    State.FAILED: _lp("letter", "not delivered"),
}
#: Why a letter is held or in doubt, where it is not what the mail server said.
IN_BIN, AFTER_RESTORE = "client-bin", "restore"
GAVE_UP, PROCESS_LOST = "gave up", "the process was lost"

HAPPENING_LABELS = {
    Happening.UNCERTAIN: _lp("letter happened", "perhaps sent: the mail server did not answer"),
    Happening.RESENT: _lp("letter happened", "sent once more, to be sure"),
    Happening.HELD: _lp("letter happened", "held for a decision"),
    Happening.RELEASED: _lp("letter happened", "let go"),
    Happening.RESOLVED: _lp("letter happened", "sent after all: the answer was found"),
    Happening.BOUNCED: _lp("letter happened", "came back: the address does not work"),
    Happening.FAILED: _lp("letter happened", "not delivered"),
    Happening.EXPIRED: _lp("letter happened", "not sent in time"),
    Happening.CANCELLED: _lp("letter happened", "cancelled"),
}
PURPOSE_LABELS = {
    Purpose.SERVICE: _lp("purpose", "service"),
    Purpose.MARKETING: _lp("purpose", "offers and news"),
    Purpose.SURVEY: _lp("purpose", "surveys"),
    Purpose.GREETING: _lp("purpose", "greetings"),
}
