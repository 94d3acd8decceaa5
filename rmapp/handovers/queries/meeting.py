"""What stands planned for the introduction of a client that was handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...core import clock
from ...core.db import any_of, db
from ...interactions.models import Interaction, InteractionState
from ...interactions.queries import free_from
from ...interactions.words import Kind
from ...staff.calendar import calendar_for
from ...staff.models import Employee
from ..models import Handover, HandoverItem

FACE_TO_FACE = (Kind.VISIT, Kind.MEETING)


def has_contact_by(item: HandoverItem, by: dt.date) -> bool:
    """Whether the receiver has a contact with the client planned for the day ``by``, or before."""
    return _has_planned(item, by)


def has_visit_by(item: HandoverItem, by: dt.date) -> bool:
    """Whether the receiver meets the client face to face on the day ``by``, or before."""
    return _has_planned(item, by, Interaction.kind.in_(FACE_TO_FACE))


def _has_planned(item: HandoverItem, by: dt.date, *more: Any) -> bool:
    return bool(
        db.session.scalar(
            sa.select(
                sa.exists().where(
                    Interaction.client_id == item.client_id,
                    Interaction.manager_id == item.receiver_id,
                    Interaction.state == InteractionState.PLANNED,
                    Interaction.planned_at < sa.cast(by + dt.timedelta(days=1), sa.Date),
                    *more,
                )
            )
        )
    )


def receiver_of(item: HandoverItem) -> Employee:
    """Who received the client of an item; RuntimeError: nobody did."""
    if item.receiver_id is None:
        raise RuntimeError("nobody has received this client")
    return db.session.get_one(Employee, item.receiver_id)


def heavy_first(handover: Handover, client_ids: Sequence[int]) -> list[int]:
    """The clients ``client_ids`` of a handover, those that weigh most first."""
    return list(
        db.session.scalars(
            sa.select(HandoverItem.client_id)
            .where(
                HandoverItem.handover_id == handover.id,
                HandoverItem.client_id == any_of(client_ids),
            )
            .order_by(HandoverItem.points.desc(), HandoverItem.client_id)
        )
    )


def moment_to_introduce(item: HandoverItem, *, minutes: int, zone: str) -> dt.datetime:
    """A working moment of the receiver, from an hour on, that no visit and no meeting takes."""
    receiver = receiver_of(item)
    from_now = quarter_after(clock.now() + dt.timedelta(hours=1))
    soon = calendar_for(receiver.id).next_working_moment(from_now, zone)
    return free_from(receiver.id, soon, minutes)


def quarter_after(moment: dt.datetime) -> dt.datetime:
    """The next quarter of an hour: nobody plans a call for 10:02."""
    past = dt.timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - past + (dt.timedelta(minutes=15) if past else dt.timedelta())


def next_working_day(item: HandoverItem) -> dt.date:
    """The receiver's next working day after today."""
    receiver = receiver_of(item)
    return calendar_for(receiver.id).add_working_days(clock.today(receiver.zone), 1)


def is_unplanned() -> sa.ColumnElement[bool]:
    """Whether nothing is planned with the client of an item in its receiver's diary."""
    planned = sa.exists().where(
        Interaction.client_id == HandoverItem.client_id,
        Interaction.manager_id == HandoverItem.receiver_id,
        Interaction.state == InteractionState.PLANNED,
    )
    return sa.not_(planned)
