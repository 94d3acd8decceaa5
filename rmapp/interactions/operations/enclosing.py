"""Files that go with a letter or an e-mail: documents of the client (C3)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Client
from ...core.db import db
from ...core.errors import Invalid
from ...documents import operations as documents
from ...documents import queries as kept
from ...documents.models import DocumentVersion, PaperKind
from ...policy.enforce import Actor
from ..models import Enclosure, Interaction
from ..models.texts import WRITTEN

#: Files of one contact, and their bytes together: what a mail server takes.
MOST_FILES = 10
MOST_BYTES = 12 * 1024 * 1024


def hand_in(
    client: Client, files: Sequence[tuple[str, bytes]], *, actor: Actor
) -> list[DocumentVersion]:
    """Keep each of ``files`` (name, bytes) with the documents of ``client`` and return its version;
    one that lies there already is that one.

    Refuses with Forbidden (``clients:edit``), and :class:`Invalid` at ``files`` what is not taken.
    """
    if not files:
        return []
    fates = documents.add(client, actor=actor, handed_in=files, kind=PaperKind.OTHER)
    refused = [f"{fate.file_name}: {fate.refusal}" for fate in fates if fate.refusal]
    binned = [fate.file_name for fate in fates if fate.twin and fate.twin.deleted_at is not None]
    refused += [_("This file lies in the bin: %(title)s", title=name) for name in binned]
    if refused:
        raise Invalid(fields={"files": refused})
    wanted = {hashlib.sha256(content).hexdigest() for _name, content in files}
    found = kept.versions_of_client(client.id)
    return [one for one in found if one.sha256 in wanted and one.box]


def enclose(interaction: Interaction, versions: Sequence[DocumentVersion]) -> None:
    """Let exactly ``versions`` go with a contact; a part of planning or changing it.

    Refuses with :class:`Invalid` at ``files`` too many or too large, and a kind of contact that is
    not written.
    """
    wanted = {one.id: one for one in versions}
    if wanted and interaction.kind not in WRITTEN:
        raise Invalid(fields={"files": [_("Files go with letters, e-mails and messages.")]})
    if len(wanted) > MOST_FILES:
        raise Invalid(fields={"files": [_("At most %(count)s files.", count=MOST_FILES)]})
    if sum(one.size for one in wanted.values()) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise Invalid(fields={"files": [_("Together more than %(most)s MB.", most=most)]})
    db.session.execute(
        sa.delete(Enclosure)
        .where(
            Enclosure.interaction_id == interaction.id, Enclosure.version_id.not_in(wanted or [0])
        )
        .execution_options(synchronize_session=False)
    )
    there = set(
        db.session.execute(
            sa.select(Enclosure.version_id).where(Enclosure.interaction_id == interaction.id)
        ).scalars()
    )
    for key in wanted.keys() - there:
        db.session.add(Enclosure(interaction_id=interaction.id, version_id=key))
    db.session.flush()
