"""The closed lists of the trade: kinds of contact, purposes, results, reasons, with their names."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit import shown


class Kind(StrEnum):
    """How the sides meet."""

    CALL = "call"
    VISIT = "visit"  # at the client's
    MEETING = "meeting"  # at the bank's or elsewhere
    LETTER = "letter"  # on paper
    EMAIL = "email"
    MESSAGE = "message"


class Purpose(StrEnum):
    """What a contact is for."""

    FIRST_CONTACT = "first_contact"
    FIND_NEED = "find_need"
    PRESENTATION = "presentation"
    OFFER = "offer"
    NEGOTIATION = "negotiation"
    DOCUMENTS = "documents"
    SERVICE_REVIEW = "service_review"
    RENEWAL = "renewal"
    CROSS_SALE = "cross_sale"
    CONGRATULATION = "congratulation"
    COMPLAINT = "complaint"
    ACQUAINTANCE = "acquaintance"  # the new manager introduces themselves
    OTHER = "other"


class Result(StrEnum):
    """What came of a contact."""

    REACHED = "reached"  # spoke, or an answer came
    HELD = "held"  # the meeting took place
    SENT = "sent"  # the letter is out
    AGREED = "agreed"
    POSTPONED = "postponed"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"
    WRONG_CONTACT = "wrong_contact"


#: Kinds that are sent and answered later.
ANSWERED = frozenset({Kind.LETTER, Kind.EMAIL})

#: Results in which both sides spoke: they stop the clock of silence.
TWO_WAY = frozenset({Result.REACHED, Result.HELD, Result.AGREED, Result.REFUSED})

#: Results of a contact that came about; after the others its hour has passed for nothing.
TOOK_PLACE = TWO_WAY | {Result.SENT}


class NoNextReason(StrEnum):
    """Why nothing is planned next."""

    NO_NEED = "no_need"
    REFUSED = "refused"
    GONE = "gone"  # the firm closed, the person cannot be reached any more
    WAITS = "waits"  # the client comes back themselves
    BOUGHT = "bought"  # served by somebody else from now on
    OTHER = "other"


#: Reasons that give a prospect up.
GIVES_UP = frozenset({NoNextReason.NO_NEED, NoNextReason.REFUSED, NoNextReason.GONE})


class Rank(StrEnum):
    """Whom the bank sends."""

    BOARD = "board"
    HEAD = "head"  # of a department or branch
    EXPERT = "expert"
    MANAGER = "manager"


class Fits(StrEnum):
    """For which clients a text of the library is meant."""

    ANY = "any"
    PERSON = "person"  # and sole traders
    ORGANISATION = "organisation"


class Stage(StrEnum):
    """For which stage of the relation a text of the library is meant."""

    ANY = "any"
    PROSPECT = "prospect"
    CLIENT = "client"  # and former ones
    VIP = "vip"


class Side(StrEnum):
    """Who promised."""

    BANK = "bank"
    CLIENT = "client"


KIND_NAMES: dict[Kind, Any] = {
    Kind.CALL: _lp("kind of contact", "Call"),
    Kind.VISIT: _lp("kind of contact", "Visit"),
    Kind.MEETING: _lp("kind of contact", "Meeting"),
    Kind.LETTER: _lp("kind of contact", "Letter"),
    Kind.EMAIL: _lp("kind of contact", "E-mail"),
    Kind.MESSAGE: _lp("kind of contact", "Message"),
}
#: The symbol of each kind in ``icons.svg``.
KIND_ICONS = {
    Kind.CALL: "call",
    Kind.VISIT: "visit",
    Kind.MEETING: "meeting",
    Kind.LETTER: "document",
    Kind.EMAIL: "mail",
    Kind.MESSAGE: "message",
}
PURPOSE_NAMES: dict[Purpose, Any] = {
    Purpose.FIRST_CONTACT: _l("First contact"),
    Purpose.FIND_NEED: _l("Find the need"),
    Purpose.PRESENTATION: _l("Presentation"),
    Purpose.OFFER: _lp("purpose", "Offer"),
    Purpose.NEGOTIATION: _l("Negotiation"),
    Purpose.DOCUMENTS: _l("Documents and signing"),
    Purpose.SERVICE_REVIEW: _l("Review of the service"),
    Purpose.RENEWAL: _l("Renewal"),
    Purpose.CROSS_SALE: _l("Cross-sale"),
    Purpose.CONGRATULATION: _l("Congratulation"),
    Purpose.COMPLAINT: _l("Answer to a complaint"),
    Purpose.ACQUAINTANCE: _l("Introduction of the new manager"),
    Purpose.OTHER: _lp("purpose", "Other"),
}
RESULT_NAMES: dict[Result, Any] = {
    Result.REACHED: _lp("result", "Spoke"),
    Result.HELD: _lp("meeting", "Held"),
    Result.SENT: _lp("letter", "Sent"),
    Result.AGREED: _lp("result", "Agreed"),
    Result.POSTPONED: _lp("result", "Postponed"),
    Result.NOT_REACHED: _lp("result", "Not reached"),
    Result.REFUSED: _lp("result", "Refused"),
    Result.WRONG_CONTACT: _lp("result", "Wrong contact"),
}
_ANSWERED = _lp("letter", "Answered")
_RETURNED = _lp("letter", "Came back")
_DID_NOT_TAKE_PLACE = _l("Did not take place")
_SPOKEN = (
    Result.REACHED,
    Result.AGREED,
    Result.POSTPONED,
    Result.NOT_REACHED,
    Result.REFUSED,
    Result.WRONG_CONTACT,
)
_MET = (
    Result.HELD,
    Result.AGREED,
    Result.POSTPONED,
    Result.NOT_REACHED,
    Result.REFUSED,
    Result.WRONG_CONTACT,
)
_WRITTEN = (
    Result.SENT,
    Result.REACHED,
    Result.AGREED,
    Result.POSTPONED,
    Result.REFUSED,
    Result.WRONG_CONTACT,
)
#: The six results of each kind, in the order of the keys 1 to 6.
RESULTS: dict[Kind, tuple[Result, ...]] = {
    Kind.CALL: _SPOKEN,
    Kind.VISIT: _MET,
    Kind.MEETING: _MET,
    Kind.LETTER: _WRITTEN,
    Kind.EMAIL: _WRITTEN,
    Kind.MESSAGE: _WRITTEN,
}
NO_NEXT_NAMES: dict[NoNextReason, Any] = {
    NoNextReason.NO_NEED: _l("No need found"),
    NoNextReason.REFUSED: _l("The client does not want it"),
    NoNextReason.GONE: _l("The client is gone"),
    NoNextReason.WAITS: _l("The client will come back to us"),
    NoNextReason.BOUGHT: _l("Bought; served by a colleague"),
    NoNextReason.OTHER: _l("Another reason, told in the note"),
}
RANK_NAMES: dict[Rank, Any] = {
    Rank.BOARD: _l("Member of the board"),
    Rank.HEAD: _l("Head of department"),
    Rank.EXPERT: _lp("rank", "Expert"),
    Rank.MANAGER: _lp("rank", "Manager"),
}
FITS_NAMES: dict[Fits, Any] = {
    Fits.ANY: _l("Any client"),
    Fits.PERSON: _l("Persons and sole traders"),
    Fits.ORGANISATION: _l("Organisations"),
}
STAGE_NAMES: dict[Stage, Any] = {
    Stage.ANY: _l("Any stage"),
    Stage.PROSPECT: _l("Prospects"),
    Stage.CLIENT: _l("Clients of the bank"),
    Stage.VIP: _l("VIP clients"),
}
SIDE_NAMES: dict[Side, Any] = {Side.BANK: _l("The bank"), Side.CLIENT: _l("The client")}


def result_name(kind: Kind, result: Result) -> Any:
    """The name of ``result`` as people say it of a contact of ``kind``."""
    if RESULTS[kind] is _WRITTEN:
        if result is Result.REACHED:
            return _ANSWERED
        if result is Result.WRONG_CONTACT:
            return _RETURNED
    if RESULTS[kind] is _MET and result is Result.NOT_REACHED:
        return _DID_NOT_TAKE_PLACE
    return RESULT_NAMES[result]


def result_said(kind: Kind, code: str) -> Any:
    """The name of a result that a history keeps as ``code``; a dash for none."""
    found = next((one for one in Result if one.value == code), None)
    return result_name(kind, found) if found is not None else "—"


shown.codes("interaction", kind=KIND_NAMES, purpose=PURPOSE_NAMES, result=RESULT_NAMES)
