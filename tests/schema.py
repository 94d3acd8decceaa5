"""Makes the suite's template database: the whole schema, grants, seeds."""

from __future__ import annotations

import os

import sqlalchemy as sa

from rmapp.core import databases, migrate
from rmapp.factory import load_models


def make_template() -> None:
    """Create the template database every worker copies, by the migrations themselves."""
    owner, serving = os.environ["RMTEST_OWNER_URL"], os.environ["RMTEST_SERVING_URL"]
    role = str(sa.make_url(serving).username)
    url = databases.create(owner, os.environ["RMTEST_TEMPLATE"], serving_role=role)
    load_models()
    migrate.upgrade(url, serving_role=role)
