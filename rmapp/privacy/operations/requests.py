"""Requests of subjects, erasure with two people."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...clients.models import Client, ContactPerson
from ...core import clock, files, secrets
from ...core.db import db
from ...core.errors import Conflict, Forbidden, Invalid, NotFound
from ...notices import operations as notices
from ...notices.kinds import notice_kind
from ...policy.enforce import Actor, demand
from ...settings import settings
from ...staff.calendar import bank_calendar
from ...work import operations as work
from .. import again, archive, erasing, persons, queries
from ..models import RequestKind, RequestState, SubjectRequest
from ..rules import ANSWER_WITHIN

ARCHIVE, ERASURE = "privacy-archive", "privacy-erasure"
BOX = "box"
HINDERED = notice_kind(
    "privacy:hindered",
    icon="shield",
    tone="warn",
    words=_l("Signed, but not erased: %(subject)s. Something hinders it now"),
)
_ERASED = _l("This client was erased already.")


def receive(
    client: Client,
    *,
    actor: Actor,
    kind: RequestKind,
    channel: str,
    note: str,
    received_on: dt.date | None = None,
    person: ContactPerson | None = None,
) -> SubjectRequest:
    """Write down what the person asks; due in ten working days. An archive is begun at once.

    Refuses: Forbidden; Invalid for a day to come or long past; Conflict when such a request is
    open, or for a client who was erased. What hinders an erasure (``hindrance``) does not hinder
    the asking: the person is owed an answer in time (152-FZ, articles 14 and 20). ``person``: the
    contact person who asks for an erasure or a correction of their own data.
    """
    demand(actor, queries.HANDLE)
    today = clock.today(settings().bank_zone)
    received = received_on or today
    if not today - dt.timedelta(days=60) <= received <= today:
        raise Invalid(fields={"received_on": [_("Between sixty days ago and today.")]})
    if person is not None and (person.client_id != client.id or kind is RequestKind.ACCESS):
        raise Invalid(fields={"about": [_("An archive is made of the whole client.")]})
    if queries.open_request(client.id, kind, person) is not None:
        raise Conflict(_("Such a request is being worked on already."))
    if kind is RequestKind.ERASURE and person is None and client.erased_at is not None:
        raise Conflict(_ERASED)
    request = SubjectRequest(
        client_id=client.id,
        contact_person_id=person.id if person else None,
        kind=kind,
        state=RequestState.WAITING if kind is RequestKind.ERASURE else RequestState.OPEN,
        received_on=received,
        due_on=bank_calendar().add_working_days(received, ANSWER_WITHIN),
        channel=channel[:200],
        note=note[:500],
        created_at=clock.now(),
        created_by_id=actor.employee_id,
    )
    db.session.add(request)
    db.session.flush()
    audit.record(
        "privacy:asked", actor=actor, obj=request, client_id=client.id, detail={"kind": kind.value}
    )
    if kind is RequestKind.ACCESS:
        request.state = RequestState.WORKING
        work.submit(ARCHIVE, actor=actor, params={"request": request.id}, total=1)
    return request


def make_archive(request_id: int) -> None:
    """Gather everything and keep it encrypted. Work; repeating it makes it anew."""
    request = queries.request_by_id(request_id)
    if request.state is not RequestState.WORKING:
        return
    content, counts = archive.make(request.client_id)
    request.box = files.keep(secrets.close_bytes(content), BOX).sha256
    request.size, request.outcome = len(content), {"rows": counts}
    request.state = RequestState.READY
    audit.record(
        "privacy:archive-made", actor=None, obj=request, client_id=request.client_id,
        detail={"rows": counts},
    )  # fmt: skip


def open_archive(request: SubjectRequest, *, actor: Actor) -> bytes:
    """The archive, to be handed to the person; each opening is in the trail. Refuses NotFound."""
    demand(actor, queries.HANDLE)
    if not request.box:
        raise NotFound(_("There is no such request."))
    audit.record("privacy:archive-opened", actor=actor, obj=request, client_id=request.client_id)
    return secrets.open_bytes(files.read(request.box, BOX))


def answer(request: SubjectRequest, *, actor: Actor, words: str, refused: bool = False) -> None:
    """Close a request with what was answered. Refuses: Conflict (closed, or still worked on),
    Invalid at ``answer`` for nothing said."""
    demand(actor, queries.HANDLE)
    if request.state not in (RequestState.OPEN, RequestState.READY, RequestState.WAITING):
        raise Conflict(_("This request is closed, or still being worked on."))
    if not words.strip():
        raise Invalid(fields={"answer": [_("Say what was answered.")]})
    if request.kind is RequestKind.ERASURE and not refused:
        raise Conflict(_("An erasure is answered by being carried out."))
    request.state = RequestState.REFUSED if refused else RequestState.ANSWERED
    request.answer, request.closed_at = words[:500], clock.now()
    audit.record(
        "privacy:answered", actor=actor, obj=request, client_id=request.client_id,
        detail={"refused": refused},
    )  # fmt: skip


def approve_erasure(request: SubjectRequest, *, actor: Actor) -> None:
    """The second person lets the erasure begin. Refuses: Forbidden (the first one), Conflict."""
    demand(actor, "privacy:approve")
    if request.kind is not RequestKind.ERASURE or request.state is not RequestState.WAITING:
        raise Conflict(_("This erasure does not wait for anybody."))
    if request.created_by_id == actor.employee_id:
        raise Forbidden(_("A second person signs: not the one who asked."))
    against = hindrance(request)
    if against is not None:
        raise Conflict(against)
    request.approved_by_id, request.approved_at = actor.employee_id, clock.now()
    request.state = RequestState.WORKING
    audit.record("privacy:erasure-signed", actor=actor, obj=request, client_id=request.client_id)
    work.submit(ERASURE, actor=actor, params={"request": request.id}, total=1)


def carry_out_erasure(request_id: int) -> None:
    """Erase. Work; an erased client is not erased again.

    What hinders is looked for anew, with the client's row held: where something came up since the
    signature (a product, a VIP status) the request waits again, unsigned, and both are told.
    """
    request = queries.request_by_id(request_id)
    if request.state is not RequestState.WORKING:
        return
    queries.hold(request.client_id)
    against = hindrance(request)
    if against is not None and against is not _ERASED:
        _wait_again(request)
        return
    if request.contact_person_id is not None:
        person = db.session.get_one(ContactPerson, request.contact_person_id)
        public_id = person.public_id
        counts = persons.erase_person(person.id, actor=None)
        again.note(again.PERSON, public_id)
    else:
        counts = erase(request.client_id)
    request = queries.request_by_id(request_id)
    request.state, request.closed_at = RequestState.ANSWERED, clock.now()
    request.outcome = {"rows": counts}


def _wait_again(request: SubjectRequest) -> None:
    people = [request.created_by_id, request.approved_by_id]
    request.state = RequestState.WAITING
    request.approved_by_id, request.approved_at = None, None
    client = db.session.get_one(Client, request.client_id)
    audit.record("privacy:erasure-hindered", actor=None, obj=request, client_id=client.id)
    notices.tell(
        people,
        HINDERED.code,
        subject=client.display_name,
        leads_to="privacy.show",
        values={"public_id": request.public_id},
        client_id=client.id,
    )


def erase(client_id: int) -> dict[str, int]:
    """Erase a client and what was merged into it; all of it goes on the list."""
    ids = [client_id, *queries.merged_into(client_id)]
    keys = db.session.scalars(sa.select(Client.public_id).where(Client.id.in_(ids))).all()
    counts = erasing.erase(client_id, actor=None)
    for public_id in keys:
        again.note(again.CLIENT, public_id)
    return counts


def hindrance(request: SubjectRequest) -> LazyString | None:
    """Why an erasure that was asked for cannot be carried out now; None when it can."""
    if request.contact_person_id is not None:
        return None
    client = db.session.get_one(Client, request.client_id)
    if client.erased_at is not None:
        return _ERASED
    if client.vip_tier:
        return _l("A VIP client is not erased: end the VIP status first.")
    if queries.has_open_holdings(client.id):
        return _l("The client has products: the relation has not ended.")
    return None
