"""A bank whose transactions really commit, for what only several connections can show."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url

from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.factory import create_app
from rmapp.seeds import seed
from rmapp.settings import load, settings
from rmapp.staff import passwords
from tests.cast import PASSWORD, Cast
from tests.engines import own_database

BASE_URL = "https://desk.bank.example"
KEY = "another-strong-key-0123456789-abcdefgh"


def token_of(answer) -> str:
    """The CSRF token of a page."""
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text).group(1)


@dataclass
class Bank:
    """An application on a database of its own, and its people (Mara has a password)."""

    app: Flask
    cast: Cast
    url: str  # as the serving role
    owner: sa.Engine

    def browser(self, who: str) -> FlaskClient:
        """A test client in which ``who`` is signed in."""
        return self.cast.browser(self.app, who)


@pytest.fixture(scope="package")
def bank(database: tuple[str, str], worker: str) -> Iterator[Bank]:
    """The bank: another application than the suite's, so that nothing is rolled back."""
    settings.cache_clear()
    template = os.environ["RMTEST_TEMPLATE"]
    with own_database(f"{template}_{worker}_bank", template=template) as (owner_url, url):
        app = create_app(database_url=url)
        app.testing = True
        owner = sa.create_engine(owner_url)
        with app.app_context(), transaction():
            seed()
        cast = Cast.enter(app)
        with app.app_context(), transaction():
            cast.employee("mara").password_hash = passwords.hash_password(PASSWORD)
        yield Bank(app, cast, url, owner)
        with app.app_context():
            db.engine.dispose()
        owner.dispose()


@pytest.fixture
def secure_app(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The same bank as production serves it: TLS in front, the second factor on."""
    monkeypatch.setenv("RMAPP_MODE", "production")
    monkeypatch.setenv("RMAPP_BASE_URL", BASE_URL)
    monkeypatch.setenv("RMAPP_DATABASE_URL", make_url(bank.url).render_as_string(False))
    settings.cache_clear()
    app = create_app(load())
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def bugs_are_answered(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside tests a bug is a page with a number; here too, for once."""
    monkeypatch.setitem(bank.app.config, "PROPAGATE_BUGS", False)
