"""The picture of the economics, one geometry for page and paper."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from ..core.charts import Chart, Series, bars
from ..core.formatting import compact
from .queries import Worth

#: Managers in the picture, at most; the others stand in the table.
MOST = 8


def chart_of(
    whole: Worth, managers: Sequence[Worth], *, width: float = 960, height: float | None = None
) -> Chart:
    """What clients bring and what their terms cost, by manager; a single bar pair for all where
    there is one manager."""
    rows = list(managers)[:MOST] if len(managers) > 1 else [whole]
    names = [
        one.name or (_("nobody") if len(managers) > 1 else _("All VIP clients")) for one in rows
    ]
    return bars(
        _("What VIP clients bring and what their terms cost, 12 months"),
        [name.split(" ")[0] if len(rows) > 1 else name for name in names],
        [
            Series(_("bring"), [one.cost.profit + one.cost.fee for one in rows]),
            Series(_("cost"), [one.cost.total for one in rows]),
        ],
        width=width,
        height=height or width * 0.28,
        number=lambda value: compact(round(value)),
    )
