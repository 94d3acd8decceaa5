"""What was erased by law stays erased: a restore of an older base erases again (G5).

Outside the database, in the instance folder, stands a list of random keys of erased clients and
contact persons; it names nobody. A base that was restored from a backup holds some of them whole:
``erase_again`` finds and erases them. The list is kept with the keys of the instance and never
restored from an older day.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from ..audit import operations as audit
from ..clients.models import Client, ContactPerson
from ..core import clock
from ..core.db import db
from ..core.transaction import after_commit
from ..settings import settings
from . import erasing, persons
from .rules import PSEUDONYM, PSEUDONYM_LENGTH, pseudonym

CLIENT, PERSON = "client", "contact-person"
Key = tuple[str, str]  # what it was, its public id


def path() -> Path:
    """Where the list stands."""
    return settings().instance / "erased.jsonl"


def note(kind: str, public_id: str) -> None:
    """Put an erased record on the list as soon as its erasure is committed."""
    at = clock.now().isoformat(timespec="seconds")
    after_commit(lambda: _append([(kind, public_id)], at))


def listed(file: Path | None = None) -> list[Key]:
    """What stands on the list, each once; a line that a crash left half-written is passed over."""
    try:
        lines = (file or path()).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    found: dict[Key, None] = {}
    for line in lines:
        try:
            one = json.loads(line)
            found[str(one["kind"]), str(one["id"])] = None
        except (ValueError, KeyError, TypeError):
            continue
    return list(found)


def standing(keys: Iterable[Key]) -> list[Key]:
    """Those of ``keys`` that are in this base and not erased there. Two statements."""
    ids: dict[str, list[str]] = {CLIENT: [], PERSON: []}
    for kind, public_id in keys:
        ids.setdefault(kind, []).append(public_id)
    clients = db.session.scalars(
        sa.select(Client.public_id).where(
            Client.public_id.in_(ids[CLIENT]), Client.erased_at.is_(None)
        )
    )
    people = db.session.execute(
        sa.select(ContactPerson.public_id, ContactPerson.name).where(
            ContactPerson.public_id.in_(ids[PERSON])
        )
    )
    return [
        *((CLIENT, one) for one in clients),
        *((PERSON, one) for one, name in people if name != pseudonym(one)),
    ]


def erase_again(file: Path | None = None) -> dict[str, int]:
    """Erase what stands on the list and is whole in this base; ``listed`` and ``erased`` counts.

    What is erased in the base and lacks on the list (a crash between the two) is put on it.
    """
    keys = listed(file)
    _complete(keys)
    erased = 0
    for kind, public_id in standing(keys):
        if kind == CLIENT:
            key = db.session.scalars(
                sa.select(Client.id).where(Client.public_id == public_id)
            ).one()
            erasing.erase(key, actor=None)
        else:
            key = db.session.scalars(
                sa.select(ContactPerson.id).where(ContactPerson.public_id == public_id)
            ).one()
            persons.erase_person(key, actor=None)
        erased += 1
    if erased:
        audit.record("privacy:erased-again", actor=None, detail={"clients": erased})
    return {"listed": len(keys), "erased": erased}


def keep() -> None:
    """Nightly: the list is complete, and nothing on it stands in the base."""
    erase_again()


def _complete(keys: Iterable[Key]) -> None:
    known = set(keys)
    rows = db.session.scalars(sa.select(Client.public_id).where(Client.erased_at.is_not(None)))
    for public_id in rows:
        if (CLIENT, public_id) not in known:
            note(CLIENT, public_id)
    own = PSEUDONYM + sa.func.upper(sa.func.left(ContactPerson.public_id, PSEUDONYM_LENGTH))
    people = db.session.scalars(
        sa.select(ContactPerson.public_id).where(
            ContactPerson.deleted_at.is_not(None), ContactPerson.name == own
        )
    )
    for public_id in people:
        if (PERSON, public_id) not in known:
            note(PERSON, public_id)


def _append(keys: Iterable[Key], at: str) -> None:
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        for kind, public_id in keys:
            line = json.dumps({"kind": kind, "id": public_id, "at": at})
            file.write(f"\n{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
