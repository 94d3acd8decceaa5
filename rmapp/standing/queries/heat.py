"""What the rules of temperature ask of clients."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client, Temperature
from ...core.db import UTCDateTime, db
from ...interactions.models import Interaction, InteractionState
from ...interactions.words import TWO_WAY, Result
from ...opportunities.models import Opportunity
from ...products.models import Holding
from ...proposals.models import Proposal, ProposalState
from ...staff.models import Employee, name_of
from ..models import ClientHeat
from ..rules.temperature import WARM_FOR, Facts, Heat, days_since

#: Clients with a contact within so many days are computed every night, the others while something
#: is known of them.
LATELY = dt.timedelta(days=120)


@dataclass(frozen=True)
class State:
    """A client as the rules see it, as it stands, and what is kept of it."""

    facts: Facts
    temperature: Temperature
    kept: ClientHeat | None


def states_of(client_ids: Collection[int], *, now: dt.datetime, today: dt.date) -> dict[int, State]:
    """Client → its state. One statement; the caller has asked for the right."""
    asked = {"clients": sorted(client_ids), "since": now - dt.timedelta(days=WARM_FOR)}
    return {row[0]: _state(row, today) for row in db.session.execute(_states(), asked)}


@functools.cache
def _states() -> Any:
    """What the rules ask of ``:clients``, with what was spoken since ``:since``."""
    spoke = sa.and_(
        Interaction.client_id == Client.id,
        Interaction.state == InteractionState.DONE,
        Interaction.result.in_(sorted(TWO_WAY)),
    )

    def one(column: Any, *where: Any) -> Any:
        return sa.select(column).where(*where).correlate(Client).scalar_subquery()

    last = (
        sa.select(Interaction.result)
        .where(spoke)
        .order_by(Interaction.outcome_at.desc(), Interaction.id.desc())
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )
    accepted = one(
        sa.func.max(Proposal.answered_at),
        Proposal.client_id == Client.id,
        Proposal.state == ProposalState.ACCEPTED,
    )
    proposed = one(
        sa.func.max(Proposal.sent_at),
        Proposal.client_id == Client.id,
        Proposal.state == ProposalState.SENT,
    )
    bought = one(sa.func.max(Holding.opened_on), Holding.client_id == Client.id)
    deals = one(
        sa.func.count(), Opportunity.client_id == Client.id, Opportunity.closed_at.is_(None)
    )
    since = sa.bindparam("since", type_=UTCDateTime())
    return (
        sa.select(
            Client.id,
            Client.temperature,
            Client.last_contact_at,
            last,
            one(sa.func.count(), spoke, Interaction.outcome_at >= since),
            accepted,
            proposed,
            bought,
            deals,
            ClientHeat,
        )
        .outerjoin(ClientHeat, ClientHeat.client_id == Client.id)
        .where(Client.id == sa.any_(sa.bindparam("clients", type_=sa.ARRAY(sa.BigInteger))))
        .execution_options(populate_existing=True)
    )


def _state(row: Any, today: dt.date) -> State:
    (_id, stands, heard, result, spoken, accepted, proposed, bought, deals, kept) = row
    word, word_at = (kept.word, kept.word_at) if kept is not None else (None, None)
    override = None
    if kept is not None and kept.override is not None and kept.override_until >= today:
        override = Heat(kept.override)
    facts = Facts(
        silent=days_since(heard, today),
        spoken=spoken,
        agreed=result == Result.AGREED,
        refused=result == Result.REFUSED,
        accepted=days_since(accepted, today),
        bought=days_since(bought, today) if bought is None or bought <= today else None,
        open_deals=deals,
        proposed=days_since(proposed, today),
        word=Heat(word) if word else None,
        word_days=days_since(word_at, today),
        override=override,
    )
    return State(facts, stands, kept)


def to_be_taken(after: int, limit: int, now: dt.datetime) -> list[int]:
    """Keys of the next clients of whom something is known that the rules ask for."""
    known = sa.exists().where(ClientHeat.client_id == Client.id)
    deal = sa.exists().where(Opportunity.client_id == Client.id, Opportunity.closed_at.is_(None))
    return list(
        db.session.scalars(
            sa.select(Client.id)
            .where(
                Client.id > after,
                Client.deleted_at.is_(None),
                sa.or_(
                    Client.temperature != Temperature.COLD,
                    Client.last_contact_at > now - LATELY,
                    known,
                    deal,
                ),
            )
            .order_by(Client.id)
            .limit(limit)
        )
    )


def heat_of(client_id: int) -> tuple[ClientHeat, str] | None:
    """What is kept of a client, and who overrides it; the caller has checked the reach."""
    row = db.session.execute(
        sa.select(ClientHeat, name_of(Employee))
        .outerjoin(Employee, Employee.id == ClientHeat.override_by_id)
        .where(ClientHeat.client_id == client_id)
    ).first()
    return None if row is None else (row[0], row[1] or "")
