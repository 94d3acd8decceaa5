"""What is known of a contact that has an outcome."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ...clients.models import ClientEvent
from ...core.db import db
from ...staff.models import Employee
from ..models import Interaction, InteractionState

#: Facts of the history that tell of a correction.
CORRECTIONS = ("outcome-corrected", "outcome-undone")


def was_planned(interaction: Interaction) -> bool:
    """Whether a contact that is over had been planned: one that was not, is written down after it
    ended, and ends in the very moment of its outcome."""
    at = interaction.outcome_at
    return at is None or interaction.ends_at != at or interaction.created_at < at


def recorded_at(interaction: Interaction) -> dt.datetime:
    """When the outcome of a contact that is over was given to the desk."""
    return max(interaction.outcome_at or interaction.created_at, interaction.created_at)


def is_last_contact(interaction: Interaction) -> bool:
    """Whether no contact with the client has an outcome of a later moment."""
    later = sa.select(Interaction.id).where(
        Interaction.client_id == interaction.client_id,
        Interaction.state == InteractionState.DONE,
        sa.tuple_(Interaction.outcome_at, Interaction.id)
        > sa.tuple_(
            sa.literal(interaction.outcome_at, Interaction.outcome_at.type),
            sa.literal(interaction.id),
        ),
    )
    return not db.session.execute(sa.select(later.exists())).scalar_one()


def corrections_of(interaction: Interaction) -> list[tuple[ClientEvent, str]]:
    """How the outcome of a contact was corrected and undone, newest first, with who did it."""
    rows = db.session.execute(
        sa.select(ClientEvent, Employee)
        .outerjoin(Employee, Employee.id == ClientEvent.author_id)
        .where(
            ClientEvent.client_id == interaction.client_id,
            ClientEvent.kind.in_(CORRECTIONS),
            ClientEvent.object_public_id == interaction.public_id,
        )
        .order_by(ClientEvent.at.desc(), ClientEvent.id.desc())
        .limit(10)
    )
    return [(event, author.name if author else "") for event, author in rows]


def due_with(client_id: int, *, before: dt.datetime) -> str | None:
    """The public id of the oldest contact with a client planned ``before`` and without an outcome;
    None where there is none."""
    return db.session.scalar(
        sa.select(Interaction.public_id)
        .where(
            Interaction.client_id == client_id,
            Interaction.state == InteractionState.PLANNED,
            Interaction.planned_at < before,
        )
        .order_by(Interaction.planned_at, Interaction.id)
        .limit(1)
    )
