"""Migrations from the first table: up, down, up again; models and migrations say the same."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from rmapp.core import migrate
from rmapp.core.db import db
from rmapp.factory import load_models
from rmapp.interactions.models import Scenario
from rmapp.interactions.words import Stage
from tests.engines import own_database


@pytest.fixture
def empty(worker):
    load_models()
    with own_database(f"{os.environ['RMTEST_TEMPLATE']}_{worker}_migrations") as urls:
        yield urls


def tables(url):
    engine = sa.create_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_the_models_say_what_the_migrations_make_up_and_down_and_up_again(empty):
    owner, serving = empty
    role = str(sa.make_url(serving).username)
    migrate.upgrade(owner, serving_role=role)
    assert migrate.differences(owner) == []
    assert migrate.serving_faults(owner, role) == []
    migrate.downgrade(owner, "base")
    assert tables(owner) == {"alembic_version"}
    migrate.upgrade(owner, serving_role=role)
    assert migrate.differences(owner) == []


def test_the_revisions_are_one_line():
    assert len(migrate.heads()) == 1


def test_c3_shipped_scenarios_of_an_older_base_learn_whom_they_fit_unless_the_bank_wrote_them(
    scene,
):
    review, manager = (
        db.session.scalars(sa.select(Scenario).where(Scenario.code == code)).one()
        for code in ("vip-review", "new-manager")
    )
    table = Scenario.__table__
    as_before = {"fits": "any", "stage": "any", "version": 1}
    for scenario, values in ((review, as_before), (manager, {**as_before, "version": 2})):
        db.session.execute(sa.update(table).where(table.c.id == scenario.id).values(values))
    [script] = Path("migrations/versions").glob("*_scenario_stages.py")
    spec = importlib.util.spec_from_file_location("scenario_stages", script)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration.upgrade()
    db.session.expire_all()
    assert (review.stage, manager.stage) == (Stage.VIP, Stage.ANY)
