"""Consents that somebody holds in their hands, and those that are taken back."""

from __future__ import annotations

from flask_babel import gettext as _

from ..audit import operations as audit
from ..clients.models import Client
from ..core.errors import Conflict, Invalid
from ..outbox import operations as outbox
from ..outbox.guards import asks_for_consent
from ..outbox.states import Purpose
from ..policy.enforce import Actor, demand
from . import queries

LETTER = asks_for_consent("consent-confirmation")


def ask_by_letter(
    client: Client, *, actor: Actor, address: str, purpose: Purpose, text_version: str
) -> str:
    """Send the letter with the signed link that asks for a consent (double opt-in).

    It leaves even to a prospect of a bought base, and an address gets it once for a purpose, ever.
    Return the public id of the letter. Refuses: Forbidden,
    Invalid at ``address``, Conflict when the consent is there or was asked for.
    """
    demand(actor, "clients:edit")
    if address not in queries.emails_of(client.id):
        raise Invalid(fields={"address": [_("Choose an address of the dossier.")]})
    row = outbox.address_for(address, client_id=client.id, actor=actor)
    if row.client_id != client.id:
        raise Invalid(fields={"address": [_("This address belongs to another client.")]})
    if queries.has_consent_row(row.id, purpose):
        raise Conflict(_("This consent was given, asked for or withdrawn already."))
    outbox.ask(row.id, purpose, text_version=text_version[:64], source=_("asked by letter"))
    made = outbox.schedule(
        actor=actor,
        kind=LETTER,
        address_id=row.id,
        purpose=Purpose.SERVICE,
        occasion=f"consent:{row.id}",
        dedup_key=f"consent:{row.id}:{purpose.value}",
        params={"purpose": purpose.value, "language": client.language},
        client_id=client.id,
        employee_id=actor.employee_id,
        zone=client.zone,
    )
    if not made.is_new:
        raise Conflict(_("This consent was given, asked for or withdrawn already."))
    audit.record(
        "consent:asked", actor=actor, obj=row, client_id=client.id,
        detail={"purpose": purpose.value, "text": text_version[:64]},
    )  # fmt: skip
    return made.public_id


def give_consent(
    client: Client,
    *,
    actor: Actor,
    address: str,
    purpose: Purpose,
    text_version: str,
    source: str,
    proof: str,
) -> None:
    """Record a consent somebody holds in their hands (a form, a recording): its text, where it is
    from, what proves it. Refuses: Forbidden, Invalid at the field."""
    demand(actor, "clients:edit")
    if address not in queries.emails_of(client.id):
        raise Invalid(fields={"address": [_("Choose an address of the dossier.")]})
    if not proof.strip():
        raise Invalid(fields={"proof": [_("Say what proves it: the form, its number, the date.")]})
    row = outbox.address_for(address, client_id=client.id, actor=actor)
    if row.client_id != client.id:
        raise Invalid(fields={"address": [_("This address belongs to another client.")]})
    outbox.give(
        row.id, purpose, text_version=text_version[:64], source=source[:500],
        proof={"words": proof[:500]}, actor=actor,
    )  # fmt: skip
    audit.record(
        "consent:given", actor=actor, obj=row, client_id=client.id,
        detail={"purpose": purpose.value, "text": text_version[:64]},
    )  # fmt: skip


def withdraw_consent(
    client: Client, *, actor: Actor, address_id: str, purpose: Purpose, source: str
) -> int:
    """The person takes it back: letters that wait stop at once; return how many."""
    demand(actor, "clients:edit")
    row = queries.address_of(address_id, client.id)
    stopped = outbox.withdraw(row.id, [purpose], source=source[:500], actor=actor)
    audit.record(
        "consent:withdrawn", actor=actor, obj=row, client_id=client.id,
        detail={"purpose": purpose.value, "stopped": stopped},
    )  # fmt: skip
    return stopped
