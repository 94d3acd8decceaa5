"""The economics of VIP service; money of twelve months in minor units of the bank's currency."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...vip.rules.worth import Reason
from .base import At, Named, PageQuery, PublicId, Shown


class Earned(Shown):
    """What is brought and what the terms cost: ``brings``: profit before preferential terms and
    ``fee``; ``costs``: lower commissions, higher interest, personal service; ``net``: what is
    left."""

    brings: int
    fee: int
    concession: int
    bonus: int
    service: int
    costs: int
    net: int


class PortfolioWorth(Earned):
    """A portfolio; ``losing``: how many of its clients are not worth their terms."""

    clients: int
    losing: int


class ManagerWorth(PortfolioWorth):
    """The portfolio of a manager; null: of those whom nobody serves."""

    manager: Named | None


class EconomicsShown(Shown):
    """All VIP clients within reach and by manager, who leaves least first."""

    policy: PublicId
    policy_number: int
    figures_at: Annotated[At | None, Field(description="Of the last evaluation")]
    whole: PortfolioWorth
    managers: list[ManagerWorth]


class EconomicsQuery(PageQuery):
    """Which clients."""

    losing: bool = False


class ClientWorth(Earned):
    """A VIP client. ``not_worth``: why it is not worth its terms, empty where it is: ``unknown``:
    the bank has no figures of it; ``loss``: it brings nothing; else what weighs most."""

    client: Named
    tier: str
    manager: Named | None
    not_worth: Reason
