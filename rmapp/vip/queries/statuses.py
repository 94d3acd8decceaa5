"""Who is VIP now, who was, who waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import OF_PRIMARY_MANAGER, Assignment, Client
from ...clients.queries import within_reach
from ...core import clock
from ...core.db import UTCDateTime, db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of
from ..models import StatusState, VipStatus
from .policy import contact_norm

_WITH = (
    joinedload(VipStatus.client),
    joinedload(VipStatus.policy_version),
    joinedload(VipStatus.proposed_by),
    joinedload(VipStatus.decided_by),
)


def status_of(public_id: str, *, actor: Actor, permission: str = "vip:read") -> VipStatus:
    """The status ``public_id`` of a client within reach; :class:`NotFound` otherwise."""
    status = db.session.execute(
        sa.select(VipStatus)
        .join(Client, Client.id == VipStatus.client_id)
        .options(*_WITH)
        .where(
            VipStatus.public_id == public_id,
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
    ).scalar_one_or_none()
    if status is None:
        raise NotFound(_("There is no such VIP status, or it is not yours to see."))
    return status


def status_after(key: int) -> VipStatus:
    """The status which a deed has just changed, read afresh."""
    return db.session.execute(
        sa.select(VipStatus)
        .where(VipStatus.id == key)
        .options(*_WITH)
        .execution_options(populate_existing=True)
    ).scalar_one()


def open_status(client_id: int) -> VipStatus | None:
    """The proposed or confirmed status of a client."""
    return db.session.execute(
        sa.select(VipStatus)
        .options(*_WITH)
        .where(
            VipStatus.client_id == client_id,
            VipStatus.state.in_([StatusState.PROPOSED, StatusState.CONFIRMED]),
        )
    ).scalar_one_or_none()


def history_of(client_id: int) -> list[VipStatus]:
    """Every status a client has had, newest first; fifty at most."""
    return list(
        db.session.scalars(
            sa.select(VipStatus)
            .options(*_WITH)
            .where(VipStatus.client_id == client_id)
            .order_by(VipStatus.id.desc())
            .limit(50)
        )
    )


def statuses(
    actor: Actor, *, state: StatusState | None = None, cursor: str | None = None, limit: int = 50
) -> Page[VipStatus]:
    """Statuses of clients within reach, newest first."""
    statement = (
        sa.select(VipStatus)
        .join(Client, Client.id == VipStatus.client_id)
        .options(*_WITH)
        .where(Client.deleted_at.is_(None), within_reach(actor, "vip:read"))
    )
    if state is not None:
        statement = statement.where(VipStatus.state == state)
    return keyset(statement, [Order(VipStatus.id, descending=True)], cursor=cursor, limit=limit)


def proposals_to_confirm(actor: Actor) -> list[VipStatus]:
    """Proposed statuses ``actor`` may confirm, oldest first; a thousand at most."""
    return list(
        db.session.scalars(
            sa.select(VipStatus)
            .join(Client, Client.id == VipStatus.client_id)
            .options(*_WITH)
            .where(
                VipStatus.state == StatusState.PROPOSED,
                Client.deleted_at.is_(None),
                within_reach(actor, "vip:confirm"),
            )
            .order_by(VipStatus.id)
            .limit(1_000)
        )
    )


@dataclass(frozen=True)
class VipRow:
    """A VIP client as the list shows it."""

    client: Client
    manager: str
    to_breach: int  # days until the contact norm is broken; negative: broken
    status_id: str  # public id of the status, "" where there is none


def vips(actor: Actor, *, cursor: str | None = None) -> Page[Any]:
    """A page of the VIP clients within reach, nearest to a breach of their tier's norm first."""
    last = sa.func.coalesce(Client.last_contact_at, Client.created_at)
    norm = sa.func.coalesce(contact_norm(), 0)
    due = sa.type_coerce(last + sa.func.make_interval(0, 0, 0, norm), UTCDateTime())
    statement: Any = (
        sa.select(
            Client,
            name_of(Employee),
            due,
            sa.func.coalesce(VipStatus.public_id, ""),
        )
        .outerjoin(
            Assignment,
            OF_PRIMARY_MANAGER,
        )
        .outerjoin(Employee, Employee.id == Assignment.employee_id)
        .outerjoin(
            VipStatus,
            sa.and_(VipStatus.client_id == Client.id, VipStatus.state == StatusState.CONFIRMED),
        )
        .where(within_reach(actor, "vip:read"), Client.deleted_at.is_(None), Client.vip_tier != "")
    )
    page = keyset(
        statement, [Order(due), Order(Client.id)], cursor=cursor, counted=True, scalars=False
    )
    now = clock.now()
    page.rows = [
        VipRow(client, manager or "", (by - now).days, status)
        for client, manager, by, status in page.rows
    ]
    return page
