"""The rows of contacts and promises."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ...interactions.models import (
    Interaction,
    InteractionState,
    Promise,
    PromiseState,
    Scenario,
    ScenarioVersion,
)
from ...interactions.models.spoken import pair_of, pairs_of
from ...interactions.words import Kind, Side
from .. import texts
from ..contacts import STRATEGIES, Contact
from ..dealing import Deal
from ..sheets import Courier, Json, Sheet
from .story import Story, outcome_at

_INTERACTION = """id client_id contact_person_id manager_id diary_id kind state planned_at ends_at
    minutes purpose purpose_text structure spoken scenario_id scenario_number strategies motives
    place subject dispatched_on answer_by result outcome_at outcome_note temperature_after next_id
    no_next_reason contact_number created_at created_by_id"""


class Histories:
    """Writes contacts. ``promises``: how many open promises a client has, on average."""

    def __init__(
        self,
        rng: Random,
        courier: Courier,
        now: dt.datetime,
        promises: float,
        clients: int,
    ) -> None:
        self._rng = rng
        self._now = now
        self._promises = promises
        self._interactions = Sheet(
            courier, Interaction.__table__, _INTERACTION, keys=clients * 11 // 2
        )
        self._promise_rows = Sheet(
            courier,
            Promise.__table__,
            "client_id interaction_id side owner_id text due_on state closed_at created_at"
            " created_by_id",
        )
        rows = db.session.execute(
            sa.select(Scenario, ScenarioVersion).join(
                ScenarioVersion,
                sa.and_(
                    ScenarioVersion.scenario_id == Scenario.id,
                    ScenarioVersion.number == Scenario.number,
                ),
            )
        )
        self._scenarios = {
            (scenario.kind, scenario.purpose): (scenario.id, version) for scenario, version in rows
        }

    def write(self, deal: Deal, story: Story, members: list[int]) -> None:
        """Write the contacts of one client; each names the one that followed."""
        assert deal.manager is not None
        contacts = [*story.contacts, *([story.planned] if story.planned else [])]
        keys = [self._interactions.key() for _ in contacts]
        before = story.created_at
        for index, contact in enumerate(contacts):
            following = keys[index + 1] if index + 1 < len(keys) else None
            own = deal.manager
            if deal.winner is not None and story.since and contact.at.date() <= story.since:
                own = deal.winner
            person = None
            if members and (contact.number > 1 or contact.kind is Kind.LETTER):
                person = members[0] if self._rng.random() < 0.6 else self._rng.choice(members)
            self._row(
                keys[index],
                deal,
                contact,
                person,
                own.id,
                following,
                min(before, contact.at),
            )
            if contact.result is not None:
                before = outcome_at(contact)
        if story.contacts and self._rng.random() < self._promises:
            self._promise(deal, keys[len(story.contacts) - 1], story.contacts[-1])

    def send(self) -> None:
        """Send what is written down."""
        self._interactions.send()
        self._promise_rows.send()

    def _row(
        self,
        key: int,
        deal: Deal,
        contact: Contact,
        person: int | None,
        manager: int,
        following: int | None,
        created: dt.datetime,
    ) -> None:
        done = contact.result is not None
        over = contact.at + dt.timedelta(minutes=contact.minutes)
        scenario, number, structure = None, None, []
        spoken: dict[str, Any] = {}
        if contact.said is not None:
            spoken["purpose_text"] = pair_of(contact.said[1], contact.said[0])
        found = self._scenarios.get((contact.kind, contact.purpose))
        if found is not None and (contact.is_two_way if done else contact.minutes > 15):
            scenario, version = found
            number = version.number
            if not done:
                structure = version.structure(deal.subject.language)
                spoken["structure"] = pairs_of(version.structure_en, version.structure_ru)
        strategies = contact.strategies
        if done and not strategies and contact.is_two_way and contact.number > 1:
            strategies = (STRATEGIES[key % len(STRATEGIES)],)
        self._interactions.add(
            key,
            deal.key,
            person,
            manager,
            manager,
            contact.kind,
            InteractionState.DONE if done else InteractionState.PLANNED,
            contact.at,
            over,
            contact.minutes,
            contact.purpose,
            contact.purpose_text,
            structure,
            Json(spoken),
            scenario,
            number,
            list(strategies),
            list(contact.motives),
            contact.place,
            contact.subject,
            contact.dispatched_on,
            contact.answer_by,
            contact.result,
            over if done else None,
            contact.note,
            contact.temperature,
            following if done else None,
            contact.reason if done and following is None else None,
            contact.number,
            created,
            manager,
        )

    def _promise(self, deal: Deal, interaction: int, contact: Contact) -> None:
        assert deal.manager is not None
        rng = self._rng
        side = Side.BANK if rng.random() < 0.7 else Side.CLIENT
        words = texts.PROMISES_BANK if side is Side.BANK else texts.PROMISES_CLIENT
        due = self._now.date() + dt.timedelta(days=rng.randrange(-2, 12))
        made = outcome_at(contact)
        self._promise_rows.add(
            deal.key,
            interaction,
            side,
            deal.manager.id,
            rng.choice(words)[deal.subject.in_english],
            max(due, made.date()),
            PromiseState.OPEN,
            None,
            made,
            deal.manager.id,
        )
