""" "What if" answers while one waits, at the size of a bank (V2)."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.vip import queries
from rmapp.vip.operations import evaluating
from rmapp.vip.rules import Criterion, Group, Rule
from rmapp.work.models import WorkItem
from tests.vip.test_evaluation import MILLION, evaluated, months, served

MANY = 5_000
MORE = sa.text("""
WITH twins AS (
  INSERT INTO client SELECT twin.* FROM client c, generate_series(1, :many) n,
  LATERAL jsonb_populate_record(NULL::client, to_jsonb(c) || jsonb_build_object(
    'id', 50000000 + n, 'public_id', 'w' || lpad(n::text, 15, '0'))) AS twin
  WHERE c.id = :model RETURNING id
)
INSERT INTO vip_figure SELECT twin.* FROM vip_figure f, twins,
LATERAL jsonb_populate_record(NULL::vip_figure, to_jsonb(f) || jsonb_build_object(
  'client_id', twins.id, 'profit', (twins.id % 1000) * :step)) AS twin
WHERE f.client_id = :model
""")


@pytest.fixture
def version(app, cast):
    """The policy's public id; five thousand clients with profits from nothing to five millions."""
    with app.app_context(), transaction():
        model = served(cast, "ООО «Образец»")
        months(model, profit=MILLION, balance=90 * MILLION)
        evaluated()
        evaluating.take_long()
        db.session.execute(MORE, {"many": MANY, "model": model.id, "step": MILLION // 200})
        db.session.execute(sa.text("ANALYZE vip_figure"))
        return queries.policy_in_force().public_id


def test_v2_what_if_takes_one_statement_and_no_work_however_many_clients(
    app, cast, version, browser_of, statements
):
    with app.app_context(), transaction():
        rule = Rule((Group(1, (Criterion("profit", 4 * MILLION),)),))
        held = queries.version_of(version)
        statements.clear()
        tried = queries.try_out(held, {"vip": rule})
        assert len([one for one in statements if "rmapp_now()" not in one]) == 1
        assert tried.clients == MANY + 1
        assert tried.counts["enter"] == tried.vips == MANY // 5
    sofia = browser_of("sofia")
    address = f"/vip/policy/{version}/what-if"
    sofia.get(address)
    statements.clear()
    started = time.perf_counter()
    page = sofia.get(f"{address}?vip-0-0=4000000")
    took = time.perf_counter() - started
    assert page.status_code == 200
    assert len(statements) <= 12
    assert took < 2, "a person waits for no more"
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(WorkItem)) == 0
