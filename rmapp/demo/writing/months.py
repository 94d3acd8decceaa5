"""The monthly figures of everybody who has products: two years, by one statement."""

from __future__ import annotations

import datetime as dt
from typing import Any

from psycopg import Connection

from ...figures.rules import first_of, months_before

MONTHS = 24

#: A client grows or shrinks by up to a fortieth a month, swings by a tenth, and has the figures of
#: its holdings as the present level; the noise is a hash, so the same bank comes out again.
_WRITE = """
INSERT INTO client_month (client_id, month, balance, turnover, profit, source)
SELECT had.client_id, month::date,
       (had.balance * way.level * (0.9 + 0.2 * way.noise))::bigint,
       (had.turnover * way.level * (0.7 + 0.6 * way.noise))::bigint,
       (had.profit / 12.0 * way.level * (0.8 + 0.4 * way.noise))::bigint,
       'demo'
  FROM (SELECT client_id, min(opened_on) AS since,
               sum(greatest(coalesce(balance, 0), 0)) AS balance,
               sum(abs(coalesce(balance, 0)) * 0.9 + coalesce(profit_12m, 0)) AS turnover,
               sum(coalesce(profit_12m, 0)) AS profit
          FROM holding GROUP BY client_id) had
  JOIN client c ON c.id = had.client_id
 CROSS JOIN LATERAL generate_series(
       greatest(%(first)s::date, date_trunc('month', coalesce(c.client_since, had.since))),
       %(last)s::date, interval '1 month') AS month
 CROSS JOIN LATERAL (SELECT
       (hashint8(had.client_id * 37 + extract(month FROM month)::int) & 1023) / 1023.0 AS noise,
       greatest(0.2, 1 + ((hashint8(had.client_id) & 1023) / 1023.0 - 0.5) / 20
         * extract(epoch FROM (month - %(last)s::date::timestamp)) / 2629800) AS level) way
"""


def write_months(connection: Connection[Any], today: dt.date) -> None:
    """Write the months before that of ``today``."""
    last = months_before(first_of(today), 1)
    connection.execute(_WRITE, {"first": months_before(last, MONTHS - 1), "last": last})
