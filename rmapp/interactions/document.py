"""The letter of a contact, on the bank's letterhead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from flask_babel import force_locale, pgettext
from flask_babel import gettext as _

from ..clients.models import Client, ContactPerson
from ..core.errors import Conflict
from ..core.pdf.letter import Letter, Letterhead, Sender, draw_letter
from ..core.phones import on_paper
from ..materials.models import MaterialVersion
from ..settings import settings
from ..staff.models import Employee
from ..staff.positions import position_in
from ..staff.signing import signer_for
from .models import Interaction
from .words import PURPOSE_NAMES

LONGEST = 5_000


def letter_pdf(interaction: Interaction) -> bytes:
    """The letter as PDF in the client's language. Client, contact person, manager, enclosures and
    materials are loaded.

    The same letter gives the same bytes until it is changed. Refuses with :class:`Conflict` while
    nothing is written: a note is the bank's own and goes on no letterhead.
    """
    if not interaction.body.strip():
        raise Conflict(_("Nothing is written in this letter yet."))
    client, manager = interaction.client, interaction.manager
    date = interaction.dispatched_on
    if date is None:
        date = interaction.planned_at.astimezone(ZoneInfo(manager.zone)).date()
    with force_locale(_language(client)):
        return _drawn(
            client,
            manager,
            person=interaction.contact_person,
            number=_("No. %(number)s", number=interaction.id),
            addressee=interaction.addressee,
            # what is to be achieved is for the bank's own eyes
            subject=interaction.subject or str(PURPOSE_NAMES[interaction.purpose]),
            body=interaction.body,
            enclosed=[
                *(one.version.file_name for one in interaction.enclosures),
                *material_names(
                    client, (one.version for one in interaction.handings if one.goes_along)
                ),
            ],
            on=date,
            at=interaction.created_at,
        )


def draft_pdf(
    client: Client,
    manager: Employee,
    *,
    person: ContactPerson | None,
    addressee: str,
    subject: str,
    body: str,
    enclosed: Sequence[str],
    on: dt.date,
    at: dt.datetime,
) -> bytes:
    """A letter that is still being written, as it would leave: it has no number yet."""
    with force_locale(_language(client)):
        return _drawn(
            client,
            manager,
            person=person,
            number=pgettext("letter", "Draft"),
            addressee=addressee,
            subject=subject or str(_("The subject is missing")),
            body=body,
            enclosed=enclosed,
            on=on,
            at=at,
        )


def material_names(client: Client, versions: Iterable[MaterialVersion]) -> list[str]:
    """What is enclosed besides files, as the client reads it."""
    return [one.material.name(_language(client)) for one in versions]


def _language(client: Client) -> str:
    return client.language if client.language in ("ru", "en") else "ru"


def _drawn(
    client: Client,
    manager: Employee,
    *,
    person: ContactPerson | None,
    number: str,
    addressee: str,
    subject: str,
    body: str,
    enclosed: Sequence[str],
    on: dt.date,
    at: dt.datetime,
) -> bytes:
    to = addressee or (person.name if person else client.display_name)
    signer = signer_for(manager) or manager
    return draw_letter(
        Letter(
            head=Letterhead(name=settings().bank_in(_language(client)), address=manager.branch),
            number=number,
            date=on,
            addressee=to,
            address=client.display_name if to != client.display_name else "",
            subject=subject,
            body=body[:LONGEST],
            sender=Sender(
                name=signer.short_name,
                position=position_in(_language(client), signer.position),
                phone=on_paper(signer.phone, _language(client)),
                email=signer.email,
            ),
            language=_language(client),
            at=at,
            enclosed=tuple(enclosed),
        )
    )
