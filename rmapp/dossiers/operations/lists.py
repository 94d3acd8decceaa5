"""The lists of a dossier: phones, e-mails, messengers, postal addresses, row by row.

Rows somebody else added meanwhile stay: only rows that are named are changed or removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ...clients.models import Client, ClientAddress, ClientEmail, ClientMessenger, ClientPhone
from ...clients.words import ADDRESS_KINDS, EMAIL_KINDS, MESSENGER_KINDS, PHONE_KINDS, PURPOSES
from ...core.db import db
from ...core.errors import Invalid
from ...core.fields import PHONE_WORDS, read_email
from ...core.forms import FORBIDDEN
from ...core.phones import Phone, PhoneError, PhoneKind, parse_phone
from ...core.places import read_address, zone_of_phone, zone_of_place
from ...settings import settings
from ..rules import AddressEntry, EmailEntry, MessengerEntry, PhoneEntry

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
    _known("phones", one.purpose, PURPOSES)
    note = _short("phones", one.note, 200)
    return replace(one, number=phone.e164, extension=phone.extension, note=note)


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
        _known("emails", entry.purpose, PURPOSES)
        note = _short("emails", entry.note, 200)
        found.setdefault((address, ""), replace(entry, address=address, note=note))
    return _few(list(found.values()), "emails")


def address_entries(given: Iterable[AddressLike]) -> list[AddressEntry]:
    """Postal addresses as entries. Refuses with Invalid on ``addresses``."""
    found = []
    for one in given:
        entry = AddressEntry(one) if isinstance(one, str) else one
        _known("addresses", entry.kind, ADDRESS_KINDS)
        _known("addresses", entry.purpose, PURPOSES)
        parts = (entry.postcode, entry.region, entry.city, entry.street)
        text = _short("addresses", entry.text.strip() or ", ".join(p for p in parts if p), 500)
        if text or entry.public_id:
            found.append(_parted(replace(entry, text=text)))
    return _few(found, "addresses")


def _parted(entry: AddressEntry) -> AddressEntry:
    """``entry`` with the parts that were not given, read from its text."""
    read = read_address(entry.text)
    return replace(
        entry,
        postcode=_short("addresses", entry.postcode.strip() or read.postcode, 10),
        region=_short("addresses", entry.region.strip() or read.region, 200),
        city=_short("addresses", entry.city.strip() or read.city, 200),
        street=_short("addresses", entry.street.strip() or read.street, 500),
    )


def messenger_entries(given: Iterable[MessengerEntry]) -> list[MessengerEntry]:
    """Names in messengers as entries, each once. Refuses with Invalid on ``messengers``."""
    found: dict[tuple[str, str, str], MessengerEntry] = {}
    for entry in given:
        handle = _short("messengers", entry.handle.strip(), 200)
        if not handle:
            found["", "", entry.public_id] = entry
            continue
        _known("messengers", entry.kind, MESSENGER_KINDS)
        _known("messengers", entry.purpose, PURPOSES)
        note = _short("messengers", entry.note, 200)
        handle = handle_of(entry.kind, handle)
        found.setdefault((entry.kind, handle, ""), replace(entry, handle=handle, note=note))
    return _few(list(found.values()), "messengers")


def handle_of(kind: str, text: str) -> str:
    """A name in a messenger as it is kept: without the address around it; phones as E.164."""
    bare = _AROUND.sub("", text.strip()).strip("/@ ")
    try:
        return parse_phone(bare, settings().bank_country).e164
    except PhoneError:
        return bare if kind != "telegram" else f"@{bare}"


_AROUND = re.compile(
    r"^(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|wa\.me|vk\.com|viber\.click|max\.ru)/",
    re.IGNORECASE,
)


def zone_by(addresses: Iterable[Any], phones: Iterable[Any]) -> str:
    """The IANA zone that addresses, else phones, speak for; empty when they say nothing."""
    found = [zone_of_place(entry.city, entry.region) for entry in addresses]
    found += [zone_of_phone(entry.number) for entry in phones if entry.number]
    return next((zone for zone in found if zone), "")


def zone_of(client: Client) -> str:
    """The IANA zone that the addresses, else the phones, of ``client`` (loaded) speak for."""
    return zone_by(client.addresses, client.phones)


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
        words = _l("Contains characters that cannot be kept. Type the text anew.")
        raise Invalid(fields={field: [words]})
    return text


_FLAGS = ("is_preferred", "is_invalid", "is_opted_out", "purpose")


def write_phones(
    client: Client, entries: Sequence[PhoneEntry], *, is_new: bool = False
) -> tuple[str, str] | None:
    """Make, change and remove phones of ``client``; what they were and are, None if the same.
    ``is_new``: the client was made just now and has none."""
    columns = ("number", "extension", "kind", "note", *_FLAGS)
    key = attrgetter("number", "extension")
    return _write(ClientPhone, client, entries, columns, key, is_new=is_new)


def write_emails(
    client: Client, entries: Sequence[EmailEntry], *, is_new: bool = False
) -> tuple[str, str] | None:
    """The same for e-mail addresses."""
    columns = ("address", "kind", "note", *_FLAGS)
    return _write(ClientEmail, client, entries, columns, lambda row: (row.address,), is_new=is_new)


def write_messengers(
    client: Client, entries: Sequence[MessengerEntry], *, is_new: bool = False
) -> tuple[str, str] | None:
    """The same for names in messengers."""
    columns = ("handle", "kind", "note", *_FLAGS)
    return _write(
        ClientMessenger, client, entries, columns, lambda row: (row.handle, row.kind), is_new=is_new
    )


def write_addresses(
    client: Client, entries: Sequence[AddressEntry], *, is_new: bool = False
) -> tuple[str, str] | None:
    """The same for postal addresses; the zone follows from the town and the region."""
    columns = ("kind", "text", *_PARTS, *_FLAGS)
    rows = {} if is_new or not entries else {r.public_id: r for r in _rows(ClientAddress, client)}
    fitting = [_following(entry, rows.get(entry.public_id)) for entry in entries]
    return _write(
        ClientAddress,
        client,
        fitting,
        columns,
        lambda row: (row.text,),
        is_new=is_new,
        finish=_place,
    )


def _place(row: ClientAddress) -> None:
    row.zone = zone_of_place(row.city, row.region)


_PARTS = ("postcode", "region", "city", "street")


def _following(entry: AddressEntry, row: ClientAddress | None) -> AddressEntry:
    """``entry``, its parts read anew when only the text was changed; none read where all stands."""
    if row is None or not entry.text:
        return entry
    bare = replace(entry, postcode="", region="", city="", street="")
    mine, theirs = ([getattr(one, part) for part in _PARTS] for one in (entry, row))
    if entry.text == row.text:
        return bare if not any(theirs) and _parted(bare) == entry else entry
    return _parted(bare) if mine == theirs else entry


def _rows(model: Any, client: Client) -> list[Any]:
    found = sa.select(model).where(model.client_id == client.id).order_by(model.id)
    return list(db.session.execute(found).scalars())


def _write(
    model: Any,
    client: Client,
    entries: Sequence[Any],
    columns: Sequence[str],
    key: Any,
    *,
    is_new: bool,
    finish: Callable[[Any], None] | None = None,
) -> tuple[str, str] | None:
    if not entries:
        return None
    rows: list[Any] = [] if is_new else _rows(model, client)
    before = _told(rows, key)
    by_id = {row.public_id: row for row in rows}
    kept = {key(row): row for row in rows}
    removed = [by_id[e.public_id] for e in entries if e.public_id in by_id and not key(e)[0]]
    touched = bool(removed)
    for row in removed:
        rows.remove(row)
        kept.pop(key(row), None)
        db.session.delete(row)
    if touched:
        db.session.flush()  # what is removed may come in again in the same save
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
        kept.pop(key(row), None) if row.id else None
        for column in columns:
            if getattr(row, column) != getattr(entry, column):
                setattr(row, column, getattr(entry, column))
                touched = True
        kept[key(entry)] = row
    after = _told(rows, key)
    is_same = not touched and before == after
    if finish is not None and not is_same:
        for row in rows:
            finish(row)
    if not is_new:  # the rows of a new client are written together
        db.session.flush()
    return None if is_same else (before, after)


def _told(rows: Iterable[Any], key: Any) -> str:
    return ", ".join(str(key(row)[0]) for row in rows)[:500]
