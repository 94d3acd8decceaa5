"""What is known of one person: addresses, consents, what names them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import (
    Client,
    ClientAddress,
    ClientEmail,
    ClientPhone,
    ContactPerson,
)
from ...clients.models.knowing import IdentityDocument
from ...core import clock, secrets
from ...core.db import db
from ...core.errors import NotFound
from ...outbox.models import Consent, RecipientAddress
from ...outbox.states import ConsentState, Purpose
from ...products.models import Holding, HoldingState


def merged_into(client_id: int) -> list[int]:
    """Records of the same person that were merged into this one and are not erased yet."""
    return list(
        db.session.scalars(
            sa.select(Client.id).where(
                Client.merged_into_id == client_id, Client.erased_at.is_(None)
            )
        )
    )


def persons_of(client_id: int) -> list[ContactPerson]:
    """The contact persons of a client by name, those removed among them: their data are there."""
    return list(
        db.session.scalars(
            sa.select(ContactPerson)
            .where(ContactPerson.client_id == client_id, ContactPerson.name.not_like("№ %"))
            .order_by(ContactPerson.name, ContactPerson.id)
            .limit(200)
        )
    )


def person_of(public_id: str | None, client_id: int) -> ContactPerson | None:
    """The contact person of the client; None where none is named. Refuses with NotFound."""
    if not public_id:
        return None
    found = db.session.scalars(
        sa.select(ContactPerson).where(
            ContactPerson.public_id == public_id, ContactPerson.client_id == client_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such person."))
    return found


def consents_of(client_id: int) -> list[tuple[RecipientAddress, Consent | None]]:
    """Every address of a client with each of its consents."""
    rows = db.session.execute(
        sa.select(RecipientAddress, Consent)
        .outerjoin(Consent, Consent.recipient_address_id == RecipientAddress.id)
        .where(RecipientAddress.client_id == client_id)
        .order_by(RecipientAddress.address, Consent.purpose)
    )
    return [(address, consent) for address, consent in rows]


def has_consent_row(address_id: int, purpose: Purpose) -> bool:
    """Whether anything is known of the consent: given, asked for or withdrawn."""
    return bool(
        db.session.scalar(
            sa.select(
                sa.exists().where(
                    Consent.recipient_address_id == address_id, Consent.purpose == purpose
                )
            )
        )
    )


def is_asked(address_id: int, purpose: Purpose) -> bool:
    """Whether the consent was asked for and not answered yet."""
    return bool(
        db.session.scalar(
            sa.select(
                sa.exists().where(
                    Consent.recipient_address_id == address_id,
                    Consent.purpose == purpose,
                    Consent.state == ConsentState.ASKED,
                )
            )
        )
    )


def emails_of(client_id: int) -> list[str]:
    """The e-mail addresses of the dossier."""
    return list(
        db.session.execute(
            sa.select(ClientEmail.address)
            .where(ClientEmail.client_id == client_id)
            .order_by(ClientEmail.id)
        ).scalars()
    )


def address_of(public_id: str, client_id: int) -> RecipientAddress:
    """An address of the client. Refuses with NotFound."""
    found = db.session.execute(
        sa.select(RecipientAddress).where(
            RecipientAddress.public_id == public_id, RecipientAddress.client_id == client_id
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such address."))
    return found


def has_open_holdings(client_id: int) -> bool:
    """Whether the client has a product: then the relation has not ended."""
    return bool(
        db.session.execute(
            sa.select(Holding.id)
            .where(Holding.client_id == client_id, Holding.state == HoldingState.ACTIVE)
            .limit(1)
        ).first()
    )


def relation_ended_on(client: Client) -> dt.date:
    """The day the last product ended; today while that is not known."""
    last = db.session.execute(
        sa.select(sa.func.max(Holding.closes_on)).where(Holding.client_id == client.id)
    ).scalar_one_or_none()
    return last or clock.today(None)


def strings_of(client_id: int) -> list[str]:
    """Everything that names the client or its contact persons alone."""
    client = db.session.get_one(Client, client_id)
    found = [
        getattr(client, name)
        for name in (
            "display_name", "full_name", "short_name", "inn", "ogrn", "edrpou", "vat", "lei",
        )
    ]  # fmt: skip
    found.append(f"{client.given_name} {client.family_name}")
    found.append(f"{client.family_name} {client.given_name}")
    for column, table in (
        (ClientPhone.number, ClientPhone),
        (ClientEmail.address, ClientEmail),
        (ClientAddress.text, ClientAddress),
        (ContactPerson.name, ContactPerson),
        (ContactPerson.phone, ContactPerson),
        (ContactPerson.email, ContactPerson),
        (RecipientAddress.address, RecipientAddress),
    ):
        found += db.session.scalars(sa.select(column).where(table.client_id == client_id))
    return [one for one in found if one]


def opened_identity(client_id: int) -> list[dict[str, Any]]:
    """Identity documents, opened, for what is sealed by law."""
    found = []
    rows = db.session.scalars(
        sa.select(IdentityDocument).where(IdentityDocument.client_id == client_id)
    )
    for one in rows:
        try:
            inside = json.loads(secrets.open_(one.closed))
        except (secrets.Unreadable, ValueError):
            continue
        found.append({"kind": one.kind.value, **inside})
    return found


def addresses_of(client_id: int) -> list[str]:
    """Postal addresses, for what is sealed by law."""
    return list(
        db.session.scalars(
            sa.select(ClientAddress.text).where(ClientAddress.client_id == client_id)
        )
    )


def keep_no_past() -> None:
    """Until this transaction ends what is overwritten leaves no past (see ``ClientPast``)."""
    db.session.execute(sa.select(sa.func.set_config("rmapp.past", "off", True)))
