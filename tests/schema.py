"""Makes the suite's template database, the whole schema and its grants, while the workers start."""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path

import sqlalchemy as sa

from rmapp.core import databases, migrate
from rmapp.factory import load_models


def begin_template() -> threading.Thread:
    """Begin to make the template database every worker copies, by the migrations themselves.

    The models are loaded before: a run in one process goes on collecting, and half of them are no
    house to make mappers of.
    """
    load_models()
    held = _lock().open("w")
    fcntl.flock(held, fcntl.LOCK_EX)

    def make() -> None:
        with held:
            make_template()

    making = threading.Thread(target=make, name="template")
    making.start()
    return making


def wait_for_template() -> None:
    """Come back when the template database is made, or was given up."""
    with _lock().open() as held:
        fcntl.flock(held, fcntl.LOCK_SH)


def make_template() -> None:
    """Make it now."""
    owner, serving = os.environ["RMTEST_OWNER_URL"], os.environ["RMTEST_SERVING_URL"]
    role = str(sa.make_url(serving).username)
    url = databases.create(owner, os.environ["RMTEST_TEMPLATE"], serving_role=role)
    migrate.upgrade(url, serving_role=role)


def _lock() -> Path:
    return Path(os.environ["RMTEST_FOLDER"]) / "template.lock"
