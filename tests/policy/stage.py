"""Fixtures of the matrix and of the pages: one world for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.core.db import db
from tests.policy.world import World


@pytest.fixture(scope="module")
def stage_of_module(app: Flask) -> Iterator[sa.Connection]:
    """As the fixture ``stage``, for all cells of a module."""
    with app.app_context():
        engine = db.engine
    connection = engine.connect()
    outer = connection.begin()
    db._app_engines[app][None] = connection  # type: ignore[assignment]
    db.session.session_factory.kw["join_transaction_mode"] = "create_savepoint"
    try:
        yield connection
    finally:
        with app.app_context():
            db.session.remove()
        db._app_engines[app][None] = engine
        db.session.session_factory.kw.pop("join_transaction_mode", None)
        outer.rollback()
        connection.close()


@pytest.fixture(scope="module")
def world(app: Flask, stage_of_module: sa.Connection) -> World:
    """The world of all cells."""
    made = World.build(app)
    with app.app_context():
        made.furnish_from_seeds()
    return made
