"""Receiving letters and deciding what becomes of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit.operations import record
from ..clients.events import note
from ..clients.models import Client
from ..clients.queries import within_reach
from ..core import clock, files
from ..core.db import db
from ..core.errors import Conflict, Malformed, NotFound, TooLarge
from ..dossiers.origins import begins_dossiers
from ..outbox import operations as outbox
from ..outbox.models import Message
from ..policy.enforce import Actor, can
from . import queries
from .models import FoundBy, IncomingLetter, LetterKind, LetterState
from .rules import Parsed, read_letter

LARGEST = 40 * 1024 * 1024
#: What counts as an answer of the client: it stops what waits for one.
ANSWERS = (LetterKind.LETTER, LetterKind.INVITATION_REPLY)
#: What nobody has to sort when it belongs to no client.
SILENT = (LetterKind.AUTO_REPLY, LetterKind.BOUNCE, LetterKind.DELAY, LetterKind.COMPLAINT)


@dataclass(frozen=True)
class Received:
    """What became of a letter. ``is_new``: False when it was handed in before; ``stopped``: how
    many of our letters will not leave because the client has answered."""

    letter: IncomingLetter
    is_new: bool
    stopped: int


def receive(raw: bytes) -> Received:
    """Take in one letter (RFC 5322). The same bytes twice are one letter.

    Its client is found by the thread, else by the sender's address; else it waits for triage. An
    answer cancels what waits for one; an automatic reply does not; a report of ours marks the
    address. Refuses (Malformed) nothing at all, (TooLarge) more than 40 MiB.
    """
    if not raw.strip():
        raise Malformed(_("There is no letter on the input."))
    if len(raw) > LARGEST:
        raise TooLarge(_("This letter is larger than what is taken."))
    before = queries.by_sha256(hashlib.sha256(raw).hexdigest())
    if before is not None:
        return Received(before, False, 0)
    parsed, kept = read_letter(raw), files.keep(raw, "eml")
    kind = LetterKind(parsed.kind)
    message = queries.message_answered(parsed.references or parsed.reported)
    client, found_by = _client_of(parsed, message)
    letter = IncomingLetter(
        received_at=clock.now(),
        kind=kind,
        found_by=found_by,
        state=_state(client, kind),
        from_address=parsed.from_address,
        from_name=parsed.from_name,
        subject=parsed.subject,
        excerpt=parsed.excerpt,
        attachments=list(parsed.attachments)[:50],
        calendar=parsed.calendar,
        delivery=parsed.delivery,
        raw_sha256=kept.sha256,
        raw_size=kept.size,
        client=client,
        outbox_message_id=message.id if message else None,
        employee_id=queries.employee_addressed(parsed.to_addresses),
    )
    db.session.add(letter)
    db.session.flush()
    _heed_report(kind, parsed, message)
    stopped = _take_in(letter, client, actor=None) if client is not None else 0
    record(
        "letter:received",
        actor=None,
        obj=letter,
        name=letter.subject,
        client_id=client.id if client else None,
        detail={"kind": kind.value, "state": letter.state.value, "found_by": found_by.value},
    )
    return Received(letter, True, stopped)


def attach(letter: IncomingLetter, client: Client, *, actor: Actor, version: int) -> int:
    """The letter is of ``client``; return how many of our letters are stopped by it.

    Refuses (NotFound) a client beyond reach, (Conflict) a stale version or a letter that has a
    client.
    """
    reached = db.session.execute(
        sa.select(Client.id).where(
            Client.id == client.id,
            Client.deleted_at.is_(None),
            within_reach(actor, queries.PERMISSION),
        )
    ).first()
    if reached is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    _fresh(letter, version)
    if letter.state is LetterState.ATTACHED:
        raise Conflict(_("This letter has found its client already."))
    return _attached(letter, client, actor)


@begins_dossiers("letter")
def attach_to_new(public_id: str, client: Client, actor: Actor) -> str:
    """The letter from which ``client`` was made is theirs; return what to tell.

    Nothing happens to a letter beyond reach, nor to one that a colleague has attached meanwhile:
    the new dossier stands either way.
    """
    if not can(actor, queries.PERMISSION):
        return ""
    try:
        letter = queries.letter_of(public_id, actor=actor, lock=True)
    except NotFound:
        return ""
    if letter.state is LetterState.ATTACHED:
        return str(_("A colleague has sorted this letter meanwhile."))
    _attached(letter, client, actor)
    return str(_("The letter is attached to the client."))


def attach_found(letter: IncomingLetter, client: Client) -> None:
    """The letter that waits is of ``client``, as an invitation says that it names by its
    unguessable UID: nobody needs to sort it."""
    letter.client, letter.state, letter.found_by = client, LetterState.ATTACHED, FoundBy.THREAD
    db.session.flush()
    _take_in(letter, client, actor=None)
    record("letter:attached", actor=None, obj=letter, name=letter.subject, client_id=client.id)


def _attached(letter: IncomingLetter, client: Client, actor: Actor) -> int:
    letter.client, letter.state = client, LetterState.ATTACHED
    letter.decided_by_id, letter.decided_at = actor.employee_id, clock.now()
    db.session.flush()
    stopped = _take_in(letter, client, actor=actor)
    record("letter:attached", actor=actor, obj=letter, name=letter.subject, client_id=client.id)
    return stopped


def ignore(letter: IncomingLetter, *, actor: Actor, version: int) -> None:
    """Nobody needs the letter; it is kept. Refuses (Conflict) a stale version or a client's."""
    _fresh(letter, version)
    if letter.state is LetterState.ATTACHED:
        raise Conflict(_("This letter has found its client already."))
    letter.state = LetterState.IGNORED
    letter.decided_by_id, letter.decided_at = actor.employee_id, clock.now()
    db.session.flush()
    record("letter:ignored", actor=actor, obj=letter, name=letter.subject)


def _fresh(letter: IncomingLetter, version: int) -> None:
    if letter.version != version:
        raise Conflict(_("A colleague has sorted this letter meanwhile."))


def _client_of(parsed: Parsed, message: Message | None) -> tuple[Client | None, FoundBy]:
    if message is not None and message.client_id is not None:
        client = queries.client_by_id(message.client_id)
        if client is not None:
            return client, FoundBy.THREAD
    return queries.client_by_address(parsed.from_address) or (None, FoundBy.NOTHING)


def _state(client: Client | None, kind: LetterKind) -> LetterState:
    if client is not None:
        return LetterState.ATTACHED
    return LetterState.IGNORED if kind in SILENT else LetterState.TRIAGE


def _take_in(letter: IncomingLetter, client: Client, *, actor: Actor | None) -> int:
    """Write the letter into the client's history; an answer stops what waits for one."""
    note(
        client.id,
        "letter-received" if letter.kind in ANSWERS else f"letter-{letter.kind.value}",
        actor=actor,
        title=letter.subject or letter.from_address,
        obj=letter,
        detail={"from": letter.from_address, "excerpt": letter.excerpt[:500]},
    )
    if letter.kind not in ANSWERS:
        return 0
    client.last_contact_at = max(letter.received_at, client.last_contact_at or letter.received_at)
    db.session.flush()
    return outbox.stop_on_reply(client.id, actor=actor).cancelled


def _heed_report(kind: LetterKind, parsed: Parsed, message: Message | None) -> None:
    """A report about a letter of ours: only one that names its unguessable Message-ID counts."""
    if message is None:
        return
    if kind is LetterKind.BOUNCE:
        words = (parsed.delivery or {}).get("words", "")
        outbox.bounced(message.message_id, words=words or "not delivered")
    elif kind is LetterKind.COMPLAINT:
        outbox.suppress(message.recipient_address_id, reason="complaint", actor=None)
