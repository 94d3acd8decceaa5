"""Opening in an emergency, reviewing it, and finding unusual reading."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from ..audit import operations as audit
from ..clients.events import note
from ..clients.models import Client
from ..clients.queries import primary_manager
from ..core import clock
from ..core.db import db, new_public_id
from ..core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from ..notices import operations as notices
from ..outbox import operations as outbox
from ..outbox.states import Purpose
from ..policy.enforce import Actor, demand
from ..settings import settings
from ..staff.models import EmergencyAccess, EmergencyVerdict, Employee
from . import queries
from .models import ReadingAlarm, Sign
from .rules import LEAST_REASON, OVERDUE, findings
from .words import EMERGENCY_LETTER, OPENED, OVERDUE_NOTICE, UNUSUAL

LASTS = dt.timedelta(minutes=30)
MOST_A_DAY = 10
LOOKS_BACK = dt.timedelta(hours=26)


def open_in_emergency(
    *, actor: Actor, said: str, reason: str, ticket: str = ""
) -> tuple[EmergencyAccess, Client]:
    """Open the one dossier that ``said`` names exactly, to be read for half an hour.

    Its keeper and the supervisors are told in the same transaction, in the app and by letter.
    Refuses: Forbidden (no right, or a token instead of a person), Invalid at ``reason`` under 15
    characters and at ``client`` for nobody, Conflict for what one sees anyway, TooMany after ten
    a day.
    """
    demand(actor, "clients:break-glass")
    if actor.by_token:
        raise Forbidden(_("An emergency is called by a person, not by a program."))
    reason = " ".join(reason.split())
    if len(reason) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Say why in at least 15 characters.")]})
    now = clock.now()
    if queries.opened_since(actor.employee_id, now - dt.timedelta(days=1)) >= MOST_A_DAY:
        raise TooMany(_("Ten emergencies in a day are enough. Ask a supervisor."))
    client = queries.client_by_exact(said)
    if client is None:
        audit.record("client:emergency-missed", actor=actor, reason=reason, name=said.strip()[:64])
        raise Invalid(fields={"client": [_("No client has exactly this number or id.")]})
    if queries.reaches(actor, client.id):
        raise Conflict(_("This dossier is open to you already."))
    access = EmergencyAccess(
        client_id=client.id,
        employee_id=actor.employee_id,
        reason=reason[:500],
        ticket=ticket[:200],
        opened_at=now,
        until=now + LASTS,
    )
    db.session.add(access)
    db.session.flush()
    audit.record(
        "client:emergency-opened", actor=actor, obj=client, client_id=client.id, reason=reason,
        detail={"ticket": ticket[:200], "until": access.until.isoformat()},
    )  # fmt: skip
    note(client.id, "emergency-opened", actor=actor, title=actor.name, detail={"reason": reason})
    _tell(access, client, actor)
    return access, client


def close(access: EmergencyAccess, *, actor: Actor) -> None:
    """End one's own emergency before its time. Refuses (NotFound) another's."""
    if access.employee_id != actor.employee_id:
        raise NotFound(_("There is no such emergency."))
    if access.closed_at is None and access.until > clock.now():
        access.closed_at = clock.now()
        audit.record("client:emergency-closed", actor=actor, client_id=access.client_id)


def review(
    access: EmergencyAccess, *, actor: Actor, verdict: EmergencyVerdict, remark: str = ""
) -> None:
    """A second person says whether it was justified; an open one that was not ends at once.

    Refuses: Forbidden (one's own), Conflict (reviewed already), Invalid at ``remark`` when it was
    not justified and nobody says why.
    """
    demand(actor, queries.REVIEW)
    if access.employee_id == actor.employee_id:
        raise Forbidden(_("Nobody reviews an emergency of their own."))
    if access.reviewed_at is not None:
        raise Conflict(_("Somebody has reviewed this already."))
    if verdict is EmergencyVerdict.UNJUSTIFIED and not remark.strip():
        raise Invalid(fields={"remark": [_("Say why it was not justified.")]})
    now = clock.now()
    access.reviewed_at, access.reviewed_by_id = now, actor.employee_id
    access.verdict, access.remark = verdict, remark[:500]
    if verdict is EmergencyVerdict.UNJUSTIFIED and access.until > now:
        access.closed_at = access.closed_at or now
    audit.record(
        "client:emergency-reviewed", actor=actor, client_id=access.client_id, reason=remark[:500],
        detail={"verdict": verdict.value, "opened_by": access.employee_id},
    )  # fmt: skip


def dismiss(alarm: ReadingAlarm, *, actor: Actor, remark: str) -> None:
    """The supervisor has looked. Refuses Invalid at ``remark`` when nothing is said."""
    demand(actor, queries.REVIEW)
    if not remark.strip():
        raise Invalid(fields={"remark": [_("Say what came of it.")]})
    if alarm.seen_at is None:
        alarm.seen_at, alarm.seen_by_id = clock.now(), actor.employee_id
        alarm.remark = remark[:500]
        audit.record(
            "reading:looked-at", actor=actor, name=alarm.sign.value, reason=remark[:500],
            detail={"employee": alarm.employee_id, "dossiers": alarm.dossiers},
        )  # fmt: skip


def watch_readings() -> int:
    """Look at the openings of the last day; write an alarm for what is unusual and tell the
    supervisors once. A periodic job; return how many alarms are new."""
    now = clock.now()
    found = queries.openings(now - LOOKS_BACK, now)
    people, leaving = queries.employees(list(found)), queries.leavers(list(found))
    new = 0
    for employee_id, opened in found.items():
        employee = people[employee_id]
        for finding in findings(opened, zone=employee.zone, leaves=employee_id in leaving):
            values = {
                "dossiers": finding.dossiers,
                "first_at": finding.first_at,
                "last_at": finding.last_at,
            }
            day = finding.first_at.astimezone(ZoneInfo(settings().bank_zone)).date()
            made = insert(ReadingAlarm).values(
                public_id=new_public_id(), employee_id=employee_id, sign=Sign(finding.sign),
                day=day, detail={}, remark="", **values,
            )  # fmt: skip
            row = db.session.execute(
                made.on_conflict_do_update(
                    index_elements=["employee_id", "sign", "day"],
                    set_=values,
                    where=ReadingAlarm.dossiers < finding.dossiers,
                ).returning(sa.text("xmax = 0"))
            ).first()
            if row is not None and row[0]:
                new += 1
                _sound(employee, finding.sign, finding.dossiers, day)
    return new


def remind_of_reviews() -> int:
    """Tell the supervisors of emergencies nobody reviewed for 72 hours, once each."""
    told = 0
    for access, client in queries.unreviewed_before(clock.now() - OVERDUE):
        newly = notices.tell(
            [one.id for one in _reviewers(client, access.employee_id)],
            OVERDUE_NOTICE,
            subject=client.display_name,
            leads_to="oversight.listing",
            client_id=client.id,
            once=f"emergency-overdue:{access.id}",
        )
        if newly:  # the auditor reads it in the trail
            audit.record(
                "client:emergency-unreviewed",
                actor=None,
                obj=client,
                client_id=client.id,
                reason=access.reason,
            )
        told += newly
    return told


def _reviewers(client: Client, but: int) -> list[Employee]:
    owner = primary_manager(client.id)
    found = queries.reviewers_of(owner.team_id if owner else None)
    return [one for one in found or queries.reviewers_of(None) if one.id != but]


def _tell(access: EmergencyAccess, client: Client, actor: Actor) -> None:
    owner = primary_manager(client.id)
    people = {one.id: one for one in _reviewers(client, actor.employee_id)}
    if owner is not None and owner.is_active:
        people[owner.id] = owner
    for one in people.values():
        reviews = owner is None or one.id != owner.id
        notices.tell(
            [one.id],
            OPENED,
            subject=client.display_name,
            params={"who": actor.name, "reason": access.reason},
            leads_to="oversight.listing" if reviews else "card.show",
            values={} if reviews else {"public_id": client.public_id},
            client_id=client.id,
        )
        if one.email:
            address = outbox.address_for(one.email, actor=actor)
            outbox.schedule(
                actor=actor,
                kind=EMERGENCY_LETTER,
                address_id=address.id,
                purpose=Purpose.SERVICE,
                occasion=f"emergency:{access.id}",
                dedup_key=f"emergency:{access.id}:{one.id}",
                params={"access": access.id, "employee": one.id},
            )


def _sound(employee: Employee, sign: str, dossiers: int, day: dt.date) -> None:
    people = [one.id for one in queries.reviewers_of(employee.team_id) if one.id != employee.id]
    notices.tell(
        people,
        UNUSUAL[Sign(sign)],
        subject=employee.name,
        params={"dossiers": dossiers},
        leads_to="oversight.alarms",
        once=f"reading:{employee.id}:{sign}:{day.isoformat()}",
    )
