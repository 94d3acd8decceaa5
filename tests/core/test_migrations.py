"""Migrations from the first table: up, down, up again; models and migrations say the same."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa

from rmapp.core import migrate
from rmapp.factory import load_models
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
