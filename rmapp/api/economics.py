"""What VIP terms cost against what the clients bring, at ``/api/v1/vip-economics`` (V5)."""

from __future__ import annotations

from flask import Blueprint

from ..policy.enforce import current_actor, requires
from ..vip import queries
from ..vip.queries import Economics, Worth
from ..vip.rules import reason_of
from .doors import operation
from .shapes.base import PageOf, named, page_of
from .shapes.economics import (
    ClientWorth,
    EconomicsQuery,
    EconomicsShown,
    ManagerWorth,
    PortfolioWorth,
)

economics = Blueprint("api_vip_economics", __name__, url_prefix="/api/v1/vip-economics")


@economics.get("")
@requires("vip:read")
@operation("Read the economics of VIP service", answer=EconomicsShown, refusals=(409,))
def show() -> EconomicsShown:
    """Of the clients within reach, all together and by manager, by the terms in force."""
    version = queries.policy_in_force()
    found, last = Economics(current_actor(), version), queries.latest()
    return EconomicsShown(
        policy=version.public_id,
        policy_number=version.number,
        figures_at=last.finished_at if last is not None else None,
        whole=PortfolioWorth(**_plain(found.whole())),
        managers=[
            ManagerWorth(**_plain(one), manager=named(one.manager) if one.manager else None)
            for one in found.managers()
        ],
    )


@economics.get("/clients")
@requires("vip:read")
@operation(
    "List VIP clients by what they leave",
    query=EconomicsQuery,
    answer=PageOf[ClientWorth],
    refusals=(409,),
)
def clients(query: EconomicsQuery) -> PageOf[ClientWorth]:
    """The one that costs the bank most first; with ``losing`` those not worth their terms alone."""
    found = Economics(current_actor(), queries.policy_in_force())
    page = found.clients(cursor=query.cursor, limit=query.limit, losing=query.losing)
    return page_of(page, _client, shape=PageOf[ClientWorth])


def _client(one: Worth) -> ClientWorth:
    assert one.client is not None
    return ClientWorth(
        **_money(one),
        client=named(one.client, one.client.display_name),
        tier=one.client.vip_tier,
        manager=named(one.manager) if one.manager else None,
        not_worth=reason_of(one.cost, is_known=one.is_known),
    )


def _plain(one: Worth) -> dict[str, int]:
    return {"clients": one.clients, "losing": one.losing, **_money(one)}


def _money(one: Worth) -> dict[str, int]:
    cost = one.cost
    return {
        "brings": cost.profit + cost.fee,
        "fee": cost.fee,
        "concession": cost.concession,
        "bonus": cost.bonus,
        "service": cost.service,
        "costs": cost.total,
        "net": cost.net,
    }
