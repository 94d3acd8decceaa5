"""Scenarios, promises and calendars over the API (C3, C5, C8)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint

from ..clients.queries import client_of
from ..core.errors import Invalid
from ..interactions import operations as contacts
from ..interactions import queries as kept
from ..interactions.models import Interaction, InteractionState, Promise, Scenario, ScenarioVersion
from ..policy.enforce import current_actor, requires
from . import queries
from .doors import ONE, WORDS, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.library import (
    CalendarQuery,
    CalendarShown,
    EventKind,
    EventShown,
    PromiseClosed,
    PromiseMade,
    PromiseQuery,
    PromiseShown,
    ScenarioChange,
    ScenarioGiven,
    ScenarioQuery,
    ScenarioShown,
    UseChange,
)

scenarios = Blueprint("api_scenarios", __name__, url_prefix="/api/v1/scenarios")
promises = Blueprint("api_promises", __name__, url_prefix="/api/v1/promises")
calendar = Blueprint("api_calendar", __name__, url_prefix="/api/v1/calendar")
LONGEST = dt.timedelta(days=42)


@scenarios.get("")
@requires("interactions:plan")
@operation("List the scenarios in use", query=ScenarioQuery, answer=PageOf[ScenarioShown])
def listing(query: ScenarioQuery) -> PageOf[ScenarioShown]:
    """The library, whole: it has no second page."""
    rows = kept.scenarios_for(query.kind, query.purpose) if query.kind else kept.scenarios()
    if query.purpose is not None:
        rows = [row for row in rows if row[0].purpose is query.purpose]
    items = [_scenario(*row) for row in rows]
    return PageOf[ScenarioShown](items=items, next=None, previous=None)


@scenarios.post("")
@requires("library:edit")
@operation("Add a scenario", body=ScenarioGiven, answer=ScenarioShown, status=201)
def create_scenario(body: ScenarioGiven) -> Created:
    """A new scenario."""
    made = contacts.keep_scenario(None, actor=current_actor(), **body.model_dump())
    found = kept.scenario_of(made.public_id)
    shown = _scenario(found, found.versions[0])
    return Created(shown, "api_scenarios.show_scenario", made.public_id)


@scenarios.get(ONE)
@requires("interactions:plan")
@operation("Read a scenario", answer=ScenarioShown)
def show_scenario(public_id: str) -> ScenarioShown:
    """Its wording in force."""
    found = kept.scenario_of(public_id)
    return _scenario(found, found.versions[0])


@scenarios.patch(ONE)
@requires("library:edit")
@operation("Change a scenario", body=ScenarioChange, answer=ScenarioShown, refusals=(409,))
def change_scenario(public_id: str, body: ScenarioChange) -> ScenarioShown:
    """A new version; past contacts keep theirs."""
    found = kept.scenario_of(public_id)
    contacts.keep_scenario(found, actor=current_actor(), **body.model_dump())
    text = kept.scenario_text(found.id, found.number)
    assert text is not None
    return _scenario(found, text)


@scenarios.post(f"{ONE}/state")
@requires("library:edit")
@operation("Take a scenario out of use, or back", body=UseChange, answer=ScenarioShown)
def use_scenario(public_id: str, body: UseChange) -> ScenarioShown:
    """Past contacts keep it."""
    found = kept.scenario_of(public_id)
    contacts.withdraw_scenario(found, actor=current_actor(), **body.model_dump())
    return _scenario(found, found.versions[0])


def _scenario(scenario: Scenario, text: ScenarioVersion) -> ScenarioShown:
    plain = ("title_en", "title_ru", "body_en", "body_ru", "structure_en", "structure_ru")
    return ScenarioShown(
        id=scenario.public_id,
        version=scenario.version,
        number=text.number,
        kind=scenario.kind,
        purpose=scenario.purpose,
        fits=scenario.fits,
        stage=scenario.stage,
        is_active=scenario.is_active,
        **{name: getattr(text, name) for name in plain},
    )


@promises.get("")
@requires("interactions:read")
@operation("List promises", query=PromiseQuery, answer=PageOf[PromiseShown])
def promised(query: PromiseQuery) -> PageOf[PromiseShown]:
    """Promises to and from clients within reach, by the day they are due."""
    actor = current_actor()
    page = queries.promises(
        actor,
        client_id=queries.client_key(query.client, actor=actor, permission="interactions:read"),
        state=query.state,
        due_before=query.due_before,
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, _promise, shape=PageOf[PromiseShown])


@promises.post("")
@requires("interactions:record")
@operation("Keep a promise in mind", body=PromiseMade, answer=PromiseShown, status=201)
def create_promise(body: PromiseMade) -> Created:
    """A promise that was given outside of a contact."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="interactions:record")
    made = contacts.make_promise(
        client, actor=actor, text=body.text, due_on=body.due_on, side=body.side
    )
    shown = _promise(queries.promise_after(made.id))
    return Created(shown, "api_promises.show_promise", made.public_id)


@promises.get(ONE)
@requires("interactions:record")
@operation("Read a promise", answer=PromiseShown)
def show_promise(public_id: str) -> PromiseShown:
    """One promise."""
    found = kept.promise_of(public_id, actor=current_actor())
    return _promise(queries.promise_after(found.id))


@promises.post(f"{ONE}/end")
@requires("interactions:record")
@operation("Close a promise", body=PromiseClosed, answer=PromiseShown, refusals=(409,))
def close_promise(public_id: str, body: PromiseClosed) -> PromiseShown:
    """Kept, broken or needed no more."""
    actor = current_actor()
    found = kept.promise_of(public_id, actor=actor)
    contacts.close_promise(found, actor=actor, version=body.version, state=body.state)
    return _promise(queries.promise_after(found.id))


def _promise(one: Promise) -> PromiseShown:
    plain = ("version", "side", "text", "due_on", "state", "closed_at")
    client, owner = queries.parties_of(one)
    return PromiseShown(
        id=one.public_id,
        client=named(client, client.display_name),
        owner=named(owner),
        **{name: getattr(one, name) for name in plain},
    )


@calendar.get("")
@requires("interactions:read")
@operation("Read a calendar", query=CalendarQuery, answer=CalendarShown)
def events(query: CalendarQuery) -> CalendarShown:
    """A person's contacts, and those of colleagues in which they take part."""
    if not query.since < query.until <= query.since + LONGEST:
        raise Invalid(fields={"until": [WORDS["enum"]]})
    actor = current_actor()
    whose = kept.colleague_within(query.employee or "", actor=actor)
    key = whose.id if whose else actor.employee_id
    own = kept.planned_between(actor, key, query.since, query.until, with_done=True)
    joined = kept.joined_between(key, query.since, query.until, reader=actor)
    found = [_event(one, EventKind.CONTACT) for one in own]
    found += [_event(one, EventKind.JOINED) for one in joined]
    return CalendarShown(events=sorted(found, key=lambda one: (one.starts_at, one.contact)))


def _event(one: Interaction, kind: EventKind) -> EventShown:
    facts: dict[str, Any] = {"contact_kind": one.kind, "place": one.place}
    return EventShown(
        kind=kind,
        contact=one.public_id,
        client=one.client.display_name,
        starts_at=one.planned_at,
        ends_at=one.ends_at,
        is_done=one.state is InteractionState.DONE,
        **facts,
    )
