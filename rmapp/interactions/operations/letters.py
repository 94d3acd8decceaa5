"""Letters on paper: dispatched, awaiting an answer, answered."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note as note_event
from ...core import clock
from ...core.errors import Conflict
from ...policy.enforce import Actor
from ...staff.calendar import bank_calendar
from ..models import Interaction
from ..queries import client_held
from ..rules.next_step import ANSWER_DAYS, EMAIL_ANSWER_DAYS
from ..words import Kind
from .dates import keep_dates

_AWAITED = {Kind.LETTER: ANSWER_DAYS, Kind.EMAIL: EMAIL_ANSWER_DAYS}


def note_dispatch(interaction: Interaction, *, zone: str) -> None:
    """Note that the letter went out on the day of its outcome; an answer on paper is awaited for
    ten working days, to an e-mail for five."""
    sent_at = interaction.outcome_at or clock.now()
    interaction.dispatched_on = sent_at.astimezone(ZoneInfo(zone)).date()
    days = _AWAITED.get(interaction.kind)
    if days is not None:
        interaction.answer_by = bank_calendar().add_working_days(interaction.dispatched_on, days)


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
