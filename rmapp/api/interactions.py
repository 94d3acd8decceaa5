"""Contacts at ``/api/v1/interactions``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy.orm import joinedload

from ..clients.queries import client_of
from ..core.errors import Invalid
from ..interactions import operations
from ..interactions.models import Interaction
from ..interactions.operations import Handed, PromiseDraft
from ..interactions.queries import following, interaction_of, scenario_of
from ..interactions.rules.next_step import USUAL_MINUTES, NextStep
from ..materials.queries import version_of
from ..policy.enforce import Actor, current_actor, requires
from ..rooms.queries import room_of
from . import queries
from .doors import ONE, WORDS, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.interactions import (
    Cancellation,
    InteractionChange,
    InteractionGiven,
    InteractionQuery,
    InteractionShown,
    NextStepGiven,
    OutcomeFields,
    OutcomeGiven,
    RecordGiven,
    Senior,
)

_WHOLE = (joinedload(Interaction.scenario), joinedload(Interaction.booking))
interactions = Blueprint("api_interactions", __name__, url_prefix="/api/v1/interactions")
_PLAIN = (
    "version", "kind", "state", "planned_at", "minutes", "purpose", "purpose_text", "structure",
    "strategies", "motives", "need", "place", "note", "subject", "body", "addressee",
    "dispatched_on", "answer_by", "answered_at", "contact_number", "result", "outcome_at",
    "outcome_note", "temperature_after", "no_next_reason", "cancelled_at", "cancel_reason",
)  # fmt: skip


@interactions.get("")
@requires("interactions:read")
@operation("List contacts", query=InteractionQuery, answer=PageOf[InteractionShown])
def listing(query: InteractionQuery) -> PageOf[InteractionShown]:
    """Contacts within reach by their planned time."""
    actor = current_actor()
    page = queries.interactions(
        actor,
        client_id=queries.client_key(query.client, actor=actor, permission="interactions:read"),
        manager=query.manager,
        state=query.state,
        since=query.since,
        until=query.until,
        cursor=query.cursor,
        limit=query.limit,
    )
    nexts = queries.interaction_ids([one.next_id for one in page.rows])
    return page_of(
        page, lambda one: _shown(one, nexts.get(one.next_id)), shape=PageOf[InteractionShown]
    )


@interactions.post("")
@requires("interactions:plan")
@operation("Plan a contact", body=InteractionGiven, answer=InteractionShown, status=201)
def create(body: InteractionGiven) -> Created:
    """A planned contact."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="interactions:plan")
    person_key = queries.contact_person_key
    made = operations.plan(
        actor=actor,
        client=client,
        kind=body.kind,
        at=body.planned_at,
        minutes=body.minutes,
        purpose=body.purpose,
        purpose_text=body.purpose_text,
        structure=body.structure,
        scenario=scenario_of(body.scenario) if body.scenario else None,
        strategies=body.strategies,
        motives=body.motives,
        contact_person_id=person_key(body.contact_person, client_id=client.id),
        persons=[
            key
            for one in body.contact_persons
            if (key := person_key(one, client_id=client.id)) is not None
        ],
        seniors=_seniors(body.seniors),
        place=body.place,
        room=room_of(body.room) if body.room else None,
        materials=[version_of(one) for one in body.materials],
        note=body.note,
        remind_minutes=body.remind_minutes,
        subject=body.subject,
        body=body.body,
        addressee=body.addressee,
    )
    return Created(_whole(made, actor), "api_interactions.show", made.public_id)


@interactions.post("/records")
@requires("interactions:record")
@operation(
    "Record a contact that was not planned", body=RecordGiven, answer=InteractionShown, status=201
)
def record(body: RecordGiven) -> Created:
    """The client called."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="interactions:record")
    made = operations.record_contact(
        actor=actor,
        client=client,
        kind=body.kind,
        purpose=body.purpose,
        minutes=body.minutes,
        contact_person_id=queries.contact_person_key(body.contact_person, client_id=client.id),
        **_outcome(body, client.id),
    )
    return Created(_whole(made, actor), "api_interactions.show", made.public_id)


@interactions.get(ONE)
@requires("interactions:read")
@operation("Read a contact", answer=InteractionShown)
def show(public_id: str) -> InteractionShown:
    """One contact."""
    actor = current_actor()
    found = interaction_of(
        public_id,
        actor=actor,
        options=(joinedload(Interaction.scenario), joinedload(Interaction.booking)),
    )
    return _printed(found)


@interactions.patch(ONE)
@requires("interactions:plan")
@operation("Move a planned contact", body=InteractionChange, answer=InteractionShown)
def move(public_id: str, body: InteractionChange) -> InteractionShown:
    """Another time."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:plan")
    operations.reschedule(
        found,
        actor=actor,
        version=body.version,
        at=body.planned_at,
        minutes=body.minutes,
        reason=body.reason,
    )
    return _whole(found, actor)


@interactions.post(f"{ONE}/outcome")
@requires("interactions:record")
@operation("Record the outcome of a contact", body=OutcomeGiven, answer=InteractionShown)
def outcome(public_id: str, body: OutcomeGiven) -> InteractionShown:
    """What came of it, and what comes next."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:record")
    person_key = queries.contact_person_key
    operations.record_outcome(
        found,
        actor=actor,
        version=body.version,
        need=body.need,
        motives=body.motives,
        wants_opportunity=body.opens_opportunity,
        handed=[
            Handed(
                version_of(one.material_version),
                one.quantity,
                person_key(one.contact_person, client_id=found.client_id),
            )
            for one in body.handed
        ],
        **_outcome(body, found.client_id),
    )
    return _whole(found, actor)


@interactions.post(f"{ONE}/cancellation")
@requires("interactions:plan")
@operation("Cancel a planned contact", body=Cancellation, answer=InteractionShown)
def cancel(public_id: str, body: Cancellation) -> InteractionShown:
    """Cancelled, with the reason."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:plan")
    operations.cancel(found, actor=actor, version=body.version, reason=body.reason)
    return _whole(found, actor)


@interactions.post(f"{ONE}/answer")
@requires("interactions:record")
@operation("Note that a letter was answered", answer=InteractionShown, refusals=(409,))
def answer(public_id: str) -> InteractionShown:
    """The client has answered the letter."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:record")
    operations.record_answer(found, actor=actor)
    return _whole(found, actor)


def _outcome(body: OutcomeFields, client_id: int) -> dict[str, Any]:
    return {
        "result": body.result,
        "note": body.note,
        "temperature": body.temperature,
        "next_step": _step(body.next_step, client_id),
        "no_next_reason": body.no_next_reason,
        "promises": [PromiseDraft(one.text, one.due_on, one.side) for one in body.promises],
        "drop_early": body.drop_early,
    }


def _step(step: NextStepGiven | None, client_id: int) -> NextStep | None:
    if step is None:
        return None
    return NextStep(
        kind=step.kind,
        at=step.planned_at,
        minutes=step.minutes or USUAL_MINUTES[step.kind],
        purpose=step.purpose,
        purpose_text=step.purpose_text,
        contact_person_id=queries.contact_person_key(step.contact_person, client_id=client_id),
    )


def _seniors(seniors: list[Senior]) -> list[Any]:
    known = queries.employees([one.employee for one in seniors])
    if any(one.employee not in known for one in seniors):
        raise Invalid(fields={"seniors": [WORDS["enum"]]})
    return [(known[one.employee], one.rank) for one in seniors]


def _whole(interaction: Interaction, actor: Actor) -> InteractionShown:
    return _printed(queries.interaction_after(interaction.id))


def _printed(interaction: Interaction) -> InteractionShown:
    after = following(interaction)
    return _shown(interaction, after.public_id if after else None)


def _shown(interaction: Interaction, next_id: str | None) -> InteractionShown:
    person, scenario = interaction.contact_person, interaction.scenario
    booking = interaction.booking
    return InteractionShown(
        **{name: getattr(interaction, name) for name in _PLAIN},
        id=interaction.public_id,
        client=named(interaction.client, interaction.client.display_name),
        manager=named(interaction.manager),
        contact_person=named(person) if person else None,
        scenario=scenario.public_id if scenario else None,
        booking=booking.public_id if booking else None,
        next=next_id,
    )
