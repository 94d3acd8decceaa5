"""Requests of subjects, erasure with two people, retention with a dry run."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..audit import operations as audit
from ..clients.models import Client, ContactPerson
from ..core import clock, files, secrets
from ..core.db import db
from ..core.errors import Conflict, Forbidden, Invalid, NotFound
from ..policy.enforce import Actor, demand
from ..settings import settings
from ..staff.calendar import bank_calendar
from ..work import operations as work
from . import again, archive, erasing, persons, queries
from .models import (
    RequestKind,
    RequestState,
    RetentionRule,
    RetentionRun,
    RunState,
    SubjectRequest,
)
from .rules import ANSWER_WITHIN

ARCHIVE, ERASURE, RETENTION = "privacy-archive", "privacy-erasure", "privacy-retention"
BOX = "box"
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
    """Erase. Work; an erased client is not erased again."""
    request = queries.request_by_id(request_id)
    if request.state is not RequestState.WORKING:
        return
    if request.contact_person_id is not None:
        person = db.session.get_one(ContactPerson, request.contact_person_id)
        public_id = person.public_id
        counts = persons.erase_person(person.id, actor=None)
        again.note(again.PERSON, public_id)
    else:
        counts = _erase(request.client_id)
    request = queries.request_by_id(request_id)
    request.state, request.closed_at = RequestState.ANSWERED, clock.now()
    request.outcome = {"rows": counts}


def _erase(client_id: int) -> dict[str, int]:
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


def edit_rule(
    rule: RetentionRule, *, actor: Actor, version: int, months: int, is_active: bool,
    reason_en: str, reason_ru: str,
) -> None:  # fmt: skip
    """Change how long data are kept. Refuses: Forbidden, Conflict when stale."""
    demand(actor, "privacy:rules")
    if rule.version != version:
        raise Conflict(_("Somebody changed this rule meanwhile. Open it anew."))
    before = {"months": rule.months, "is_active": rule.is_active}
    rule.months, rule.is_active = months, is_active
    rule.reason_en, rule.reason_ru = reason_en[:500], reason_ru[:500]
    audit.record(
        "retention:rule-changed", actor=actor, obj=rule, name=rule.code,
        detail={"before": before, "after": {"months": months, "is_active": is_active}},
    )  # fmt: skip


def look_for_overdue() -> RetentionRun | None:
    """The dry run: write down whose data are kept too long, touch nothing. A periodic job.

    One run waits at a time; nothing beyond its time makes none. Seals whose day has come go.
    """
    today = clock.today(settings().bank_zone)
    for hold in queries.holds_over(today):
        audit.record("retention:seal-ended", actor=None, obj=hold, client_id=hold.client_id)
        db.session.delete(hold)
    if queries.open_run() is not None:
        return None
    counts: dict[str, int] = {}
    found: list[int] = []
    for rule in queries.rules():
        if rule.is_active:
            fresh = [one for one in queries.beyond(rule, today) if one not in set(found)]
            if fresh:
                counts[rule.code] = len(fresh)
                found += fresh
    if not found:
        return None
    run = RetentionRun(
        found=len(found), counts=counts, client_ids=found, made_at=clock.now(), erased=0
    )
    db.session.add(run)
    db.session.flush()
    audit.record("retention:dry-run", actor=None, obj=run, detail={"found": counts})
    return run


def ask_for_run(run: RetentionRun, *, actor: Actor, but: set[str]) -> None:
    """The first person asks that the run be carried out, without the clients ``but``."""
    demand(actor, "privacy:approve")
    if run.state is not RunState.DRY:
        raise Conflict(_("This run is closed."))
    spared = {client.id for client in queries.clients_of_run(run) if client.public_id in but}
    run.client_ids = [one for one in run.client_ids if one not in spared]
    run.asked_by_id, run.asked_at = actor.employee_id, clock.now()
    audit.record(
        "retention:asked", actor=actor, obj=run,
        detail={"clients": len(run.client_ids), "spared": len(spared)},
    )  # fmt: skip


def sign_run(run: RetentionRun, *, actor: Actor) -> None:
    """The second person signs; the work begins. Refuses: Conflict, Forbidden (the first one)."""
    demand(actor, "privacy:approve")
    if run.state is not RunState.DRY or run.asked_by_id is None:
        raise Conflict(_("This run does not wait for a signature."))
    if run.asked_by_id == actor.employee_id:
        raise Forbidden(_("A second person signs: not the one who asked."))
    run.state, run.signed_by_id, run.signed_at = RunState.SIGNED, actor.employee_id, clock.now()
    audit.record("retention:signed", actor=actor, obj=run, detail={"clients": len(run.client_ids)})
    work.submit(RETENTION, actor=actor, params={"run": run.id}, total=len(run.client_ids))


def drop_run(run: RetentionRun, *, actor: Actor) -> None:
    """Give a run up; the next dry run finds anew. Refuses with Conflict."""
    demand(actor, "privacy:approve")
    if run.state is not RunState.DRY:
        raise Conflict(_("This run is closed."))
    run.state = RunState.DROPPED
    audit.record("retention:dropped", actor=actor, obj=run)


def erase_of_run(run_id: int, number: int) -> None:
    """Erase the client at place ``number`` of a signed run unless it has come to life again."""
    run = db.session.get_one(RetentionRun, run_id)
    client_id = run.client_ids[number]
    today = clock.today(settings().bank_zone)
    still = any(client_id in queries.beyond(rule, today) for rule in queries.rules())
    if still and _erase(client_id):
        run = db.session.get_one(RetentionRun, run_id)
        run.erased += 1
    if number == len(run.client_ids) - 1:
        run.state, run.done_at = RunState.DONE, clock.now()
