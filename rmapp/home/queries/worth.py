"""In which order clients come to their manager: the worth of a contact as one number."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment, Client, Temperature

#: Bits of each part below the first: a VIP, the order of calls, the temperature, the profit.
_PROFIT, _HEAT, _CALL = 45, 2, 14
_MOST_PROFIT, _LAST_CALL = 2**_PROFIT - 1, 2**_CALL - 1


@functools.cache
def worth_key() -> Any:
    """The place of the client of the row as a number, the smallest first: VIP clients, then the
    order of calls the night has written (C11), then hot before warm before cold, then the possible
    profit. A trigger keeps the same number as ``Assignment.step_order`` of who has no step."""
    heat = sa.case(
        (Client.temperature == Temperature.HOT, 0),
        (Client.temperature == Temperature.WARM, 1),
        else_=2,
    )
    profit = sa.func.least(
        sa.func.greatest(sa.func.coalesce(Client.possible_profit, 0), 0), _MOST_PROFIT
    )
    order = sa.func.least(sa.func.greatest(Client.call_order, 0), _LAST_CALL)
    return sa.type_coerce(
        _big(sa.case((Client.vip_tier != "", 0), else_=1)) * _shifted(_CALL + _HEAT + _PROFIT)
        + _big(order) * _shifted(_HEAT + _PROFIT)
        + _big(heat) * _shifted(_PROFIT)
        + _MOST_PROFIT
        - _big(profit),
        sa.BigInteger,
    )


def _big(number: Any) -> Any:
    return sa.cast(number, sa.BigInteger)


def _shifted(bits: int) -> Any:
    return sa.literal(2**bits, sa.BigInteger)


def stepless_of(
    managers: Any, seen: sa.ColumnElement[bool], *, is_own: bool
) -> sa.Select[*tuple[Any, ...]]:
    """The clients without a next step that ``managers`` serve first and that are ``seen`` (see
    ``attention.seen_by``): along an index. One's own need no look at the client."""
    found = sa.select(Assignment.client_id).where(
        Assignment.employee_id == managers,
        Assignment.ended_at.is_(None),
        Assignment.is_primary,
        Assignment.step_order.is_not(None),
        seen,
    )
    return found if is_own else found.join(Client, Client.id == Assignment.client_id)
