"""Every select of oversight."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..audit.models import AuditEntry, Opening
from ..clients.models import Client
from ..clients.queries import within_reach
from ..core.db import PUBLIC_ID_LENGTH, any_of, db
from ..core.errors import NotFound
from ..core.pagination import Order, Page, keyset
from ..core.seen import note
from ..handovers.models import Handover, HandoverState
from ..policy.enforce import Actor, reach
from ..policy.models import Grant, Reach
from ..staff.models import EmergencyAccess, Employee, Team
from .models import ReadingAlarm
from .rules import Opening as Opened

REVIEW = "oversight:review"
NOTABLE = ("client:emergency-opened", "client:revealed", "document:opened")


def client_by_exact(said: str) -> Client | None:
    """The one client whose id, registration number or phone is exactly ``said``; no part of a name
    finds anybody."""
    plain = said.strip()
    conditions = [Client.inn == plain, Client.ogrn == plain, Client.edrpou == plain]
    if len(plain) == PUBLIC_ID_LENGTH:
        conditions = [Client.public_id == plain]
    elif not plain.isdigit() or len(plain) < 8:
        return None
    found = list(
        db.session.execute(
            sa.select(Client).where(sa.or_(*conditions), Client.deleted_at.is_(None)).limit(2)
        ).scalars()
    )
    return found[0] if len(found) == 1 else None


def reaches(actor: Actor, client_id: int) -> bool:
    """Whether ``actor`` sees the client without any emergency."""
    statement = sa.select(within_reach(actor, "clients:read", sa.literal(client_id)))
    return bool(db.session.execute(statement).scalar_one())


def opened_now(actor: Actor, now: dt.datetime) -> list[tuple[EmergencyAccess, Client]]:
    """What is open to the person in an emergency, the first to end first."""
    rows = db.session.execute(
        sa.select(EmergencyAccess, Client)
        .join(Client, Client.id == EmergencyAccess.client_id)
        .where(
            EmergencyAccess.employee_id == actor.employee_id,
            EmergencyAccess.until > now,
            EmergencyAccess.closed_at.is_(None),
        )
        .order_by(EmergencyAccess.until)
    )
    return [(access, client) for access, client in rows]


def opened_since(employee_id: int, since: dt.datetime) -> int:
    """How many emergencies the person has called since."""
    return int(
        db.session.execute(
            sa.select(sa.func.count()).where(
                EmergencyAccess.employee_id == employee_id, EmergencyAccess.opened_at > since
            )
        ).scalar_one()
    )


def emergencies(actor: Actor, *, waiting: bool, cursor: str | None = None) -> Page[Any]:
    """(access, client) within the reviewer's reach; ``waiting``: only the unreviewed, the oldest
    first; else all, the newest first."""
    statement: Any = (
        sa.select(EmergencyAccess, Client)
        .join(Client, Client.id == EmergencyAccess.client_id)
        .where(within_reach(actor, REVIEW, EmergencyAccess.client_id), Client.deleted_at.is_(None))
        .options(joinedload(EmergencyAccess.employee), joinedload(EmergencyAccess.reviewed_by))
    )
    if waiting:
        statement = statement.where(EmergencyAccess.reviewed_at.is_(None))
    order = [Order(EmergencyAccess.id, descending=not waiting)]
    return keyset(statement, order, cursor=cursor, scalars=False)


def emergency_of(public_id: str, *, actor: Actor) -> tuple[EmergencyAccess, Client]:
    """One emergency within the reviewer's reach. Refuses with NotFound."""
    row = db.session.execute(
        sa.select(EmergencyAccess, Client)
        .join(Client, Client.id == EmergencyAccess.client_id)
        .where(
            EmergencyAccess.public_id == public_id,
            Client.deleted_at.is_(None),
            within_reach(actor, REVIEW, EmergencyAccess.client_id),
        )
        .options(joinedload(EmergencyAccess.employee))
    ).first()
    if row is None:
        raise NotFound(_("There is no such emergency."))
    return row[0], row[1]


def own_emergencies(actor: Actor, *, limit: int = 10) -> list[tuple[EmergencyAccess, Client]]:
    """The emergencies the person has called, the newest first: what became of their review."""
    rows = db.session.execute(
        sa.select(EmergencyAccess, Client)
        .join(Client, Client.id == EmergencyAccess.client_id)
        .where(EmergencyAccess.employee_id == actor.employee_id, Client.deleted_at.is_(None))
        .options(joinedload(EmergencyAccess.reviewed_by))
        .order_by(EmergencyAccess.id.desc())
        .limit(limit)
    ).all()
    note(len(rows))
    return [(access, client) for access, client in rows]


def own_emergency_of(public_id: str, *, actor: Actor) -> EmergencyAccess:
    """One's own emergency. Refuses with NotFound."""
    found = db.session.execute(
        sa.select(EmergencyAccess).where(
            EmergencyAccess.public_id == public_id,
            EmergencyAccess.employee_id == actor.employee_id,
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such emergency."))
    return found


def reviewers_of(team_id: int | None) -> list[Employee]:
    """Who reviews what happens in the team: those of it and of the teams above it who may, and
    those who may everywhere; for no team, everybody who may."""
    above: list[int] = []
    if team_id is not None:
        up = sa.select(Team.id, Team.parent_id).where(Team.id == team_id).cte("up", recursive=True)
        up = up.union(sa.select(Team.id, Team.parent_id).where(Team.id == up.c.parent_id))
        above = list(db.session.execute(sa.select(up.c.id)).scalars())
    statement = (
        sa.select(Employee)
        .join(Grant, Grant.role_id == Employee.role_id)
        .where(Employee.is_active, Grant.permission == REVIEW, Grant.reach != Reach.NONE)
        .order_by(Employee.id)
    )
    if team_id is not None:
        statement = statement.where(sa.or_(Grant.reach == Reach.ALL, Employee.team_id.in_(above)))
    return list(db.session.execute(statement).scalars())


def unreviewed_before(moment: dt.datetime) -> list[tuple[EmergencyAccess, Client]]:
    """Emergencies nobody has reviewed since ``moment``."""
    rows = db.session.execute(
        sa.select(EmergencyAccess, Client)
        .join(Client, Client.id == EmergencyAccess.client_id)
        .where(EmergencyAccess.reviewed_at.is_(None), EmergencyAccess.opened_at < moment)
        .order_by(EmergencyAccess.id)
    )
    return [(access, client) for access, client in rows]


def openings(since: dt.datetime, until: dt.datetime) -> dict[int, list[Opened]]:
    """Dossiers opened in the span, by employee."""
    rows = db.session.execute(
        sa.select(Opening.employee_id, Opening.client_id, Opening.at).where(
            Opening.at >= since, Opening.at <= until
        )
    )
    found: dict[int, list[Opened]] = defaultdict(list)
    for employee_id, client_id, at in rows:
        found[employee_id].append(Opened(client_id, at))
    return found


def employees(ids: list[int]) -> dict[int, Employee]:
    """People by key."""
    rows = db.session.execute(sa.select(Employee).where(Employee.id.in_(ids))).scalars()
    return {one.id: one for one in rows}


def leavers(ids: list[int]) -> set[int]:
    """Which of them leave: they have given notice, or there is a handover of their clients that is
    not undone, given up or over."""
    live = (
        HandoverState.DRAFT, HandoverState.WAITING, HandoverState.SIGNED, HandoverState.DONE,
    )  # fmt: skip
    handed = sa.select(Handover.leaver_id).where(Handover.state.in_(live))
    return set(
        db.session.execute(
            sa.select(Employee.id).where(
                Employee.id.in_(ids),
                sa.or_(
                    Employee.leaves_on.is_not(None),
                    Employee.access_closed_at.is_not(None),
                    Employee.id.in_(handed),
                ),
            )
        ).scalars()
    )


def alarms(actor: Actor, *, waiting: bool, cursor: str | None = None) -> Page[ReadingAlarm]:
    """Alarms about people of the reviewer's teams (all with reach all), newest first."""
    statement = (
        sa.select(ReadingAlarm)
        .join(Employee, Employee.id == ReadingAlarm.employee_id)
        .where(_watched(actor))
        .options(joinedload(ReadingAlarm.employee), joinedload(ReadingAlarm.seen_by))
    )
    if waiting:
        statement = statement.where(ReadingAlarm.seen_at.is_(None))
    order = [Order(ReadingAlarm.last_at, descending=True), Order(ReadingAlarm.id, descending=True)]
    return keyset(statement, order, cursor=cursor)


def alarm_of(public_id: str, *, actor: Actor) -> ReadingAlarm:
    """One alarm within the reviewer's teams. Refuses with NotFound."""
    found = db.session.execute(
        sa.select(ReadingAlarm)
        .join(Employee, Employee.id == ReadingAlarm.employee_id)
        .where(ReadingAlarm.public_id == public_id, _watched(actor))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such alarm."))
    return found


def read_in(alarm: ReadingAlarm, *, actor: Actor, limit: int = 200) -> list[Any]:
    """The dossiers an alarm is about, in the order in which they were opened: ``public_id``,
    ``name``, ``at``; those that ``actor`` may see."""
    rows = db.session.execute(
        sa.select(
            Client.public_id, Client.display_name.label("name"), sa.func.min(Opening.at).label("at")
        )
        .join(Client, Client.id == Opening.client_id)
        .where(
            Opening.employee_id == alarm.employee_id,
            Opening.at >= alarm.first_at,
            Opening.at <= alarm.last_at,
            Client.deleted_at.is_(None),
            within_reach(actor, "clients:read", Opening.client_id),
        )
        .group_by(Client.id)
        .order_by(sa.func.min(Opening.at), Client.id)
        .limit(limit)
    ).all()
    note(len(rows))
    return list(rows)


def _watched(actor: Actor) -> sa.ColumnElement[bool]:
    others = Employee.id != actor.employee_id
    if reach(actor, REVIEW) is Reach.ALL:
        return others
    teams = any_of(actor.team_ids)
    return sa.and_(others, Employee.team_id == teams)


def readers_of(client_id: int, *, cursor: str | None = None) -> Page[Any]:
    """(opening, employee): who opened the dossier, newest first."""
    statement: Any = (
        sa.select(Opening, Employee)
        .join(Employee, Employee.id == Opening.employee_id)
        .where(Opening.client_id == client_id)
    )
    return keyset(statement, [Order(Opening.id, descending=True)], cursor=cursor, scalars=False)


def notable_of(client_id: int) -> list[AuditEntry]:
    """Emergencies, documents opened and identity revealed, newest first, the latest fifty."""
    return list(
        db.session.execute(
            sa.select(AuditEntry)
            .where(AuditEntry.client_id == client_id, AuditEntry.tag.in_(NOTABLE))
            .order_by(AuditEntry.id.desc())
            .limit(50)
        ).scalars()
    )
