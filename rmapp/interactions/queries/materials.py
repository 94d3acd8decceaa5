"""What was and is to be given to a client."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ...core.db import db
from ...materials.models import Material, MaterialKind, MaterialVersion
from ..models import Handing, HandingState, Interaction
from ..rules.gifts import Given

_WITH = joinedload(Handing.version).joinedload(MaterialVersion.material)


def handings_of(interaction_id: int) -> list[Handing]:
    """What is brought to a contact, or was given in it; the caller has checked the reach."""
    return list(db.session.execute(_handings(), {"contact": interaction_id}).scalars())


@functools.cache
def _handings() -> Any:
    """What is brought to the contact ``:contact``."""
    return (
        sa.select(Handing)
        .where(Handing.interaction_id == sa.bindparam("contact", type_=sa.BigInteger))
        .order_by(Handing.id)
        .options(_WITH, joinedload(Handing.contact_person))
    )


def given_to(client_id: int, *, limit: int = 200) -> list[tuple[Handing, Interaction]]:
    """What a client was given, the latest first, with the contact in which; the caller has checked
    the reach."""
    rows = db.session.execute(
        sa.select(Handing, Interaction)
        .join(Interaction, Interaction.id == Handing.interaction_id)
        .where(Handing.client_id == client_id, Handing.state == HandingState.HANDED)
        .order_by(Handing.handed_at.desc(), Handing.id.desc())
        .limit(limit)
        .options(_WITH, joinedload(Handing.contact_person), joinedload(Interaction.manager))
    )
    return [(handing, contact) for handing, contact in rows]


def given_since(client_id: int, material_id: int, since: dt.datetime) -> Given:
    """Pieces of one material and the worth of all gifts that a client got since a moment."""
    own = Material.id == material_id
    is_gift = Material.kind == MaterialKind.GIFT
    pieces, worth = db.session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(Handing.quantity).filter(own), 0),
            sa.func.coalesce(sa.func.sum(Handing.quantity * Handing.cost).filter(is_gift), 0),
        )
        .select_from(Handing)
        .join(MaterialVersion, MaterialVersion.id == Handing.version_id)
        .join(Material, Material.id == MaterialVersion.material_id)
        .where(
            Handing.client_id == client_id,
            Handing.state == HandingState.HANDED,
            Handing.handed_at >= since,
        )
    ).one()
    return Given(int(pieces), int(worth))
