"""What was done with the clients while somebody else served them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ...core import clock
from ...core.db import db
from ...interactions.models import Interaction, InteractionState, Promise
from ...outbox.models import Message
from ...outbox.states import State
from ...proposals.models import Proposal
from ..models import Handover, HandoverItem

MOST = 50
#: Letters that never reached anybody.
UNSENT = (State.CANCELLED, State.SUPPRESSED, State.EXPIRED, State.FAILED)


@dataclass(frozen=True)
class Meanwhile:
    """Counts by kind, and the last contacts with what came of them."""

    contacts: int
    promises: int
    proposals: int
    letters: int
    last: list[Interaction]

    @property
    def any(self) -> bool:
        """Whether anything was done."""
        return bool(self.contacts or self.promises or self.proposals or self.letters)


def meanwhile(handover: Handover) -> Meanwhile:
    """What was done between the handover and its return (or now)."""
    since, until = handover.executed_at, handover.returned_at or handover.undone_at or clock.now()
    assert since is not None
    clients = sa.select(HandoverItem.client_id).where(
        HandoverItem.handover_id == handover.id, HandoverItem.receiver_id.is_not(None)
    )
    made = [
        sa.select(sa.func.count())
        .where(
            model.client_id.in_(clients),
            model.created_at.between(since, until),
            *([Message.state.not_in(UNSENT)] if model is Message else []),
        )
        .scalar_subquery()
        for model in (Promise, Proposal, Message)
    ]
    done = [*_done(clients, since, until)]
    held = sa.select(sa.func.count()).where(*done).scalar_subquery()
    contacts, promises, proposals, letters = db.session.execute(sa.select(held, *made)).one()
    last = db.session.scalars(
        sa.select(Interaction)
        .options(joinedload(Interaction.client), joinedload(Interaction.manager))
        .where(*done)
        .order_by(Interaction.outcome_at.desc(), Interaction.id.desc())
        .limit(MOST)
    )
    return Meanwhile(contacts, promises, proposals, letters, list(last))


def _done(
    clients: sa.Select[int], since: dt.datetime, until: dt.datetime
) -> list[sa.ColumnElement[bool]]:
    return [
        Interaction.client_id.in_(clients),
        Interaction.state == InteractionState.DONE,
        Interaction.outcome_at.between(since, until),
    ]
