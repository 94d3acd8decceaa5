"""The counters of the navigation: things that need a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client
from ...clients.queries import Reaching, reaching, within_reach
from ...core import clock
from ...core.db import UTCDateTime, db
from ...core.transaction import memo
from ...handovers.queries import count_awaiting, count_to_sign
from ...intake.models import IncomingLetter, LetterState
from ...interactions.models import Interaction, InteractionState
from ...interactions.rules.times import day_bounds
from ...notices.queries import unread_count
from ...policy.enforce import Actor, can, reach
from ...policy.models import Reach
from ...proposals.queries import counted_to_approve
from ...staff.models import EmergencyAccess

_MEMO = "home.counters"


@dataclass(frozen=True)
class Counters:
    """``due``: contacts to be dealt with by tonight; ``incoming``: letters to be sorted;
    ``handovers``: clients to accept and handovers to sign; ``unread``: notices;
    ``to_review``: emergencies that wait for a second person; ``to_approve``: discounts that wait
    for the approval the person may give."""

    due: int
    incoming: int
    to_accept: int
    to_sign: int
    unread: int
    to_review: int
    to_approve: int

    @property
    def handovers(self) -> int:
        """Everything of handovers that waits for the person."""
        return self.to_accept + self.to_sign


def counters(actor: Actor) -> Counters:
    """The counters of ``actor``: one statement, once a request."""
    store = memo()
    known = store.get(_MEMO)
    if isinstance(known, Counters):
        return known
    tonight = day_bounds(clock.today(actor.zone), actor.zone)[1]
    found = Counters(*db.session.execute(_statement(reaching(actor)), {"tonight": tonight}).one())
    store[_MEMO] = found
    return found


@lru_cache(maxsize=256)
def _statement(reader: Reaching) -> Any:
    """The statement for ``:tonight``, kept: every page asks for it."""
    actor = reader.actor
    tonight = sa.bindparam("tonight", type_=UTCDateTime())
    parts = (
        _due(actor, tonight) if can(actor, "interactions:read") else _none(),
        _incoming(actor) if can(actor, "intake:sort") else _none(),
        _to_accept(actor) if can(actor, "handovers:accept") else _none(),
        _to_sign(actor) if can(actor, "handovers:sign") else _none(),
        unread_count(actor.employee_id),
        _to_review(actor) if can(actor, "oversight:review") else _none(),
        counted_to_approve(actor) if can(actor, "proposals:approve") else _none(),
    )
    return sa.select(*parts)


def _none() -> sa.ColumnElement[int]:
    return sa.literal(0)


def _due(actor: Actor, tonight: Any) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(Interaction)
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Interaction.manager_id == actor.employee_id,
            Interaction.state == InteractionState.PLANNED,
            Interaction.planned_at < tonight,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read", each=True),
        )
        .scalar_subquery()
    )


def _incoming(actor: Actor) -> sa.ScalarSelect[int]:
    statement = sa.select(sa.func.count()).where(IncomingLetter.state == LetterState.TRIAGE)
    if reach(actor, "intake:sort") is Reach.OWN:
        statement = statement.where(IncomingLetter.employee_id == actor.employee_id)
    return statement.scalar_subquery()


def _to_accept(actor: Actor) -> sa.ScalarSelect[int]:
    return count_awaiting(actor.employee_id).scalar_subquery()


def _to_review(actor: Actor) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(
            EmergencyAccess.reviewed_at.is_(None),
            EmergencyAccess.employee_id != actor.employee_id,
            within_reach(actor, "oversight:review", EmergencyAccess.client_id),
        )
        .scalar_subquery()
    )


def _to_sign(actor: Actor) -> sa.ScalarSelect[int]:
    return count_to_sign(actor).scalar_subquery()
