"""Reminding people of a contact that begins soon (C3)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from ...core import clock
from ...interactions.models import Interaction
from ...interactions.rules.reminders import reminder_at
from ...interactions.words import KIND_NAMES, PURPOSE_NAMES
from ...notices import operations as notices
from ...notices.kinds import notice_kind
from ...staff.models import Employee
from .. import queries

SOON = notice_kind("contact:soon", icon="clock", words=_l("%(when)s: %(subject)s"))


def remind() -> int:
    """Tell whoever has a contact ahead for which a reminder is due, once for each time it has; how
    many were told. Colleagues who take part are told too.

    A periodic job: a contact that was moved is reminded of anew, one that has begun no more.
    """
    now, told = clock.now(), 0
    for interaction in queries.to_be_reminded(now):
        minutes, zone = interaction.remind_minutes or 0, interaction.manager.zone
        if reminder_at(interaction.planned_at, minutes, zone) > now:
            continue
        colleagues = [one.employee for one in interaction.participants if one.employee]
        for person in (interaction.manager, *colleagues):
            told += notices.tell(
                [person.id],
                SOON.code,
                subject=interaction.client.display_name,
                params={"when": _when(interaction, person)},
                leads_to="interactions.joining",
                values={"public_id": interaction.public_id},
                client_id=interaction.client_id,
                once=f"contact-soon:{interaction.id}:{int(interaction.planned_at.timestamp())}",
            )
    return told


def _when(interaction: Interaction, person: Employee) -> str:
    """The time on the clocks of ``person``, the kind and the purpose, in their language."""
    there: dt.datetime = interaction.planned_at.astimezone(ZoneInfo(person.zone))
    with force_locale(person.language):
        purpose = interaction.goal or PURPOSE_NAMES[interaction.purpose]
        what = f"{KIND_NAMES[interaction.kind]}, {purpose}"
    return f"{format_datetime(there, 'd MMM, HH:mm', locale=person.language)} · {what}"
