"""An e-mail that the desk sends for its manager (C3)."""

from __future__ import annotations

from flask_babel import gettext as _

from ...audit.operations import record
from ...core.errors import Invalid
from ...outbox import operations as outbox
from ...outbox import queries as letters
from ...outbox.states import Purpose
from ...policy.enforce import Actor
from ..models import Interaction
from ..queries import client_held, occasion_of_email, readers_of_email
from ..rules.texts import gap_of
from ..words import Kind
from .moving import check_open

LETTER = "contact-email"


def send_email(interaction: Interaction, *, actor: Actor, version: int, email: str) -> None:
    """Put a planned e-mail into the outbox for ``email``, one of the client's addresses; the
    outcome is recorded apart, in the same transaction. Its client is loaded.

    It is a personal letter: it needs no consent, unless the client waits for one. Refuses with
    NotFound (reach), :class:`Conflict` when it was changed meanwhile or is planned no more,
    :class:`Invalid` at ``email``, ``subject``, ``body`` (also with a point
    nobody filled in), and with the reason where the address may not be written to.
    """
    client = client_held(interaction.client_id, actor=actor, permission="interactions:record")
    check_open(interaction, version)
    missing = {
        name: [_("An e-mail needs a subject and a text: change the contact.")]
        for name in ("subject", "body")
        if not getattr(interaction, name).strip()
    }
    if interaction.kind is not Kind.EMAIL:
        missing = {"email": [_("Only e-mails are sent by the desk.")]}
    in_subject = gap_of(interaction.subject)
    gap = in_subject or gap_of(interaction.body)
    if missing:
        raise Invalid(
            _("An e-mail needs a subject and a text: change the contact."), fields=missing
        )
    if gap:
        words = _("The text still has a point to fill in: “%(gap)s”.", gap=gap)
        raise Invalid(words, fields={"subject" if in_subject else "body": [words]})
    if not email:
        raise Invalid(fields={"email": [_("Choose to whom it goes.")]})
    if email not in {one.address for one in readers_of_email(interaction)}:
        raise Invalid(fields={"email": [_("Choose an address of the client.")]})
    address = outbox.address_for(email, client_id=client.id, actor=actor)
    if letters.why_not(address, Purpose.SERVICE, kind=LETTER) is not None:
        words = _(
            "This address may not be written to: it bounced, was closed, or awaits a consent."
        )
        raise Invalid(words, fields={"email": [words]})
    occasion = occasion_of_email(interaction)
    outbox.schedule(
        actor=actor,
        kind=LETTER,
        address_id=address.id,
        purpose=Purpose.SERVICE,
        occasion=occasion,
        dedup_key=occasion,
        params={"interaction": interaction.id},
        client_id=client.id,
        employee_id=actor.employee_id,
        zone=client.zone,
    )
    record(
        "interaction:emailed",
        actor=actor,
        obj=interaction,
        name=client.display_name,
        client_id=client.id,
        detail={"readers": [email]},
    )
