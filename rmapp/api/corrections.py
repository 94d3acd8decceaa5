"""Correcting and undoing outcomes, at ``/api/v1/interactions/{id}`` (C5)."""

from __future__ import annotations

from flask import Blueprint

from ..interactions import operations
from ..interactions.followers import hanging_on
from ..interactions.operations import Correction, Dispatch
from ..interactions.queries import interaction_of
from ..policy.enforce import current_actor, requires
from .contact_given import as_learned, naming, step_given
from .doors import ONE, operation
from .interactions import contact_after
from .shapes.interactions import (
    CorrectionGiven,
    HangingList,
    HangingShown,
    InteractionShown,
    UndoGiven,
)

corrections = Blueprint("api_corrections", __name__, url_prefix="/api/v1/interactions")


@corrections.get(f"{ONE}/consequences")
@requires("interactions:correct")
@operation("List what hangs on an outcome", answer=HangingList)
def consequences(public_id: str) -> HangingList:
    """Promises, the next step, what was learned, handed over, opened."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:correct")
    return HangingList(
        items=[
            HangingShown(
                key=one.key,
                kind=one.key.partition(":")[0],
                text=one.text,
                stays=one.stays or None,
            )
            for one in hanging_on(found, actor=actor)
        ]
    )


@corrections.post(f"{ONE}/correction")
@requires("interactions:correct")
@operation("Correct the outcome of a contact", body=CorrectionGiven, answer=InteractionShown)
def correct(public_id: str, body: CorrectionGiven) -> InteractionShown:
    """The outcome as it should have been."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:correct")
    with naming(as_learned):
        operations.correct_outcome(
            found,
            Correction(
                result=body.result,
                note=body.note,
                need=body.need,
                temperature=body.temperature,
                next_step=step_given(body.next_step, found.client_id),
                no_next_reason=body.no_next_reason,
                drop_early=body.drop_early,
                dispatch=_dispatch(body),
            ),
            actor=actor,
            version=body.version,
            reason=body.reason,
            taken_back=body.taken_back,
        )
    return contact_after(found)


def _dispatch(body: CorrectionGiven) -> Dispatch | None:
    """What the call says of a letter; None where it says nothing."""
    if not {"dispatched_on", "answer_by", "awaits_answer"} & body.model_fields_set:
        return None
    return Dispatch(body.dispatched_on, body.answer_by, awaits=body.awaits_answer)


@corrections.post(f"{ONE}/undoing")
@requires("interactions:correct")
@operation("Undo the outcome of a contact", body=UndoGiven, answer=InteractionShown)
def undo(public_id: str, body: UndoGiven) -> InteractionShown:
    """Planned again, or called off."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:correct")
    operations.undo_outcome(
        found, actor=actor, version=body.version, reason=body.reason, taken_back=body.taken_back
    )
    return contact_after(found)
