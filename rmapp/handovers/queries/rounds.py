"""Where the clients of a handover have come to by later handovers, step by step.

Whoever stands in for somebody goes away too, and others stand in for them: the clients are the
first one's all the same, and go back when that substitution is over, from wherever they are. A
deputy's role ends while whoever stands in is the client's first manager for somebody else: it goes
back all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment, Client
from ...core.db import any_of, db
from ..models import Handover, HandoverItem, HandoverState, ItemState

#: A handover after which the clients were with its leaver again.
_OVER = (HandoverState.RETURNED, HandoverState.UNDONE)


@dataclass(frozen=True)
class Round:
    """A client that others carried on: ``assignment_id``: the open row by which ``holder_id``
    serves it now; ``is_over``: of a role which ended because its holder became the first
    manager."""

    client_id: int
    holder_id: int
    assignment_id: int
    is_over: bool = False


def came_round(handover: Handover, *, follows: bool, only: int | None = None) -> list[Round]:
    """The clients of ``handover`` (``only`` one of them, if named) that have not gone back and are
    served by another row than the handover's own: they came back to the receiver when a later
    handover of the receiver was over, or, where ``follows``, are where later handovers brought
    them. Each step must be a handover's: what a person gave to somebody by hand stays there.
    """
    rows = _rows(handover, only)
    by_client: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_client[row.client_id].append(row)
    found = []
    for client_id, mine in by_client.items():
        for row in mine:
            is_carried_on = row.ended_at is None and row.handover_id != handover.id
            if not is_carried_on and not _is_given_up(row, mine, handover):
                continue
            first = _origin(row, mine, handover)
            if first is not None and (follows or first.employee_id == row.employee_id):
                over = row.ended_at is not None
                found.append(Round(client_id, row.employee_id, row.id, over))
    return found


def _origin(row: Any, rows: Sequence[Any], handover: Handover) -> Any:
    """The row that ``handover`` opened and from which later handovers led to ``row``; None where
    something else lies between."""
    at = row
    for _step in rows:
        if at.handover_id == handover.id and at.started_at == handover.executed_at:
            return at if at.employee_id != handover.leaver_id else None
        if not _is_opened_later(at, handover):
            return None
        before = _before(at, rows)
        if before is None:
            return None
        at = before
    return None


def _before(row: Any, rows: Sequence[Any]) -> Any:
    """The row that ``row`` came from; of a role that was taken up again: the one that ended when
    its holder became the first manager."""
    again = _is_taken_again(row)
    found = [
        one
        for one in rows
        if one.ended_at == (row.executed_at if again else row.started_at)
        and one.id < row.id
        and one.is_primary == row.is_primary
        and (one.employee_id == row.employee_id) == again
    ]
    return found[-1] if found else None


def _is_taken_again(row: Any) -> bool:
    """Whether a role beside the first manager's was taken up again when a later handover was over:
    its holder is not the first manager any more."""
    return bool(
        not row.is_primary
        and row.employee_id != row.leaver_id
        and row.via_state in _OVER
        and row.started_at > row.executed_at
    )


def _is_given_up(row: Any, rows: Sequence[Any], handover: Handover) -> bool:
    """Whether a role beside the first manager's ended because a later handover made its holder the
    first manager, and nobody has taken it since."""
    if row.is_primary or row.ended_at is None:
        return False
    became_first = any(
        one.is_primary
        and one.employee_id == row.employee_id
        and one.started_at == row.ended_at
        and one.handover_id not in (None, handover.id)
        and one.started_at == one.executed_at
        for one in rows
    )
    taken = any(
        one.id > row.id
        and not one.is_primary
        and one.employee_id in (row.employee_id, handover.leaver_id)
        for one in rows
    )
    return became_first and not taken


def _is_opened_later(row: Any, handover: Handover) -> bool:
    """Whether a later handover opened a row, or its end did: by the end of an earlier one a client
    is where it belongs."""
    if row.leaver_id is None or row.executed_at is None:
        return False
    if (row.executed_at, row.handover_id) <= (handover.executed_at, handover.id):
        return False
    if _is_taken_again(row):
        return True
    if row.employee_id != row.leaver_id:
        return bool(row.started_at == row.executed_at)
    return row.via_state in _OVER and bool(row.started_at >= row.executed_at)


def _rows(handover: Handover, only: int | None) -> list[Any]:
    """All rows since ``handover`` of its clients that have not gone back and are served by a row of
    another handover, in order of time."""
    row: Any = Assignment.__table__.c
    back = (ItemState.RETURNED, ItemState.LEFT_OUT)
    clients = list(
        db.session.scalars(
            sa.select(HandoverItem.client_id)
            .join(Assignment, Assignment.client_id == HandoverItem.client_id)
            .join(Client, Client.id == HandoverItem.client_id)
            .where(
                HandoverItem.handover_id == handover.id,
                HandoverItem.receiver_id.is_not(None),
                HandoverItem.state.not_in(back),
                Assignment.ended_at.is_(None),
                Assignment.handover_id.is_not(None),
                Assignment.handover_id != handover.id,
                Assignment.employee_id != handover.leaver_id,
                Assignment.started_at >= handover.executed_at,
                Client.deleted_at.is_(None),
                *([HandoverItem.client_id == only] if only is not None else []),
            )
            .distinct()
        )
    )
    if not clients:
        return []
    return list(
        db.session.execute(
            sa.select(
                row.id, row.client_id, row.employee_id, row.is_primary, row.started_at,
                row.ended_at, row.handover_id, Handover.leaver_id, Handover.executed_at,
                Handover.state.label("via_state"),
            )
            .select_from(Assignment.__table__)
            .outerjoin(Handover, Handover.id == row.handover_id)
            .where(row.client_id == any_of(clients), row.started_at >= handover.executed_at)
            .order_by(row.client_id, row.id)
        )
    )  # fmt: skip
