"""From what a call says of a contact to what the operations take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext as _

from ..clients.models import Client
from ..clients.queries import reaches_client
from ..core.errors import Forbidden, Invalid
from ..documents.models import DocumentVersion
from ..documents.queries import document_of
from ..dossiers.operations import PREFIX
from ..dossiers.rules import SENSITIVE
from ..interactions.operations import Dispatch, Handed, Matter, Outcome, PromiseDraft
from ..interactions.queries import scenario_of
from ..interactions.rules.next_step import USUAL_MINUTES, NextStep
from ..materials.queries import version_of
from ..policy.enforce import Actor
from . import queries
from .doors import WORDS
from .dossier_given import fields_given
from .shapes.clients import LEARNED_LISTS
from .shapes.interactions import MatterGiven, NextStepGiven, OutcomeFields, Senior


def matter_given(body: MatterGiven, client_id: int, actor: Actor) -> Matter:
    """The matter that a call tells of."""
    person_key = queries.contact_person_key
    same = ("purpose", "purpose_text", "structure", "strategies", "motives", "need", "place",
            "note", "remind_minutes", "subject", "body", "addressee")  # fmt: skip
    return Matter(
        **{name: getattr(body, name) for name in same},
        scenario=scenario_of(body.scenario) if body.scenario else None,
        contact_person_id=person_key(body.contact_person, client_id=client_id),
        persons=[
            key
            for one in body.contact_persons
            if (key := person_key(one, client_id=client_id)) is not None
        ],
        seniors=_seniors(body.seniors),
        materials=[version_of(one) for one in body.materials],
        proposals=body.proposals,
        enclosures=[_file(one, client_id, actor) for one in body.documents],
    )


def _file(document_id: str, client_id: int, actor: Actor) -> DocumentVersion:
    """The newest file of a document of the client."""
    document, _client = document_of(document_id, actor=actor)
    if document.client_id != client_id:
        raise Invalid(fields={"documents": [WORDS["enum"]]})
    return document.versions[0]


def outcome_given(body: OutcomeFields, client: Client, actor: Actor) -> Outcome:
    """The outcome that a call tells of."""
    return Outcome(
        result=body.result,
        note=body.note,
        temperature=body.temperature,
        next_step=step_given(body.next_step, client.id),
        no_next_reason=body.no_next_reason,
        need=body.need,
        motives=body.motives,
        promises=[PromiseDraft(one.text, one.due_on, one.side) for one in body.promises],
        drop_early=body.drop_early,
        answers=_learned(body.learned, client, actor) if body.learned else {},
        handed=[
            Handed(
                version_of(one.material_version),
                one.quantity,
                queries.contact_person_key(one.contact_person, client_id=client.id),
            )
            for one in body.handed
        ],
        wants_opportunity=body.opens_opportunity,
        dispatch=Dispatch(body.dispatched_on, body.answer_by, awaits=body.awaits_answer),
    )


def _learned(learned: Any, client: Client, actor: Actor) -> dict[str, Any]:
    """What was learned, by field of the dossier. Refuses with Forbidden whoever may not edit it."""
    with naming(lambda name: f"learned.{name}"):
        given = fields_given(learned, client.currency)
    told = [name for name in (*LEARNED_LISTS, "decides") if name in learned.model_fields_set]
    given |= {name: getattr(learned, name) for name in told}
    if given and not reaches_client(actor, "clients:edit", client.id):
        raise Forbidden(_("Your role does not allow this."), permission="clients:edit")
    if SENSITIVE & set(given) and not queries.sees_sensitive(client.id, actor=actor):
        raise Forbidden(_("Your role does not allow this."), permission="clients:read-sensitive")
    return given


@contextmanager
def naming(named: Callable[[str], str]) -> Iterator[None]:
    """Name the fields of a refusal as the call names them."""
    try:
        yield
    except Invalid as refusal:
        fields = {named(name): words for name, words in refusal.fields.items()}
        raise Invalid(refusal.message, fields=fields) from None


#: Fields that the pages call otherwise.
_NAMED = {"at": "planned_at", "awaited_until": "answer_by"}


def as_learned(name: str) -> str:
    """``learned.<field>`` for a refused answer; other fields are as the call names them."""
    if name in _NAMED:
        return _NAMED[name]
    return f"learned.{name.removeprefix(PREFIX)}" if name.startswith(PREFIX) else name


def step_given(step: NextStepGiven | None, client_id: int) -> NextStep | None:
    """What the operations take of a next step."""
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
