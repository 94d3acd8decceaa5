"""What a household or a group of companies has together (D6): the figures VIP criteria ask for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ...clients.models import Client, Relation, RelationKind
from ...clients.queries import within_reach
from ...policy.enforce import Actor
from ...products.models import Holding, HoldingState

#: Ties over which figures are added up.
TOGETHER = (RelationKind.HOUSEHOLD, RelationKind.GROUP)
#: Members looked at, at most.
MOST = 200


def group_totals(actor: Actor, client_id: Any, *, currency: Any, today: Any) -> Any:
    """A scalar subquery: members, products, balance and profit of a client and of all clients tied
    to it, directly or over others, by a tie of a household or a group that is open ``today``.

    All three are bound values. Sums are in minor units of ``currency``, the client's; what lies in
    others is counted in ``elsewhere``. Clients beyond reach are neither counted nor added.
    """
    members = sa.select(client_id.label("id")).cte("members", recursive=True)
    tie = sa.select(
        sa.case((Relation.client_id == members.c.id, Relation.other_id), else_=Relation.client_id)
    ).where(
        sa.or_(Relation.client_id == members.c.id, Relation.other_id == members.c.id),
        Relation.kind.in_(TOGETHER),
        sa.or_(Relation.until.is_(None), Relation.until >= today),
    )
    members = members.union(tie)
    few = sa.select(members.c.id).limit(MOST).scalar_subquery()
    seen = (
        sa.select(Client.id)
        .where(Client.id.in_(few), Client.deleted_at.is_(None), within_reach(actor, "clients:read"))
        .cte("seen")
    )
    own = Holding.currency == currency
    active = sa.and_(Holding.client_id == seen.c.id, Holding.state == HoldingState.ACTIVE)
    pairs = {
        "members": sa.func.count(sa.distinct(seen.c.id)),
        "products": sa.func.count(Holding.id),
        "balance": sa.func.coalesce(sa.func.sum(Holding.balance).filter(own), 0),
        "profit": sa.func.coalesce(sa.func.sum(Holding.profit_12m).filter(own), 0),
        "elsewhere": sa.func.count(Holding.id).filter(sa.not_(own)),
    }
    parts = [part for name, value in pairs.items() for part in (sa.literal(name), value)]
    return (
        sa.select(sa.func.jsonb_build_object(*parts, type_=JSONB))
        .select_from(sa.outerjoin(seen, Holding, active))
        .scalar_subquery()
    )
