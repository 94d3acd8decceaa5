"""What the pages of letters say to people."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..outbox.queries import BOUGHT
from ..outbox.states import State

STATE_TONES = {
    State.PENDING: "info",
    State.CLAIMED: "info",
    State.HANDOFF: "info",
    State.SENT: "ok",
    State.UNCERTAIN: "warn",
    State.HELD: "warn",
    State.CANCELLED: "neutral",
    State.SUPPRESSED: "neutral",
    State.EXPIRED: "bad",
    State.FAILED: "bad",
}
#: The kinds of letters this house writes; others are shown by their own name.
KIND_LABELS = {
    "proposal-sent": _l("Letter with the proposal"),
    "proposal-reminder": _l("Reminder after silence"),
    "introduction": _l("Introduction of the new manager"),
    "contact-email": _l("E-mail of a contact"),
}


def not_sent_words(reason: str | None) -> str:
    """Why a letter does not leave, in words: the reasons ``outbox.queries.why_not`` names."""
    if not reason:
        return ""
    if reason == BOUGHT:
        return str(
            _("The client comes from a bought base and has not agreed to letters: none may leave.")
        )
    if reason.startswith("no consent"):
        return str(_("The client has not agreed to letters of this kind."))
    if reason == "address suppressed":
        return str(_("Nothing may be sent to this address."))
    if reason.startswith("address"):
        return str(_("The address does not work: a letter came back."))
    return reason
