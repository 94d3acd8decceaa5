"""Clients that were not met in time after a handover."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ...clients.queries import within_reach
from ...core import clock
from ...core.db import db
from ...core.pagination import Order, Page, keyset
from ...interactions.models import Interaction, InteractionState
from ...interactions.words import TWO_WAY
from ...policy.enforce import Actor
from ...settings import settings
from ..models import Handover, HandoverItem, HandoverState, ItemState
from .awaiting import is_with_receiver
from .meeting import FACE_TO_FACE

SOON = dt.timedelta(days=7)


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
        sa.not_(_met(Interaction.kind.in_(FACE_TO_FACE))),
    )


def late_items(limit: int = 200) -> list[Any]:
    """Overdue introductions nobody was told of yet, with their handovers."""
    today = clock.today(settings().bank_zone)
    return _untold(_is_late(today), HandoverItem.told_late_at, limit)


def unvisited_items(limit: int = 200) -> list[Any]:
    """VIPs not visited in time of whom nobody was told yet, with their handovers."""
    today = clock.today(settings().bank_zone)
    return _untold(_is_unvisited(today), HandoverItem.told_unvisited_at, limit)


def _stands(what: Any, unspoken: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    """``what`` of the receiver's next planned contact, if it comes soon; face to face where the
    visit alone is missing."""
    return (
        sa.select(what)
        .where(
            Interaction.client_id == HandoverItem.client_id,
            Interaction.manager_id == HandoverItem.receiver_id,
            Interaction.state == InteractionState.PLANNED,
            Interaction.planned_at < clock.now() + SOON,
            sa.or_(unspoken, Interaction.kind.in_(FACE_TO_FACE)),
        )
        .order_by(Interaction.planned_at, Interaction.id)
        .limit(1)
        .correlate(HandoverItem, Handover)
        .scalar_subquery()
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
    with its handover, whether it is the visit alone that is missing, and the public id and the
    moment of the contact that stands in the receiver's diary for it within a week, if there is one:
    what is planned for later is no answer to what is overdue."""
    today = clock.today(settings().bank_zone)
    unspoken = _is_late(today)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            HandoverItem,
            Handover,
            sa.not_(unspoken).label("visit_alone"),
            _stands(Interaction.public_id, unspoken).label("contact"),
            _stands(Interaction.planned_at, unspoken).label("contact_at"),
        )
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .options(
            joinedload(HandoverItem.client),
            joinedload(HandoverItem.receiver),
            joinedload(Handover.leaver),
        )
        .where(*_is_breach(actor, today))
    )
    order = [Order(HandoverItem.meet_by), Order(HandoverItem.id)]
    return keyset(statement, order, cursor=cursor, counted=True, scalars=False)


def count_late(actor: Actor) -> int:
    """How many introductions and visits are overdue within reach of ``actor``."""
    today = clock.today(settings().bank_zone)
    found = (
        sa.select(sa.func.count())
        .select_from(HandoverItem)
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .where(*_is_breach(actor, today))
    )
    return int(db.session.scalar(found) or 0)


def _is_breach(actor: Actor, today: dt.date) -> list[sa.ColumnElement[bool]]:
    return [
        sa.or_(_is_late(today), _is_unvisited(today)),
        within_reach(actor, "handovers:make", HandoverItem.client_id),
    ]
