"""Reading the trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..core.db import db, escape_like
from ..core.pagination import Order, Page, keyset
from .models import AuditEntry


@dataclass(frozen=True)
class Filter:
    """What of the trail is wanted; empty means all. ``tag`` with a star at its end: every tag that
    begins so. From ``since`` on, before ``until``: aware moments."""

    actor_id: int | None = None
    client_id: int | None = None
    tag: str = ""
    text: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def entries(wanted: Filter, *, cursor: str | None = None, limit: int = 50) -> Page[AuditEntry]:
    """A page of the trail, newest first."""
    statement = sa.select(AuditEntry)
    if wanted.actor_id is not None:
        statement = statement.where(AuditEntry.actor_id == wanted.actor_id)
    if wanted.client_id is not None:
        statement = statement.where(AuditEntry.client_id == wanted.client_id)
    if wanted.tag.endswith("*"):
        statement = statement.where(
            AuditEntry.tag.like(f"{escape_like(wanted.tag[:-1])}%", escape="\\")
        )
    elif wanted.tag:
        statement = statement.where(AuditEntry.tag == wanted.tag)
    if wanted.text:
        like = f"%{escape_like(wanted.text)}%"
        statement = statement.where(
            sa.or_(
                AuditEntry.object_name.ilike(like),
                AuditEntry.actor_name.ilike(like),
                AuditEntry.reason.ilike(like),
            )
        )
    if wanted.since is not None:
        statement = statement.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(AuditEntry.at < wanted.until)
    return keyset(statement, [Order(AuditEntry.id, descending=True)], cursor=cursor, limit=limit)


def entry(number: int) -> AuditEntry | None:
    """The entry ``number``."""
    return db.session.get(AuditEntry, number)


def actor_named(actor_id: int) -> str:
    """What the trail called the person last; empty for one who is not in it."""
    return _last(AuditEntry.actor_name, AuditEntry.actor_id == actor_id)


def client_named(client_id: int) -> str:
    """What the trail called the client last; empty for one who is not in it, or is forgotten."""
    return _last(
        AuditEntry.object_name,
        AuditEntry.client_id == client_id,
        AuditEntry.object_kind == "client",
    )


def _last(name: Any, *where: sa.ColumnElement[bool]) -> str:
    newest = sa.select(name).where(*where).order_by(AuditEntry.id.desc()).limit(1)
    return db.session.scalar(newest) or ""


def tags() -> list[str]:
    """The tags that occur, by a loose index scan: as quick as there are tags."""
    rows: Any = db.session.execute(
        sa.text(
            "WITH RECURSIVE t AS ("
            " (SELECT tag FROM audit_entry ORDER BY tag LIMIT 1)"
            " UNION ALL SELECT (SELECT tag FROM audit_entry WHERE tag > t.tag ORDER BY tag LIMIT 1)"
            " FROM t WHERE t.tag IS NOT NULL) SELECT tag FROM t WHERE tag IS NOT NULL"
        )
    )
    return list(rows.scalars())
