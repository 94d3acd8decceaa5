"""The people, ties and papers around a client."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import (
    Client,
    ContactPerson,
    IdentityDocument,
    Relation,
    RelationKind,
)
from ...clients.queries import within_reach
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...policy.enforce import Actor


def contact_person_of(public_id: str, *, client: Client) -> ContactPerson:
    """The contact person ``public_id`` of ``client``; NotFound for any other."""
    person = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        person = db.session.execute(
            sa.select(ContactPerson).where(
                ContactPerson.public_id == public_id,
                ContactPerson.client_id == client.id,
                ContactPerson.deleted_at.is_(None),
            )
        ).scalar_one_or_none()
    if person is None:
        raise NotFound(_("There is no such contact person."))
    return person


@dataclass(frozen=True)
class Chief:
    """A contact person as a place in the firm: who reports to whom."""

    id: int
    public_id: str
    name: str
    position: str
    reports_to_id: int | None


def chiefs_of(client_id: int) -> dict[int, Chief]:
    """The contact persons of a client by key, by name."""
    one = ContactPerson
    rows = db.session.execute(
        sa.select(one.id, one.public_id, one.name, one.position, one.reports_to_id)
        .where(one.client_id == client_id, one.deleted_at.is_(None))
        .order_by(one.name, one.id)
    )
    return {row.id: Chief(*row) for row in rows}


def same_relation(
    client_id: int, other_id: int, kind: RelationKind, *, mutual: Collection[RelationKind]
) -> bool:
    """Whether the tie stands already, open, from this side (from either, where it is mutual)."""
    forth = sa.and_(Relation.client_id == client_id, Relation.other_id == other_id)
    back = sa.and_(Relation.client_id == other_id, Relation.other_id == client_id)
    return bool(
        db.session.execute(
            sa.select(
                sa.exists().where(
                    sa.or_(forth, back) if kind in mutual else forth,
                    Relation.kind == kind,
                    Relation.until.is_(None),
                )
            )
        ).scalar_one()
    )


def relation_of(public_id: str, *, client: Client, actor: Actor) -> tuple[Relation, Client]:
    """A tie of ``client`` and the client at its other end; NotFound beyond reach."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        other = sa.case(
            (Relation.client_id == client.id, Relation.other_id), else_=Relation.client_id
        )
        found = db.session.execute(
            sa.select(Relation, Client)
            .join(Client, Client.id == other)
            .where(
                Relation.public_id == public_id,
                sa.or_(Relation.client_id == client.id, Relation.other_id == client.id),
                Client.deleted_at.is_(None),
                within_reach(actor, "clients:read", Client.id),
            )
        ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such tie."))
    return found[0], found[1]


def documents_of(client_id: int) -> list[IdentityDocument]:
    """The identity documents of a client, the newest first; what lies in them stays closed."""
    return list(
        db.session.execute(
            sa.select(IdentityDocument)
            .where(IdentityDocument.client_id == client_id, IdentityDocument.deleted_at.is_(None))
            .order_by(IdentityDocument.id.desc())
            .limit(20)
        ).scalars()
    )


def document_of(public_id: str, *, client: Client) -> IdentityDocument:
    """The identity document ``public_id`` of ``client``; NotFound for any other."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(IdentityDocument).where(
                IdentityDocument.public_id == public_id,
                IdentityDocument.client_id == client.id,
                IdentityDocument.deleted_at.is_(None),
            )
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such document."))
    return found
