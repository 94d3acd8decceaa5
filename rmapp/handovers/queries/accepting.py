"""Who takes what: clients to accept, declined ones, those not met in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Assignment, Client
from ...clients.queries import within_reach
from ...core import clock
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...interactions.models import Interaction, InteractionState
from ...interactions.queries import free_from
from ...interactions.words import TWO_WAY, Kind
from ...policy.enforce import Actor
from ...settings import settings
from ...staff.calendar import calendar_for
from ..models import Handover, HandoverItem, HandoverState, ItemState
from .awaiting import is_with_receiver, still_awaits

CALL_MINUTES = 20


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


def has_contact_by(item: HandoverItem) -> bool:
    """Whether the receiver has a contact with the client planned for the day it is due, or
    before."""
    assert item.meet_by is not None
    return bool(
        db.session.scalar(
            sa.select(
                sa.exists().where(
                    Interaction.client_id == item.client_id,
                    Interaction.manager_id == item.receiver_id,
                    Interaction.state == InteractionState.PLANNED,
                    Interaction.planned_at < sa.cast(item.meet_by + dt.timedelta(days=1), sa.Date),
                )
            )
        )
    )


def moment_to_introduce(item: HandoverItem, *, zone: str) -> dt.datetime:
    """A free working moment of the receiver for the first call, from an hour on."""
    assert item.receiver_id is not None
    calendar = calendar_for(item.receiver_id)
    soon = calendar.next_working_moment(clock.now() + dt.timedelta(hours=1), zone)
    return free_from(item.receiver_id, soon, CALL_MINUTES)


def _met(*more: Any) -> sa.ColumnElement[bool]:
    """Whether the sides have spoken since the handover; ``more``: in which way."""
    return sa.exists().where(
        Interaction.client_id == HandoverItem.client_id,
        Interaction.state == InteractionState.DONE,
        Interaction.result.in_(sorted(TWO_WAY)),
        Interaction.outcome_at >= Handover.executed_at,
        *more,
    )


def _under_way() -> sa.ColumnElement[bool]:
    return sa.and_(
        Handover.state == HandoverState.DONE,
        HandoverItem.state.in_([ItemState.MOVED, ItemState.ACCEPTED]),
        is_with_receiver(),
    )


def _is_late(today: dt.date) -> sa.ColumnElement[bool]:
    """Given away, still with the receiver, its day over, and not spoken to since."""
    return sa.and_(_under_way(), HandoverItem.meet_by < today, sa.not_(_met()))


def _is_unvisited(today: dt.date) -> sa.ColumnElement[bool]:
    """A VIP whose day of the visit is over, and nobody has met it face to face since."""
    return sa.and_(
        _under_way(),
        HandoverItem.visit_by < today,
        sa.not_(_met(Interaction.kind.in_([Kind.VISIT, Kind.MEETING]))),
    )


def late_items(limit: int = 200) -> list[Any]:
    """Overdue introductions nobody was told of yet, with their handovers."""
    today = clock.today(settings().bank_zone)
    return _untold(_is_late(today), HandoverItem.told_late_at, limit)


def unvisited_items(limit: int = 200) -> list[Any]:
    """VIPs not visited in time of whom nobody was told yet, with their handovers."""
    today = clock.today(settings().bank_zone)
    return _untold(_is_unvisited(today), HandoverItem.told_unvisited_at, limit)


def _stands(unspoken: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """The receiver's next planned contact; face to face where the visit alone is missing."""
    return (
        sa.select(Interaction.public_id)
        .where(
            Interaction.client_id == HandoverItem.client_id,
            Interaction.manager_id == HandoverItem.receiver_id,
            Interaction.state == InteractionState.PLANNED,
            sa.or_(unspoken, Interaction.kind.in_([Kind.VISIT, Kind.MEETING])),
        )
        .order_by(Interaction.planned_at, Interaction.id)
        .limit(1)
        .correlate(HandoverItem, Handover)
        .scalar_subquery()
        .label("contact")
    )


def _untold(breach: sa.ColumnElement[bool], told_at: Any, limit: int) -> list[Any]:
    return list(
        db.session.execute(
            sa.select(HandoverItem, Handover)
            .join(Handover, Handover.id == HandoverItem.handover_id)
            .options(joinedload(HandoverItem.client))
            .where(breach, told_at.is_(None))
            .order_by(HandoverItem.id)
            .limit(limit)
        )
    )


def late(actor: Actor, *, cursor: str | None = None) -> Page[Any]:
    """Overdue introductions and visits within reach of ``actor``, the longest overdue first; each
    with its handover, whether it is the visit alone that is missing, and the public id of the next
    contact that stands in the receiver's diary for it, if there is one."""
    today = clock.today(settings().bank_zone)
    unspoken = _is_late(today)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(HandoverItem, Handover, sa.not_(unspoken).label("visit_alone"), _stands(unspoken))
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .options(
            joinedload(HandoverItem.client),
            joinedload(HandoverItem.receiver),
            joinedload(Handover.leaver),
        )
        .where(
            sa.or_(unspoken, _is_unvisited(today)),
            within_reach(actor, "handovers:make", HandoverItem.client_id),
        )
    )
    order = [Order(HandoverItem.meet_by), Order(HandoverItem.id)]
    return keyset(statement, order, cursor=cursor, counted=True, scalars=False)
