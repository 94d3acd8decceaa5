"""Scenarios and promises."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...policy.enforce import Actor
from ..models import Promise, PromiseState, Scenario, ScenarioVersion
from ..words import Kind, Purpose


def scenarios(*, with_withdrawn: bool = False) -> list[tuple[Scenario, ScenarioVersion]]:
    """Every scenario with its wording in force, by purpose and kind."""
    statement = _in_force().order_by(Scenario.purpose, Scenario.kind, Scenario.id).limit(500)
    if not with_withdrawn:
        statement = statement.where(Scenario.is_active.is_(True))
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def scenarios_for(
    kind: Kind, purpose: Purpose | None = None
) -> list[tuple[Scenario, ScenarioVersion]]:
    """The scenarios in force for a contact of ``kind``, those of the kind first; for one
    ``purpose`` if it is given."""
    statement = (
        _in_force()
        .where(Scenario.is_active.is_(True), sa.or_(Scenario.kind == kind, Scenario.kind.is_(None)))
        .order_by(Scenario.kind.is_(None), Scenario.id)
        .limit(100)
    )
    if purpose is not None:
        statement = statement.where(Scenario.purpose == purpose)
    rows = db.session.execute(statement)
    return [(row[0], row[1]) for row in rows]


def scenario_of(public_id: str) -> Scenario:
    """The scenario ``public_id`` with all its versions; :class:`NotFound` when there is none."""
    scenario = (
        db.session.execute(
            sa.select(Scenario)
            .join(Scenario.versions)
            .where(Scenario.public_id == public_id[:17])
            .order_by(ScenarioVersion.number.desc())
            .options(contains_eager(Scenario.versions))
        )
        .unique()
        .scalar_one_or_none()
    )
    if scenario is None:
        raise NotFound(_("There is no such scenario."))
    return scenario


def scenario_text(scenario_id: int, number: int) -> ScenarioVersion | None:
    """The wording ``number`` of a scenario: the one a past contact used."""
    return db.session.execute(
        sa.select(ScenarioVersion).where(
            ScenarioVersion.scenario_id == scenario_id, ScenarioVersion.number == number
        )
    ).scalar_one_or_none()


def _in_force() -> sa.Select[Scenario, ScenarioVersion]:
    return sa.select(Scenario, ScenarioVersion).join(
        ScenarioVersion,
        sa.and_(
            ScenarioVersion.scenario_id == Scenario.id, ScenarioVersion.number == Scenario.number
        ),
    )


def promise_of(public_id: str, *, actor: Actor) -> Promise:
    """The promise ``public_id`` within reach of who may record; else :class:`NotFound`."""
    promise = db.session.execute(
        sa.select(Promise)
        .join(Client, Client.id == Promise.client_id)
        .where(
            Promise.public_id == public_id,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:record", Promise.client_id),
        )
    ).scalar_one_or_none()
    if promise is None:
        raise NotFound(_("There is no such promise, or it is not yours to see."))
    return promise


def promises_of(client_id: int, *, limit: int = 50) -> list[Promise]:
    """The open promises to and from a client, by the day they are due. The caller has checked
    the reach (for the card: "open promises")."""
    return list(
        db.session.execute(
            sa.select(Promise)
            .where(Promise.client_id == client_id, Promise.state == PromiseState.OPEN)
            .order_by(Promise.due_on, Promise.id)
            .limit(limit)
        ).scalars()
    )
