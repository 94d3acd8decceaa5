"""The roles that ended with a handover and are taken up again when the clients go back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ...clients.models import Assignment
from ...core.db import db
from ...portfolios.rules import ENDS
from ..models import Handover, HandoverItem, ItemState


def ended_roles(handover: Handover, only: int | None) -> Any:
    """The keys of the leaver's roles that ended with the handover because the receiver is the
    client's first manager, where the leaver does not serve the client again."""
    item, again = HandoverItem.__table__.c, aliased(Assignment)
    ended = sa.select(item.client_id).where(
        item.handover_id == handover.id,
        sa.literal(ENDS) == sa.any_(item.why),
        item.receiver_id.is_not(None),
    )
    is_again = sa.exists().where(
        again.client_id == Assignment.client_id,
        again.employee_id == handover.leaver_id,
        again.ended_at.is_(None),
    )
    keys = db.session.scalars(
        sa.select(Assignment.id).where(
            Assignment.client_id.in_(ended),
            Assignment.employee_id == handover.leaver_id,
            Assignment.ended_at == handover.executed_at,
            Assignment.is_primary.is_(False),
            sa.not_(is_again),
            *([Assignment.client_id == only] if only is not None else []),
        )
    )
    return sa.literal(list(keys), sa.ARRAY(sa.BigInteger))


def former_role(handover: Handover, clients: Any) -> sa.ColumnElement[bool]:
    """The roles beside the first manager's that receivers of these clients gave up for it, in the
    moment of the handover, and have not taken again; not those they had of an earlier handover that
    is over: such a role is its owner's again."""
    row, item = Assignment.__table__.c, sa.alias(HandoverItem.__table__)
    again, earlier = sa.alias(Assignment.__table__), sa.alias(HandoverItem.__table__)
    receiver = sa.exists().where(
        item.c.handover_id == handover.id,
        item.c.client_id == row.client_id,
        item.c.receiver_id == row.employee_id,
    )
    is_again = sa.exists().where(
        again.c.client_id == row.client_id,
        again.c.employee_id == row.employee_id,
        again.c.ended_at.is_(None),
    )
    went_back = sa.exists().where(
        earlier.c.handover_id == row.handover_id,
        earlier.c.client_id == row.client_id,
        earlier.c.receiver_id == row.employee_id,
        earlier.c.state == ItemState.RETURNED.value,
    )
    return sa.and_(
        row.client_id.in_(clients),
        row.is_primary.is_(False),
        row.ended_at == handover.executed_at,
        receiver,
        sa.not_(is_again),
        sa.not_(went_back),
    )
