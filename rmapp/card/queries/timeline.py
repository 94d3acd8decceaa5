"""The timeline: every source merged in one statement, newest first, by keyset (D18).

A source is a select of the columns of ``COLUMNS`` over one client's rows. To add one: write a
function like those below and put it into ``SOURCES``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import JSONB

from ...clients.models import ClientEvent
from ...clients.queries import within_reach
from ...core.db import UTCDateTime, db
from ...core.errors import Malformed
from ...intake.models import IncomingLetter, LetterState
from ...interactions.models import Interaction, InteractionState
from ...outbox.models import Message
from ...outbox.states import State
from ...policy.enforce import Actor
from ...staff.models import Employee

GROUPS = ("contacts", "money", "sales", "system")
PAGE = 30

#: Kinds of ``client_event`` by group; what is named nowhere is the system's.
EVENTS: dict[str, tuple[str, ...]] = {
    "money": ("holding-opened", "holding-closed"),
    "sales": (
        "stage", "opportunity-opened", "opportunity-won", "opportunity-lost", "proposal-made",
        "proposal-sent", "proposal-viewed", "proposal-accepted", "proposal-declined",
        "proposal-expired", "proposal-withdrawn", "converted",
    ),
    "contacts": (
        "contact-planned", "contact-moved", "contact-cancelled", "contact-given-up",
        "unsubscribed",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``source``: event, contact, message, letter."""

    at: dt.datetime
    source: str
    id: int
    kind: str
    title: str
    text: str
    author: str | None
    object_kind: str
    object_public_id: str
    detail: dict[str, Any]

    @property
    def cursor(self) -> str:
        """What to ask for older entries with."""
        return f"{self.at.isoformat()}~{self.source}~{self.id}"


Source = Callable[[int, str], "sa.Select[*tuple[Any, ...]] | None"]


def _event(client_id: int, group: str) -> sa.Select[*tuple[Any, ...]] | None:
    statement = sa.select(
        ClientEvent.at,
        sa.literal("event").label("source"),
        ClientEvent.id,
        ClientEvent.kind,
        ClientEvent.title,
        sa.literal("").label("text"),
        ClientEvent.author_id,
        ClientEvent.object_kind,
        ClientEvent.object_public_id,
        ClientEvent.detail,
    ).where(ClientEvent.client_id == client_id)
    if group in EVENTS:
        return statement.where(ClientEvent.kind.in_(EVENTS[group]))
    if group == "system":
        others = [kind for kinds in EVENTS.values() for kind in kinds]
        return statement.where(ClientEvent.kind.not_in(others))
    return statement


def _contact(client_id: int, group: str) -> sa.Select[*tuple[Any, ...]] | None:
    if group not in ("", "contacts"):
        return None
    return sa.select(
        Interaction.outcome_at.label("at"),
        sa.literal("contact").label("source"),
        Interaction.id,
        sa.cast(Interaction.kind, sa.Text).label("kind"),
        sa.func.coalesce(sa.func.nullif(Interaction.purpose_text, ""), Interaction.subject).label(
            "title"
        ),
        Interaction.outcome_note.label("text"),
        Interaction.manager_id.label("author_id"),
        sa.literal("interaction").label("object_kind"),
        Interaction.public_id.label("object_public_id"),
        _built(purpose=Interaction.purpose, result=Interaction.result),
    ).where(
        Interaction.client_id == client_id,
        Interaction.state == InteractionState.DONE,
    )


def _message(client_id: int, group: str) -> sa.Select[*tuple[Any, ...]] | None:
    if group not in ("", "contacts"):
        return None
    return sa.select(
        Message.sent_at.label("at"),
        sa.literal("message").label("source"),
        Message.id,
        Message.kind,
        sa.func.coalesce(Message.params["subject"].astext, "").label("title"),
        sa.literal("").label("text"),
        Message.created_by_id.label("author_id"),
        sa.literal("outbox_message").label("object_kind"),
        Message.public_id.label("object_public_id"),
        _built(purpose=Message.purpose),
    ).where(
        Message.client_id == client_id, Message.state == State.SENT, Message.sent_at.is_not(None)
    )


def _letter(client_id: int, group: str) -> sa.Select[*tuple[Any, ...]] | None:
    if group not in ("", "contacts"):
        return None
    return sa.select(
        IncomingLetter.received_at.label("at"),
        sa.literal("letter").label("source"),
        IncomingLetter.id,
        sa.cast(IncomingLetter.kind, sa.Text).label("kind"),
        IncomingLetter.subject.label("title"),
        IncomingLetter.excerpt.label("text"),
        sa.cast(sa.null(), sa.BigInteger).label("author_id"),
        sa.literal("incoming_letter").label("object_kind"),
        IncomingLetter.public_id.label("object_public_id"),
        _built(sender=IncomingLetter.from_name, address=IncomingLetter.from_address),
    ).where(IncomingLetter.client_id == client_id, IncomingLetter.state == LetterState.ATTACHED)


def _built(**pairs: Any) -> Any:
    parts = [part for name, value in pairs.items() for part in (sa.literal(name), value)]
    return sa.func.jsonb_build_object(*parts, type_=JSONB).label("detail")


#: Every source by its name, with the permission its rows need.
SOURCES: dict[str, tuple[str, Source]] = {
    "event": ("clients:read", _event),
    "contact": ("interactions:read", _contact),
    "message": ("messages:read", _message),
    "letter": ("messages:read", _letter),
}


def timeline(
    actor: Actor, client_id: int, *, group: str = "", before: str | None = None, limit: int = PAGE
) -> tuple[list[Entry], str | None]:
    """The newest entries of ``group`` (all when empty) older than ``before``, and the cursor of
    the rest (None at the end). One statement; the caller has checked ``clients:read``."""
    edge = _read(before) if before else None
    parts = []
    for name, (permission, source) in SOURCES.items():
        statement = source(client_id, group)
        if statement is None:
            continue
        if permission != "clients:read":
            reached = within_reach(
                actor, permission, sa.literal(client_id, sa.BigInteger), each=True
            )
            statement = statement.where(reached)
        at, key = statement.selected_columns[0], statement.selected_columns[2]
        if edge is not None:
            statement = statement.where(_older(at, key, name, edge))
        newest = statement.order_by(at.desc(), key.desc()).limit(limit + 1)
        parts.append(sa.select(*newest.subquery().c))
    if not parts:
        return [], None
    merged = sa.union_all(*parts).subquery("merged")
    found = sa.select(merged, Employee.family_name, Employee.given_name).outerjoin(
        Employee, Employee.id == merged.c.author_id
    )
    order = (merged.c.at, merged.c.source, merged.c.id)
    rows = db.session.execute(found.order_by(*[c.desc() for c in order]).limit(limit + 1)).all()
    entries = [_entry(row) for row in rows[:limit]]
    return entries, entries[-1].cursor if len(rows) > limit else None


def _older(at: Any, key: Any, name: str, edge: tuple[dt.datetime, str, int]) -> Any:
    """Before ``edge`` in the order of time, name of the source, key: what its index answers."""
    moment = sa.literal(edge[0], UTCDateTime())
    if name == edge[1]:
        return sa.tuple_(at, key) < sa.tuple_(moment, sa.literal(edge[2], sa.BigInteger))
    return at <= moment if name < edge[1] else at < moment


def _entry(row: Any) -> Entry:
    detail = row.detail if isinstance(row.detail, dict) else json.loads(row.detail or "{}")
    return Entry(
        at=row.at,
        source=row.source,
        id=row.id,
        kind=row.kind,
        title=row.title or "",
        text=row.text or "",
        author=" ".join(part for part in (row.family_name, row.given_name) if part) or None,
        object_kind=row.object_kind or "",
        object_public_id=row.object_public_id or "",
        detail=detail,
    )


def _read(cursor: str) -> tuple[dt.datetime, str, int]:
    try:
        if len(cursor) > 100:
            raise ValueError
        at, source, key = cursor.split("~")
        moment = dt.datetime.fromisoformat(at)
        number = int(key)
        if moment.tzinfo is None or not 0 <= number < 2**63 or not source.isalpha():
            raise ValueError
        return moment.astimezone(dt.UTC), source, number
    except (ValueError, OverflowError):
        raise Malformed(
            _("This link to a part of the timeline is broken. Open the card anew.")
        ) from None
