"""Every select of the rules and of the page of letters."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..clients.custom.uses import Use, in_text, tells_uses
from ..clients.models import Client, CustomField
from ..clients.queries import within_reach
from ..core import clock
from ..core.db import PUBLIC_ID_LENGTH, db
from ..core.errors import NotFound
from ..core.i18n import reader_language
from ..core.pagination import COUNT_CAP, PAGE, Order, Page, keyset
from ..outbox import guards, renderers
from ..outbox import queries as outbox
from ..outbox.models import Message, MessageEvent
from ..outbox.states import OPEN, RECALLABLE, Happening, State
from ..policy.enforce import Actor
from ..staff.models import Employee, name_of
from .models import FollowupRule

AHEAD = dt.timedelta(days=30)


@dataclass(frozen=True)
class Entry:
    """One letter of the ledger with the client it goes to."""

    message: Message
    client: Client


@dataclass(frozen=True)
class Happened:
    """Something that befell a letter; ``by`` is who decided it, None when nobody did."""

    what: Happening
    detail: str | None
    at: dt.datetime
    by: str | None


def happenings_of(message: Message) -> list[Happened]:
    """What befell ``message``, oldest first."""
    rows = db.session.execute(
        sa.select(MessageEvent.what, MessageEvent.detail, MessageEvent.at, name_of(Employee))
        .outerjoin(Employee, Employee.id == MessageEvent.by_id)
        .where(MessageEvent.outbox_message_id == message.id)
        .order_by(MessageEvent.id)
    )
    return [Happened(*row) for row in rows]


def rules() -> list[FollowupRule]:
    """Every rule in its order."""
    return list(
        db.session.execute(
            sa.select(FollowupRule).order_by(FollowupRule.position, FollowupRule.id)
        ).scalars()
    )


def rule_by_code(code: str) -> FollowupRule | None:
    """The rule ``code``, or None."""
    return db.session.execute(
        sa.select(FollowupRule).where(FollowupRule.code == code[:64])
    ).scalar_one_or_none()


def rule_of(public_id: str) -> FollowupRule:
    """The rule ``public_id``; :class:`NotFound` when there is none."""
    rule = db.session.execute(
        sa.select(FollowupRule).where(FollowupRule.public_id == public_id)
    ).scalar_one_or_none()
    if rule is None:
        raise NotFound(_("There is no such rule."))
    return rule


def ledger(
    actor: Actor,
    *,
    coming: bool,
    states: tuple[State, ...] = (),
    cursor: str | None = None,
    limit: int = PAGE,
    count_to: int = COUNT_CAP,
) -> Page[Entry]:
    """The letters to clients ``actor`` reaches: what leaves in the next thirty days by time, or
    what is over, newest first."""
    statement: Any = (
        sa.select(Message, Client)
        .join(Client, Client.id == Message.client_id)
        .options(joinedload(Message.recipient))
        .where(within_reach(actor, "messages:read"), Client.deleted_at.is_(None))
    )
    if coming:
        statement = statement.where(Message.state.in_(OPEN), Message.next_at < clock.now() + AHEAD)
        order = [Order(Message.next_at), Order(Message.id)]
    else:
        statement = statement.where(Message.state.not_in(OPEN))
        order = [Order(Message.id, descending=True)]
    if states:
        statement = statement.where(Message.state.in_(states))
    page = keyset(
        statement,
        order,
        cursor=cursor,
        limit=limit,
        counted=True,
        count_to=count_to,
        scalars=False,
    )
    page.rows = [Entry(row[0], row[1]) for row in page.rows]
    return page


def reasons(messages: Iterable[Message]) -> dict[int, str]:
    """Of ``messages`` (address loaded) those that wait but may not leave as things stand: key →
    why, see ``outbox.queries.why_not``. Two statements, whatever their number."""
    waiting = [one for one in messages if one.state in RECALLABLE]
    if not waiting:
        return {}
    given = outbox.consents_given({one.recipient_address_id for one in waiting})
    clients = guards.waiting({one.recipient.client_id for one in waiting})
    found = {
        one.id: outbox.why_not(
            one.recipient, one.purpose, kind=one.kind, given=given, waiting=clients
        )
        for one in waiting
    }
    return {id: why for id, why in found.items() if why is not None}


def entry_of(public_id: str, *, actor: Actor, permission: str = "messages:read") -> Entry:
    """One letter; :class:`NotFound` beyond reach."""
    row = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        row = db.session.execute(
            sa.select(Message, Client)
            .join(Client, Client.id == Message.client_id)
            .options(joinedload(Message.recipient))
            .where(
                Message.public_id == public_id,
                Client.deleted_at.is_(None),
                within_reach(actor, permission),
            )
        ).first()
    if row is None:
        raise NotFound(_("There is no such letter, or it is not yours to see."))
    return Entry(row[0], row[1])


@dataclass(frozen=True)
class AsRead:
    """A letter as its reader gets it; ``problem``: why nothing can be made of it now."""

    subject: str = ""
    text: str = ""
    sender: str = ""
    attachments: tuple[str, ...] = ()
    is_sent: bool = False
    problem: str = ""


def letter_as_read(message: Message) -> AsRead:
    """The letter as it was handed off, or as it would be made now."""
    kept = outbox.bytes_of(message.id)
    if kept is not None:
        mail = email.message_from_bytes(kept, policy=email.policy.default)
        body = mail.get_body(("plain",))
        return AsRead(
            subject=str(mail["Subject"] or ""),
            text=body.get_content() if body is not None else "",
            sender=str(mail["From"] or ""),
            attachments=tuple(part.get_filename() or "" for part in mail.iter_attachments()),
            is_sent=True,
        )
    try:
        letter = renderers.render(message)
    except renderers.NoLetter as reason:
        return AsRead(problem=str(reason))
    return AsRead(
        letter.subject,
        letter.text,
        letter.from_name or "",
        tuple(attachment.name for attachment in letter.attachments),
    )


@tells_uses
def _rules_naming(row: CustomField) -> Use:
    """The rules whose letter names a field of the bank's own (D9)."""
    of = FollowupRule
    found = db.session.scalars(
        sa.select(FollowupRule).where(
            in_text(row, of.subject_en, of.subject_ru, of.text_en, of.text_ru)
        )
    ).all()
    names = tuple(one.name_in(reader_language()) for one in found)
    told = _("Reminders made of it do not leave until the text is changed.")
    return Use(_("Follow-up rules"), len(found), names, "followups.listing", told, "messages:read")
