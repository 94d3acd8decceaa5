"""The letter of a contact, on the bank's letterhead."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ..core.pdf.letter import Letter, Letterhead, Sender, draw_letter
from ..settings import settings
from .models import Interaction
from .words import PURPOSE_NAMES


def letter_pdf(interaction: Interaction) -> bytes:
    """The letter as PDF in the client's language. Client, contact person and manager are loaded.

    The same letter gives the same bytes until it is changed.
    """
    client, manager = interaction.client, interaction.manager
    person = interaction.contact_person
    addressee = interaction.addressee or (person.name if person else client.display_name)
    date = interaction.dispatched_on
    if date is None:
        date = interaction.planned_at.astimezone(ZoneInfo(manager.zone)).date()
    return draw_letter(
        Letter(
            head=Letterhead(name=settings().bank_name, address=manager.branch),
            number=_("No. %(number)s", number=interaction.id),
            date=date,
            addressee=addressee,
            address=client.display_name if addressee != client.display_name else "",
            subject=interaction.subject
            or interaction.purpose_text
            or str(PURPOSE_NAMES[interaction.purpose]),
            body=(interaction.body or interaction.note)[:5_000],
            sender=Sender(
                name=manager.short_name,
                position=manager.position,
                phone=manager.phone,
                email=manager.email,
            ),
            language=client.language if client.language in ("ru", "en") else "ru",
            at=interaction.created_at,
        )
    )
