"""Materials and what was handed out, at ``/api/v1/materials`` (C10)."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.datastructures import FileStorage

from ..clients.queries import client_of
from ..documents.rules import LARGEST
from ..interactions import queries as kept
from ..materials import operations as keeping
from ..materials import queries as nomenclature
from ..materials.models import Material
from ..policy.enforce import current_actor, requires
from .doors import ONE, Created, operation
from .shapes.base import PageOf, named
from .shapes.library import (
    HandedOfClient,
    HandedShown,
    MaterialChange,
    MaterialGiven,
    MaterialShown,
    MaterialVersionGiven,
    MaterialVersionShown,
    UseChange,
)

materials = Blueprint("api_materials", __name__, url_prefix="/api/v1/materials")
BODY = LARGEST + 1024 * 1024


@materials.get("")
@requires("products:read")
@operation("List the materials", answer=PageOf[MaterialShown])
def nomenclature_of_bank() -> PageOf[MaterialShown]:
    """The nomenclature, whole: it has no second page."""
    items = [_material(one) for one in nomenclature.materials()]
    return PageOf[MaterialShown](items=items, next=None, previous=None)


@materials.post("")
@requires("library:edit")
@operation("Add a material", body=MaterialGiven, answer=MaterialShown, status=201)
def create_material(body: MaterialGiven) -> Created:
    """A new item with a first version of any language."""
    made = keeping.keep_material(None, actor=current_actor(), **body.model_dump())
    return Created(_material(made), "api_materials.show_material", made.public_id)


@materials.get(ONE)
@requires("products:read")
@operation("Read a material", answer=MaterialShown)
def show_material(public_id: str) -> MaterialShown:
    """One item."""
    return _material(nomenclature.material_of(public_id))


@materials.patch(ONE)
@requires("library:edit")
@operation("Change a material", body=MaterialChange, answer=MaterialShown, refusals=(409,))
def change_material(public_id: str, body: MaterialChange) -> MaterialShown:
    """The whole item anew; its versions stay."""
    found = nomenclature.material_of(public_id)
    facts = body.model_dump()
    keeping.keep_material(found, actor=current_actor(), is_active=found.is_active, **facts)
    return _material(found)


@materials.post(f"{ONE}/versions")
@requires("library:edit", body=BODY)
@operation(
    "Add an edition of a material with its file",
    upload=True,
    body=MaterialVersionGiven,
    answer=MaterialShown,
    status=201,
)
def add_version(public_id: str, upload: FileStorage, body: MaterialVersionGiven) -> Created:
    """The newest of a language counts; older ones stay."""
    found = nomenclature.material_of(public_id)
    keeping.add_version(
        found,
        actor=current_actor(),
        content=upload.read(LARGEST + 1),
        file_name=upload.filename or "",
        **body.model_dump(),
    )
    return Created(_material(found), "api_materials.show_material", public_id)


@materials.post(f"{ONE}/state")
@requires("library:edit")
@operation("Take a material out of use, or back", body=UseChange, answer=MaterialShown)
def use_material(public_id: str, body: UseChange) -> MaterialShown:
    """What was handed out stays."""
    found = nomenclature.material_of(public_id)
    keeping.withdraw_material(found, actor=current_actor(), **body.model_dump())
    return _material(found)


@materials.get(f"/handed-to{ONE}")
@requires("interactions:read")
@operation("Read what a client was given", answer=HandedOfClient)
def handed_to(public_id: str) -> HandedOfClient:
    """What, when, to whom, in which contact."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="interactions:read")
    return HandedOfClient(
        items=[
            HandedShown(
                material=named(one.version.material, one.version.material.name(actor.language)),
                material_version=one.version.public_id,
                quantity=one.quantity,
                contact=contact.public_id,
                contact_person=named(one.contact_person) if one.contact_person else None,
                handed_at=one.handed_at or contact.planned_at,
            )
            for one, contact in kept.given_to(client.id)
        ]
    )


def _material(one: Material) -> MaterialShown:
    plain = (
        "version", "kind", "name_en", "name_ru", "stock", "cost", "most_a_year", "is_active",
    )  # fmt: skip
    edition = ("language", "number", "valid_until", "file_name", "size")
    return MaterialShown(
        id=one.public_id,
        versions=[
            MaterialVersionShown(
                id=each.public_id, **{name: getattr(each, name) for name in edition}
            )
            for each in one.versions
        ],
        **{name: getattr(one, name) for name in plain},
    )
