"""The whole base, page by page, as the search compares it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...clients.models import Client, ClientAddress, ClientEmail, ClientPhone, ContactPerson
from ...core.db import db
from .looking import PLACE, subject_of

__all__ = ["count", "page", "subject_of"]


def count() -> int:
    """How many clients there are outside the bin."""
    return int(
        db.session.scalar(sa.select(sa.func.count(Client.id)).where(Client.deleted_at.is_(None)))
        or 0
    )


def page(after: int, limit: int) -> list[Any]:
    """The next ``limit`` clients by key with what is compared of them; a few statements."""
    rows = db.session.execute(
        sa.select(
            Client.id,
            Client.kind,
            Client.display_name,
            Client.full_name,
            Client.short_name,
            Client.family_name,
            Client.given_name,
            Client.patronymic,
            Client.legal_form,
            Client.birth_date,
            Client.inn,
            Client.kpp,
            Client.ogrn,
            Client.web,
            Client.edrpou,
            Client.vat,
            Client.lei,
        )
        .where(Client.id > after, Client.deleted_at.is_(None))
        .order_by(Client.id)
        .limit(limit)
    ).all()
    if not rows:
        return []
    ends = rows[0].id, rows[-1].id
    phones = _gathered(ClientPhone.client_id, ClientPhone.number, ends)
    emails = _gathered(ClientEmail.client_id, ClientEmail.address, ends)
    _add_persons(phones, emails, ends)
    addresses = _gathered(ClientAddress.client_id, PLACE, ends)
    return [
        _Row(row, phones.get(row.id), emails.get(row.id), addresses.get(row.id)) for row in rows
    ]


def _gathered(owner: Any, value: Any, ends: tuple[int, int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    statement = sa.select(owner, value).where(owner.between(*ends))
    for client_id, text in db.session.execute(statement):
        found.setdefault(client_id, []).append(text)
    return found


def _add_persons(
    phones: dict[int, list[str]], emails: dict[int, list[str]], ends: tuple[int, int]
) -> None:
    """The ways of contact persons, after the clients' own."""
    person = ContactPerson
    statement = sa.select(person.client_id, person.phone, person.email).where(
        person.client_id.between(*ends),
        person.deleted_at.is_(None),
        sa.or_(person.phone != "", person.email != ""),
    )
    for client_id, phone, email in db.session.execute(statement):
        for found, text in ((phones, phone), (emails, email)):
            if text:
                found.setdefault(client_id, []).append(text)


class _Row:
    """A client with its lists; everything else is the row's."""

    __slots__ = ("_row", "addresses", "emails", "phones")

    def __init__(self, row: Any, phones: Any, emails: Any, addresses: Any) -> None:
        self._row = row
        self.phones, self.emails, self.addresses = phones, emails, addresses

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)
