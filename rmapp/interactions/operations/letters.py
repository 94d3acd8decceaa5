"""Letters on paper: dispatched, awaiting an answer, answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note as note_event
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...policy.enforce import Actor
from ...staff.calendar import bank_calendar
from ..models import Interaction
from ..queries import client_held
from ..rules.next_step import ANSWER_DAYS, EMAIL_ANSWER_DAYS
from ..words import Kind
from .dates import keep_dates, set_facts

_AWAITED = {Kind.LETTER: ANSWER_DAYS, Kind.EMAIL: EMAIL_ANSWER_DAYS}


@dataclass(frozen=True)
class Dispatch:
    """``on``: the day a letter went out, None for that of its outcome. ``answer_by``: until when an
    answer is awaited, None for what the rule says; ``awaits``: whether one is awaited at all."""

    on: dt.date | None = None
    answer_by: dt.date | None = None
    awaits: bool = True


BY_RULE = Dispatch()
#: So long before its outcome a letter may have gone out.
LONGEST = dt.timedelta(days=92)


def awaited_until(kind: Kind, on: dt.date) -> dt.date | None:
    """Until when an answer is awaited to what went out ``on``: on paper ten working days, an e-mail
    five; None for what awaits none."""
    days = _AWAITED.get(kind)
    return None if days is None else bank_calendar().add_working_days(on, days)


def note_dispatch(interaction: Interaction, dispatch: Dispatch, *, zone: str) -> None:
    """Note when the letter went out, and until when its answer is awaited.

    Refuses with :class:`Invalid` at ``dispatched_on`` a day after the outcome or more than
    :data:`LONGEST` before it, at ``awaited_until`` a day before the letter went out.
    """
    recorded = (interaction.outcome_at or clock.now()).astimezone(ZoneInfo(zone)).date()
    on = dispatch.on or recorded
    if not recorded - LONGEST <= on <= recorded:
        words = _("A letter goes out by the day of its outcome, within three months before it.")
        raise Invalid(words, fields={"dispatched_on": [words]})
    if dispatch.awaits and dispatch.answer_by is not None and dispatch.answer_by < on:
        words = _("This day lies before the letter went out.")
        raise Invalid(words, fields={"awaited_until": [words]})
    interaction.dispatched_on = on
    interaction.answer_by = None
    if dispatch.awaits:
        interaction.answer_by = dispatch.answer_by or awaited_until(interaction.kind, on)


def record_answer(
    interaction: Interaction, *, actor: Actor, at: dt.datetime | None = None
) -> Interaction:
    """Note that the client has answered the letter ``interaction`` (at ``at``, else now).

    It counts as a contact in which both sides spoke. Refuses with NotFound (reach) and
    :class:`Conflict` when no answer is awaited.
    """
    client_held(interaction.client_id, actor=actor, permission="interactions:record")
    if not interaction.awaits_answer:
        raise Conflict(_("No answer to this letter is awaited."))
    interaction.answered_at = min(at or clock.now(), clock.now())
    keep_dates([interaction.client_id])
    record("letter:answered", actor=actor, obj=interaction, client_id=interaction.client_id)
    note_event(interaction.client_id, "letter-answered", actor=actor, obj=interaction)
    return interaction


def forget_answer(interaction: Interaction, *, actor: Actor) -> Interaction:
    """Take an answer back that was noted by mistake: it is awaited again.

    Refuses with NotFound (reach) and :class:`Conflict` when none was noted.
    """
    client = client_held(interaction.client_id, actor=actor, permission="interactions:record")
    if interaction.answered_at is None:
        raise Conflict(_("No answer to this letter was noted."))
    if client.last_contact_at == interaction.answered_at:
        set_facts(client, last_contact_at=None)  # computed anew from the other contacts
    interaction.answered_at = None
    db.session.flush()
    keep_dates([interaction.client_id])
    record("letter:unanswered", actor=actor, obj=interaction, client_id=interaction.client_id)
    note_event(interaction.client_id, "letter-unanswered", actor=actor, obj=interaction)
    return interaction
