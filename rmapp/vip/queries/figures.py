"""The figures that criteria read, of one client or of all at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ...clients.models import Client, Lifecycle, Relation, RelationKind
from ...core import clock
from ...core.db import db
from ...figures.models import ClientMonth
from ...figures.queries import whole_months
from ...figures.rules import HALF_LIFE, months_before
from ...products.models import Holding, HoldingState
from ...settings import settings
from ..models import Measure

#: Ties over which figures are added up (as on the card).
TOGETHER = (RelationKind.HOUSEHOLD, RelationKind.GROUP)
#: Members of a group that are looked at when one client is judged.
MOST = 200
BANK_CURRENCY = "RUB"
OWN = tuple(measure.value for measure in Measure)
NAMES = (*OWN, *(f"group_{name}" for name in OWN), "members")


def select_figures(
    *, since: dt.date, until: dt.date, today: dt.date, only: Any = None
) -> sa.Select[Any]:
    """(client, the figures, by_months) of every active client and of
    everybody who is VIP: set-based, each table is read once. ``only``: a selection of keys.

    Profit, balance and turnover are those of the months ``since``–``until``; the average balance
    is taken from the client's first month on; what is expected is ``figures.rules.lasting_year``
    and ``lasting_balance``. Without months: what the holdings say.
    """
    months, held = _by_months(since, until, only), _by_holdings(only)
    m, h = months.subquery("m"), held.subquery("h")
    years = sa.func.date_part("year", sa.func.age(sa.literal(today), Client.client_since))
    statement = (
        sa.select(
            Client.id.label("client_id"),
            _whole(sa.func.coalesce(m.c.profit, h.c.profit)).label("profit"),
            _whole(sa.func.coalesce(m.c.balance, h.c.balance)).label("balance"),
            _whole(m.c.turnover).label("turnover"),
            _whole(sa.func.coalesce(m.c.expected_profit, h.c.profit)).label("expected_profit"),
            _whole(sa.func.coalesce(m.c.expected_balance, h.c.balance)).label("expected_balance"),
            sa.cast(sa.func.greatest(0, sa.func.coalesce(years, 0)), sa.Integer).label("years"),
            sa.cast(sa.func.coalesce(h.c.products, 0), sa.Integer).label("products"),
            m.c.client_id.is_not(None).label("by_months"),
        )
        .outerjoin(m, m.c.client_id == Client.id)
        .outerjoin(h, h.c.client_id == Client.id)
        .where(
            Client.deleted_at.is_(None),
            sa.or_(
                sa.and_(Client.lifecycle == Lifecycle.CLIENT, Client.is_active.is_(True)),
                Client.vip_tier != "",
            ),
        )
    )
    return statement if only is None else statement.where(Client.id.in_(only))


def _by_months(since: dt.date, until: dt.date, only: Any) -> sa.Select[Any]:
    """What the months say of each client; those of a merged record are the survivor's."""
    merged = aliased(Client)
    owner = sa.func.coalesce(merged.merged_into_id, ClientMonth.client_id)
    average = sa.func.sum(ClientMonth.balance) / _passed(sa.func.min(ClientMonth.month), until)
    statement = (
        sa.select(
            owner.label("client_id"),
            sa.func.sum(ClientMonth.profit).label("profit"),
            sa.func.sum(ClientMonth.turnover).label("turnover"),
            average.label("balance"),
            _lasting_year(until).label("expected_profit"),
            _lasting_balance(average, until).label("expected_balance"),
        )
        .outerjoin(
            merged,
            sa.and_(merged.id == ClientMonth.client_id, merged.merged_into_id.is_not(None)),
        )
        .where(ClientMonth.month >= since, ClientMonth.month < until)
        .group_by(owner)
    )
    return statement if only is None else statement.where(owner.in_(only))


def _passed(month: Any, until: dt.date) -> Any:
    """How many months from ``month`` to ``until``."""
    whole = sa.extract("year", month) * 12 + sa.extract("month", month)
    return (until.year * 12 + until.month) - whole


def _lasting_year(until: dt.date) -> Any:
    """``figures.rules.lasting_year`` over the profit of the months."""
    weight = sa.func.power(2.0, -(_passed(ClientMonth.month, until) - 1) / HALF_LIFE)
    weights = sum(2 ** (-place / HALF_LIFE) for place in range(12))
    return 12 / weights * sa.func.sum(ClientMonth.profit * weight)


def _lasting_balance(average: Any, until: dt.date) -> Any:
    """``figures.rules.lasting_balance``: between the average and the last month."""
    last = sa.func.sum(ClientMonth.balance).filter(ClientMonth.month == months_before(until, 1))
    kept = sa.func.sqrt(sa.cast(average, sa.Float)) * sa.func.sqrt(sa.cast(last, sa.Float))
    return sa.case((sa.and_(average > 0, last > 0), kept), else_=0)


def _by_holdings(only: Any) -> sa.Select[*tuple[Any, ...]]:
    """What each client has now: products, and balance and profit in the bank's currency."""
    here = Holding.currency == BANK_CURRENCY
    statement = (
        sa.select(
            Holding.client_id,
            sa.func.count().label("products"),
            sa.func.sum(Holding.balance).filter(here).label("balance"),
            sa.func.sum(Holding.profit_12m).filter(here).label("profit"),
        )
        .where(Holding.state == HoldingState.ACTIVE)
        .group_by(Holding.client_id)
    )
    return statement if only is None else statement.where(Holding.client_id.in_(only))


def _whole(value: Any) -> Any:
    return sa.cast(sa.func.coalesce(sa.func.round(value), 0), sa.BigInteger)


def ties() -> Iterable[tuple[int, int]]:
    """The pairs of clients that belong together today."""
    today = clock.today(settings().bank_zone)
    one, other = aliased(Client), aliased(Client)
    rows = db.session.execute(
        sa.select(Relation.client_id, Relation.other_id)
        .join(one, one.id == Relation.client_id)
        .join(other, other.id == Relation.other_id)
        .where(_tied(today), one.deleted_at.is_(None), other.deleted_at.is_(None))
        .execution_options(yield_per=10_000)
    )
    return ((left, right) for left, right in rows)


def _tied(today: dt.date) -> sa.ColumnElement[bool]:
    return sa.and_(
        Relation.kind.in_(TOGETHER), sa.or_(Relation.until.is_(None), Relation.until >= today)
    )


@dataclass(frozen=True)
class Figures:
    """The figures of one client now: name → value; ``source`` (months, holdings); ``as_of``."""

    values: dict[str, int]
    source: str
    as_of: dt.date


def source_of(by_months: bool) -> str:
    """Where balance, profit and turnover come from."""
    return "months" if by_months else "holdings"


def as_of(until: dt.date) -> dt.date:
    """The last day of the months before ``until``."""
    return until - dt.timedelta(days=1)


def figures_of(client_id: int) -> Figures:
    """The figures of one client and its group, read now: two statements."""
    since, until = whole_months()
    today = clock.today(settings().bank_zone)
    members = sa.select(sa.literal(client_id, sa.BigInteger).label("id")).cte(
        "members", recursive=True
    )
    tie = sa.select(
        sa.case((Relation.client_id == members.c.id, Relation.other_id), else_=Relation.client_id)
    ).where(
        sa.or_(Relation.client_id == members.c.id, Relation.other_id == members.c.id), _tied(today)
    )
    members = members.union(tie)
    keys = list(db.session.scalars(sa.select(members.c.id).limit(MOST)))
    rows = db.session.execute(
        select_figures(
            since=since,
            until=until,
            today=today,
            only=sa.select(sa.func.unnest(sa.literal(keys, sa.ARRAY(sa.BigInteger)))),
        )
    ).all()
    own = next((row for row in rows if row.client_id == client_id), None)
    values = dict.fromkeys(NAMES, 0)
    for name in OWN:
        values[name] = int(getattr(own, name)) if own is not None else 0
        of_all = [int(getattr(row, name)) for row in rows]
        values[f"group_{name}"] = max(of_all, default=0) if name == "years" else sum(of_all)
    values["members"] = len(rows)
    return Figures(values, source_of(bool(own and own.by_months)), as_of(until))
