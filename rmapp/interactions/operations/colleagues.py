"""Colleagues who take part: their diaries are respected (C3)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _

from ...core.db import db
from ...core.errors import Invalid
from ...core.formatting import day, hour, moment
from ...staff.calendar import calendars_for
from ...staff.models import Employee
from ..models import Interaction, Participant
from ..queries import colleague_taken, colleagues_of
from ..queries.contacts import EXCLUSIVE


def is_free(
    colleague: Employee, starts: dt.datetime, ends: dt.datetime, *, but: int | None = None
) -> bool:
    """Whether a colleague can take part: no other visit or meeting then, and at work that day."""
    on = starts.astimezone(ZoneInfo(colleague.zone)).date()
    away = calendars_for([colleague.id])[colleague.id].absences
    is_away = any(absence.covers(on) for absence in away)
    return not is_away and colleague_taken(colleague.id, starts, ends, but=but) is None


def let_busy_go(interaction: Interaction, at: dt.datetime) -> None:
    """Let colleagues who are taken at ``at`` take part no more: for a deed of the house that moves
    a contact by its rules, where nobody can be asked."""
    if interaction.kind not in EXCLUSIVE:
        return
    ends = at + dt.timedelta(minutes=interaction.minutes)
    gone = [
        one.id
        for one in colleagues_of(interaction.id)
        if not is_free(one, at, ends, but=interaction.id)
    ]
    if gone:
        db.session.execute(
            sa.delete(Participant).where(
                Participant.interaction_id == interaction.id, Participant.employee_id.in_(gone)
            )
        )


def respect_colleagues(interaction: Interaction, *, field: str) -> None:
    """Refuse with :class:`Invalid` at ``field`` when a colleague who takes part has another visit
    or meeting then, or is away that day. What of a colleague's is foreign is not named."""
    if interaction.kind not in EXCLUSIVE:
        return
    with db.session.no_autoflush:
        people = colleagues_of(interaction.id)
    calendars = calendars_for([one.id for one in people]) if people else {}
    said = []
    for one in people:
        on = interaction.planned_at.astimezone(ZoneInfo(one.zone)).date()
        other = colleague_taken(
            one.id, interaction.planned_at, interaction.ends_at, but=interaction.id
        )
        if other is not None:
            said.append(
                _(
                    "%(name)s is taken from %(start)s to %(end)s.",
                    name=one.name,
                    start=moment(other.planned_at),
                    end=hour(other.ends_at),
                )
            )
        elif any(absence.covers(on) for absence in calendars[one.id].absences):
            said.append(_("%(name)s is away on %(day)s.", name=one.name, day=day(on)))
    if said:
        raise Invalid(fields={field: said})
