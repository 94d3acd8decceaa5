"""A small made-up bank in a database of its own, made once for these tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.demo.filling import fill
from rmapp.demo.people import listed
from rmapp.factory import create_app
from tests.engines import own_database

CLIENTS = 160


def make_bank(name: str, template: str, *, clients: int, seed: int) -> Iterator[Flask]:
    """An application on a database ``name`` that holds a made-up bank."""
    with own_database(name, template=template) as (_owner, serving):
        app = create_app(database_url=serving)
        app.testing = True
        with app.app_context(), transaction():
            fill(clients=clients, seed_number=seed)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def bank(worker: str) -> Iterator[Flask]:
    """The bank most tests look at; nobody changes it."""
    yield from make_bank(f"demo_{worker}", os.environ["RMTEST_TEMPLATE"], clients=CLIENTS, seed=1)


@pytest.fixture
def looked_at(bank: Flask) -> Iterator[Any]:
    """An open transaction in the bank."""
    with bank.app_context(), transaction() as session:
        yield session


@pytest.fixture(scope="session")
def people(bank: Flask) -> list[dict[str, Any]]:
    """What ``demo --people`` tells."""
    with bank.app_context(), transaction():
        return listed()


@pytest.fixture
def visitor(bank: Flask) -> Callable[[dict[str, Any]], FlaskClient]:
    """Signs a demo person in through the door and returns the browser."""

    def sign_in(person: dict[str, Any]) -> FlaskClient:
        browser = bank.test_client()
        page = browser.get("/sign-in").get_data(as_text=True)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        given = {"login": person["login"], "password": person["password"], "csrf_token": token}
        answer = browser.post("/sign-in", data=given)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return browser

    return sign_in
