"""Where the timeline takes its entries from (D18).

A source is a select of the same columns over one client's rows. To add one: write a function like
those below and put it into ``SOURCES``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ...clients.models import ClientEvent
from ...core.db import UTCDateTime, escape_like
from ...intake.models import IncomingLetter, LetterState
from ...interactions.models import Interaction, InteractionState
from ...interactions.models.spoken import reading_of
from ...interactions.words import Kind
from ...outbox.models import Message, RecipientAddress
from ...outbox.states import State
from ...staff.models import Employee

#: Kinds of ``client_event`` by group.
EVENTS: dict[str, tuple[str, ...]] = {
    "money": ("holding-opened", "holding-closed"),
    "sales": (
        "stage", "opportunity-opened", "opportunity-won", "opportunity-lost", "proposal-made",
        "proposal-sent", "proposal-viewed", "proposal-accepted", "proposal-declined",
        "proposal-expired", "proposal-withdrawn", "converted",
    ),
    "contacts": (
        "contact-planned", "contact-moved", "contact-cancelled", "contact-given-up",
        "outcome-corrected", "outcome-undone",
        "plan-taken", "plan-dropped",
        "unsubscribed", "temperature", "temperature-overridden",
        "schedule-started", "schedule-paused", "schedule-resumed", "schedule-shifted",
        "schedule-stopped", "schedule-finished",
        "invitation-sent", "invitation-accepted", "invitation-tentative", "invitation-declined",
        "invitation-other-time", "invitation-call", "series-begun", "series-changed",
        "material-handed", "series-ended", "letter-answered", "letter-unanswered",
        "promise-made", "promise-closed",
    ),
    "proposals": (
        "proposal-made", "proposal-sent", "proposal-viewed", "proposal-accepted",
        "proposal-declined", "proposal-expired", "proposal-withdrawn",
    ),
    "stages": (
        "stage", "opportunity-opened", "opportunity-won", "opportunity-lost", "converted",
    ),
    "service": (
        "assigned", "assignment-ended", "handed-over", "handover-accepted", "handover-undone",
        "vip-proposed", "vip-confirmed", "vip-ended",
    ),
    "changes": (
        "changed", "created", "imported", "merged", "contact-person-added",
        "contact-person-changed", "contact-person-removed", "related", "relation-changed",
        "relation-ended", "relation-removed", "identity-kept", "identity-dropped", "activated",
        "deactivated", "deleted", "restored",
    ),
}  # fmt: skip
#: Groups whose events stand in no other main group: the rest is the system's.
MAIN = ("money", "sales", "contacts")
GROUPS = ("contacts", "money", "sales", "system")
#: What can be asked for besides, on the page of the timeline.
FINE = ("calls", "meetings", "letters", "proposals", "stages", "service", "changes")
#: Groups of contacts: which kinds they hold, and whether letters belong to them.
_MET: dict[str, tuple[Kind, ...]] = {
    "": tuple(Kind),
    "contacts": tuple(Kind),
    "calls": (Kind.CALL,),
    "meetings": (Kind.VISIT, Kind.MEETING),
    "letters": tuple(kind for kind in Kind if kind not in (Kind.CALL, Kind.VISIT, Kind.MEETING)),
}
_WITH_LETTERS = ("", "contacts", "letters")


@dataclass(frozen=True)
class Wanted:
    """Which entries: of a ``group``, with ``text`` in them, by an ``author`` (public id), of the
    days ``since`` to ``until`` in ``zone``."""

    group: str = ""
    text: str = ""
    author: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    zone: str = "UTC"

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the group narrows what is shown."""
        return bool(self.text or self.author or self.since or self.until)

    def narrowed(self, statement: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
        """``statement`` of a source with only what is wanted."""
        columns = statement.selected_columns
        at, author = columns[0], columns[6]
        if self.text:
            like = f"%{escape_like(self.text)}%"
            texts = (columns[4], columns[5], sa.cast(columns[9], sa.Text))
            statement = statement.where(
                sa.or_(*[_bare(text).ilike(like, escape="\\") for text in texts])
            )
        if self.author:
            person = sa.select(Employee.id).where(Employee.public_id == self.author)
            statement = statement.where(_bare(author) == person.scalar_subquery())
        midnight = dt.time(tzinfo=ZoneInfo(self.zone))
        if self.since:
            first = dt.datetime.combine(self.since, midnight)
            statement = statement.where(_bare(at) >= sa.literal(first, UTCDateTime()))
        if self.until:
            last = dt.datetime.combine(self.until + dt.timedelta(days=1), midnight)
            statement = statement.where(_bare(at) < sa.literal(last, UTCDateTime()))
        return statement


def _bare(column: Any) -> Any:
    """The expression behind a label: a WHERE does not know the labels of its select."""
    return column.element if isinstance(column, sa.Label) else column


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
    ).where(
        ClientEvent.client_id == client_id,
        ClientEvent.object_kind != IncomingLetter.__tablename__,  # they are a source of their own
    )
    if group in EVENTS:
        return statement.where(ClientEvent.kind.in_(EVENTS[group]))
    if group == "system":
        others = [kind for name in MAIN for kind in EVENTS[name]]
        return statement.where(ClientEvent.kind.not_in(others))
    return None if group in _MET and group != "" else statement


_GOAL = reading_of(Interaction.purpose_text, Interaction.spoken, "purpose_text")


def _contact(client_id: int, group: str) -> sa.Select[*tuple[Any, ...]] | None:
    kinds = _MET.get(group)
    if kinds is None:
        return None
    of_kind = sa.true() if len(kinds) == len(Kind) else Interaction.kind.in_(kinds)
    return sa.select(
        Interaction.outcome_at.label("at"),
        sa.literal("contact").label("source"),
        Interaction.id,
        sa.cast(Interaction.kind, sa.Text).label("kind"),
        sa.func.coalesce(sa.func.nullif(_GOAL, ""), Interaction.subject).label("title"),
        Interaction.outcome_note.label("text"),
        Interaction.manager_id.label("author_id"),
        sa.literal("interaction").label("object_kind"),
        Interaction.public_id.label("object_public_id"),
        _built(purpose=Interaction.purpose, result=Interaction.result),
    ).where(
        Interaction.client_id == client_id,
        Interaction.state == InteractionState.DONE,
        of_kind,
    )


def _message(client_id: int, group: str) -> sa.Select[*tuple[Any, ...]] | None:
    if group not in _WITH_LETTERS:
        return None
    return (
        sa.select(
            Message.sent_at.label("at"),
            sa.literal("message").label("source"),
            Message.id,
            Message.kind,
            sa.func.coalesce(Message.params["subject"].astext, "").label("title"),
            sa.literal("").label("text"),
            Message.created_by_id.label("author_id"),
            sa.literal("outbox_message").label("object_kind"),
            Message.public_id.label("object_public_id"),
            _built(address=RecipientAddress.address),
        )
        .join(RecipientAddress, RecipientAddress.id == Message.recipient_address_id)
        .where(
            Message.client_id == client_id,
            Message.state == State.SENT,
            Message.sent_at.is_not(None),
        )
    )


def _letter(client_id: int, group: str) -> sa.Select[*tuple[Any, ...]] | None:
    if group not in _WITH_LETTERS:
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
