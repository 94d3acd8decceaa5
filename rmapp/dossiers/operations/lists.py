"""The lists of a dossier: phones, e-mail addresses, postal addresses, row by row.

Rows somebody else added meanwhile stay: only rows that are named are changed or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ...clients.models import Client, ClientAddress, ClientEmail, ClientPhone
from ...clients.words import ADDRESS_KINDS, EMAIL_KINDS, PHONE_KINDS
from ...core.db import db
from ...core.errors import Invalid
from ...core.fields import PHONE_WORDS, read_email
from ...core.forms import FORBIDDEN
from ...core.phones import Phone, PhoneError, PhoneKind, parse_phone
from ...settings import settings
from ..rules import AddressEntry, EmailEntry, PhoneEntry

MOST = 30
PhoneLike = PhoneEntry | Phone | str
EmailLike = EmailEntry | str
AddressLike = AddressEntry | str


def phone_entries(given: Iterable[PhoneLike]) -> list[PhoneEntry]:
    """Phones of any form as entries, each number once. Refuses with Invalid on ``phones``."""
    found: dict[tuple[str, str, str], PhoneEntry] = {}
    for one in given:
        if isinstance(one, PhoneEntry) and not one.number:
            found["", "", one.public_id] = one
            continue
        entry = _phone_entry(one)
        found.setdefault((entry.number, entry.extension, ""), entry)
    return _few(list(found.values()), "phones")


def _phone_entry(one: PhoneLike) -> PhoneEntry:
    if isinstance(one, Phone):
        kind = "mobile" if one.kind is PhoneKind.MOBILE else "work"
        return PhoneEntry(one.e164, one.extension, kind)
    text = one if isinstance(one, str) else f"{one.number} #{one.extension}".rstrip(" #")
    try:
        phone = parse_phone(text, settings().bank_country)
    except PhoneError as problem:
        raise Invalid(
            PHONE_WORDS[problem.problem], fields={"phones": [PHONE_WORDS[problem.problem]]}
        ) from None
    if isinstance(one, str):
        return _phone_entry(phone)
    _known("phones", one.kind, PHONE_KINDS)
    return PhoneEntry(
        phone.e164, phone.extension, one.kind, one.is_preferred, one.is_invalid,
        _short("phones", one.note, 200), one.public_id,
    )  # fmt: skip


def email_entries(given: Iterable[EmailLike]) -> list[EmailEntry]:
    """E-mail addresses as entries, each once. Refuses with Invalid on ``emails``."""
    found: dict[tuple[str, str], EmailEntry] = {}
    for one in given:
        entry = EmailEntry(one) if isinstance(one, str) else one
        if not entry.address:
            found["", entry.public_id] = entry
            continue
        try:
            address = read_email(entry.address)
        except ValueError as problem:
            raise Invalid(problem.args[0], fields={"emails": [problem.args[0]]}) from None
        _known("emails", entry.kind, EMAIL_KINDS)
        found.setdefault(
            (address, ""),
            EmailEntry(address, entry.kind, entry.is_preferred, entry.is_invalid, entry.public_id),
        )
    return _few(list(found.values()), "emails")


def address_entries(given: Iterable[AddressLike]) -> list[AddressEntry]:
    """Postal addresses as entries. Refuses with Invalid on ``addresses``."""
    found = []
    for one in given:
        entry = AddressEntry(one) if isinstance(one, str) else one
        _known("addresses", entry.kind, ADDRESS_KINDS)
        text = _short("addresses", entry.text.strip(), 500)
        if text or entry.public_id:
            found.append(AddressEntry(text, entry.kind, entry.public_id))
    return _few(found, "addresses")


def _few(entries: list[Any], field: str) -> list[Any]:
    if len(entries) > MOST:
        raise Invalid(fields={field: [_l("%(most)s at most.", most=MOST)]})
    return entries


def _known(field: str, kind: str, catalogue: dict[Any, Any]) -> None:
    if kind not in catalogue:
        raise Invalid(fields={field: [_l("Choose one of the values offered.")]})


def _short(field: str, text: str, most: int) -> str:
    if len(text) > most:
        raise Invalid(fields={field: [_l("Too long: %(most)s characters at most.", most=most)]})
    if FORBIDDEN.search(text):
        raise Invalid(
            fields={field: [_l("Contains characters that cannot be kept. Type the text anew.")]}
        )
    return text


def write_phones(client: Client, entries: Sequence[PhoneEntry]) -> tuple[str, str] | None:
    """Make, change and remove phones of ``client``; what they were and are, None if the same."""
    columns = ("number", "extension", "kind", "is_preferred", "is_invalid", "note")
    return _write(ClientPhone, client, entries, columns, lambda row: (row.number, row.extension))


def write_emails(client: Client, entries: Sequence[EmailEntry]) -> tuple[str, str] | None:
    """The same for e-mail addresses."""
    columns = ("address", "kind", "is_preferred", "is_invalid")
    return _write(ClientEmail, client, entries, columns, lambda row: (row.address,))


def write_addresses(client: Client, entries: Sequence[AddressEntry]) -> tuple[str, str] | None:
    """The same for postal addresses."""
    return _write(ClientAddress, client, entries, ("kind", "text"), lambda row: (row.text,))


def _write(
    model: Any, client: Client, entries: Sequence[Any], columns: Sequence[str], key: Any
) -> tuple[str, str] | None:
    if not entries:
        return None
    rows = list(
        db.session.execute(
            sa.select(model).where(model.client_id == client.id).order_by(model.id)
        ).scalars()
    )
    before = _told(rows, key)
    by_id = {row.public_id: row for row in rows}
    kept = {key(row): row for row in rows}
    touched = False
    removed = [by_id[e.public_id] for e in entries if e.public_id in by_id and not key(e)[0]]
    for row in removed:
        rows.remove(row)
        kept.pop(key(row), None)
        db.session.delete(row)
        touched = True
    db.session.flush()  # a number that is removed may come in again in the same save
    for entry in entries:
        if not key(entry)[0]:
            continue
        row = by_id.get(entry.public_id)
        if row is None or row in removed or (key(entry) in kept and kept[key(entry)] is not row):
            row = kept.get(key(entry))
        if row is None:
            row = model(client_id=client.id)
            rows.append(row)
            db.session.add(row)
        elif not entry.public_id:
            continue  # it is there already
        kept.pop(key(row), None) if row.client_id and row.id else None
        for column in columns:
            if getattr(row, column) != getattr(entry, column):
                setattr(row, column, getattr(entry, column))
                touched = True
        kept[key(entry)] = row
    db.session.flush()
    after = _told(rows, key)
    return (before, after) if touched or before != after else None


def _told(rows: Iterable[Any], key: Any) -> str:
    return ", ".join(str(key(row)[0]) for row in rows)[:500]
