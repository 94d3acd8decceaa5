"""Addresses and what their owners agreed to. Every change locks the address, as handoff does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from ...core import clock
from ...core.db import db, new_public_id
from ...core.errors import Conflict, Invalid, NotFound
from ...policy.enforce import Actor
from .. import tokens, transitions
from ..models import Consent, RecipientAddress
from ..states import AddressState, Channel, ConsentState, Purpose


@dataclass(frozen=True)
class Unsubscribed:
    """What an unsubscription came to: letters that will not leave; whether it was so before."""

    address: str
    purpose: Purpose
    suppressed: int
    already: bool


def normalised(address: str) -> str:
    """``address`` in the one way it is stored. Refuses (Invalid) what is not one address.

    Lower case throughout; international domains in their ASCII form (IDNA), names of mailboxes
    in ASCII only.
    """
    try:
        found = validate_email(
            address.strip(),
            check_deliverability=False,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            globally_deliverable=False,
        )
    except EmailNotValidError:
        raise Invalid(fields={"address": [_("This is not an e-mail address.")]}) from None
    plain = (found.ascii_email or found.normalized).lower()
    if "." not in plain.rpartition("@")[2] or len(plain) > 254:
        raise Invalid(fields={"address": [_("This is not an e-mail address.")]})
    return plain


def address_for(
    address: str, *, client_id: int | None = None, actor: Actor | None
) -> RecipientAddress:
    """The row of ``address``, made when it is new. An address without a client gets ``client_id``;
    one that has another client keeps it. Refuses (Invalid) what is not an address."""
    plain = normalised(address)
    db.session.execute(
        insert(RecipientAddress)
        .values(
            public_id=new_public_id(),
            kind=Channel.EMAIL,
            address=plain,
            client_id=client_id,
            state=AddressState.OK,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["kind", "address"])
    )
    row = db.session.execute(
        sa.select(RecipientAddress).where(
            RecipientAddress.kind == Channel.EMAIL, RecipientAddress.address == plain
        )
    ).scalar_one()
    if row.client_id is None and client_id is not None:
        row.client_id = client_id
    return row


def ask(address_id: int, purpose: Purpose, *, text_version: str, source: str) -> bool:
    """A confirmation letter goes out (double opt-in). False when consent is there already."""
    _lock(address_id)
    consent = _consent(address_id, purpose)
    if consent is not None and consent.state is ConsentState.GIVEN:
        return False
    _put(address_id, purpose, ConsentState.ASKED, text_version, source, None, None)
    return True


def confirm(token: str, *, proof: dict[str, Any]) -> RecipientAddress:
    """The reader followed the link of the confirmation letter: the consent is given.

    Refuses: NotFound (not our link), Conflict (withdrawn since, or never asked).
    """
    link = tokens.read_confirmation(token)
    address = _lock(link.address_id)
    consent = _consent(link.address_id, link.purpose)
    if consent is None or consent.state is ConsentState.WITHDRAWN:
        raise Conflict(_("This consent was withdrawn. Please ask for a new letter."))
    if consent.state is ConsentState.ASKED:
        consent.state, consent.at, consent.proof = ConsentState.GIVEN, clock.now(), proof
    return address


def give(
    address_id: int,
    purpose: Purpose,
    *,
    text_version: str,
    source: str,
    proof: dict[str, Any] | None = None,
    actor: Actor | None,
) -> None:
    """Record a consent with the version of its text, where it came from and what proves it."""
    _lock(address_id)
    by = actor.employee_id if actor else None
    _put(address_id, purpose, ConsentState.GIVEN, text_version, source, proof, by)


def withdraw(
    address_id: int, purposes: Collection[Purpose], *, source: str, actor: Actor | None
) -> int:
    """End letters of ``purposes`` at once; return how many waiting ones will not leave."""
    _lock(address_id)
    return _withdraw(address_id, purposes, source)


def unsubscribe(token: str, *, source: str = "link") -> Unsubscribed:
    """The reader's own word, by the signed link, without signing in. Repeating it is harmless.

    Refuses (NotFound) a link that is not ours.
    """
    link = tokens.read_unsubscription(token)
    address = _lock(link.address_id)
    consent = _consent(link.address_id, link.purpose)
    already = consent is not None and consent.state is ConsentState.WITHDRAWN
    suppressed = _withdraw(link.address_id, [link.purpose], source)
    return Unsubscribed(address.address, link.purpose, suppressed, already)


def suppress(address_id: int, *, reason: str, actor: Actor | None) -> int:
    """Nothing at all goes to this address from now on; how many waiting letters will not leave."""
    address = _lock(address_id)
    if address.suppressed_at is None:
        address.suppressed_at, address.suppressed_reason = clock.now(), reason[:500]
    return transitions.suppress_for(address_id, list(Purpose), reason="address suppressed")


def allow_again(address_id: int, *, actor: Actor) -> None:
    """A person vouches for the address: no suppression, no bounce. Consents stay as they are."""
    address = _lock(address_id)
    address.suppressed_at = address.suppressed_reason = None
    address.state, address.state_reason = AddressState.OK, None


def _lock(address_id: int) -> RecipientAddress:
    address = db.session.execute(
        sa.select(RecipientAddress)
        .where(RecipientAddress.id == address_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if address is None:
        raise NotFound(_("There is no such address."))
    return address


def _consent(address_id: int, purpose: Purpose) -> Consent | None:
    return db.session.execute(
        sa.select(Consent)
        .where(Consent.recipient_address_id == address_id, Consent.purpose == purpose)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def _withdraw(address_id: int, purposes: Collection[Purpose], source: str) -> int:
    for purpose in purposes:
        consent = _consent(address_id, purpose)
        if consent is None:
            _put(address_id, purpose, ConsentState.WITHDRAWN, None, source, None, None)
        elif consent.state is not ConsentState.WITHDRAWN:
            consent.state = ConsentState.WITHDRAWN
            consent.withdrawn_at, consent.withdrawn_source = clock.now(), source[:500]
    db.session.flush()
    return transitions.suppress_for(
        address_id, [p for p in purposes if p is not Purpose.SERVICE], reason="consent withdrawn"
    )


def _put(
    address_id: int,
    purpose: Purpose,
    state: ConsentState,
    text_version: str | None,
    source: str,
    proof: dict[str, Any] | None,
    by_id: int | None,
) -> None:
    consent, now = _consent(address_id, purpose), clock.now()
    if consent is None:
        consent = Consent(recipient_address_id=address_id, purpose=purpose, state=state, at=now)
        db.session.add(consent)
    consent.state, consent.at = state, now
    consent.text_version, consent.source = text_version, source[:500]
    consent.proof, consent.recorded_by_id = proof, by_id
    is_withdrawn = state is ConsentState.WITHDRAWN
    consent.withdrawn_at = now if is_withdrawn else None
    consent.withdrawn_source = source[:500] if is_withdrawn else None
    db.session.flush()
