"""Every select of the outbox that a page, a slice above or the delivery asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from email import policy
from email.parser import BytesHeaderParser

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import joinedload, selectinload

from ..core.db import any_of, db
from ..core.errors import NotFound
from ..core.pagination import Order, Page, keyset
from . import guards
from .models import Consent, Message, RecipientAddress, RenderedMail
from .states import AddressState, Channel, ConsentState, Purpose, State

#: Why a service letter waits: see ``guards``.
BOUGHT = "no consent of any kind: bought base"
#: The headers of a letter stand within so many of its first bytes.
HEADERS = 8_192


def to_render(ids: Collection[int]) -> dict[int, Message]:
    """The messages ``ids`` by key with their addresses, read afresh."""
    rows = db.session.execute(
        sa.select(Message)
        .where(Message.id == any_of(ids))
        .options(joinedload(Message.recipient))
        .execution_options(populate_existing=True)
    ).scalars()
    return {row.id: row for row in rows}


def consents_given(address_ids: Collection[int]) -> set[tuple[int, Purpose]]:
    """What the people behind these addresses have agreed to: (address, purpose)."""
    rows = db.session.execute(
        sa.select(Consent.recipient_address_id, Consent.purpose).where(
            Consent.recipient_address_id == any_of(address_ids),
            Consent.state == ConsentState.GIVEN,
        )
    )
    return {(row[0], row[1]) for row in rows}


def why_not(
    address: RecipientAddress,
    purpose: Purpose,
    *,
    kind: str = "",
    given: Collection[tuple[int, Purpose]] | None = None,
    waiting: Collection[int] | None = None,
) -> str | None:
    """Why ``address`` may not be written to for ``purpose``; None when it may.

    Service letters need no consent, unless the client waits for one (``guards``): then any that was
    given will do, and the letter that asks for it (by its ``kind``) leaves. Every other purpose
    needs one of its own. ``given``, ``waiting``: the consents of
    many addresses and the clients that wait, when they have been read already.
    """
    if address.state is not AddressState.OK:
        return f"address {address.state.value}"
    if address.suppressed_at is not None:
        return "address suppressed"
    if purpose is Purpose.SERVICE:
        if guards.is_asking(kind):
            return None
        if waiting is None:
            waiting = guards.waiting([address.client_id])
        if address.client_id not in waiting:
            return None
        given = consents_given([address.id]) if given is None else given
        has_any = any(address_id == address.id for address_id, _purpose in given)
        return None if has_any else BOUGHT
    if given is None:
        given = consents_given([address.id])
    return None if (address.id, purpose) in given else f"no consent: {purpose.value}"


def to_write_to(id: int) -> RecipientAddress:
    """The address ``id``, read afresh."""
    return db.session.execute(
        sa.select(RecipientAddress)
        .where(RecipientAddress.id == id)
        .execution_options(populate_existing=True)
    ).scalar_one()


def lock_addresses(ids: Collection[int]) -> dict[int, RecipientAddress]:
    """The addresses ``ids`` by key, read afresh and locked in order of key: whether they may be
    written to does not change until the transaction ends."""
    rows = db.session.execute(
        sa.select(RecipientAddress)
        .where(RecipientAddress.id == any_of(ids))
        .order_by(RecipientAddress.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).scalars()
    return {row.id: row for row in rows}


def address_of(address: str, *, kind: Channel = Channel.EMAIL) -> RecipientAddress | None:
    """The row of a normalised ``address`` with its consents, or None."""
    return db.session.execute(
        sa.select(RecipientAddress)
        .where(RecipientAddress.kind == kind, RecipientAddress.address == address)
        .options(selectinload(RecipientAddress.consents))
    ).scalar_one_or_none()


def address_by_id(id: int) -> RecipientAddress:
    """The address with this key; :class:`NotFound` when there is none."""
    address = db.session.get(RecipientAddress, id)
    if address is None:
        raise NotFound(_("There is no such address."))
    return address


def given_at(address_id: int, purpose: Purpose) -> dt.datetime | None:
    """When an address agreed to letters of this kind; None: it has not, or took it back."""
    return db.session.scalar(
        sa.select(Consent.at).where(
            Consent.recipient_address_id == address_id,
            Consent.purpose == purpose,
            Consent.state == ConsentState.GIVEN,
        )
    )


def message(public_id: str) -> Message:
    """One message with its address; :class:`NotFound`. Whoever asks has checked the client."""
    found = db.session.execute(
        sa.select(Message)
        .where(Message.public_id == public_id)
        .options(joinedload(Message.recipient))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such letter."))
    return found


def messages_for(occasion: str) -> list[Message]:
    """The letters made for ``occasion``, oldest first."""
    return list(
        db.session.execute(
            sa.select(Message)
            .where(Message.occasion == occasion)
            .options(joinedload(Message.recipient))
            .order_by(Message.id)
        ).scalars()
    )


def ledger(
    *,
    states: Collection[State] = (),
    purpose: Purpose | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Message]:
    """All letters, newest first, for the page of the outbox; narrowed by state and purpose."""
    statement = sa.select(Message).options(joinedload(Message.recipient))
    if states:
        statement = statement.where(Message.state.in_(states))
    if purpose is not None:
        statement = statement.where(Message.purpose == purpose)
    return keyset(
        statement, [Order(Message.id, descending=True)], cursor=cursor, limit=limit, counted=True
    )


def bytes_of(message_id: int) -> bytes | None:
    """The letter as it was last handed off, or None when it never was."""
    return db.session.execute(
        sa.select(RenderedMail.content)
        .where(RenderedMail.outbox_message_id == message_id)
        .order_by(RenderedMail.lease_token.desc())
        .limit(1)
    ).scalar_one_or_none()


def subjects_of(message_ids: Collection[int]) -> dict[int, str]:
    """The subjects of letters as they were handed off, by key; of their bytes only the beginning
    is read, where the headers stand."""
    if not message_ids:
        return {}
    key = RenderedMail.outbox_message_id
    rows = db.session.execute(
        sa.select(key, sa.func.substring(RenderedMail.content, 1, HEADERS))
        .where(key.in_(message_ids))
        .ext(postgresql.distinct_on(key))
        .order_by(key, RenderedMail.lease_token.desc())
    ).all()
    parser = BytesHeaderParser(policy=policy.default)
    return {row[0]: str(parser.parsebytes(bytes(row[1]))["subject"] or "") for row in rows}


def by_message_id(message_id: str) -> Message | None:
    """The message with this Message-ID (an answer or a bounce names it), or None."""
    return db.session.execute(
        sa.select(Message).where(Message.message_id == message_id)
    ).scalar_one_or_none()
