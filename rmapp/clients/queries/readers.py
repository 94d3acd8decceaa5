"""Who reads a letter to a client: its addresses with the name behind each (D4, D5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ...core.db import db
from ..models import ClientEmail, ContactPerson


class Reader(NamedTuple):
    """One address, lower case. ``name``: of the contact person, "" for the client's own address.
    ``is_addressed``: the letter is written to that person."""

    address: str
    name: str
    is_addressed: bool

    @property
    def label(self) -> str:
        """The name with the address, as a person chooses it."""
        return f"{self.name}, {self.address}" if self.name else self.address


def readers_of(
    client_id: int, *, person_id: int | None = None, addressee: str = ""
) -> list[Reader]:
    """Where a letter to the client ``client_id`` may go, each address once, the best first.

    A letter to the person ``person_id``, else to the one whom ``addressee`` names before its first
    comma ("Anna Berg, director"): that person's address, the client's own ones, then other
    people's. A letter to nobody in particular: people, the head first, then the client's own.
    Addresses that are wrong or were opted out are left out.
    """
    people = db.session.execute(
        sa.select(ContactPerson.id, ContactPerson.email, ContactPerson.name)
        .where(ContactPerson.client_id == client_id, ContactPerson.deleted_at.is_(None))
        .order_by(ContactPerson.is_head.desc(), ContactPerson.id)
        .limit(100)
    ).all()
    named = [one.id for one in people if addressee.split(",")[0].strip() == one.name]
    known = [one.id for one in people if one.id == person_id]
    meant = next(iter(known or named), None)
    found = [
        *(
            (0 if one.id == meant else 1 if meant is None else 3, one.email, one.name)
            for one in people
            if one.email
        ),
        *((2, address, "") for address in own_addresses(client_id)),
    ]
    readers: dict[str, Reader] = {}
    for place, address, name in sorted(found, key=lambda one: one[0]):
        readers.setdefault(address.lower(), Reader(address.lower(), name, place == 0))
    return list(readers.values())


def named_among_people(client_id: int, addressee: str) -> str:
    """The contact person of a client whom ``addressee`` names whole before its first comma, ""
    where nobody is called so: a title, a name in another case."""
    name = addressee.split(",")[0].strip()
    found = sa.select(ContactPerson.name).where(
        ContactPerson.client_id == client_id,
        ContactPerson.deleted_at.is_(None),
        ContactPerson.name == name,
    )
    return (db.session.scalars(found.limit(1)).first() or "") if name else ""


def own_addresses(client_id: int) -> list[str]:
    """The client's own e-mail addresses that may be written to, the preferred ones first."""
    return list(
        db.session.scalars(
            sa.select(ClientEmail.address)
            .where(
                ClientEmail.client_id == client_id,
                ClientEmail.is_invalid.is_(False),
                ClientEmail.is_opted_out.is_(False),
            )
            .order_by(ClientEmail.is_preferred.desc(), ClientEmail.id)
            .limit(30)
        )
    )


def chosen_reader(readers: Sequence[Reader], *, is_to_somebody: bool) -> str | None:
    """The address to begin with; None where a person has to choose: a letter written to somebody
    (``is_to_somebody``) is not offered to another."""
    if not readers:
        return None
    first = readers[0]
    fits = first.is_addressed or not first.name or not is_to_somebody
    return first.address if fits else None
