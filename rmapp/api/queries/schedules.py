"""Contact schedules and their templates."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from ...core.pagination import Page
from ...schedules.models import DRAFT, ScheduleTemplate, TemplateVersion
from .base import by_key


def schedule_templates(*, cursor: str | None, limit: int) -> Page[TemplateVersion]:
    """The version in force of each template, with its steps."""
    statement = (
        sa.select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(TemplateVersion.number == ScheduleTemplate.number, TemplateVersion.number != DRAFT)
        .options(contains_eager(TemplateVersion.template), selectinload(TemplateVersion.steps))
    )
    return by_key(statement, ScheduleTemplate.id, cursor, limit, descending=False)
