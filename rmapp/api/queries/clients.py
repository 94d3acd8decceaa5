"""Clients and contact persons."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from ...clients.models import Client, ClientFact, ContactPerson, Relation, Source, SourceKind
from ...clients.queries import WITH_DETAILS, within_reach
from ...core.db import db
from ...core.errors import Invalid, NotFound
from ...core.pagination import Page
from ...policy.enforce import Actor
from ...staff.models import Employee
from .base import by_key


def client_key(public_id: str | None, *, actor: Actor, permission: str) -> int | None:
    """The key of a client within reach, for a filter; None for none, 0 for one that is not."""
    if public_id is None:
        return None
    key = db.session.execute(
        sa.select(Client.id).where(
            Client.public_id == public_id,
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
    ).scalar_one_or_none()
    return key or 0


def client_after(public_id: str) -> Client:
    """The client whom a deed has just changed, with the details, read afresh."""
    return db.session.execute(
        sa.select(Client)
        .where(Client.public_id == public_id)
        .options(*WITH_DETAILS)
        .execution_options(populate_existing=True)
    ).scalar_one()


def clients_by_key(keys: Collection[int | None]) -> dict[int, Client]:
    """The clients of rows that are within reach already, by key."""
    wanted = {key for key in keys if key is not None}
    rows = db.session.execute(sa.select(Client).where(Client.id.in_(wanted))).scalars()
    return {client.id: client for client in rows}


def chosen_source(public_id: str | None, kind: SourceKind) -> int | None:
    """The key of the entry named of the list ``kind``; Invalid at the list's name when the bank
    has none such."""
    if public_id is None:
        return None
    found = db.session.execute(
        sa.select(Source.id).where(
            Source.public_id == public_id, Source.kind == kind, Source.is_active
        )
    ).scalar_one_or_none()
    if found is None:
        raise Invalid(fields={kind.value: [_("Choose one of the values offered.")]})
    return found


def sees_sensitive(client_id: int, *, actor: Actor) -> bool:
    """Whether ``actor`` may see the sensitive fields of this client."""
    return bool(
        db.session.execute(
            sa.select(sa.literal(1)).where(
                Client.id == client_id, within_reach(actor, "clients:read-sensitive")
            )
        ).first()
    )


def contact_persons(
    actor: Actor, *, client_id: int | None, cursor: str | None, limit: int
) -> Page[ContactPerson]:
    """Contact persons within reach, by key; each with its client."""
    statement = _persons(actor, "clients:read")
    if client_id is not None:
        statement = statement.where(ContactPerson.client_id == client_id)
    return by_key(statement, ContactPerson.id, cursor, limit, descending=False)


def contact_person(
    public_id: str, *, actor: Actor, permission: str
) -> tuple[ContactPerson, Client]:
    """A contact person and the client; :class:`NotFound` beyond reach."""
    row = db.session.execute(
        _persons(actor, permission).where(ContactPerson.public_id == public_id).add_columns(Client)
    ).first()
    if row is None:
        raise NotFound(_("There is no such contact person."))
    return row[0], row[1]


def persons_by_key(keys: Collection[int | None]) -> dict[int, ContactPerson]:
    """Contact persons of clients within reach, by key; no statement for none."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    rows = db.session.execute(
        sa.select(ContactPerson).where(
            ContactPerson.id.in_(wanted), ContactPerson.deleted_at.is_(None)
        )
    ).scalars()
    return {person.id: person for person in rows}


def relations(
    actor: Actor, *, client_id: int | None, cursor: str | None, limit: int
) -> Page[Relation]:
    """Ties with both ends within reach, by key."""
    statement = sa.select(Relation).where(*_ends(actor, "clients:read"))
    if client_id is not None:
        statement = statement.where(
            sa.or_(Relation.client_id == client_id, Relation.other_id == client_id)
        )
    return by_key(statement, Relation.id, cursor, limit, descending=False)


def relation(public_id: str, *, actor: Actor, permission: str) -> tuple[Relation, Client, Client]:
    """A tie with its two clients; :class:`NotFound` when an end is beyond reach."""
    one, other = aliased(Client), aliased(Client)
    row = db.session.execute(
        sa.select(Relation, one, other)
        .join(one, one.id == Relation.client_id)
        .join(other, other.id == Relation.other_id)
        .where(Relation.public_id == public_id, *_ends(actor, permission))
    ).first()
    if row is None:
        raise NotFound(_("There is no such tie."))
    return row[0], row[1], row[2]


def _ends(actor: Actor, permission: str) -> list[Any]:
    there = sa.select(Client.id).where(Client.deleted_at.is_(None))
    return [
        condition
        for end in (Relation.client_id, Relation.other_id)
        for condition in (within_reach(actor, permission, end), end.in_(there))
    ]


def facts(client_id: int) -> list[tuple[ClientFact, str | None]]:
    """The newest word on every field of a dossier, with who wrote it down."""
    newest = (
        sa.select(sa.func.max(ClientFact.id))
        .where(ClientFact.client_id == client_id)
        .group_by(ClientFact.field)
    )
    rows = db.session.execute(
        sa.select(ClientFact, Employee)
        .outerjoin(Employee, Employee.id == ClientFact.by_id)
        .where(ClientFact.id.in_(newest))
        .order_by(ClientFact.field)
    )
    return [(fact, employee.name if employee else None) for fact, employee in rows]


def contact_person_key(public_id: str | None, *, client_id: int) -> int | None:
    """The key of a contact person of the client; Invalid at ``contact_person`` for another's."""
    if public_id is None:
        return None
    key = db.session.execute(
        sa.select(ContactPerson.id).where(
            ContactPerson.public_id == public_id,
            ContactPerson.client_id == client_id,
            ContactPerson.deleted_at.is_(None),
        )
    ).scalar_one_or_none()
    if key is None:
        raise Invalid(fields={"contact_person": [_("There is no such contact person.")]})
    return key


def _persons(actor: Actor, permission: str) -> sa.Select[Any]:
    return (
        sa.select(ContactPerson)
        .join(Client, Client.id == ContactPerson.client_id)
        .where(
            ContactPerson.deleted_at.is_(None),
            Client.deleted_at.is_(None),
            within_reach(actor, permission, ContactPerson.client_id),
        )
    )
