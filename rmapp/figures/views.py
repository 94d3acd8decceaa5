"""The figures of a client, month by month: fetched when they are opened on the card."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from ..clients.queries import client_of
from ..core.charts import Chart, Series, bars, line
from ..core.formatting import compact
from ..policy.enforce import current_actor, requires
from . import queries

figures = Blueprint("figures", __name__, url_prefix="/clients")
blueprints = [figures]


@figures.get("/<string(length=16):public_id>/figures")
@requires("clients:read")
def months(public_id: str) -> ResponseReturnValue:
    """Balance, turnover and profit of the last 24 months; a page of its own without scripts."""
    client = client_of(public_id, actor=current_actor())
    rows = queries.months_of(client.id)
    is_fragment = bool(request.headers.get("X-Fragment"))
    names = [format_date(row.month, "LLL yy") for row in rows]
    return render_template(
        "figures/_months.html" if is_fragment else "figures/months.html",
        client=client,
        rows=rows,
        charts=_charts(names, rows) if rows else [],
        year=rows[-12:],
    )


def _charts(names: list[str], rows: list[queries.MonthRow]) -> list[Chart]:
    """Stocks and flows have scales of their own: two small charts, not one with two axes."""

    def shown(value: float) -> str:
        return compact(round(value))

    return [
        bars(
            _("Bank's profit by month"),
            names,
            [Series(_("Profit"), [row.profit for row in rows])],
            width=480,
            height=180,
            number=shown,
        ),
        line(
            _("Balance and turnover by month"),
            names,
            [
                Series(_("Average balance"), [row.balance for row in rows]),
                Series(_("Turnover"), [row.turnover for row in rows]),
            ],
            width=480,
            height=180,
            number=shown,
        ),
    ]
