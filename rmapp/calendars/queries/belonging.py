"""What a contact is a part of: a step of a schedule, one of a series."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from ...core.db import db
from ...interactions.models import Interaction
from ...schedules.models import Schedule, ScheduleStep, TemplateVersion
from ...series.models import Series, SeriesContact


@dataclass(frozen=True)
class Belonging:
    """The step (with schedule and template) and the series a contact is of, if any."""

    step: ScheduleStep | None
    series: Series | None


def belonging_of(interaction_id: int) -> Belonging:
    """What a contact is a part of; the caller has checked the reach."""
    row = db.session.execute(
        sa.select(ScheduleStep, Series)
        .select_from(Interaction)
        .outerjoin(ScheduleStep, ScheduleStep.interaction_id == Interaction.id)
        .outerjoin(Schedule, Schedule.id == ScheduleStep.schedule_id)
        .outerjoin(TemplateVersion, TemplateVersion.id == Schedule.template_version_id)
        .outerjoin(SeriesContact, SeriesContact.interaction_id == Interaction.id)
        .outerjoin(Series, Series.id == SeriesContact.series_id)
        .where(Interaction.id == interaction_id)
        .options(contains_eager(ScheduleStep.schedule).contains_eager(Schedule.template_version))
    ).first()
    return Belonging(*row) if row is not None else Belonging(None, None)
