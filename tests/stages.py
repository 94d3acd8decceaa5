"""One outer transaction in which everything a test does happens and is taken back; its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction


@contextmanager
def one_transaction(app: Flask) -> Iterator[sa.Connection]:
    """The connection all sessions of ``app`` share inside; what they commit are savepoints."""
    with app.app_context():
        engine = db.engine
    connection = engine.connect()
    outer = connection.begin()
    engines = db._app_engines[app]
    engines[None] = connection  # type: ignore[assignment]
    db.session.session_factory.kw["join_transaction_mode"] = "create_savepoint"
    try:
        yield connection
    finally:
        with app.app_context():
            db.session.remove()
        engines[None] = engine
        db.session.session_factory.kw.pop("join_transaction_mode", None)
        outer.rollback()
        connection.close()


def turn_clock(app: Flask, **by: float) -> None:
    """Turn the product's clock on ``by`` so many ``minutes``, ``days`` …"""
    with app.app_context(), transaction():
        clock.turn(dt.timedelta(**by))
