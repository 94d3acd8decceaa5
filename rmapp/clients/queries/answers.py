"""What of a client answered a search, if it was not the name: a phone, an address, a number, or
one of its people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...core.db import any_of, db
from ...core.text import fold
from .. import custom
from ..models import ClientEmail, ClientPhone, ContactPerson
from ..rules import NUMBERS
from .ranking import Wanted, is_nearly, joined, tokens_of_name, tokens_of_text
from .ranking import answers as _answers

__all__ = ["NUMBERS", "matched"]

_DIGITS = 4


def matched(text: str, wanted: Wanted, rows: Sequence[Any]) -> dict[int, tuple[str, str]]:
    """Client's key → (what answered, its kind: phone, email, number, person or field).

    ``rows`` have ``id`` and the registration numbers. At most three statements, two where the bank
    has no field of its own that is searched.
    """
    if not rows:
        return {}
    digits = re.sub(r"\D", "", fold(text))
    found: dict[int, tuple[str, str]] = {}
    if not wanted.is_number or len(digits) < _DIGITS:
        number = joined(text)
    else:
        number = digits
    for row in rows:
        for name in NUMBERS:
            value = str(getattr(row, name))
            if len(number) >= _DIGITS and joined(value).startswith(number):
                found.setdefault(row.id, (value, "number"))
    ids = any_of([row.id for row in rows])
    if "@" in text:
        address = text.strip().lower()
        statement = sa.select(ClientEmail.client_id, ClientEmail.address).where(
            ClientEmail.client_id == ids, ClientEmail.address.contains(address, autoescape=True)
        )
        for client_id, value in db.session.execute(statement):
            found.setdefault(client_id, (value, "email"))
    elif wanted.is_number and len(digits) >= _DIGITS:
        tail = digits[1:] if len(digits) == 11 and digits[0] == "8" else digits
        numbers = sa.select(ClientPhone.client_id, ClientPhone.number).where(
            ClientPhone.client_id == ids, ClientPhone.number.contains(tail, autoescape=True)
        )
        for client_id, value in db.session.execute(numbers):
            found.setdefault(client_id, (value, "phone"))
    if len(found) < len(rows):
        _people(found, text, digits, wanted, ids)
    if unsaid := [row.id for row in rows if row.id not in found]:
        for client_id, texts in custom.searched_many(unsaid, named=True).items():
            said = next((one for one in texts if _answers(tokens_of_text(one), wanted)), "")
            if said:
                found[client_id] = (said, "field")
    return found


def _people(
    found: dict[int, tuple[str, str]],
    text: str,
    digits: str,
    wanted: Wanted,
    ids: sa.ColumnElement[Any],
) -> None:
    statement = (
        sa.select(
            ContactPerson.client_id,
            ContactPerson.name,
            ContactPerson.position,
            ContactPerson.phone,
            ContactPerson.email,
        )
        .where(ContactPerson.client_id == ids, ContactPerson.deleted_at.is_(None))
        .order_by(ContactPerson.id)
    )
    for client_id, name, position, phone, email in db.session.execute(statement):
        by_phone = wanted.is_number and len(digits) >= _DIGITS and digits[-10:] in phone
        by_mail = "@" in text and text.strip().lower() in email.lower()
        by_name = _answers(tokens_of_name(name), wanted) or is_nearly(name, wanted)
        if by_phone or by_mail or by_name:
            about = f"{name}, {position}" if position else name
            found.setdefault(client_id, (about, "person"))
