"""Who may take part."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ...clients.models import Client, ClientPhone, ContactPerson
from ...clients.queries import Reader, readers_of
from ...core.db import db
from ...core.phones import written
from ...outbox.queries import messages_for
from ...policy.models import Role
from ...policy.table import SUPERVISOR
from ...staff.models import Employee
from ..models import Interaction


def contact_persons_of(client_id: int) -> list[ContactPerson]:
    """The contact persons of a client who are not in the bin: the head first, then by name."""
    return list(
        db.session.execute(
            sa.select(ContactPerson)
            .where(ContactPerson.client_id == client_id, ContactPerson.deleted_at.is_(None))
            .order_by(ContactPerson.is_head.desc(), ContactPerson.name, ContactPerson.id)
            .limit(200)
        ).scalars()
    )


def bank_seniors(but: int | None = None) -> list[Employee]:
    """Colleagues of rank who may be taken along: active supervisors, by name."""
    statement = (
        sa.select(Employee)
        .join(Role, Role.id == Employee.role_id)
        .where(Employee.is_active.is_(True), Role.code == SUPERVISOR)
        .order_by(Employee.name_key, Employee.id)
        .limit(200)
    )
    if but is not None:
        statement = statement.where(Employee.id != but)
    return list(db.session.execute(statement).scalars())


#: A client with where it is called, in the statement of its contact.
WITH_PHONES = joinedload(Interaction.client).options(
    joinedload(Client.phones),
    joinedload(Client.contact_persons).load_only(
        ContactPerson.phone,
        ContactPerson.phone_extension,
        ContactPerson.is_head,
        ContactPerson.deleted_at,
    ),
)


def phone_of(client: Client) -> str | None:
    """The number a client is called at (``phones.written``), the preferred one first; that of its
    first contact person where it has none of its own. See ``WITH_PHONES``."""
    valid = [one for one in client.phones if not one.is_invalid]
    if valid:
        best = min(valid, key=lambda one: (not one.is_preferred, one.id))
        return written(best.number, best.extension)
    people = [one for one in client.contact_persons if one.phone and one.deleted_at is None]
    first = min(people, key=lambda one: (not one.is_head, one.id), default=None)
    return first.written_phone if first else None


def numbers_of(client: Client, people: Sequence[ContactPerson]) -> list[tuple[str, str, str]]:
    """Whom to ring and where: (name, number, extension) of the client, then of ``people``; without
    numbers that are wrong or that the client asked not to use."""
    own = db.session.execute(
        sa.select(ClientPhone.number, ClientPhone.extension)
        .where(
            ClientPhone.client_id == client.id,
            ClientPhone.is_invalid.is_(False),
            ClientPhone.is_opted_out.is_(False),
        )
        .order_by(ClientPhone.is_preferred.desc(), ClientPhone.id)
        .limit(4)
    )
    found = [(client.display_name, row.number, row.extension) for row in own]
    return found + [(one.name, one.phone, one.phone_extension) for one in people if one.phone][:6]


def readers_of_email(interaction: Interaction) -> list[Reader]:
    """Where an e-mail of a contact may go, the person it is written to first."""
    return readers_of(
        interaction.client_id,
        person_id=interaction.contact_person_id,
        addressee=interaction.addressee,
    )


def occasion_of_email(interaction: Interaction) -> str:
    """What the e-mail of a contact leaves for: once."""
    return f"contact-email:{interaction.id}"


def sent_to(interaction: Interaction) -> list[str]:
    """The addresses the e-mail of a contact was sent to by the desk."""
    letters = messages_for(occasion_of_email(interaction))
    return [letter.recipient.address for letter in letters]
