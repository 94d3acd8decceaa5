"""Keeping the two dates of a client right: the next contact and the last in which both spoke."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from ...clients.models import Client
from ...core.db import db
from ..models import Interaction, InteractionState
from ..words import TWO_WAY


def keep_dates(client_ids: Sequence[int]) -> None:
    """Compute ``next_contact_at`` and ``last_contact_at`` of the clients anew: one statement.

    The version of the client stays: a contact planned is no edit of the dossier, and must not
    make somebody's open form stale. A ``last_contact_at`` that came from outside (an import) is
    only moved on, never back.
    """
    if not client_ids:
        return
    db.session.flush()
    rows = db.session.execute(_dates(), {"clients": list(client_ids)}).all()
    for row in rows:
        known = db.session.identity_map.get(identity_key(Client, row.id))
        if known is not None:
            set_committed_value(known, "next_contact_at", row.next_contact_at)
            set_committed_value(known, "last_contact_at", row.last_contact_at)


@functools.cache
def _dates() -> Any:
    """Both dates of ``:clients``, written anew."""
    client: Any = Client.__table__
    planned = (
        sa.select(sa.func.min(Interaction.planned_at))
        .where(Interaction.client_id == client.c.id, Interaction.state == InteractionState.PLANNED)
        .correlate(client)
        .scalar_subquery()
    )
    spoken = (
        sa.select(sa.func.max(sa.func.greatest(Interaction.outcome_at, Interaction.answered_at)))
        .where(
            Interaction.client_id == client.c.id,
            Interaction.state == InteractionState.DONE,
            sa.or_(Interaction.result.in_(sorted(TWO_WAY)), Interaction.answered_at.is_not(None)),
        )
        .correlate(client)
        .scalar_subquery()
    )
    return (
        sa.update(client)
        .where(client.c.id == sa.any_(sa.bindparam("clients", type_=sa.ARRAY(sa.BigInteger))))
        .values(
            next_contact_at=planned,
            last_contact_at=sa.func.greatest(client.c.last_contact_at, spoken),
        )
        .returning(client.c.id, client.c.next_contact_at, client.c.last_contact_at)
    )


def set_ticks(interaction: Interaction, points: list[int]) -> None:
    """Set the ticked points without moving the version on: a form that is open stays good."""
    table: Any = Interaction.__table__
    db.session.execute(sa.update(table).where(table.c.id == interaction.id).values(ticked=points))
    set_committed_value(interaction, "ticked", points)


def set_facts(client: Client, **values: Any) -> None:
    """Set facts of the client that a contact brings (temperature, activity) without moving its
    version on."""
    table: Any = Client.__table__
    db.session.execute(sa.update(table).where(table.c.id == client.id).values(**values))
    for name, value in values.items():
        set_committed_value(client, name, value)
