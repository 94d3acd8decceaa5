"""Consents at ``/api/v1/consents``, requests of subjects at ``/api/v1/privacy-requests``."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import gettext as _

from ..clients.queries import client_of
from ..core.errors import Invalid
from ..outbox.models import Consent, RecipientAddress
from ..policy.enforce import current_actor, requires
from ..privacy import consents as deeds
from ..privacy import erasing, operations, queries
from ..privacy.models import RequestKind, RequestState, SubjectRequest
from .doors import ONE, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.privacy import (
    AnswerGiven,
    ConsentAsked,
    ConsentGiven,
    ConsentQuery,
    ConsentShown,
    ConsentsShown,
    ConsentWithdrawn,
    RequestGiven,
    RequestQuery,
    RequestShown,
    Stays,
    Stopped,
)

consents = Blueprint("api_consents", __name__, url_prefix="/api/v1/consents")
privacy_requests = Blueprint(
    "api_privacy_requests", __name__, url_prefix="/api/v1/privacy-requests"
)


@consents.get("")
@requires("clients:read")
@operation("List the consents of a client", query=ConsentQuery, answer=ConsentsShown)
def listing(query: ConsentQuery) -> ConsentsShown:
    """Every address with what is known of it."""
    client = client_of(query.client, actor=current_actor())
    return ConsentsShown(items=[_consent(*pair) for pair in queries.consents_of(client.id)])


@consents.post("")
@requires("clients:edit")
@operation("Record a consent with its proof", body=ConsentGiven, answer=ConsentsShown, status=201)
def give(body: ConsentGiven) -> ConsentsShown:
    """A form that was signed, a recording."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="clients:edit")
    deeds.give_consent(
        client,
        actor=actor,
        address=body.address.lower(),
        **body.model_dump(exclude={"client", "address"}),
    )
    return ConsentsShown(items=[_consent(*pair) for pair in queries.consents_of(client.id)])


@consents.post("/ask")
@requires("clients:edit")
@operation("Ask for a consent by letter", body=ConsentAsked, refusals=(409,))
def ask(body: ConsentAsked) -> None:
    """Double opt-in: the consent counts once the reader confirms it."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="clients:edit")
    deeds.ask_by_letter(
        client,
        actor=actor,
        address=body.address.lower(),
        purpose=body.purpose,
        text_version=body.text_version,
    )


@consents.post("/withdraw")
@requires("clients:edit")
@operation("Take a consent back", body=ConsentWithdrawn, answer=Stopped)
def withdraw(body: ConsentWithdrawn) -> Stopped:
    """Letters that wait stop at once; the proof of what was given stays."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="clients:edit")
    found = next(
        (
            address.public_id
            for address, _consent in queries.consents_of(client.id)
            if address.address == body.address.lower()
        ),
        None,
    )
    if found is None:
        raise Invalid(fields={"address": [_("Choose an address of the dossier.")]})
    return Stopped(
        stopped=deeds.withdraw_consent(
            client, actor=actor, address_id=found, purpose=body.purpose, source=body.source
        )
    )


def _consent(address: RecipientAddress, consent: Consent | None) -> ConsentShown:
    return ConsentShown(
        address=address.address,
        purpose=consent.purpose if consent else None,
        state=consent.state if consent else None,
        text_version=consent.text_version if consent else None,
        source=consent.source if consent else None,
        at=consent.at if consent else None,
        withdrawn_at=consent.withdrawn_at if consent else None,
        suppressed=address.suppressed_at is not None,
    )


@privacy_requests.get("")
@requires("privacy:handle")
@operation("List requests about data", query=RequestQuery, answer=PageOf[RequestShown])
def requests(query: RequestQuery) -> PageOf[RequestShown]:
    """Open ones, the first due first; or all, newest first."""
    page = queries.requests(
        current_actor(), every=query.every, cursor=query.cursor, limit=query.limit
    )
    return page_of(page, _request, shape=PageOf[RequestShown])


@privacy_requests.post("")
@requires("privacy:handle")
@operation("Write down what a person asks", body=RequestGiven, answer=RequestShown, status=201,
           refusals=(409,))  # fmt: skip
def receive(body: RequestGiven) -> Created:
    """Due in ten working days; an archive is begun at once, an erasure waits for a second
    person."""
    actor = current_actor()
    client = queries.client_of(body.client, actor=actor)
    made = operations.receive(
        client,
        actor=actor,
        kind=body.kind,
        channel=body.channel,
        note=body.note,
        received_on=body.received_on,
        person=queries.person_of(body.contact_person or "", client.id),
    )
    found = queries.request_of(made.public_id, actor=actor)
    return Created(_whole(found), "api_privacy_requests.show", found.public_id)


@privacy_requests.get(ONE)
@requires("privacy:handle")
@operation("Read a request about data", answer=RequestShown)
def show(public_id: str) -> RequestShown:
    """With what an erasure would take and what would stay."""
    return _whole(queries.request_of(public_id, actor=current_actor()))


@privacy_requests.post(f"{ONE}/answer")
@requires("privacy:handle")
@operation("Close a request with what was answered", body=AnswerGiven, answer=RequestShown)
def answer(public_id: str, body: AnswerGiven) -> RequestShown:
    """An erasure is answered by being carried out, or refused."""
    actor = current_actor()
    found = queries.request_of(public_id, actor=actor)
    operations.answer(found, actor=actor, words=body.answer, refused=body.refused)
    return _request(found)


@privacy_requests.post(f"{ONE}/sign")
@requires("privacy:approve", step_up=True)
@operation("Sign an erasure as the second person", answer=RequestShown, refusals=(403, 409))
def sign(public_id: str) -> RequestShown:
    """The erasure begins."""
    actor = current_actor()
    found = queries.request_of(public_id, actor=actor, permission="privacy:approve")
    operations.approve_erasure(found, actor=actor)
    return _request(found)


@privacy_requests.get(f"{ONE}/archive")
@requires("privacy:handle", step_up=True)
@operation("Read the archive of a person's data", media="application/zip")
def archive(public_id: str) -> Response:
    """Everything, in one file; each reading is in the trail."""
    actor = current_actor()
    found = queries.request_of(public_id, actor=actor)
    return Response(operations.open_archive(found, actor=actor), content_type="application/zip")


def _whole(one: SubjectRequest) -> RequestShown:
    waits = one.kind is RequestKind.ERASURE and one.state is RequestState.WAITING
    against = operations.hindrance(one) if waits else None
    if against is not None:
        return _request(one).model_copy(update={"hindrance": str(against)})
    if not waits or one.contact_person_id is not None:
        return _request(one)
    return _request(one).model_copy(
        update={
            "goes": erasing.preview(one.client_id),
            "stays": [
                Stays(
                    rule=rule.code, reason_en=rule.reason_en, reason_ru=rule.reason_ru, until=until
                )
                for rule, until in erasing.holds_of(one.client)
            ],
        }
    )


_PLAIN = (
    "kind", "state", "received_on", "due_on", "channel", "note", "answer", "created_at",
    "closed_at",
)  # fmt: skip


def _request(one: SubjectRequest) -> RequestShown:
    return RequestShown(
        **{name: getattr(one, name) for name in _PLAIN},
        id=one.public_id,
        client=named(one.client, one.client.display_name),
        contact_person=named(one.contact_person) if one.contact_person else None,
        has_archive=bool(one.box),
        rows=one.outcome.get("rows", {}),
        goes={},
        stays=[],
        hindrance="",
    )
