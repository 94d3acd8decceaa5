"""What readers answer, by the link in the letter or from their own calendar (``hearing``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...clients.events import note
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...interactions.models import InteractionState
from ...interactions.queries.diary import served_by
from ...interactions.rules.times import nearest_moment
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...staff.calendar import calendar_for
from ...staff.models import Employee
from ..models import Answer, Invitation

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
    another time that has passed or is more than a year ahead, and by the link one at which the
    manager is not at work, unless the reader says more in words.
    """
    interaction = invitation.interaction
    is_late = not is_ahead(invitation)
    if is_late and not (given is Answer.CALL and how == "link" and may_ask_for_call(invitation)):
        raise Conflict(_("This meeting is over or was called off."))
    if wished_at is not None and not clock.now() < wished_at < clock.now() + FARTHEST:
        raise Invalid(fields={"at": [_("Choose a time to come, within a year.")]})
    if how == "link" and wished_at is not None and not wish:
        hours = hours_there(interaction.manager, wished_at, invitation.zone)
        if not hours.is_open:
            raise Invalid(fields={"at": [hours.said]})
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
        [host_id(invitation)],
        ANSWERED[given].code,
        subject=who_answers(invitation),
        params={"client": client.display_name},
        leads_to="interactions.show",
        values={"public_id": interaction.public_id},
        client_id=client.id,
    )


@dataclass(frozen=True)
class HoursThere:
    """Whether the manager works at a moment; their hours on that day, on the reader's clock."""

    is_open: bool
    opens: str
    closes: str

    @property
    def said(self) -> str:
        """What a reader is told who wishes a time outside of them."""
        return str(
            _(
                "Your manager is at work on working days from %(opens)s to %(closes)s, your time."
                " Choose a time within these hours, or say in your own words what suits you.",
                opens=self.opens,
                closes=self.closes,
            )
        )


def hours_there(manager: Employee, moment: dt.datetime, zone: str) -> HoursThere:
    """The hours of ``manager`` on the day of ``moment``, as the clocks of ``zone`` show them."""
    calendar = calendar_for(manager.id)
    day = moment.astimezone(ZoneInfo(manager.zone)).date()
    both = (nearest_moment(day, time, manager.zone) for time in (calendar.opens, calendar.closes))
    opens, closes = (one.astimezone(ZoneInfo(zone)) for one in both)
    return HoursThere(calendar.is_open(moment, manager.zone), f"{opens:%H:%M}", f"{closes:%H:%M}")


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
    return db.session.get_one(Employee, host_id(invitation))


def host_id(invitation: Invitation) -> int:
    """The key of :func:`host_of`."""
    interaction = invitation.interaction
    if is_ahead(invitation):
        return interaction.manager_id
    serving = [who for who, _is_first in served_by(interaction.client_id)]
    return (
        serving[0]
        if serving and interaction.manager_id not in serving
        else (interaction.manager_id)
    )


def who_answers(invitation: Invitation) -> str:
    """Who answers: their name, or the address where it is the client's own name."""
    is_client = invitation.name == invitation.interaction.client.display_name
    return invitation.recipient.address if is_client else invitation.name
