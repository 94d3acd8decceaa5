"""Who takes what: clients to accept, declined ones."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Assignment, Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor
from ..models import Handover, HandoverItem, HandoverState, ItemState
from .awaiting import still_awaits


def to_accept(employee_id: int, *, handover_id: int | None = None) -> sa.Select[Any]:
    """The clients handed to an employee that await acceptance."""
    statement = (
        sa.select(HandoverItem)
        .options(joinedload(HandoverItem.client))
        .where(HandoverItem.receiver_id == employee_id, still_awaits())
        .order_by(HandoverItem.is_vip.desc(), HandoverItem.points.desc(), HandoverItem.id)
    )
    if handover_id is not None:
        statement = statement.where(HandoverItem.handover_id == handover_id)
    return statement


def vips_to_accept(handover: Handover, employee_id: int, *, limit: int = 50) -> list[HandoverItem]:
    """The VIPs of a handover that await acceptance by an employee, the heavy ones first."""
    statement = to_accept(employee_id, handover_id=handover.id)
    return list(db.session.scalars(statement.where(HandoverItem.is_vip.is_(True)).limit(limit)))


def count_to_accept(handover: Handover, employee_id: int) -> tuple[int, int]:
    """How many clients of a handover await acceptance by an employee: all of them, and the VIPs
    among them, which are accepted one by one."""
    found = db.session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(HandoverItem.is_vip)).where(
            HandoverItem.handover_id == handover.id,
            HandoverItem.receiver_id == employee_id,
            still_awaits(),
        )
    ).one()
    return found[0], found[1]


def declined(actor: Actor, *, cursor: str | None = None) -> Page[Any]:
    """Clients that their receivers will not take, still with them, for ``actor`` to place anew;
    each with its handover."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(HandoverItem, Handover)
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .options(
            joinedload(HandoverItem.client),
            joinedload(HandoverItem.receiver),
            joinedload(Handover.leaver),
        )
        .where(_to_place_anew(actor))
    )
    order = [Order(HandoverItem.id)]
    return keyset(statement, order, cursor=cursor, counted=True, scalars=False)


def count_declined(actor: Actor) -> int:
    """How many declined clients wait for ``actor``."""
    return int(
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(HandoverItem)
            .join(Handover, Handover.id == HandoverItem.handover_id)
            .where(_to_place_anew(actor))
        )
        or 0
    )


def declined_item(handover: Handover, client_public_id: str, *, actor: Actor) -> HandoverItem:
    """One of them, held; :class:`NotFound` when it is not there or beyond reach."""
    item = db.session.execute(
        sa.select(HandoverItem)
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .join(Client, Client.id == HandoverItem.client_id)
        .options(joinedload(HandoverItem.client), joinedload(HandoverItem.receiver))
        .where(
            Handover.id == handover.id,
            Client.public_id == client_public_id,
            _to_place_anew(actor),
        )
        .with_for_update(of=HandoverItem)
    ).scalar_one_or_none()
    if item is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return item


def given_item(handover: Handover, client_public_id: str, *, actor: Actor) -> HandoverItem:
    """What ``handover`` gave to ``actor``, held; :class:`NotFound` for anything else."""
    item = db.session.execute(
        sa.select(HandoverItem)
        .join(Client, Client.id == HandoverItem.client_id)
        .options(joinedload(HandoverItem.client))
        .where(
            HandoverItem.handover_id == handover.id,
            HandoverItem.receiver_id == actor.employee_id,
            Client.public_id == client_public_id,
        )
        .with_for_update(of=HandoverItem)
    ).scalar_one_or_none()
    if item is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    return item


def _to_place_anew(actor: Actor) -> sa.ColumnElement[bool]:
    still = sa.exists().where(
        Assignment.client_id == HandoverItem.client_id,
        Assignment.employee_id == HandoverItem.receiver_id,
        Assignment.ended_at.is_(None),
    )
    return sa.and_(
        HandoverItem.state == ItemState.DECLINED,
        Handover.state == HandoverState.DONE,
        within_reach(actor, "handovers:make", HandoverItem.client_id),
        still,
    )
