"""Contacts at ``/api/v1/interactions``."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..clients.queries import client_of
from ..core.errors import NotFound
from ..interactions import operations
from ..interactions.models import Interaction
from ..interactions.operations import Outcome
from ..interactions.queries import (
    WITH_FILES,
    WITH_MATERIALS,
    WITH_PEOPLE,
    following,
    interaction_of,
)
from ..interactions.words import Kind, Result
from ..policy.enforce import current_actor, requires
from ..rooms.queries import room_of
from . import queries
from .contact_given import as_learned, matter_given, naming, outcome_given, step_given
from .doors import ONE, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.interactions import (
    Cancellation,
    InteractionChange,
    InteractionGiven,
    InteractionQuery,
    InteractionShown,
    MatterChange,
    OutcomeGiven,
    RecordGiven,
    RoomChoice,
    Sending,
    Ticks,
)

interactions = Blueprint("api_interactions", __name__, url_prefix="/api/v1/interactions")
_PLAIN = (
    "version", "kind", "state", "planned_at", "minutes", "purpose",
    "ticked", "strategies", "motives", "need", "place", "subject", "body", "addressee",
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
    matter = matter_given(body, client.id, actor)
    with naming(as_learned):
        made = operations.plan(
            actor=actor,
            client=client,
            kind=body.kind,
            at=body.planned_at,
            minutes=body.minutes,
            room=room_of(body.room) if body.room else None,
            matter=matter,
        )
    return Created(contact_after(made), "api_interactions.show", made.public_id)


@interactions.post("/records")
@requires("interactions:record")
@operation(
    "Record a contact that was not planned", body=RecordGiven, answer=InteractionShown, status=201
)
def record(body: RecordGiven) -> Created:
    """The client called."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="interactions:record")
    with naming(as_learned):
        made = operations.record_contact(
            client,
            outcome_given(body, client, actor),
            actor=actor,
            kind=body.kind,
            purpose=body.purpose,
            ended_at=body.ended_at,
            minutes=body.minutes,
            contact_person_id=queries.contact_person_key(body.contact_person, client_id=client.id),
        )
    return Created(contact_after(made), "api_interactions.show", made.public_id)


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
    with naming(as_learned):
        operations.reschedule(
            found,
            actor=actor,
            version=body.version,
            at=body.planned_at,
            minutes=body.minutes,
            reason=body.reason,
        )
    return contact_after(found)


@interactions.put(ONE)
@requires("interactions:plan")
@operation("Change what a planned contact is about", body=MatterChange, answer=InteractionShown)
def change(public_id: str, body: MatterChange) -> InteractionShown:
    """Everything but its time and room, anew."""
    actor = current_actor()
    found = interaction_of(
        public_id, actor=actor, permission="interactions:plan", options=WITH_PEOPLE
    )
    operations.change(
        found, matter_given(body, found.client_id, actor), actor=actor, version=body.version
    )
    return contact_after(found)


@interactions.get(f"{ONE}/letter")
@requires("interactions:read")
@operation("Read a letter on the letterhead", media="application/pdf", refusals=(409,))
def letter(public_id: str) -> Response:
    """The PDF in the client's language, as it leaves; refused while nothing is written."""
    whole = (*WITH_FILES, *WITH_MATERIALS)
    found = interaction_of(public_id, actor=current_actor(), options=whole)
    if found.kind is not Kind.LETTER:
        raise NotFound(_("This contact is not a letter."))
    from ..interactions.document import letter_pdf  # loads what draws, see core.papers

    headers = {"Content-Disposition": f'inline; filename="letter-{public_id}.pdf"'}
    return Response(letter_pdf(found), content_type="application/pdf", headers=headers)


@interactions.put(f"{ONE}/ticks")
@requires("interactions:record")
@operation("Tick points of the structure", body=Ticks, answer=InteractionShown, refusals=(409,))
def tick(public_id: str, body: Ticks) -> InteractionShown:
    """What was gone through so far."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:record")
    operations.tick(found, body.points, actor=actor)
    return contact_after(found)


@interactions.put(f"{ONE}/room")
@requires("interactions:plan")
@operation("Choose the room of a contact", body=RoomChoice, answer=InteractionShown)
def choose_room(public_id: str, body: RoomChoice) -> InteractionShown:
    """Another room for the same time, or none."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:plan")
    room = room_of(body.room) if body.room else None
    operations.choose_room(found, room, actor=actor, version=body.version)
    return contact_after(found)


@interactions.post(f"{ONE}/outcome")
@requires("interactions:record")
@operation("Record the outcome of a contact", body=OutcomeGiven, answer=InteractionShown)
def outcome(public_id: str, body: OutcomeGiven) -> InteractionShown:
    """What came of it, and what comes next."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:record")
    given = outcome_given(body, found.client, actor)
    with naming(as_learned):
        operations.record_outcome(found, given, actor=actor, version=body.version)
    return contact_after(found)


@interactions.post(f"{ONE}/sending")
@requires("interactions:record")
@operation("Send the e-mail of a contact", body=Sending, answer=InteractionShown, refusals=(409,))
def send(public_id: str, body: Sending) -> InteractionShown:
    """Sent with its files, recorded as sent."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:record")
    operations.send_email(found, actor=actor, version=body.version, email=body.email.lower())
    sent = Outcome(
        result=Result.SENT,
        next_step=step_given(body.next_step, found.client_id),
        no_next_reason=body.no_next_reason,
    )
    operations.record_outcome(found, sent, actor=actor, version=body.version)
    return contact_after(found)


@interactions.post(f"{ONE}/cancellation")
@requires("interactions:plan")
@operation("Cancel a planned contact", body=Cancellation, answer=InteractionShown)
def cancel(public_id: str, body: Cancellation) -> InteractionShown:
    """Cancelled, with the reason."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:plan")
    operations.cancel(found, actor=actor, version=body.version, reason=body.reason)
    return contact_after(found)


@interactions.post(f"{ONE}/answer")
@requires("interactions:record")
@operation("Note that a letter was answered", answer=InteractionShown, refusals=(409,))
def answer(public_id: str) -> InteractionShown:
    """The client has answered the letter."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:record")
    operations.record_answer(found, actor=actor)
    return contact_after(found)


@interactions.delete(f"{ONE}/answer")
@requires("interactions:record")
@operation("Take back that a letter was answered", answer=InteractionShown, refusals=(409,))
def unanswer(public_id: str) -> InteractionShown:
    """The client has not answered after all: the answer is awaited again."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:record")
    operations.forget_answer(found, actor=actor)
    return contact_after(found)


def contact_after(interaction: Interaction) -> InteractionShown:
    """A contact as it stands after a deed."""
    return _printed(queries.interaction_after(interaction.id))


def _printed(interaction: Interaction) -> InteractionShown:
    after = following(interaction)
    return _shown(interaction, after.public_id if after else None)


def _shown(interaction: Interaction, next_id: str | None) -> InteractionShown:
    person, scenario = interaction.contact_person, interaction.scenario
    booking = interaction.booking
    return InteractionShown(
        **{name: getattr(interaction, name) for name in _PLAIN},
        purpose_text=interaction.goal,
        structure=interaction.points,
        note=interaction.told,
        id=interaction.public_id,
        client=named(interaction.client, interaction.client.display_name),
        manager=named(interaction.manager),
        contact_person=named(person) if person else None,
        scenario=scenario.public_id if scenario else None,
        booking=booking.public_id if booking else None,
        next=next_id,
    )
