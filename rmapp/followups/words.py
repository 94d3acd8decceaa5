"""What the pages of letters say to people."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..audit import shown
from ..outbox.queries import BOUGHT
from ..outbox.states import AFTER_RESTORE, GAVE_UP, IN_BIN, PROCESS_LOST, State
from .mails import UNFILLED

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
#: The kinds of letters this house writes.
KIND_LABELS = {
    "proposal-sent": _l("Letter with the proposal"),
    "proposal-reminder": _l("Reminder after silence"),
    "handover:introduction": _l("Introduction of the new manager"),
    "contact-email": _l("E-mail of a contact"),
    "invitation": _l("Invitation to a contact"),
    "consent-confirmation": _l("Request to confirm the consent"),
    "emergency-opened": _l("Word of an emergency access"),
}


#: What the desk itself notes of a letter.
DETAILS = {
    IN_BIN: _l("The client is in the bin."),
    AFTER_RESTORE: _l("The database was restored: the letter may have left already."),
    GAVE_UP: _l("It was tried too often."),
    PROCESS_LOST: _l("The program that sent it was ended in the middle."),
}


def kind_label(kind: str) -> str:
    """What letters of ``kind`` are called; one nobody knows any more is just a letter."""
    return str(KIND_LABELS.get(kind) or _("Letter"))


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
    if reason.startswith(UNFILLED):
        gap = reason.removeprefix(UNFILLED)
        return str(_("The text still has a point to fill in: “%(gap)s”.", gap=gap))
    if reason.startswith("address"):
        return str(_("The address does not work: a letter came back."))
    return happened_words(reason)


def happened_words(detail: str) -> str:
    """What is behind a happening, in words; what a mail server answered stands as it was said."""
    said = DETAILS.get(detail)
    return detail if said is None else str(said)


shown.codes("message", kind=KIND_LABELS)
