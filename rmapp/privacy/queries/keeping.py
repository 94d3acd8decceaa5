"""Rules of keeping, dry runs, seals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import (
    OF_PRIMARY_MANAGER,
    Assignment,
    Client,
    Lifecycle,
)
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor
from ...products.models import Holding, HoldingState
from ...staff.models import Employee
from ..models import (
    LegalHold,
    RetentionRule,
    RetentionRun,
    RunState,
    SubjectRequest,
)
from ..rules import months_after
from .requests import OPEN

MOST_IN_RUN = 500


def holds(client_id: int) -> list[LegalHold]:
    """What is sealed of an erased client."""
    return list(
        db.session.scalars(
            sa.select(LegalHold).where(LegalHold.client_id == client_id).order_by(LegalHold.id)
        )
    )


def holds_over(today: dt.date) -> list[LegalHold]:
    """Seals whose day has come."""
    return list(db.session.scalars(sa.select(LegalHold).where(LegalHold.until <= today)))


def rules(relation: str | None = None) -> list[RetentionRule]:
    """The active rules of a relation; every rule for None."""
    statement = sa.select(RetentionRule).order_by(RetentionRule.position, RetentionRule.id)
    if relation is not None:
        statement = statement.where(RetentionRule.relation == relation, RetentionRule.is_active)
    return list(db.session.scalars(statement))


def rule_of(public_id: str) -> RetentionRule:
    """One rule. Refuses with NotFound."""
    found = db.session.execute(
        sa.select(RetentionRule).where(RetentionRule.public_id == public_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such rule."))
    return found


def hold(client_id: int) -> None:
    """Hold the row of a client until the transaction ends, and read it anew."""
    db.session.execute(
        sa.select(Client)
        .where(Client.id == client_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def beyond(rule: RetentionRule, today: dt.date, *, only: int | None = None) -> list[int]:
    """Keys of clients (or of the client ``only``) whose data the rule says are kept too long.

    Never: VIPs, holders of products, those of whom a request about their data is open: it is
    answered first.
    """
    limit = dt.datetime.combine(months_after(today, -rule.months), dt.time(), dt.UTC)
    statement = sa.select(Client.id).where(
        Client.erased_at.is_(None),
        Client.merged_into_id.is_(None),
        Client.vip_tier == "",
        ~sa.exists().where(Holding.client_id == Client.id, Holding.state == HoldingState.ACTIVE),
        ~sa.exists().where(SubjectRequest.client_id == Client.id, SubjectRequest.state.in_(OPEN)),
    )
    if only is not None:
        statement = statement.where(Client.id == only)
    if rule.client_kind:
        statement = statement.where(Client.kind == rule.client_kind)
    if rule.relation == "bin":
        statement = statement.where(Client.deleted_at < limit)
    elif rule.relation == "prospect":
        statement = statement.where(
            Client.lifecycle == Lifecycle.PROSPECT,
            sa.func.coalesce(Client.last_contact_at, Client.created_at) < limit,
            Client.next_contact_at.is_(None),
            Client.resumes_on.is_(None),
        )
    elif rule.relation == "former":
        ended = (
            sa.select(sa.func.max(Holding.closes_on))
            .where(Holding.client_id == Client.id)
            .scalar_subquery()
        )
        statement = statement.where(
            Client.client_since.is_not(None),
            ended < limit.date(),
            sa.func.coalesce(Client.last_contact_at, Client.created_at) < limit,
            Client.next_contact_at.is_(None),
            Client.resumes_on.is_(None),
        )
    else:
        return []
    return list(db.session.scalars(statement.order_by(Client.id).limit(MOST_IN_RUN)))


def runs(cursor: str | None = None) -> Page[RetentionRun]:
    """Runs of the retention, newest first."""
    return keyset(
        sa.select(RetentionRun).options(
            joinedload(RetentionRun.asked_by), joinedload(RetentionRun.signed_by)
        ),
        [Order(RetentionRun.id, descending=True)],
        cursor=cursor,
        limit=20,
    )


def run_of(public_id: str) -> RetentionRun:
    """One run. Refuses with NotFound."""
    found = db.session.execute(
        sa.select(RetentionRun)
        .where(RetentionRun.public_id == public_id)
        .options(joinedload(RetentionRun.asked_by), joinedload(RetentionRun.signed_by))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such run."))
    return found


def open_run() -> RetentionRun | None:
    """A run that waits for its people."""
    return db.session.execute(
        sa.select(RetentionRun).where(RetentionRun.state == RunState.DRY).limit(1)
    ).scalar_one_or_none()


def clients_of_run(run: RetentionRun) -> list[Client]:
    """The clients a run found."""
    return list(
        db.session.scalars(
            sa.select(Client).where(Client.id.in_(run.client_ids)).order_by(Client.name_key)
        )
    )


@dataclass(frozen=True)
class Overdue:
    """A client of a run: who serves it, whether the reader may open its dossier, by which relation
    of the rules it was found and since when that counts."""

    client: Client
    manager: Employee | None
    is_near: bool
    relation: str
    since: dt.datetime


def overdue_of_run(run: RetentionRun, *, actor: Actor) -> list[Overdue]:
    """The clients of a run as people judge them, in the order of their names. One statement."""
    rows = db.session.execute(
        sa.select(Client, Employee, within_reach(actor, "clients:read"))
        .outerjoin(
            Assignment,
            OF_PRIMARY_MANAGER,
        )
        .outerjoin(Employee, Employee.id == Assignment.employee_id)
        .where(Client.id.in_(run.client_ids))
        .order_by(Client.name_key, Client.id)
    ).all()
    return [
        Overdue(client, manager, bool(near) and client.deleted_at is None, *_counted(client))
        for client, manager, near in rows
    ]


def _counted(client: Client) -> tuple[str, dt.datetime]:
    if client.deleted_at is not None:
        return "bin", client.deleted_at
    relation = "prospect" if client.lifecycle is Lifecycle.PROSPECT else "former"
    return relation, client.last_contact_at or client.created_at
