"""The e-mail of a contact, made at the moment it leaves."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ..core import files
from ..core.db import db
from ..documents.operations import content_of
from ..documents.rules import MEDIA
from ..materials.operations import BOX
from ..outbox.models import Message
from ..outbox.renderers import Attachment, Letter, NoLetter, renders
from ..settings import settings
from ..staff.signing import signer_for
from .models import Interaction
from .operations.sending import LETTER
from .queries import WITH_FILES, WITH_MATERIALS


@renders(LETTER)
def contact_email(message: Message) -> Letter:
    """The words of the contact, its documents and the files of the materials that go with it."""
    interaction = (
        db.session.execute(
            sa.select(Interaction)
            .where(Interaction.id == int(message.params["interaction"]))
            .options(
                joinedload(Interaction.client),
                joinedload(Interaction.manager),
                *WITH_FILES,
                *WITH_MATERIALS,
            )
        )
        .unique()
        .scalar_one_or_none()
    )
    if interaction is None or not interaction.body:
        raise NoLetter("the contact is gone")
    signer = signer_for(interaction.manager) or interaction.manager
    return Letter(
        subject=interaction.subject,
        text=interaction.body,
        from_name=f"{signer.short_name}, {settings().bank_in(interaction.client.language)}",
        reply_to=signer.email or None,
        language=interaction.client.language if interaction.client.language == "en" else "ru",
        attachments=(*_documents(interaction), *_materials(interaction)),
    )


def _documents(interaction: Interaction) -> list[Attachment]:
    return [
        Attachment(one.version.file_name, _mime(one.version.media), content_of(one.version))
        for one in interaction.enclosures
    ]


def _materials(interaction: Interaction) -> list[Attachment]:
    return [
        Attachment(
            one.version.file_name, _mime(one.version.media), files.read(one.version.sha256, BOX)
        )
        for one in interaction.handings
        if one.version.sha256
    ]


def _mime(media: str) -> str:
    return MEDIA[media].content_type if media in MEDIA else "application/octet-stream"
