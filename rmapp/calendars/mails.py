"""The letters of an invitation, made at the moment they leave."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask_babel import force_locale
from flask_babel import gettext as _

from ..clients.models import ClientKind
from ..core import clock
from ..core.formatting import zone as zone_name
from ..core.greetings import greeting
from ..core.phones import on_paper
from ..interactions.models import Interaction
from ..interactions.words import KIND_NAMES
from ..outbox.models import Message
from ..outbox.renderers import Attachment, Letter, NoLetter, renders
from ..settings import settings
from ..staff.positions import position_in
from ..staff.signing import signer_for
from . import queries, tokens
from .models import Invitation
from .operations.inviting import LETTER


@renders(LETTER)
def invitation_letter(message: Message) -> Letter:
    """The letter of the newest state; an older one of the same invitation is not sent."""
    invitation = queries.whole(int(message.params["invitation"]))
    if invitation is None:
        raise NoLetter("the invitation is gone")
    if invitation.sequence != int(message.params["sequence"]):
        raise NoLetter("a newer letter says what holds now")
    with force_locale(invitation.language):
        return _letter(invitation)


def _letter(invitation: Invitation) -> Letter:
    from . import ics  # loads a library of its own

    interaction = invitation.interaction
    manager = signer_for(interaction.manager) or interaction.manager
    is_taken_back = invitation.ended_at is not None
    link = f"{settings().base_url.rstrip('/')}/meeting/{tokens.sign(invitation.id)}"
    host = settings().mail_from.rpartition("@")[2]
    entry = ics.Entry(
        uid=f"{invitation.public_id}@{host}",
        sequence=invitation.sequence,
        starts=invitation.told_starts or interaction.planned_at,
        ends=invitation.told_ends or interaction.ends_at,
        changed=clock.now(),
        summary=invitation.subject,
        place=invitation.told_place,
        description="" if is_taken_back else link,
        is_sure=not is_taken_back,
    )
    content = ics.invitation(
        entry,
        organizer=ics.Person(manager.name, settings().mail_from),
        reader=ics.Person(invitation.name, invitation.recipient.address),
        is_taken_back=is_taken_back,
    )
    method = "CANCEL" if is_taken_back else "REQUEST"
    return Letter(
        subject=_subject(invitation, is_taken_back=is_taken_back),
        text=_text(invitation, link, is_taken_back=is_taken_back),
        from_name=f"{manager.short_name}, {settings().bank_in(invitation.language)}",
        reply_to=manager.email or None,
        language=invitation.language,
        attachments=(Attachment("invitation.ics", f"text/calendar; method={method}", content),),
    )


def when(starts: dt.datetime, ends: dt.datetime, zone: str, language: str) -> str:
    """Both ends of a contact where the reader lives, with the zone said: the reader may travel. A
    moment alone (both ends are one) is said once."""
    there = ZoneInfo(zone)
    first, last = starts.astimezone(there), ends.astimezone(there)
    day = format_date(first, "EEEE, d MMMM y", locale=language)
    hours = [format_time(one, "HH:mm", locale=language) for one in (first, last)]
    said = "–".join(dict.fromkeys(hours))
    return f"{day}, {said} ({zone_name(zone, at=starts)})"


def _subject(invitation: Invitation, *, is_taken_back: bool) -> str:
    if is_taken_back:
        return str(_("Called off: %(subject)s", subject=invitation.subject))
    if invitation.sequence:
        return str(_("Changed: %(subject)s", subject=invitation.subject))
    return invitation.subject


def _text(invitation: Invitation, link: str, *, is_taken_back: bool) -> str:
    interaction = invitation.interaction
    starts = invitation.told_starts or interaction.planned_at
    ends = invitation.told_ends or interaction.ends_at
    if is_taken_back:
        first = _("The meeting below does not take place. We are sorry for the trouble.")
    elif invitation.sequence:
        first = _("The meeting has changed. This is what holds now.")
    else:
        first = _("We would be glad to talk with you.")
    lines = [
        greeting(_person(invitation), language=invitation.language),
        "",
        first,
        "",
        _("When: %(when)s", when=when(starts, ends, invitation.zone, invitation.language)),
        _("How: %(kind)s", kind=str(KIND_NAMES[interaction.kind])),
        *([_("Where: %(place)s", place=invitation.told_place)] if invitation.told_place else []),
    ]
    if not is_taken_back:
        lines += ["", _("Confirm, ask for another time or for a call:"), link]
    return "\n".join([*map(str, lines), "", *_signature(interaction, invitation.language)])


def _person(invitation: Invitation) -> str:
    """Who is greeted; nobody at the address of a firm."""
    client = invitation.interaction.client
    is_firm = client.kind is ClientKind.ORGANISATION and invitation.name == client.display_name
    return "" if is_firm else invitation.name


def _signature(interaction: Interaction, language: str) -> list[str]:
    manager = signer_for(interaction.manager) or interaction.manager
    reached = [on_paper(manager.phone, language), manager.email]
    return [
        manager.name,
        *([position_in(language, manager.position)] if manager.position else []),
        settings().bank_in(language),
        *[one for one in reached if one],
    ]
