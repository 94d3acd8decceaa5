"""Monthly figures at ``/api/v1/monthly-figures``: how the core system feeds them."""

from __future__ import annotations

from flask import Blueprint

from ..clients.queries import client_of
from ..figures import operations, queries
from ..figures.models import FigureSource
from ..policy.enforce import current_actor, requires
from .doors import operation
from .shapes.figures import MonthsGiven, MonthShown, MonthsQuery, MonthsShown, MonthsTaken

monthly_figures = Blueprint("api_monthly_figures", __name__, url_prefix="/api/v1/monthly-figures")


@monthly_figures.get("")
@requires("clients:read")
@operation("Read the monthly figures of a client", query=MonthsQuery, answer=MonthsShown)
def listing(query: MonthsQuery) -> MonthsShown:
    """The last 24 months."""
    client = client_of(query.client, actor=current_actor())
    return MonthsShown(
        items=[
            MonthShown(
                month=row.month, balance=row.balance, turnover=row.turnover, profit=row.profit
            )
            for row in queries.months_of(client.id)
        ]
    )


@monthly_figures.post("")
@requires("imports:run")
@operation("Load monthly figures", body=MonthsGiven, answer=MonthsTaken)
def load(body: MonthsGiven) -> MonthsTaken:
    """A thousand at most; a month that is there is replaced; unknown clients are named."""
    rows = [
        operations.Month(one.client, one.month, one.balance, one.turnover, one.profit)
        for one in body.months
    ]
    done = operations.load(rows, source=FigureSource.API, actor=current_actor())
    return MonthsTaken(written=done.written, unknown=done.unknown)
