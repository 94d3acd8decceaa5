"""Every select over incoming letters."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..clients.models import Client, ClientEmail, ContactPerson
from ..clients.queries import visible_to as clients_visible_to
from ..clients.queries import within_reach
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..core.pagination import Order, Page, keyset
from ..dossiers import requisites
from ..duplicates.queries import Candidate, candidates
from ..duplicates.rules import DuplicateSubject, SubjectKind
from ..outbox.models import Message
from ..policy.enforce import Actor, reach
from ..policy.models import Reach
from ..staff.models import Employee
from .models import FoundBy, IncomingLetter, LetterState

PERMISSION = "intake:sort"


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The letters ``actor`` may see: those of clients within reach, and, while they have no
    client, those written to somebody within reach or to nobody of the house by name."""
    how_far = reach(actor, PERMISSION)
    of_clients = sa.and_(
        IncomingLetter.client_id.in_(sa.select(Client.id).where(Client.deleted_at.is_(None))),
        within_reach(actor, PERMISSION, IncomingLetter.client_id),
    )
    if how_far is Reach.NONE:
        return sa.false()
    if how_far is Reach.ALL:
        return sa.or_(of_clients, IncomingLetter.client_id.is_(None))
    if how_far is Reach.OWN:
        addressed = IncomingLetter.employee_id == actor.employee_id
    else:
        team = sa.select(Employee.id).where(
            sa.or_(Employee.team_id.in_(actor.team_ids), Employee.id == actor.employee_id)
        )
        addressed = IncomingLetter.employee_id.in_(team)
    without = sa.and_(
        IncomingLetter.client_id.is_(None),
        sa.or_(IncomingLetter.employee_id.is_(None), addressed),
    )
    return sa.or_(of_clients, without)


def listing(actor: Actor, state: LetterState, *, cursor: str | None = None) -> Page[IncomingLetter]:
    """Letters of one state, newest first, with their clients."""
    statement = (
        sa.select(IncomingLetter)
        .options(joinedload(IncomingLetter.client))
        .where(visible_to(actor), IncomingLetter.state == state)
    )
    order = [Order(IncomingLetter.id, descending=True)]
    return keyset(statement, order, cursor=cursor, counted=True)


def waiting(actor: Actor) -> int:
    """How many letters wait for a decision of ``actor`` (for the counter), 100 at most."""
    rows = (
        sa.select(sa.literal(1))
        .select_from(IncomingLetter)
        .where(visible_to(actor), IncomingLetter.state == LetterState.TRIAGE)
        .limit(100)
        .subquery()
    )
    return int(db.session.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one())


def letter_of(public_id: str, *, actor: Actor, lock: bool = False) -> IncomingLetter:
    """The letter with its client; :class:`NotFound` beyond reach. ``lock``: for a deed on it."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        statement = (
            sa.select(IncomingLetter)
            .options(joinedload(IncomingLetter.client))
            .where(IncomingLetter.public_id == public_id, visible_to(actor))
        )
        if lock:
            statement = statement.with_for_update(of=IncomingLetter)
        found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such letter, or it is not yours to see."))
    return found


def by_sha256(digest: str) -> IncomingLetter | None:
    """The letter with these bytes, or None: a letter handed in twice is one letter."""
    return db.session.execute(
        sa.select(IncomingLetter).where(IncomingLetter.raw_sha256 == digest)
    ).scalar_one_or_none()


def message_answered(references: Collection[str]) -> Message | None:
    """The newest of our messages that one of ``references`` names, or None."""
    if not references:
        return None
    return db.session.execute(
        sa.select(Message)
        .where(Message.message_id.in_(references))
        .order_by(Message.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def client_by_id(client_id: int) -> Client | None:
    """The client, unless it lies in the bin."""
    return db.session.execute(
        sa.select(Client).where(Client.id == client_id, Client.deleted_at.is_(None))
    ).scalar_one_or_none()


def client_by_address(address: str) -> tuple[Client, FoundBy] | None:
    """The one client to whom ``address`` belongs; None when nobody's, or several clients'."""
    if not address:
        return None
    own = sa.select(ClientEmail.client_id.label("id"), sa.literal(FoundBy.ADDRESS.value)).where(
        ClientEmail.address == address
    )
    person = sa.select(ContactPerson.client_id.label("id"), sa.literal(FoundBy.PERSON.value)).where(
        sa.func.lower(ContactPerson.email) == address, ContactPerson.deleted_at.is_(None)
    )
    rows = db.session.execute(own.union_all(person).limit(50)).all()
    ids = {row[0] for row in rows}
    clients = list(
        db.session.execute(
            sa.select(Client).where(Client.id.in_(ids), Client.deleted_at.is_(None)).limit(2)
        ).scalars()
    )
    if len(clients) != 1:
        return None
    by = {FoundBy(how) for client_id, how in rows if client_id == clients[0].id}
    return clients[0], FoundBy.ADDRESS if FoundBy.ADDRESS in by else FoundBy.PERSON


def employee_addressed(addresses: Collection[str]) -> int | None:
    """The key of the employee to whose address a letter was written, or None."""
    if not addresses:
        return None
    return db.session.execute(
        sa.select(Employee.id)
        .where(sa.func.lower(Employee.email).in_(addresses), Employee.is_active.is_(True))
        .order_by(Employee.id)
        .limit(1)
    ).scalar_one_or_none()


def chosen(
    letter: IncomingLetter, public_id: str, *, actor: Actor
) -> tuple[Client | None, Candidate | None]:
    """(the client a letter may be attached to, None) or, for a look-alike of its sender beyond
    reach, (None, what is known of it). Refuses with NotFound any other."""
    client = db.session.scalars(
        clients_visible_to(actor, PERMISSION).where(Client.public_id == public_id)
    ).one_or_none()
    if client is not None:
        return client, None
    alike = next((one for one in look_alikes(letter) if one.public_id == public_id), None)
    if alike is None or not alike.is_strong:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return None, alike


def look_alikes(letter: IncomingLetter) -> list[Candidate]:
    """Clients of the whole base whom the sender may be, by address, name and the letter's footer.

    The surest first. What a person may learn of them is for ``duplicates.revealed`` to say.
    """
    found: dict[int, Candidate] = {}
    for subject in _senders(letter):
        for hit in candidates(subject):
            if hit.id not in found or hit.value > found[hit.id].value:
                found[hit.id] = hit
    return sorted(found.values(), key=lambda hit: (-hit.value, hit.name))[:5]


def _senders(letter: IncomingLetter) -> list[DuplicateSubject]:
    """The person who wrote, and the firm or the person of the footer."""
    read = requisites.read(letter.excerpt)
    kind = SubjectKind(read.kind.value)
    is_firm = kind is SubjectKind.ORGANISATION
    phones = tuple(piece.value for piece in read.pieces if piece.field == "phones")
    emails = (letter.from_address,) if letter.from_address else ()
    sender = DuplicateSubject(
        SubjectKind.PERSON,
        name=letter.from_name,
        phones=() if is_firm else phones,
        emails=emails,
    )
    footer = DuplicateSubject(
        kind,
        name=read.value("full_name") or read.value("short_name"),
        given_name=read.value("given_name"),
        family_name=read.value("family_name"),
        patronymic=read.value("patronymic"),
        inn=read.value("inn"),
        kpp=read.value("kpp"),
        ogrn=read.value("ogrn"),
        web=read.value("web"),
        edrpou=read.value("edrpou"),
        vat=read.value("vat"),
        lei=read.value("lei"),
        phones=phones,
        emails=emails,
    )
    return [one for one in (sender, footer) if one.name or one.family_name]
