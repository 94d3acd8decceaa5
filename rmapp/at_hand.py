"""A database for one command of the console, also while the desk is not up."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from .core.embedded import Engines, is_up
from .running import connected_app, prepare_database
from .settings import Settings, settings


@contextlib.contextmanager
def application_at_hand() -> Iterator[None]:
    """The application's context on the database at hand: for every command that ends by itself."""
    with database_at_hand(), connected_app().app_context():
        yield


@contextlib.contextmanager
def database_at_hand(config: Settings | None = None) -> Iterator[None]:
    """The named database or that of the running desk; where neither is, this instance's own one is
    started for as long as the command takes, without Redis, and brought to the newest schema.

    Raises Busy while another process is starting the desk, EmbeddedError where PostgreSQL cannot
    be had.
    """
    chosen = config or settings()
    if chosen.database_url or is_up(chosen.instance):
        yield
        return
    print("The desk is not up: its database runs for this command.", file=sys.stderr)
    engines = Engines(chosen.instance, redis=False)
    engines.start()
    try:
        prepare_database(chosen)
        yield
    finally:
        engines.stop()
