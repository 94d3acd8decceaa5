"""Texts of letters at ``/api/v1/letter-texts`` (C3)."""

from __future__ import annotations

from flask import Blueprint

from ..interactions import operations, queries
from ..interactions.models import LetterText
from ..policy.enforce import current_actor, requires
from .doors import ONE, Created, operation
from .shapes.base import PageOf
from .shapes.library import (
    LetterTextChange,
    LetterTextGiven,
    LetterTextShown,
    ScenarioQuery,
    UseChange,
)

letter_texts = Blueprint("api_letter_texts", __name__, url_prefix="/api/v1/letter-texts")


@letter_texts.get("")
@requires("interactions:plan")
@operation("List the texts of letters in use", query=ScenarioQuery, answer=PageOf[LetterTextShown])
def listing(query: ScenarioQuery) -> PageOf[LetterTextShown]:
    """The library, whole: it has no second page."""
    rows = queries.letter_texts_for(query.kind) if query.kind else queries.letter_texts()
    items = [_shown(one) for one in rows if query.purpose in (None, one.purpose)]
    return PageOf[LetterTextShown](items=items, next=None, previous=None)


@letter_texts.post("")
@requires("library:edit")
@operation("Add the text of a letter", body=LetterTextGiven, answer=LetterTextShown, status=201)
def create(body: LetterTextGiven) -> Created:
    """A new text with places to be filled in."""
    made = operations.keep_letter_text(None, actor=current_actor(), **body.model_dump())
    return Created(_shown(made), "api_letter_texts.show", made.public_id)


@letter_texts.get(ONE)
@requires("interactions:plan")
@operation("Read the text of a letter", answer=LetterTextShown)
def show(public_id: str) -> LetterTextShown:
    """One text."""
    return _shown(queries.letter_text_of(public_id))


@letter_texts.patch(ONE)
@requires("library:edit")
@operation(
    "Change the text of a letter",
    body=LetterTextChange,
    answer=LetterTextShown,
    refusals=(409,),
)
def change(public_id: str, body: LetterTextChange) -> LetterTextShown:
    """Letters that were written keep their words."""
    found = queries.letter_text_of(public_id)
    return _shown(operations.keep_letter_text(found, actor=current_actor(), **body.model_dump()))


@letter_texts.post(f"{ONE}/state")
@requires("library:edit")
@operation("Take a text out of use, or back", body=UseChange, answer=LetterTextShown)
def use(public_id: str, body: UseChange) -> LetterTextShown:
    """It is offered no more, or again."""
    found = queries.letter_text_of(public_id)
    operations.withdraw_letter_text(found, actor=current_actor(), **body.model_dump())
    return _shown(found)


def _shown(text: LetterText) -> LetterTextShown:
    return LetterTextShown(
        id=text.public_id,
        **{name: getattr(text, name) for name in LetterTextShown.model_fields if name != "id"},
    )
