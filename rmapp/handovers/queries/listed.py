"""The clients of a handover as a list to be sifted: by name, receiver, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import joinedload

from ...clients.models import Client
from ...core.db import db
from ...core.pagination import PAGE, Order, Page, keyset
from ...core.text import query_variants, tsquery
from ...portfolios.words import AGAINST
from ..models import Handover, HandoverItem, HandoverReceiver, ItemState
from .awaiting import is_with_receiver, still_awaits
from .meeting import is_unplanned

#: The clients of a handover are counted to the last one.
MOST = 50_000
#: What can be asked of a draft, and of what was carried out.
OF_DRAFT = ("vip", "unplaced", "against", "locked", "left-out")
OF_DONE = ("vip", "awaits", "declined", "unplanned", "against", "returned")


@dataclass(frozen=True)
class Sieve:
    """What the list is narrowed to; nothing: all of it. ``q``: words of the name; ``receiver``: the
    public id of one; ``only``: a code of ``OF_DRAFT`` or ``OF_DONE``."""

    q: str = ""
    receiver: str = ""
    only: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """What was asked, for addresses."""
        asked = {"q": self.q, "receiver": self.receiver, "only": self.only}
        return {name: value for name, value in asked.items() if value}


def sieve_of(args: Mapping[str, str]) -> Sieve:
    """Read what an address asks; what is not known is not asked."""
    only = args.get("only", "")
    return Sieve(
        q=args.get("q", "").strip()[:100],
        receiver=args.get("receiver", "")[:16],
        only=only if only in (*OF_DRAFT, *OF_DONE) else "",
    )


def items(
    handover: Handover,
    *,
    receiver_id: int | None = None,
    sieve: Sieve | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[HandoverItem]:
    """A page of the clients of a handover: VIPs first, heavy ones first."""
    statement = (
        sa.select(HandoverItem)
        .options(joinedload(HandoverItem.client), joinedload(HandoverItem.receiver))
        .where(HandoverItem.handover_id == handover.id, *_asked(handover, sieve))
    )
    if receiver_id is not None:
        statement = statement.where(HandoverItem.receiver_id == receiver_id)
    order = [
        Order(sa.cast(HandoverItem.is_vip, sa.Integer), descending=True),
        Order(HandoverItem.points, descending=True),
        Order(HandoverItem.id, descending=True),
    ]
    return keyset(statement, order, cursor=cursor, limit=limit, counted=True, count_to=MOST)


def found_clients(handover: Handover, sieve: Sieve) -> list[str]:
    """The public ids of every client that the sieve leaves, for a deed on all of them."""
    return list(
        db.session.scalars(
            sa.select(Client.public_id)
            .join(HandoverItem, HandoverItem.client_id == Client.id)
            .where(HandoverItem.handover_id == handover.id, *_asked(handover, sieve))
            .order_by(HandoverItem.id)
        )
    )


def _asked(handover: Handover, sieve: Sieve | None) -> list[sa.ColumnElement[bool]]:
    if sieve is None:
        return []
    asked: list[sa.ColumnElement[bool]] = []
    if sieve.q:
        text = tsquery(query_variants(sieve.q))
        named = sa.select(Client.id).where(Client.search.op("@@")(sa.cast(text, TSQUERY)))
        asked.append(HandoverItem.client_id.in_(named) if text else sa.false())
    if sieve.receiver:
        keys = [one.employee_id for one in handover.receivers if _is(one, sieve.receiver)]
        asked.append(HandoverItem.receiver_id.in_(keys))
    if sieve.only:
        asked.append(_conditions()[sieve.only])
    return asked


def _is(one: HandoverReceiver, public_id: str) -> bool:
    return one.employee.public_id == public_id


def goes_against() -> sa.ColumnElement[bool]:
    """Whether something speaks against the receiver of an item."""
    against = sa.literal(sorted(AGAINST), ARRAY(sa.Text))
    return sa.cast(HandoverItem.why, ARRAY(sa.Text)).op("&&")(against)


def _conditions() -> dict[str, sa.ColumnElement[bool]]:
    return {
        "vip": HandoverItem.is_vip.is_(True),
        "unplaced": sa.and_(
            HandoverItem.receiver_id.is_(None), HandoverItem.state != ItemState.LEFT_OUT
        ),
        "against": goes_against(),
        "locked": HandoverItem.is_pinned.is_(True),
        "left-out": HandoverItem.state == ItemState.LEFT_OUT,
        "awaits": still_awaits(),
        "unplanned": sa.and_(
            HandoverItem.state.in_([ItemState.MOVED, ItemState.ACCEPTED]),
            is_with_receiver(),
            is_unplanned(),
        ),
        "declined": HandoverItem.state == ItemState.DECLINED,
        "returned": HandoverItem.state == ItemState.RETURNED,
    }
