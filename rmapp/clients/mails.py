"""Prospects of a bought base get no letter of any kind before they consent (D7)."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from ..core.db import any_of, db
from ..outbox.guards import waits_for_consent
from .models import Client, Lifecycle, Source


@waits_for_consent
def bought(client_ids: Collection[int]) -> set[int]:
    """Prospects whose source is marked cautious."""
    return set(
        db.session.scalars(
            sa.select(Client.id)
            .join(Source, Source.id == Client.source_id)
            .where(
                Client.id == any_of(client_ids),
                Client.lifecycle == Lifecycle.PROSPECT,
                Source.is_cautious,
            )
        )
    )
