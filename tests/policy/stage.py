"""Fixtures of the matrix and of the pages: one world for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.policy.world import World
from tests.stages import one_transaction


@pytest.fixture(scope="module")
def stage_of_module(app: Flask) -> Iterator[sa.Connection]:
    """As the fixture ``stage``, for all cells of a module."""
    with one_transaction(app) as connection:
        yield connection


@pytest.fixture(scope="module")
def world(app: Flask, stage_of_module: sa.Connection) -> World:
    """The world of all cells."""
    made = World.build(app)
    with app.app_context():
        made.furnish_from_seeds()
    return made
