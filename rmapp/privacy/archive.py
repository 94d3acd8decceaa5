"""The archive of "what do you hold on me": every table, every document, every letter, one ZIP."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale

from ..audit.models import AuditEntry
from ..clients.models import Client
from ..clients.models.knowing import IdentityDocument
from ..core import files, secrets
from ..core.db import db
from ..core.errors import Unavailable
from ..documents.queries import versions_of_client
from ..intake.models import IncomingLetter
from ..outbox.models import Message, RenderedMail
from . import report
from .queries import merged_into
from .walk import parts_of

MOST_ROWS = 20_000  # of one table
#: Never told: keys of the house, hashes of secrets, what lies in the files beside.
UNTOLD = frozenset({"search", "content", "box", "preview_box", "closed", "lease_owner"})


def make(client_id: int) -> tuple[bytes, dict[str, int]]:
    """The archive of a client, with what the records merged into it held, and how many rows of
    each table are in it."""
    client = db.session.get_one(Client, client_id)
    ids = [client_id, *merged_into(client_id)]
    data: dict[str, list[dict[str, Any]]] = {}
    for one in ids:
        gathered = {name: rows for name, rows in _tables(one) if rows}
        gathered["audit_entry"] = _trail(one)
        gathered["identity_document"] = _identity(one) or gathered.get("identity_document", [])
        for name, rows in gathered.items():
            known = data.setdefault(name, [])
            known += [row for row in rows if "id" not in row or row not in known]
    counts = {name: len(rows) for name, rows in data.items()}
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = json.dumps(data, ensure_ascii=False, indent=1, default=_plain)
        archive.writestr("data.json", whole)
        with force_locale(client.language):
            archive.writestr("report.html", report.written(client, data))
        for number, one in enumerate(ids):
            for name, content in _files(one):
                archive.writestr(f"merged-{number}/{name}" if number else name, content)
    return output.getvalue(), counts


def _tables(client_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for part in parts_of(client_id):
        columns = [column for column in part.table.c if column.name not in UNTOLD]
        first = list(part.table.primary_key.columns)
        rows = db.session.execute(
            sa.select(*columns).where(part.condition).order_by(*first).limit(MOST_ROWS)
        ).mappings()
        yield part.table.name, [dict(row) for row in rows]


def _trail(client_id: int) -> list[dict[str, Any]]:
    """Who did what with the data; the colleague's name stays with the bank."""
    rows = db.session.execute(
        sa.select(AuditEntry.at, AuditEntry.tag)
        .where(AuditEntry.client_id == client_id)
        .order_by(AuditEntry.id)
        .limit(MOST_ROWS)
    ).mappings()
    return [dict(row) for row in rows]


def _identity(client_id: int) -> list[dict[str, Any]]:
    found = []
    for one in db.session.scalars(
        sa.select(IdentityDocument).where(IdentityDocument.client_id == client_id)
    ):
        try:
            inside = json.loads(secrets.open_(one.closed))
        except (secrets.Unreadable, ValueError):
            inside = {}
        found.append({"kind": one.kind.value, "issued_on": one.issued_on, **inside})
    return found


def _files(client_id: int) -> Iterator[tuple[str, bytes]]:
    for number, version in enumerate(versions_of_client(client_id), 1):
        if version.box:
            try:
                content = secrets.open_bytes(files.read(version.box, "box"))
            except (Unavailable, secrets.Unreadable):
                continue
            yield f"documents/{number:03}-{version.file_name}", content
    letters = db.session.scalars(
        sa.select(IncomingLetter.raw_sha256)
        .where(IncomingLetter.client_id == client_id)
        .order_by(IncomingLetter.id)
    )
    for number, digest in enumerate(letters, 1):
        try:
            yield f"letters/in-{number:04}.eml", files.read(digest, "eml")
        except (Unavailable, ValueError):
            continue
    sent = db.session.execute(
        sa.select(RenderedMail.content)
        .join(Message, Message.id == RenderedMail.outbox_message_id)
        .where(Message.client_id == client_id)
        .order_by(Message.id)
    ).scalars()
    for number, content in enumerate(sent, 1):
        yield f"letters/out-{number:04}.eml", content


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return f"({len(bytes(value))} bytes)"
    return str(value)
