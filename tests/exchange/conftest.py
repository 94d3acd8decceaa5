"""Fixtures of the exchange."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.exchange.importing import Desk


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    """Whoever imports."""
    return Desk(app, cast)
