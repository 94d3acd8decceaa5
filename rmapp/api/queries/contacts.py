"""Contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.pagination import Order, Page, keyset
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from .base import key_of_employee


def interactions(
    actor: Actor,
    *,
    client_id: int | None,
    manager: str | None,
    state: InteractionState | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    cursor: str | None,
    limit: int,
) -> Page[Interaction]:
    """Contacts within reach by their planned time, earliest first."""
    statement = (
        sa.select(Interaction)
        .join(Interaction.client)
        .options(
            contains_eager(Interaction.client),
            joinedload(Interaction.manager),
            joinedload(Interaction.contact_person),
            joinedload(Interaction.scenario),
            joinedload(Interaction.booking),
        )
        .where(
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read", Interaction.client_id),
        )
    )
    if client_id is not None:
        statement = statement.where(Interaction.client_id == client_id)
    if manager is not None:
        statement = statement.where(Interaction.manager_id.in_(key_of_employee(manager)))
    if state is not None:
        statement = statement.where(Interaction.state == state)
    if since is not None:
        statement = statement.where(Interaction.planned_at >= since)
    if until is not None:
        statement = statement.where(Interaction.planned_at < until)
    order = [Order(Interaction.planned_at), Order(Interaction.id)]
    return keyset(statement, order, cursor=cursor, limit=limit)


def interaction_after(key: int) -> Interaction:
    """The contact which a deed has just changed, with its people, read afresh."""
    return db.session.execute(
        sa.select(Interaction)
        .where(Interaction.id == key)
        .options(
            joinedload(Interaction.client),
            joinedload(Interaction.manager),
            joinedload(Interaction.contact_person),
            joinedload(Interaction.scenario),
            joinedload(Interaction.booking),
        )
        .execution_options(populate_existing=True)
    ).scalar_one()


def interaction_ids(keys: Collection[int | None]) -> dict[int | None, str]:
    """Key → public id of contacts."""
    wanted = {key for key in keys if key is not None}
    rows = db.session.execute(
        sa.select(Interaction.id, Interaction.public_id).where(Interaction.id.in_(wanted))
    )
    return {row.id: row.public_id for row in rows}
