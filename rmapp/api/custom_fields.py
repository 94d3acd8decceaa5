"""The bank's own fields at ``/api/v1/custom-fields``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..clients import custom
from ..clients.custom.defining import FIELDS, Option
from ..clients.models import CustomField
from ..policy.enforce import current_actor, requires
from .doors import ONE, Created, operation
from .shapes.base import PageOf
from .shapes.custom_fields import (
    CustomFieldChange,
    CustomFieldGiven,
    CustomFieldQuery,
    CustomFieldShown,
    CustomFieldUse,
)

custom_fields = Blueprint("api_custom_fields", __name__, url_prefix="/api/v1/custom-fields")


@custom_fields.get("")
@requires("tokens:own")
@operation("List the bank's own fields", query=CustomFieldQuery, answer=PageOf[CustomFieldShown])
def listing(query: CustomFieldQuery) -> PageOf[CustomFieldShown]:
    """All of them: there is no second page."""
    rows = custom.definitions(with_retired=query.with_retired)
    return PageOf[CustomFieldShown](items=[_shown(row) for row in rows], next=None, previous=None)


@custom_fields.post("")
@requires("settings:edit")
@operation("Add a field", body=CustomFieldGiven, answer=CustomFieldShown, status=201)
def create(body: CustomFieldGiven) -> Created:
    """A new field."""
    made = custom.define_field(
        actor=current_actor(),
        type=body.type,
        code=body.code or "",
        currency=body.currency or "RUB",
        options=_options(body),
        **_fields(body),
    )
    return Created(_shown(made), "api_custom_fields.show", made.public_id)


@custom_fields.get(ONE)
@requires("tokens:own")
@operation("Read a field", answer=CustomFieldShown)
def show(public_id: str) -> CustomFieldShown:
    """One field."""
    return _shown(custom.definition_of(public_id))


@custom_fields.get(f"{ONE}/uses")
@requires("settings:edit")
@operation("Read where a field is used", answer=PageOf[CustomFieldUse])
def uses(public_id: str) -> PageOf[CustomFieldUse]:
    """What names it, by kind of thing, and what becomes of that once it is out of use."""
    found = custom.uses_of(custom.definition_of(public_id))
    items = [
        CustomFieldUse(what=one.what, count=one.count, names=one.names, without=one.breaks)
        for one in found
    ]
    return PageOf[CustomFieldUse](items=items, next=None, previous=None)


@custom_fields.patch(ONE)
@requires("settings:edit")
@operation("Change a field", body=CustomFieldChange, answer=CustomFieldShown)
def edit(public_id: str, body: CustomFieldChange) -> CustomFieldShown:
    """Changed parts; ``is_retired`` takes it out of use or back."""
    actor, row = current_actor(), custom.definition_of(public_id)
    given = body.model_fields_set
    custom.edit_field(
        row,
        actor=actor,
        version=body.version,
        options=_options(body) if "options" in given else None,
        **_fields(body),
    )
    if "is_retired" in given and body.is_retired != (row.retired_at is not None):
        change = custom.retire_field if body.is_retired else custom.return_field
        change(row, actor=actor)
    return _shown(row)


def _fields(body: Any) -> dict[str, Any]:
    found = {name: getattr(body, name) for name in FIELDS if name in body.model_fields_set}
    if "kinds" in found:
        found["kinds"] = [kind.value for kind in found["kinds"]]
    return found


def _options(body: Any) -> list[Option]:
    return [Option(one.en, one.ru, one.code, one.is_retired) for one in body.options]


def _shown(row: CustomField) -> CustomFieldShown:
    return CustomFieldShown.model_validate(row)
