"""Colleagues who take part: their diaries are respected (C3)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ...core.db import db
from ...core.errors import Invalid
from ...core.formatting import day, hour, moment
from ...staff.calendar import calendars_for
from ..models import Interaction
from ..queries import colleague_taken, colleagues_of
from ..queries.contacts import EXCLUSIVE


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
