"""What readers answer: by the link in the letter, or from their own calendar."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...clients.events import note
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...intake import operations as intake
from ...intake.models import IncomingLetter, LetterState
from ...interactions.models import InteractionState
from ...interactions.queries.diary import served_by
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...staff.models import Employee
from .. import queries
from ..models import Answer, Invitation
from ..rules import answer_of, answers_what_holds, invitation_of_uid, moment_of
from .inviting import is_overtaken, tell_at_once, told_of

#: How far ahead a reader may wish another time.
FARTHEST = dt.timedelta(days=366)
#: How long after a meeting its link still asks for a call.
ASKABLE = dt.timedelta(days=180)

ANSWERED = {
    Answer.ACCEPTED: notice_kind(
        "invitation:accepted", icon="check", tone="ok", words=_l("%(subject)s comes: %(client)s")
    ),
    Answer.TENTATIVE: notice_kind(
        "invitation:tentative", icon="clock", words=_l("%(subject)s comes perhaps: %(client)s")
    ),
    Answer.DECLINED: notice_kind(
        "invitation:declined",
        icon="x",
        tone="warn",
        words=_l("%(subject)s does not come: %(client)s"),
    ),
    Answer.OTHER_TIME: notice_kind(
        "invitation:other-time",
        icon="calendar",
        tone="warn",
        words=_l("%(subject)s asks for another time: %(client)s"),
    ),
    Answer.CALL: notice_kind(
        "invitation:call",
        icon="call",
        tone="warn",
        words=_l("%(subject)s asks to be called: %(client)s"),
    ),
}
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


def answer(
    invitation: Invitation,
    given: Answer,
    *,
    wish: str = "",
    wished_at: dt.datetime | None = None,
    how: str = "link",
) -> None:
    """Write down what the reader answered and tell the manager. The same answer again is nothing.

    ``wish``: in the reader's words; ``wished_at``: the other time asked for; ``how``: link or
    mail. When the contact is over or taken back, whoever serves the client now may still be asked
    for a call (:func:`may_ask_for_call`), all else is refused (Conflict). Refuses (Invalid)
    another time that has passed or is more than a year ahead.
    """
    interaction = invitation.interaction
    is_late = not is_ahead(invitation)
    if is_late and not (given is Answer.CALL and how == "link" and may_ask_for_call(invitation)):
        raise Conflict(_("This meeting is over or was called off."))
    if wished_at is not None and not clock.now() < wished_at < clock.now() + FARTHEST:
        raise Invalid(fields={"at": [_("Choose a time to come, within a year.")]})
    if given is Answer.OTHER_TIME and wished_at is None and not wish:
        raise Invalid(fields={"at": [_("Say which time suits you.")]})
    told = (invitation.answer, invitation.wish, invitation.wished_at)
    if told == (given, wish, wished_at):
        return
    invitation.answer, invitation.answered_at = given, clock.now()
    invitation.wish, invitation.wished_at = wish, wished_at
    db.session.flush()
    client = interaction.client
    detail = {"how": how, "wish": wish, "at": wished_at.isoformat() if wished_at else ""}
    record(
        f"invitation:{given.value.replace('_', '-')}",
        actor=None,
        obj=interaction,
        name=client.display_name,
        client_id=client.id,
        detail=detail,
    )
    if not invitation.is_colleague:
        note(
            client.id,
            f"invitation-{given.value.replace('_', '-')}",
            actor=None,
            title=invitation.name,
            obj=interaction,
            detail=detail,
        )
    tell(
        [_host_id(invitation)],
        ANSWERED[given].code,
        subject=_who(invitation),
        params={"client": client.display_name},
        leads_to="interactions.show",
        values={"public_id": interaction.public_id},
        client_id=client.id,
    )


def is_ahead(invitation: Invitation) -> bool:
    """Whether the meeting is still to take place, with this reader."""
    interaction = invitation.interaction
    is_planned = interaction.state is InteractionState.PLANNED
    return invitation.ended_at is None and is_planned and interaction.ends_at > clock.now()


def may_ask_for_call(invitation: Invitation) -> bool:
    """Whether the link of a meeting that is over still asks for a call: a client's, for half a
    year, while somebody serves the client."""
    lately = clock.now() - invitation.interaction.ends_at < ASKABLE
    return not invitation.is_colleague and lately and host_of(invitation).may_enter


def host_of(invitation: Invitation) -> Employee:
    """Whom the reader can turn to: the manager of the meeting; when it is over, whoever serves the
    client now."""
    return db.session.get_one(Employee, _host_id(invitation))


def _host_id(invitation: Invitation) -> int:
    interaction = invitation.interaction
    if is_ahead(invitation):
        return interaction.manager_id
    serving = [who for who, _is_first in served_by(interaction.client_id)]
    return (
        serving[0]
        if serving and interaction.manager_id not in serving
        else (interaction.manager_id)
    )


def _who(invitation: Invitation) -> str:
    """Who answers: their name, or the address where it is the client's own name."""
    is_client = invitation.name == invitation.interaction.client.display_name
    return invitation.recipient.address if is_client else invitation.name


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
        [_host_id(invitation)],
        BY_OTHERS[given].code,
        subject=_who(invitation),
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
