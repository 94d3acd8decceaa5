"""Contact persons of clients at ``/api/v1/contact-persons``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..clients.models import Client, ContactPerson
from ..clients.queries import client_of
from ..dossiers import operations
from ..policy.enforce import current_actor, requires
from . import queries
from .doors import ONE, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.people import (
    ContactPersonChange,
    ContactPersonGiven,
    ContactPersonQuery,
    ContactPersonShown,
)

contact_persons = Blueprint("api_contact_persons", __name__, url_prefix="/api/v1/contact-persons")


@contact_persons.get("")
@requires("clients:read")
@operation("List contact persons", query=ContactPersonQuery, answer=PageOf[ContactPersonShown])
def listing(query: ContactPersonQuery) -> PageOf[ContactPersonShown]:
    """Contact persons within reach."""
    actor = current_actor()
    client_id = queries.client_key(query.client, actor=actor, permission="clients:read")
    page = queries.contact_persons(
        actor, client_id=client_id, cursor=query.cursor, limit=query.limit
    )
    clients = queries.clients_by_key([one.client_id for one in page.rows])
    chiefs = queries.persons_by_key([one.reports_to_id for one in page.rows])
    return page_of(
        page,
        lambda one: _shown(one, clients[one.client_id], chiefs),
        shape=PageOf[ContactPersonShown],
    )


@contact_persons.post("")
@requires("clients:edit")
@operation("Add a contact person", body=ContactPersonGiven, answer=ContactPersonShown, status=201)
def create(body: ContactPersonGiven) -> Created:
    """A new contact person."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="clients:edit")
    person = operations.add_contact_person(
        client, actor=actor, fields=body.model_dump(mode="json", exclude={"client"})
    )
    return Created(_shown(person, client), "api_contact_persons.show", person.public_id)


@contact_persons.get(ONE)
@requires("clients:read")
@operation("Read a contact person", answer=ContactPersonShown)
def show(public_id: str) -> ContactPersonShown:
    """One contact person."""
    return _shown(
        *queries.contact_person(public_id, actor=current_actor(), permission="clients:read")
    )


@contact_persons.patch(ONE)
@requires("clients:edit")
@operation("Change a contact person", body=ContactPersonChange, answer=ContactPersonShown)
def edit(public_id: str, body: ContactPersonChange) -> ContactPersonShown:
    """Changed fields."""
    actor = current_actor()
    person, client = queries.contact_person(public_id, actor=actor, permission="clients:edit")
    fields: dict[str, Any] = body.model_dump(mode="json", exclude={"version"}, exclude_unset=True)
    operations.edit_contact_person(
        person, client=client, actor=actor, version=body.version, fields=fields
    )
    return _shown(person, client)


@contact_persons.delete(ONE)
@requires("clients:edit")
@operation("Take a contact person off the dossier")
def remove(public_id: str) -> None:
    """Off the dossier; the row stays for the history of contacts."""
    actor = current_actor()
    person, client = queries.contact_person(public_id, actor=actor, permission="clients:edit")
    operations.remove_contact_person(person, client=client, actor=actor)


def _shown(
    person: ContactPerson, client: Client, chiefs: dict[int, ContactPerson] | None = None
) -> ContactPersonShown:
    if chiefs is None:
        chiefs = queries.persons_by_key([person.reports_to_id])
    chief = chiefs.get(person.reports_to_id or 0)
    return ContactPersonShown(
        id=person.public_id,
        version=person.version,
        client=named(client, client.display_name),
        name=person.name,
        position=person.position,
        phone=person.phone,
        extension=person.phone_extension,
        email=person.email,
        decision_role=person.decision_role,
        attitude=person.attitude,
        level=person.level,
        reports_to=named(chief) if chief else None,
        is_head=person.is_head,
        note=person.note,
    )
