"""What readers' own calendars answer by mail (RFC 5546)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...intake import operations as intake
from ...intake.models import IncomingLetter, LetterState
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...staff.models import Employee
from .. import queries
from ..models import Answer, Invitation
from ..rules import answer_of, answers_what_holds, invitation_of_uid, moment_of
from .answering import FARTHEST, answer, host_id, is_ahead, who_answers
from .inviting import is_overtaken, tell_at_once, told_of

#: The same from an address that was not asked: it settles nothing.
BY_OTHERS = {
    Answer.ACCEPTED: notice_kind(
        "invitation:accepted-by-other",
        icon="mail",
        tone="warn",
        words=_l("%(address)s answers for %(subject)s: comes. Make sure: %(client)s"),
    ),
    Answer.TENTATIVE: notice_kind(
        "invitation:tentative-by-other",
        icon="mail",
        tone="warn",
        words=_l("%(address)s answers for %(subject)s: comes perhaps. Make sure: %(client)s"),
    ),
    Answer.DECLINED: notice_kind(
        "invitation:declined-by-other",
        icon="mail",
        tone="warn",
        words=_l("%(address)s answers for %(subject)s: does not come. Make sure: %(client)s"),
    ),
    Answer.OTHER_TIME: notice_kind(
        "invitation:other-time-by-other",
        icon="mail",
        tone="warn",
        words=_l("%(address)s asks for another time for %(subject)s. Make sure: %(client)s"),
    ),
}


def hear() -> int:
    """Take the answers that came from readers' calendars (RFC 5546); how many were taken.

    A periodic job. Only an answer from the address that was asked counts, and only to an
    invitation whose unguessable UID it names, and to the time that holds; another time proposed
    is a wish and counts whenever the meeting is ahead. Whoever answers for the reader from another
    address (a secretary, a delegate) settles nothing: the manager is told what was said.
    """
    taken = 0
    for letter in queries.unheard(clock.now()):
        said = letter.calendar or {}
        invitation = queries.named(invitation_of_uid(said.get("uid", "")))
        if invitation is None or letter.id <= (invitation.heard_letter_id or 0):
            continue
        invitation.heard_letter_id = letter.id
        given = answer_of(said.get("answer", ""))
        if given is None:
            continue
        if not _is_reader(invitation, letter.from_address, said.get("attendee", "")):
            _tell_of_another(invitation, Answer(given), letter)
            continue
        _sort(invitation, letter)
        taken += _take(invitation, Answer(given), letter)
    return taken


def _is_reader(invitation: Invitation, sender: str, attendee: str) -> bool:
    """Whether a letter from ``sender`` that answers for ``attendee`` is the reader's own."""
    colleague = invitation.colleague_id and db.session.get_one(Employee, invitation.colleague_id)
    theirs = {invitation.recipient.address, colleague.email.lower() if colleague else ""} - {""}
    return sender in theirs and (attendee or sender) == sender


def _take(invitation: Invitation, given: Answer, letter: IncomingLetter) -> bool:
    """What the reader's own calendar answered; whether it counts."""
    said = letter.calendar or {}
    wish, wished_at = said.get("comment", ""), None
    if given is Answer.OTHER_TIME:
        wished_at = moment_of(said.get("starts", ""))
        if wished_at is None or not clock.now() < wished_at < clock.now() + FARTHEST:
            wish, wished_at = wish or letter.excerpt[:500] or letter.subject, None
        if wished_at == invitation.interaction.planned_at:
            return False  # it was moved there meanwhile
        tell_at_once(invitation)
    elif is_overtaken(invitation) or not answers_what_holds(
        said, told_of(invitation), invitation.sequence
    ):
        return False  # to a time that holds no more: the newer letter asks again
    try:
        answer(invitation, given, wish=wish, wished_at=wished_at, how="mail")
    except (Conflict, Invalid):
        return False  # too late, or no wish at all: the letter itself stands in the history
    return True


def _tell_of_another(invitation: Invitation, given: Answer, letter: IncomingLetter) -> None:
    """Somebody else answered an invitation that is still ahead."""
    if not is_ahead(invitation):
        return
    _sort(invitation, letter)
    interaction = invitation.interaction
    tell(
        [host_id(invitation)],
        BY_OTHERS[given].code,
        subject=who_answers(invitation),
        params={"client": interaction.client.display_name, "address": letter.from_address},
        leads_to="interactions.show",
        values={"public_id": interaction.public_id},
        client_id=interaction.client_id,
    )


def _sort(invitation: Invitation, letter: IncomingLetter) -> None:
    """The letter needs nobody to sort it: the invitation it names says whose it is."""
    if letter.state is not LetterState.TRIAGE:
        return
    if invitation.is_colleague:
        letter.state = LetterState.IGNORED
    else:
        intake.attach_found(letter, invitation.interaction.client)
