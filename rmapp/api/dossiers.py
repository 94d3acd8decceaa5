"""What a dossier keeps besides its fields: identity documents, where facts come from, the lists."""

from __future__ import annotations

from flask import Blueprint

from ..clients.models import IdentityDocument
from ..clients.queries import client_of
from ..dossiers import operations
from ..dossiers import queries as dossiers
from ..policy.enforce import current_actor, demand, requires
from . import queries
from .doors import ONE, operation
from .shapes.people import (
    DocumentGiven,
    Documents,
    DocumentShown,
    Facts,
    FactShown,
    Sources,
    SourceShown,
)

kept = Blueprint("api_dossiers", __name__, url_prefix="/api/v1")


@kept.get("/sources")
@requires("clients:read")
@operation("List sources, channels and campaigns", answer=Sources)
def sources() -> Sources:
    """The bank's lists, retired entries too: clients still name them."""
    entries = dossiers.sources(None, retired=True)
    return Sources(
        items=[
            SourceShown(
                id=one.public_id,
                kind=one.kind,
                name_en=one.name_en,
                name_ru=one.name_ru,
                is_cautious=one.is_cautious,
                is_active=one.is_active,
            )
            for one in entries
        ]
    )


@kept.get(f"/clients{ONE}/facts")
@requires("clients:read")
@operation("Say where the fields of a dossier come from", answer=Facts)
def facts(public_id: str) -> Facts:
    """The newest word on every field."""
    client = client_of(public_id, actor=current_actor())
    return Facts(
        items=[
            FactShown(
                field=one.field,
                told=one.told,
                origin=one.origin,
                object_kind=one.object_kind,
                object=one.object_public_id or None,
                at=one.at,
                by=name,
            )
            for one, name in queries.facts(client.id)
        ]
    )


@kept.get(f"/clients{ONE}/identity-documents")
@requires("clients:read-sensitive")
@operation("List identity documents, masked", answer=Documents)
def documents(public_id: str) -> Documents:
    """The API never shows a number."""
    client = client_of(public_id, actor=current_actor(), permission="clients:read-sensitive")
    return Documents(items=[_document(one) for one in dossiers.documents_of(client.id)])


@kept.post(f"/clients{ONE}/identity-documents")
@requires("clients:read-sensitive")
@operation("Keep an identity document", body=DocumentGiven, answer=DocumentShown, status=201)
def keep(public_id: str, body: DocumentGiven) -> DocumentShown:
    """The number is closed at once."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:read-sensitive")
    demand(actor, "clients:edit")
    return _document(operations.keep_document(client, actor=actor, **body.model_dump()))


def _document(document: IdentityDocument) -> DocumentShown:
    return DocumentShown(
        id=document.public_id,
        kind=document.kind,
        number=document.masked,
        country=document.country,
        issued_on=document.issued_on,
        expires_on=document.expires_on,
        note=document.note,
    )
