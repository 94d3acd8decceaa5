"""What happened in a plan, week by week and contact by contact."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client
from ...core.db import db
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor
from ..models import Plan, PlanProspect
from ..rules import Counts
from .prospects import CONTACTS, FATE, Fate, rows_of


def weekly(plan: Plan, *, actor: Actor, zone: str) -> dict[dt.date, Counts]:
    """Monday → what happened in that week of ``zone``, to the prospects whose part ``actor`` sees.

    One statement.
    """

    def local(moment: Any) -> Any:
        return sa.cast(sa.func.timezone(zone, moment), sa.Date)

    taken = rows_of(plan, actor, local(PlanProspect.taken_at), sa.literal("taken"))
    dropped = rows_of(plan, actor, local(PlanProspect.dropped_at), sa.literal("dropped")).where(
        Fate.DROPPED.value == FATE
    )
    won = rows_of(plan, actor, Client.client_since, sa.literal("won")).where(Fate.WON.value == FATE)
    contacts = (
        rows_of(plan, actor, local(Interaction.outcome_at), sa.literal("contacts"))
        .join(Interaction, Interaction.client_id == Client.id)
        .where(
            Interaction.state == InteractionState.DONE,
            local(Interaction.outcome_at) >= Plan.starts_on,
        )
    )
    union = sa.union_all(taken, dropped, won, contacts).subquery()
    day, what = union.c[0], union.c[1]
    monday = sa.cast(sa.func.date_trunc("week", day), sa.Date)
    rows = db.session.execute(sa.select(monday, what, sa.func.count()).group_by(monday, what))
    found: dict[dt.date, dict[str, int]] = {}
    for week, name, many in rows:
        found.setdefault(week, {})[name] = many
    return {week: Counts(**counts) for week, counts in found.items()}


def by_contact(plan: Plan, *, actor: Actor) -> list[tuple[int, str, int]]:
    """(contacts had, fate, how many); of the dropped the contact at which they were."""
    number = sa.case(
        (Fate.DROPPED.value == FATE, sa.func.coalesce(PlanProspect.drop_contact, 0)),
        else_=CONTACTS,
    ).label("number")
    inner = rows_of(plan, actor, number, FATE.label("fate")).subquery()
    rows = db.session.execute(
        sa.select(inner.c.number, inner.c.fate, sa.func.count()).group_by(
            inner.c.number, inner.c.fate
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]
