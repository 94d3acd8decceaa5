"""Documents of clients at ``/api/v1/documents``."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.datastructures import FileStorage

from ..clients.models import Client
from ..clients.queries import client_of
from ..core.errors import Invalid
from ..documents import operations
from ..documents import queries as documents_read
from ..documents.leaving import handed_out
from ..documents.models import Document
from ..documents.rules import LARGEST
from ..policy.enforce import current_actor, requires
from . import queries
from .doors import ONE, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.documents import (
    ContentQuery,
    DocumentChange,
    DocumentFile,
    DocumentGiven,
    DocumentQuery,
    DocumentShown,
)

documents = Blueprint("api_documents", __name__, url_prefix="/api/v1/documents")
BODY = LARGEST + 1024 * 1024


@documents.get("")
@requires("clients:read")
@operation("List documents", query=DocumentQuery, answer=PageOf[DocumentShown])
def listing(query: DocumentQuery) -> PageOf[DocumentShown]:
    """Documents within reach, newest first."""
    actor = current_actor()
    client_id = queries.client_key(query.client, actor=actor, permission="clients:read")
    page = documents_read.page_of_documents(
        actor, client_id=client_id, cursor=query.cursor, limit=query.limit
    )
    clients = queries.clients_by_key([one.client_id for one in page.rows])
    return page_of(
        page, lambda one: _shown(one, clients[one.client_id]), shape=PageOf[DocumentShown]
    )


@documents.post("")
@requires("clients:edit", body=BODY)
@operation("Hand in a document", upload=True, body=DocumentGiven, answer=DocumentShown, status=201)
def create(upload: FileStorage, body: DocumentGiven) -> Created:
    """The file is recognised by its content; the same file is kept once."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="clients:edit")
    [fate] = operations.add(
        client,
        actor=actor,
        handed_in=[(upload.filename or "", upload.read(LARGEST + 1))],
        **body.model_dump(exclude={"client"}),
    )
    if fate.refusal:
        raise Invalid(fields={"file": [fate.refusal]})
    kept = fate.document or fate.twin
    assert kept is not None
    found, client = documents_read.document_of(kept.public_id, actor=actor, binned=None)
    return Created(_shown(found, client), "api_documents.show", found.public_id)


@documents.get(ONE)
@requires("clients:read")
@operation("Read what is said of a document", answer=DocumentShown)
def show(public_id: str) -> DocumentShown:
    """One document with its versions."""
    return _shown(*documents_read.document_of(public_id, actor=current_actor()))


@documents.get(f"{ONE}/content")
@requires("clients:read")
@operation("Read the file of a document", query=ContentQuery, media="application/octet-stream")
def content(public_id: str, query: ContentQuery) -> Response:
    """The bytes as they were handed in; the reading goes into the trail."""
    actor = current_actor()
    document, _client = documents_read.document_of(public_id, actor=actor)
    version = documents_read.version_of(document, query.no)
    response = handed_out(operations.open_(document, version, actor=actor), version)
    response.content_type = "application/octet-stream"
    return response


@documents.patch(ONE)
@requires("clients:edit")
@operation("Change what is said of a document", body=DocumentChange, answer=DocumentShown)
def edit(public_id: str, body: DocumentChange) -> DocumentShown:
    """Changed fields."""
    actor = current_actor()
    document, client = documents_read.document_of(public_id, actor=actor, permission="clients:edit")
    given = body.model_fields_set
    operations.edit(
        document,
        actor=actor,
        version=body.version,
        title=body.title or document.title,
        kind=body.kind or document.kind,
        number=document.number if body.number is None else body.number,
        expires_on=body.expires_on if "expires_on" in given else document.expires_on,
    )
    return _shown(document, client)


@documents.delete(ONE)
@requires("clients:edit")
@operation("Move a document to the bin")
def move_to_bin(public_id: str) -> None:
    """Every version stays."""
    actor = current_actor()
    document, _client = documents_read.document_of(
        public_id, actor=actor, permission="clients:edit"
    )
    operations.move_to_bin(document, actor=actor)


@documents.post(f"{ONE}/restore")
@requires("clients:edit")
@operation("Bring a document back from the bin", answer=DocumentShown)
def restore(public_id: str) -> DocumentShown:
    """As it was."""
    actor = current_actor()
    document, client = documents_read.document_of(
        public_id, actor=actor, permission="clients:edit", binned=None
    )
    operations.restore(document, actor=actor)
    return _shown(document, client)


def _shown(document: Document, client: Client) -> DocumentShown:
    return DocumentShown(
        id=document.public_id,
        client=named(client, client.display_name),
        kind=document.kind,
        title=document.title,
        number=document.number,
        expires_on=document.expires_on,
        is_sensitive=document.is_sensitive,
        created_at=document.created_at,
        version=document.version,
        files=[DocumentFile.model_validate(version) for version in document.versions],
    )
