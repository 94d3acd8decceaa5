"""How far prospects and opportunities came, counted by the database."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from ..clients.models import Client, ClientEvent, Lifecycle, Source
from ..clients.queries import within_reach
from ..core.db import db
from ..interactions.models import Interaction, InteractionState, Scenario, ScenarioVersion
from ..interactions.words import GIVES_UP
from ..opportunities.models import Ending, FunnelStage, Opportunity
from ..plans.models import Plan, PlanProspect
from ..policy.enforce import Actor
from ..segments.models import Segment
from ..staff.models import Employee, name_of
from .rules import LAST, Fate, Sieve, sieve

PERMISSION = "interactions:read"


class By(StrEnum):
    """What the sieve is parted by."""

    MANAGER = "manager"  # of the last contact
    SOURCE = "source"
    KIND = "kind"  # of client
    STRATEGY = "strategy"  # a prospect counts at each one that was used
    SCENARIO = "scenario"
    SEGMENT = "segment"  # the target segments of plans; a prospect counts in each


def _ends(actor: Actor | None, since: dt.datetime, until: dt.datetime) -> Any:
    """One row per prospect first contacted within [``since``, ``until``); ``actor`` None: the
    whole bank, for the night."""
    within = sa.true() if actor is None else within_reach(actor, PERMISSION)
    # first whom one reaches, then their contacts: in a base without statistics the two are
    # otherwise multiplied with each other
    mine: Any = (
        sa.select(
            Client.id,
            Client.source_id,
            Client.kind,
            Client.lifecycle,
            Client.client_since,
            Client.next_contact_at,
        )
        .where(Client.deleted_at.is_(None), within)
        .cte("mine")
        .prefix_with("MATERIALIZED", dialect="postgresql")
        .c
    )
    at = Interaction.outcome_at
    newest: Any = sa.desc(at)

    def last(column: Any) -> Any:
        return sa.func.array_agg(aggregate_order_by(column, newest))[1]

    is_through = sa.and_(mine.client_since.is_not(None), mine.lifecycle != Lifecycle.PROSPECT)
    gave_up = last(Interaction.no_next_reason).in_([reason.value for reason in GIVES_UP])
    was_prospect = sa.or_(mine.client_since.is_(None), sa.cast(at, sa.Date) <= mine.client_since)
    kept = (mine.source_id, mine.kind, mine.lifecycle, mine.client_since, mine.next_contact_at)
    return (
        sa.select(
            mine.id.label("client_id"),
            mine.source_id,
            mine.kind,
            last(Interaction.manager_id).label("manager_id"),
            sa.func.least(sa.func.count(), LAST).label("contacts"),
            sa.case(
                (is_through, Fate.THROUGH.value),
                (sa.and_(gave_up, mine.next_contact_at.is_(None)), Fate.DROPPED.value),
                else_=Fate.IN_WORK.value,
            ).label("fate"),
        )
        .join(Interaction, Interaction.client_id == mine.id)
        .where(Interaction.state == InteractionState.DONE, was_prospect)
        .group_by(mine.id, *kept)
        .having(sa.func.min(at) >= since, sa.func.min(at) < until)
        .cte("ends")
    )


def whole(actor: Actor | None, since: dt.datetime, until: dt.datetime) -> Sieve:
    """The sieve of all prospects within reach."""
    ends = _ends(actor, since, until)
    rows = db.session.execute(
        sa.select(ends.c.contacts, ends.c.fate, sa.func.count()).group_by(
            ends.c.contacts, ends.c.fate
        )
    )
    return sieve((contacts, Fate(fate), many) for contacts, fate, many in rows)


def parted(
    actor: Actor | None, since: dt.datetime, until: dt.datetime, by: By, *, language: str
) -> list[tuple[str, Sieve]]:
    """The sieve of each part, the one with the most prospects first: (its name or code, sieve).

    The name is "" where nothing is known. A prospect with two strategies counts in both.
    """
    ends = _ends(actor, since, until)
    key, statement = _key(by, ends, language)
    rows = db.session.execute(
        statement.add_columns(ends.c.contacts, ends.c.fate, sa.func.count()).group_by(
            key, ends.c.contacts, ends.c.fate
        )
    )
    found: dict[str, list[tuple[int, Fate, int]]] = {}
    for name, contacts, fate, many in rows:
        found.setdefault(str(name or ""), []).append((contacts, Fate(fate), many))
    sieves = [(name, sieve(parts)) for name, parts in found.items()]
    return sorted(sieves, key=lambda pair: (-pair[1].prospects, pair[0]))


def _key(by: By, ends: Any, language: str) -> tuple[Any, sa.Select[Any]]:
    """The expression that names a part, and the statement that joins what it needs."""
    if by is By.KIND:
        return ends.c.kind, sa.select(ends.c.kind)
    if by is By.SOURCE:
        name: Any = Source.name_ru if language == "ru" else Source.name_en
        return name, sa.select(name).select_from(ends).outerjoin(
            Source, Source.id == ends.c.source_id
        )
    if by is By.MANAGER:
        name = name_of(Employee)
        return name, sa.select(name).select_from(ends).join(
            Employee, Employee.id == ends.c.manager_id
        )
    if by is By.SEGMENT:
        aimed = _aimed()
        return aimed.c.name, sa.select(aimed.c.name).select_from(ends).join(
            aimed, aimed.c.client_id == ends.c.client_id
        )
    used = _used(by, language)
    return used.c.name, sa.select(used.c.name).select_from(ends).join(
        used, used.c.client_id == ends.c.client_id
    )


def _aimed() -> Any:
    """Which target segments a client was worked in, each once."""
    return (
        sa.select(PlanProspect.client_id, Segment.name, Segment.id.label("segment_id"))
        .join(Plan, Plan.id == PlanProspect.plan_id)
        .join(Segment, Segment.id == Plan.segment_id)
        .distinct()
        .subquery()
    )


def by_segment(since: dt.datetime, until: dt.datetime) -> dict[int, Sieve]:
    """Segment → its sieve over the whole bank, for the night."""
    ends, aimed = _ends(None, since, until), _aimed()
    rows = db.session.execute(
        sa.select(aimed.c.segment_id, ends.c.contacts, ends.c.fate, sa.func.count())
        .select_from(ends)
        .join(aimed, aimed.c.client_id == ends.c.client_id)
        .group_by(aimed.c.segment_id, ends.c.contacts, ends.c.fate)
    )
    found: dict[int, list[tuple[int, Fate, int]]] = {}
    for segment_id, contacts, fate, many in rows:
        found.setdefault(segment_id, []).append((contacts, Fate(fate), many))
    return {segment_id: sieve(parts) for segment_id, parts in found.items()}


def _used(by: By, language: str) -> Any:
    """Which strategies or scenarios were used with a client, each once."""
    done = Interaction.state == InteractionState.DONE
    if by is By.STRATEGY:
        return (
            sa.select(Interaction.client_id, sa.func.unnest(Interaction.strategies).label("name"))
            .where(done)
            .distinct()
            .subquery()
        )
    title = ScenarioVersion.title_ru if language == "ru" else ScenarioVersion.title_en
    return (
        sa.select(Interaction.client_id, title.label("name"))
        .join(Scenario, Scenario.id == Interaction.scenario_id)
        .join(
            ScenarioVersion,
            sa.and_(
                ScenarioVersion.scenario_id == Scenario.id,
                ScenarioVersion.number == Scenario.number,
            ),
        )
        .where(done)
        .distinct()
        .subquery()
    )


def stages(actor: Actor, since: dt.datetime, until: dt.datetime) -> list[tuple[FunnelStage, int]]:
    """How many opportunities opened within the period came to each open stage and to the sale.

    How far a lost one came says its history: the farthest stage it ever stood at.
    """
    kinds = list(
        db.session.execute(
            sa.select(FunnelStage)
            .where(FunnelStage.ending != Ending.LOST)
            .order_by(FunnelStage.position)
        ).scalars()
    )
    now_at, was_at = aliased(FunnelStage), aliased(FunnelStage)
    stood = (
        sa.select(sa.func.max(was_at.position))
        .select_from(ClientEvent)
        .join(was_at, was_at.code == ClientEvent.detail["to"].astext)
        .where(
            ClientEvent.client_id == Opportunity.client_id,
            ClientEvent.object_public_id == Opportunity.public_id,
            ClientEvent.kind == "stage",
            was_at.ending != Ending.LOST,
        )
        .correlate(Opportunity)
        .scalar_subquery()
    )
    stands = sa.case((now_at.ending != Ending.LOST, now_at.position))
    first = kinds[0].position if kinds else 0
    farthest = sa.func.coalesce(sa.func.greatest(stands, stood), first)
    rows = db.session.execute(
        sa.select(farthest, sa.func.count())
        .select_from(Opportunity)
        .join(now_at, now_at.id == Opportunity.stage_id)
        .join(Client, Client.id == Opportunity.client_id)
        .where(
            Opportunity.created_at >= since,
            Opportunity.created_at < until,
            Client.deleted_at.is_(None),
            within_reach(actor, "opportunities:read"),
        )
        .group_by(farthest)
    )
    reached = dict.fromkeys((stage.position for stage in kinds), 0)
    for position, many in rows:
        for stage in kinds:
            if stage.position <= position:
                reached[stage.position] += many
    return [(stage, reached[stage.position]) for stage in kinds]
