"""The introductions that began when handed over clients were accepted (V9, C2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment, Client
from ...core.db import any_of, db
from ...interactions.models import Interaction, InteractionState
from ..models import Schedule, ScheduleStep, ScheduleTemplate, TemplateVersion
from ..words import ScheduleState, StepState

CODE_OF_INTRODUCTION = "introduction"


def count_unplanned(client_ids: Sequence[int], employee_id: int) -> int:
    """With how many of these clients, active and served first by an employee, nothing is planned in
    the employee's diary. One statement."""
    planned = sa.exists().where(
        Interaction.client_id == Client.id,
        Interaction.manager_id == employee_id,
        Interaction.state == InteractionState.PLANNED,
    )
    serves = sa.exists().where(
        Assignment.client_id == Client.id,
        Assignment.employee_id == employee_id,
        Assignment.is_primary,
        Assignment.ended_at.is_(None),
    )
    found = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Client)
        .where(
            Client.id == any_of(client_ids),
            Client.is_active.is_(True),
            Client.deleted_at.is_(None),
            serves,
            sa.not_(planned),
        )
    )
    return int(found or 0)


def introductions_since(client_ids: Sequence[int], since: dt.datetime) -> list[Any]:
    """The live ones of these clients, begun from ``since`` on: ``schedule_id``, ``public_id``,
    ``client_id``, and ``is_touched``: somebody has done, moved, dropped or changed a part of it.
    One statement."""
    contact = sa.or_(
        Interaction.version > 1,
        Interaction.state != InteractionState.PLANNED,
        Interaction.booking_id.is_not(None),
    )
    touched = (
        sa.exists()
        .where(
            ScheduleStep.schedule_id == Schedule.id,
            sa.or_(
                ScheduleStep.state.in_([StepState.DONE, StepState.DROPPED]),
                ScheduleStep.is_pinned,
                ScheduleStep.delay_days > 0,
                sa.exists().where(Interaction.id == ScheduleStep.interaction_id, contact),
            ),
        )
        .label("is_touched")
    )
    return list(
        db.session.execute(
            sa.select(
                Schedule.id.label("schedule_id"), Schedule.public_id, Schedule.client_id, touched
            )
            .join(TemplateVersion, TemplateVersion.id == Schedule.template_version_id)
            .join(ScheduleTemplate, ScheduleTemplate.id == TemplateVersion.template_id)
            .where(
                Schedule.client_id == any_of(client_ids),
                Schedule.state.in_([ScheduleState.RUNNING, ScheduleState.PAUSED]),
                Schedule.created_at >= since,
                ScheduleTemplate.code == CODE_OF_INTRODUCTION,
            )
            .order_by(Schedule.id)
        )
    )
