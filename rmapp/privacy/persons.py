"""Erasure of one contact person: the firm stays, nothing in it names the person any more."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..audit import operations as audit
from ..audit.models import AuditEntry
from ..clients import spelling
from ..clients.models import ClientEvent, ClientPast, ContactPerson
from ..clients.operations import refresh_search_many
from ..core import clock, files
from ..core.db import db
from ..core.transaction import after_commit
from ..intake.models import IncomingLetter
from ..outbox import transitions
from ..outbox.models import Message, RecipientAddress
from ..policy.enforce import Actor
from . import queries, searching
from .rules import needles, pseudonym
from .walk import loose_tables, parts_of


def erase_person(person_id: int, *, actor: Actor | None) -> dict[str, int]:
    """Erase a contact person; return how many rows of each table were overwritten.

    Letters to the person's address that wait are called back, the address is closed; the person's
    strings give way to a pseudonym in the client's rows and wherever they stand loose.
    """
    person = db.session.execute(
        sa.select(ContactPerson).where(ContactPerson.id == person_id).with_for_update()
    ).scalar_one()
    name, client_id, email = pseudonym(person.public_id), person.client_id, person.email
    if person.name == name:
        return {}
    words = person.name.split()
    turned = [" ".join(reversed(words))] if len(words) == 2 else []
    strings = needles([person.name, *turned, person.phone, email])
    if email:
        _stop_letters(email)
    letters = _letters_from(client_id, email)
    _forget_the_past(person)
    person.name, person.position, person.phone, person.email = name, "", "", ""
    person.phone_extension = ""
    person.note, person.deleted_at = "", person.deleted_at or clock.now()
    db.session.flush()
    counts = {"contact_person": 1}
    for part in parts_of(client_id):
        for column in part.table.c:
            searching.add(counts, column, strings, name, within=part.condition)
    for table in loose_tables():
        if table.name not in searching.NOT_SEARCHED:
            for column in table.c:
                searching.add(counts, column, strings, name)
    entries = _trail_entries(person_id, strings)
    audit.forget(-1, entries=entries, pseudonym=name)
    # ERASED alone explains forgotten words; the client itself is not erased, so none is named
    audit.record(
        audit.ERASED, actor=actor, obj=person, name=name,
        detail={"rows": counts, "files": letters, "entries": entries},
    )  # fmt: skip
    db.session.expire_all()
    found_by = spelling.found_by(client_id)
    refresh_search_many([client_id])
    spelling.forget(found_by)
    return counts


def _forget_the_past(person: ContactPerson) -> None:
    """What was known of the person before, and what the history says of changes."""
    queries.keep_no_past()
    db.session.execute(
        sa.delete(ClientPast).where(
            ClientPast.of == ContactPerson.__tablename__, ClientPast.row_id == person.id
        )
    )
    db.session.execute(
        sa.update(ClientEvent)
        .where(
            ClientEvent.client_id == person.client_id,
            ClientEvent.object_kind == ContactPerson.__tablename__,
            ClientEvent.object_public_id == person.public_id,
        )
        .values(detail={})
        .execution_options(synchronize_session=False)
    )


def _stop_letters(email: str) -> None:
    mine = sa.select(RecipientAddress.id).where(RecipientAddress.address == email.lower())
    transitions.cancel(Message.recipient_address_id.in_(mine))
    db.session.execute(
        sa.update(RecipientAddress)
        .where(RecipientAddress.id.in_(mine), RecipientAddress.suppressed_at.is_(None))
        .values(suppressed_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _letters_from(client_id: int, email: str) -> int:
    """Destroy the letters the person wrote; what stands of them in the base is searched."""
    if not email:
        return 0
    mine = (
        IncomingLetter.client_id == client_id,
        sa.func.lower(IncomingLetter.from_address) == email.lower(),
    )
    digests = db.session.scalars(sa.select(IncomingLetter.raw_sha256).where(*mine)).all()
    for digest in digests:
        after_commit(lambda d=digest: files.destroy(d, "eml"))  # type: ignore[misc]
    return len(digests)


def _trail_entries(person_id: int, strings: list[str]) -> list[int]:
    said: Any = sa.func.concat(
        AuditEntry.object_name, " ", AuditEntry.reason, " ", sa.cast(AuditEntry.detail, sa.Text)
    )
    of_person = sa.and_(
        AuditEntry.object_kind == ContactPerson.__tablename__, AuditEntry.object_id == person_id
    )
    found = sa.or_(of_person, *[sa.func.strpos(said, one) > 0 for one in strings])
    return list(db.session.scalars(sa.select(AuditEntry.id).where(found)))
