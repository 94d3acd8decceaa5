"""What the terms of service cost against what the clients bring (V5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...clients.models import OF_PRIMARY_MANAGER, Assignment, Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.pagination import PAGE, Order, Page, keyset
from ...core.text.people import written_name
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import VipFigure, VipPolicyVersion, VipTier
from ..rules import Cost
from ..rules.worth import MONTHS


@dataclass(frozen=True)
class CostColumns:
    """``rules.worth.Cost`` as columns over VipFigure."""

    concession: Any
    bonus: Any
    service: Any
    fee: Any

    @property
    def total(self) -> Any:
        """All that the terms cost."""
        return self.concession + self.bonus + self.service


def cost_columns(tier: VipTier) -> CostColumns:
    """The cost of ``tier`` for each client."""
    return CostColumns(
        sa.func.greatest(VipFigure.turnover, 0) * tier.concession_bp // 10_000,
        sa.func.greatest(VipFigure.balance, 0) * tier.bonus_bp // 10_000,
        sa.literal(tier.service_cost * MONTHS, sa.BigInteger),
        sa.literal(tier.fee * MONTHS, sa.BigInteger),
    )


@dataclass(frozen=True)
class Worth:
    """A client, a manager or all: how many clients, and what they cost and bring."""

    name: str
    clients: int
    cost: Cost
    losing: int  # clients not worth their terms
    client: Client | None = None
    manager: Employee | None = None
    manager_name: str = ""  # as lists name colleagues
    is_known: bool = True  # whether the bank has any figures of the client


class Economics:
    """The VIP clients ``actor`` reaches under the terms of ``version``."""

    def __init__(self, actor: Actor, version: VipPolicyVersion) -> None:
        self._where = (
            Client.vip_tier != "", Client.deleted_at.is_(None), within_reach(actor, "vip:read"),
        )  # fmt: skip
        lowest = version.tiers[-1]
        each = {one.code: cost_columns(one) for one in version.tiers}

        def by_tier(name: str) -> Any:
            whens = [(Client.vip_tier == code, getattr(one, name)) for code, one in each.items()]
            value = sa.case(*whens, else_=getattr(each[lowest.code], name))
            return sa.cast(sa.func.coalesce(value, 0), sa.BigInteger)

        self._profit = sa.func.coalesce(VipFigure.profit, 0)
        self._parts = [by_tier(name) for name in ("concession", "bonus", "service", "fee")]
        concession, bonus, service, fee = self._parts
        self._net = sa.cast(self._profit + fee - concession - bonus - service, sa.BigInteger)

    def _from(self, statement: Any) -> Any:
        return (
            statement.select_from(Client)
            .outerjoin(VipFigure, VipFigure.client_id == Client.id)
            .outerjoin(Assignment, OF_PRIMARY_MANAGER)
            .outerjoin(Employee, Employee.id == Assignment.employee_id)
            .where(*self._where)
        )

    def clients(
        self, *, cursor: str | None = None, limit: int = PAGE, losing: bool = False
    ) -> Page[Any]:
        """Clients, the one that costs the bank most first."""
        known = sa.func.coalesce(sa.or_(VipFigure.by_months, VipFigure.products > 0), sa.false())
        statement = self._from(sa.select(Client, Employee, known, self._profit, *self._parts))
        if losing:
            statement = statement.where(self._net < 0)
        order = [Order(self._net), Order(Client.id)]
        page = keyset(statement, order, cursor=cursor, limit=limit, scalars=False)
        page.rows = [
            Worth(
                client.display_name,
                1,
                Cost(int(profit), *(int(part) for part in parts)),
                0,
                client,
                manager,
                written_name(manager.family_name, manager.given_name) if manager else "",
                bool(is_known),
            )
            for client, manager, is_known, profit, *parts in page.rows
        ]
        return page

    def managers(self) -> list[Worth]:
        """By manager, the one whose clients leave least first; two hundred at most."""
        rows = db.session.execute(
            self._from(sa.select(Employee, *self._sums()))
            .group_by(Employee.id)
            .order_by(sa.func.sum(self._net), Employee.id)
            .limit(200)
        )
        return [self._worth(*row) for row in rows]

    def whole(self) -> Worth:
        """All of them together."""
        return self._worth(None, *db.session.execute(self._from(sa.select(*self._sums()))).one())

    def _sums(self) -> list[Any]:
        return [
            sa.func.count(),
            sa.func.count().filter(self._net < 0),
            *[
                sa.cast(sa.func.coalesce(sa.func.sum(one), 0), sa.BigInteger)
                for one in (self._profit, *self._parts)
            ],
        ]

    @staticmethod
    def _worth(manager: Employee | None, clients: int, losing: int, *parts: int) -> Worth:
        name = written_name(manager.family_name, manager.given_name) if manager else ""
        cost = Cost(*(int(part) for part in parts))
        return Worth(name, clients, cost, losing, manager=manager)
