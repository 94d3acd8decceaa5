"""Every select over documents: through the client's reach, sensitive kinds through their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from ..clients.models import Client
from ..clients.queries import within_reach
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..core.pagination import Order, Page, keyset
from ..policy.enforce import Actor
from ..staff.models import Employee
from .models import SENSITIVE, Document, DocumentVersion, PreviewState

SOME = 6  # on the card
MOST = 200  # on the page of a client


def seen_by(actor: Actor, permission: str = "clients:read") -> sa.Select[Document]:
    """The documents ``actor`` reaches, of clients that are not in the bin."""
    return (
        sa.select(Document)
        .join(Client, Client.id == Document.client_id)
        .where(
            Client.deleted_at.is_(None),
            within_reach(actor, permission, Document.client_id),
            sa.or_(
                Document.kind.not_in(SENSITIVE),
                within_reach(actor, "clients:read-sensitive", Document.client_id),
            ),
        )
    )


def document_of(
    public_id: str,
    *,
    actor: Actor,
    permission: str = "clients:read",
    binned: bool | None = False,
) -> tuple[Document, Client]:
    """One document with its versions, and its client; NotFound beyond reach.

    ``binned``: whether it must lie in the bin; None: anywhere.
    """
    row: Any = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        statement = (
            seen_by(actor, permission)
            .add_columns(Client)
            .where(Document.public_id == public_id)
            .options(selectinload(Document.versions))
        )
        if binned is not None:
            statement = statement.where(Document.deleted_at.is_not(None) == sa.literal(binned))
        row = db.session.execute(statement).first()
    if row is None:
        raise NotFound(_("There is no such document."))
    return row[0], row[1]


def documents_of(
    client_id: int, *, actor: Actor, binned: bool = False, limit: int = MOST
) -> list[Document]:
    """The documents of a client with their versions, newest first."""
    return list(
        db.session.execute(
            seen_by(actor)
            .where(
                Document.client_id == client_id,
                Document.deleted_at.is_not(None) == sa.literal(binned),
            )
            .order_by(Document.id.desc())
            .limit(limit)
            .options(selectinload(Document.versions))
        ).scalars()
    )


def some_of(client_id: int, *, actor: Actor) -> sa.Select[Document]:
    """What the card shows: those that end first, then the newest; a part of its statement."""
    return (
        seen_by(actor)
        .where(Document.client_id == client_id, Document.deleted_at.is_(None))
        .order_by(Document.expires_on.asc().nulls_last(), Document.id.desc())
        .limit(SOME)
    )


def page_of_documents(
    actor: Actor, *, client_id: int | None, cursor: str | None, limit: int
) -> Page[Document]:
    """Documents within reach, newest first, with their versions."""
    statement = seen_by(actor).where(Document.deleted_at.is_(None))
    if client_id is not None:
        statement = statement.where(Document.client_id == client_id)
    return keyset(
        statement.options(selectinload(Document.versions)),
        [Order(Document.id, descending=True)],
        cursor=cursor,
        limit=limit,
    )


def expiring(actor: Actor, *, until: dt.date, cursor: str | None = None) -> Page[Any]:
    """(document, client) of what has ended or ends by ``until``, the first to end first."""
    statement = (
        seen_by(actor)
        .add_columns(Client)
        .where(Document.deleted_at.is_(None), Document.expires_on <= until)
    )
    return keyset(
        statement,
        [Order(Document.expires_on), Order(Document.id)],
        cursor=cursor,
        scalars=False,
    )


def version_of(document: Document, no: int | None) -> DocumentVersion:
    """Version ``no`` of a loaded document, the newest for None. Refuses with NotFound."""
    for version in document.versions:
        if no is None or version.no == no:
            return version
    raise NotFound(_("There is no such document."))


def twin_of(client_id: int, sha256: str) -> Document | None:
    """The document of the client that has this very file, in the bin or not."""
    return db.session.execute(
        sa.select(Document)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(
            Document.client_id == client_id,
            DocumentVersion.sha256 == sha256,
            DocumentVersion.box != "",
        )
        .order_by(Document.deleted_at.is_not(None), Document.id)
        .limit(1)
    ).scalar_one_or_none()


def last_number(document_id: int) -> int:
    """The number of the newest version."""
    return int(
        db.session.execute(
            sa.select(sa.func.coalesce(sa.func.max(DocumentVersion.no), 0)).where(
                DocumentVersion.document_id == document_id
            )
        ).scalar_one()
    )


def waiting_previews(document_ids: Collection[int]) -> list[int]:
    """Keys of the versions whose picture is to be drawn."""
    if not document_ids:
        return []
    return list(
        db.session.execute(
            sa.select(DocumentVersion.id)
            .where(
                DocumentVersion.document_id.in_(document_ids),
                DocumentVersion.preview == PreviewState.WAITING,
            )
            .order_by(DocumentVersion.id)
        ).scalars()
    )


def versions_of_client(client_id: int) -> list[DocumentVersion]:
    """Every version of every document, in the bin too."""
    return list(
        db.session.execute(
            sa.select(DocumentVersion)
            .join(Document, Document.id == DocumentVersion.document_id)
            .where(Document.client_id == client_id)
            .order_by(DocumentVersion.id)
        ).scalars()
    )


def sees_sensitive(actor: Actor, client_id: int) -> bool:
    """Whether ``actor`` may see identity documents of this client."""
    return bool(
        db.session.execute(
            sa.select(within_reach(actor, "clients:read-sensitive", sa.literal(client_id)))
        ).scalar_one()
    )


def names_of(ids: Collection[int | None]) -> dict[int, str]:
    """Who handed in or threw away: key → name."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(sa.select(Employee).where(Employee.id.in_(wanted))).scalars()
    return {employee.id: employee.name for employee in rows}
