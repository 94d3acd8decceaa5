"""Figures of clients, the evaluation, the lists of VIPs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from ..clients.models import Assignment, Client, Lifecycle
from ..clients.queries import within_reach
from ..core import clock, seen
from ..core.db import db
from ..core.errors import Conflict, NotFound
from ..core.pagination import Order, Page, keyset
from ..policy.enforce import Actor
from ..products.models import Holding, HoldingState
from ..settings import settings
from ..staff.models import Employee
from .models import Measure, PolicyState, StatusState, VipPolicyVersion, VipStatus
from .rules import Required, Verdict, judge


def policy_in_force() -> VipPolicyVersion:
    """The version in force; :class:`Conflict` when the bank has none yet."""
    version = db.session.execute(
        sa.select(VipPolicyVersion)
        .options(selectinload(VipPolicyVersion.criteria))
        .where(VipPolicyVersion.state == PolicyState.IN_FORCE)
    ).scalar_one_or_none()
    if version is None:
        raise Conflict(_("The bank has no VIP policy in force yet."))
    return version


def versions() -> list[VipPolicyVersion]:
    """All versions, newest first."""
    return list(
        db.session.scalars(
            sa.select(VipPolicyVersion)
            .options(selectinload(VipPolicyVersion.criteria))
            .order_by(VipPolicyVersion.number.desc())
            .limit(100)
        )
    )


def version_of(public_id: str) -> VipPolicyVersion:
    """The version ``public_id``; :class:`NotFound` when there is none."""
    version = db.session.execute(
        sa.select(VipPolicyVersion)
        .options(selectinload(VipPolicyVersion.criteria))
        .where(VipPolicyVersion.public_id == public_id)
    ).scalar_one_or_none()
    if version is None:
        raise NotFound(_("There is no such version of the policy."))
    return version


def _figures() -> dict[Measure, Any]:
    """Each measure as an expression over Client and the sums of its active holdings."""
    day = clock.today(settings().bank_zone)
    years = sa.func.date_part("year", sa.func.age(sa.literal(day), Client.client_since))
    return {
        Measure.BALANCE: sa.func.coalesce(sa.func.sum(Holding.balance), 0),
        Measure.PROFIT: sa.func.coalesce(sa.func.sum(Holding.profit_12m), 0),
        Measure.YEARS: sa.cast(sa.func.coalesce(years, 0), sa.BigInteger),
        Measure.PRODUCTS: sa.func.count(Holding.id),
    }


def figures_of(client_id: int) -> dict[str, int]:
    """The figures of one client: measure → value, money in minor units."""
    return _judged_rows(sa.select(Client).where(Client.id == client_id))[0][1]


def _judged_rows(clients: sa.Select[Any]) -> list[tuple[Client, dict[str, int]]]:
    figures = _figures()
    statement = (
        clients.add_columns(*[figures[m].label(m.value) for m in Measure])
        .outerjoin(
            Holding,
            sa.and_(Holding.client_id == Client.id, Holding.state == HoldingState.ACTIVE),
        )
        .group_by(Client.id)
    )
    return [
        (row[0], {m.value: int(row[1 + i]) for i, m in enumerate(Measure)})
        for row in db.session.execute(statement)
    ]


@dataclass(frozen=True)
class Candidate:
    """A client held against the policy in force."""

    client: Client
    verdict: Verdict


@dataclass(frozen=True)
class Evaluation:
    """Who would enter, who would leave, who is near. Nothing has changed."""

    version: VipPolicyVersion
    enter: list[Candidate]
    leave: list[Candidate]
    near: list[Candidate]


NEAR = 0.75
SHOWN = 50  # on a page


def required(version: VipPolicyVersion) -> list[Required]:
    """The criteria of ``version`` as the rules take them."""
    return [Required(one.measure.value, one.least) for one in version.criteria]


def judge_client(client: Client, version: VipPolicyVersion) -> Verdict:
    """Hold one client against ``version``."""
    return judge(required(version), figures_of(client.id), version.least_criteria)


def evaluate(actor: Actor, version: VipPolicyVersion) -> Evaluation:
    """Hold the clients within reach against ``version``: one statement, 5,000 clients at most.

    The statement itself keeps only clients that meet or come near a criterion, or are VIP now.
    """
    figures = _figures()
    near = [figures[one.measure] >= int(one.least * NEAR) for one in version.criteria] or [
        sa.false()
    ]
    statement = (
        sa.select(Client)
        .where(
            within_reach(actor, "vip:read"),
            Client.deleted_at.is_(None),
            Client.lifecycle == Lifecycle.CLIENT,
            Client.is_active.is_(True),
        )
        .having(sa.or_(*near, Client.vip_tier != ""))
        .order_by(figures[Measure.PROFIT].desc(), Client.id)
        .limit(5_000)
    )
    waiting = set(
        db.session.scalars(
            sa.select(VipStatus.client_id).where(VipStatus.state == StatusState.PROPOSED)
        )
    )
    found = Evaluation(version, [], [], [])
    for client, values in _judged_rows(statement):
        verdict = judge(required(version), values, version.least_criteria)
        candidate = Candidate(client, verdict)
        if client.vip_tier and not verdict.meets:
            found.leave.append(candidate)
        elif not client.vip_tier and verdict.meets and client.id not in waiting:
            found.enter.append(candidate)
        elif not client.vip_tier and not verdict.meets and verdict.nearness >= NEAR:
            found.near.append(candidate)
    return found


def stretch(candidates: list[Candidate], cursor: str | None) -> Page[Candidate]:
    """A page of one list of the evaluation; ``cursor``: how many candidates come before it.

    A nonsense cursor is the beginning.
    """
    begins = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() else 0
    begins = begins if begins < len(candidates) else 0
    rows = candidates[begins : begins + SHOWN]
    seen.note(len(rows))
    ends = begins + len(rows)
    return Page(
        rows=rows,
        next=str(ends) if ends < len(candidates) else None,
        previous=str(max(0, begins - SHOWN)) if begins else None,
        limit=SHOWN,
        count=len(candidates),
    )


def status_of(public_id: str, *, actor: Actor, permission: str = "vip:read") -> VipStatus:
    """The status ``public_id`` of a client within reach; :class:`NotFound` otherwise."""
    status = db.session.execute(
        sa.select(VipStatus)
        .join(Client, Client.id == VipStatus.client_id)
        .options(
            joinedload(VipStatus.client),
            joinedload(VipStatus.policy_version),
            joinedload(VipStatus.proposed_by),
        )
        .where(
            VipStatus.public_id == public_id,
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
    ).scalar_one_or_none()
    if status is None:
        raise NotFound(_("There is no such VIP status, or it is not yours to see."))
    return status


def open_status(client_id: int) -> VipStatus | None:
    """The proposed or confirmed status of a client."""
    return db.session.execute(
        sa.select(VipStatus)
        .options(joinedload(VipStatus.policy_version), joinedload(VipStatus.proposed_by))
        .where(
            VipStatus.client_id == client_id,
            VipStatus.state.in_([StatusState.PROPOSED, StatusState.CONFIRMED]),
        )
    ).scalar_one_or_none()


def proposals_to_confirm(actor: Actor) -> list[VipStatus]:
    """Proposed statuses ``actor`` may confirm, oldest first."""
    return list(
        db.session.scalars(
            sa.select(VipStatus)
            .join(Client, Client.id == VipStatus.client_id)
            .options(
                joinedload(VipStatus.client),
                joinedload(VipStatus.policy_version),
                joinedload(VipStatus.proposed_by),
            )
            .where(
                VipStatus.state == StatusState.PROPOSED,
                Client.deleted_at.is_(None),
                within_reach(actor, "vip:confirm"),
            )
            .order_by(VipStatus.id)
            .limit(100)
        )
    )


@dataclass(frozen=True)
class VipRow:
    """A VIP client as the list shows it."""

    client: Client
    manager: str
    to_breach: int  # days until the contact norm is broken; negative: broken


def vips(actor: Actor, *, cursor: str | None = None) -> Page[Any]:
    """A page of the VIP clients within reach, by days to the breach of the norm."""
    last = sa.func.coalesce(Client.last_contact_at, Client.created_at)
    statement: Any = (
        sa.select(Client, Employee.family_name + " " + Employee.given_name)
        .outerjoin(
            Assignment,
            sa.and_(
                Assignment.client_id == Client.id,
                Assignment.ended_at.is_(None),
                Assignment.is_primary,
            ),
        )
        .outerjoin(Employee, Employee.id == Assignment.employee_id)
        .where(within_reach(actor, "vip:read"), Client.deleted_at.is_(None), Client.vip_tier != "")
    )
    page = keyset(
        statement, [Order(last), Order(Client.id)], cursor=cursor, counted=True, scalars=False
    )
    norm = dt.timedelta(days=_contact_days())
    now = clock.now()
    page.rows = [
        VipRow(
            client, manager or "", ((client.last_contact_at or client.created_at) + norm - now).days
        )
        for client, manager in page.rows
    ]
    return page


def _contact_days() -> int:
    return int(
        db.session.scalar(
            sa.select(VipPolicyVersion.contact_days).where(
                VipPolicyVersion.state == PolicyState.IN_FORCE
            )
        )
        or 30
    )
