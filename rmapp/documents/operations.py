"""What people do with documents: hand in, open, rename, throw away, bring back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import operations as audit
from ..clients.events import note
from ..clients.models import Client
from ..core import clock, files, secrets
from ..core.db import db
from ..core.errors import Conflict, Forbidden, Invalid, Unavailable
from ..core.transaction import after_commit
from ..policy.enforce import Actor, demand
from ..work import operations as work
from . import queries
from .models import SENSITIVE, Document, DocumentVersion, PaperKind, PreviewState
from .previews import drawn
from .rules import Media, Unfit, plain_name, recognise
from .words import KINDS, flaw_words

PREVIEW = "document-previews"
BOX = "box"  # the ending of an encrypted file
MOST_AT_ONCE = 20


@dataclass(frozen=True)
class Fate:
    """What became of one file: a document, the one it is a copy of, or why it was not taken."""

    file_name: str
    document: Document | None = None
    twin: Document | None = None
    refusal: str = ""


def add(
    client: Client,
    *,
    actor: Actor,
    handed_in: Sequence[tuple[str, bytes]],
    kind: PaperKind,
    title: str = "",
    number: str = "",
    expires_on: dt.date | None = None,
) -> list[Fate]:
    """Keep each of ``handed_in`` (name, bytes) as a document of ``client``; the fate of each.

    One bad file does not keep the others out; the same file is not kept twice. ``title``: of one
    file; several are called by their names. Refuses with Forbidden, and Invalid at ``files`` for
    none or more than 20.
    """
    demand(actor, "clients:edit")
    _may_be_sensitive(actor, client, kind)
    if not handed_in:
        raise Invalid(fields={"files": [_("Choose a file.")]})
    if len(handed_in) > MOST_AT_ONCE:
        raise Invalid(fields={"files": [_("At most 20 files at once.")]})
    fates = []
    for name, content in handed_in:
        fates.append(_one(client, actor, name, content, kind, title, number, expires_on))
        title = ""
    _draw_later([fate.document for fate in fates if fate.document], actor=actor)
    return fates


def add_version(document: Document, *, actor: Actor, name: str, content: bytes) -> DocumentVersion:
    """A newer file of the same document; the older ones stay.

    Refuses with Forbidden; Invalid at ``file`` for a file that is not taken or is there already.
    """
    demand(actor, "clients:edit")
    try:
        media = recognise(content, name)
    except Unfit as unfit:
        raise Invalid(fields={"file": [flaw_words(unfit)]}) from None
    digest = hashlib.sha256(content).hexdigest()
    twin = queries.twin_of(document.client_id, digest)
    if twin is not None:
        raise Invalid(
            fields={"file": [_("This file is here already: %(title)s", title=twin.title)]}
        )
    db.session.execute(sa.select(Document.id).where(Document.id == document.id).with_for_update())
    version = _keep(document, actor, name, content, media, no=queries.last_number(document.id) + 1)
    audit.record(
        "document:replaced", actor=actor, obj=document, client_id=document.client_id,
        detail={"version": version.no, "sha256": digest},
    )  # fmt: skip
    _draw_later([document], actor=actor)
    return version


def edit(
    document: Document,
    *,
    actor: Actor,
    version: int,
    title: str,
    kind: PaperKind,
    number: str,
    expires_on: dt.date | None,
) -> None:
    """Rename, sort anew, change the end date. Refuses with Forbidden, Conflict when stale."""
    demand(actor, "clients:edit")
    client = db.session.get_one(Client, document.client_id)
    _may_be_sensitive(actor, client, kind)
    if document.version != version:
        raise Conflict(_("Somebody changed this document meanwhile. Open it anew."))
    before = {"title": document.title, "kind": document.kind.value}
    document.title, document.kind = title or document.title, kind
    document.number, document.expires_on = number, expires_on
    db.session.flush()
    audit.record(
        "document:changed", actor=actor, obj=document, client_id=client.id,
        detail={"before": before, "after": {"title": document.title, "kind": kind.value}},
    )  # fmt: skip


def move_to_bin(document: Document, *, actor: Actor) -> None:
    """Out of sight; every version stays. Refuses with Forbidden."""
    demand(actor, "clients:edit")
    if document.deleted_at is None:
        document.deleted_at, document.deleted_by_id = clock.now(), actor.employee_id
        note(document.client_id, "document-deleted", actor=actor, title=_shown_title(document))
        audit.record("document:deleted", actor=actor, obj=document, client_id=document.client_id)


def restore(document: Document, *, actor: Actor) -> None:
    """Back from the bin as it was. Refuses with Forbidden."""
    demand(actor, "clients:edit")
    if document.deleted_at is not None:
        document.deleted_at = document.deleted_by_id = None
        db.session.flush()
        note(document.client_id, "document-restored", actor=actor, title=_shown_title(document))
        audit.record("document:restored", actor=actor, obj=document, client_id=document.client_id)


def open_(document: Document, version: DocumentVersion, *, actor: Actor) -> bytes:
    """The bytes of a version; the opening goes into the trail.

    Refuses (Unavailable) a file that is gone, damaged or closed with a lost key.
    """
    audit.record(
        "document:opened", actor=actor, obj=document, client_id=document.client_id,
        detail={"version": version.no, "kind": document.kind.value},
    )  # fmt: skip
    return _unboxed(version.box)


def content_of(version: DocumentVersion) -> bytes:
    """The bytes of a version on their way out with a letter that its sender was allowed to write.
    Refuses (Unavailable) a file that was destroyed."""
    return _unboxed(version.box)


def preview(version: DocumentVersion) -> bytes:
    """The picture of the first page as PNG. Refuses (Unavailable) what is gone."""
    return _unboxed(version.preview_box)


def draw_preview(version_id: int) -> None:
    """Draw the first page of a version, in a process of its own; a failure is a state."""
    version = db.session.get(DocumentVersion, version_id)
    if version is None or version.preview is not PreviewState.WAITING or not version.box:
        return
    picture = drawn(_unboxed(version.box), version.media)
    if picture is None:
        version.preview = PreviewState.FAILED
        return
    version.pages = picture[0]
    version.preview_box = files.keep(secrets.close_bytes(picture[1]), BOX).sha256
    version.preview = PreviewState.READY


def destroy_files(client_id: int) -> int:
    """Remove every file of the client's documents for good, when the transaction is kept.

    For erasure by law alone; the rows stay and say that there was a file. Return how many went.
    """
    versions = queries.versions_of_client(client_id)
    boxes = [box for one in versions for box in (one.box, one.preview_box) if box]
    for one in versions:
        one.box = one.preview_box = ""
        one.preview = PreviewState.NONE
    for box in boxes:
        after_commit(lambda name=box: files.destroy(name, BOX))  # type: ignore[misc]
    return len(boxes)


def _one(
    client: Client,
    actor: Actor,
    name: str,
    content: bytes,
    kind: PaperKind,
    title: str,
    number: str,
    expires_on: dt.date | None,
) -> Fate:
    try:
        media = recognise(content, name)
    except Unfit as unfit:
        return Fate(name[:200], refusal=flaw_words(unfit))
    digest = hashlib.sha256(content).hexdigest()
    twin = queries.twin_of(client.id, digest)
    if twin is not None:
        return Fate(name[:200], twin=twin)
    document = Document(
        client_id=client.id,
        kind=kind,
        title=(title or plain_name(name, media).rpartition(".")[0])[:200],
        number=number,
        expires_on=expires_on,
        created_at=clock.now(),
        created_by_id=actor.employee_id,
    )
    db.session.add(document)
    db.session.flush()
    _keep(document, actor, name, content, media, no=1)
    note(client.id, "document-added", actor=actor, title=_shown_title(document), obj=document)
    audit.record(
        "document:added", actor=actor, obj=document, client_id=client.id,
        detail={"kind": kind.value, "media": media.code, "size": len(content), "sha256": digest},
    )  # fmt: skip
    return Fate(name[:200], document=document)


def _keep(
    document: Document, actor: Actor, name: str, content: bytes, media: Media, *, no: int
) -> DocumentVersion:
    version = DocumentVersion(
        document_id=document.id,
        no=no,
        sha256=hashlib.sha256(content).hexdigest(),
        # encrypted with a nonce of its own: what lies on the disk is named by no content
        box=files.keep(secrets.close_bytes(content), BOX).sha256,
        media=media.code,
        size=len(content),
        file_name=plain_name(name, media),
        preview=PreviewState.WAITING if media.has_picture else PreviewState.NONE,
        uploaded_at=clock.now(),
        uploaded_by_id=actor.employee_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _draw_later(documents: Sequence[Document], *, actor: Actor) -> None:
    waiting = queries.waiting_previews([one.id for one in documents])
    if waiting:
        work.submit(PREVIEW, actor=actor, params={"versions": waiting}, total=len(waiting))


def _unboxed(box: str) -> bytes:
    if not box:
        raise Unavailable(_("The file was destroyed as the law demands."))
    try:
        return secrets.open_bytes(files.read(box, BOX))
    except secrets.Unreadable:
        raise Unavailable(_("The file was encrypted with a key that is not here.")) from None


def _may_be_sensitive(actor: Actor, client: Client, kind: PaperKind) -> None:
    if kind in SENSITIVE and not queries.sees_sensitive(actor, client.id):
        raise Forbidden(_("Your role does not allow this."), permission="clients:read-sensitive")


def _shown_title(document: Document) -> str:
    """What the history may say: the history is read by more people than a passport."""
    return str(KINDS[document.kind]) if document.is_sensitive else document.title
