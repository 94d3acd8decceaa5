"""The stage of every test: real engines, the cast, one outer transaction per test."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Undefined

from tests.engines import Started, own_database
from tests.reading import read_in_turn

# A loaded machine is no fault of a rule; where a change is judged, the examples are the same.
hypothesis.settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("suite")

SECRET = "tests-only-0123456789-abcdefghijklmnop"
_started: Started | None = None
_making: threading.Thread | None = None


class Unwritable(Undefined):
    """What a template was not given may be asked for; a page or an address that writes it out is
    a mistake that readers would meet as a hole."""

    def __str__(self) -> str:
        self._fail_with_undefined_error()

    __html__ = __str__


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process starts the engines; the workers inherit their addresses, and
    collect the tests while it makes the template."""
    global _making, _started
    os.environ["RMAPP_MODE"] = "demo"
    os.environ["RMAPP_DEMO_ON_SERVER"] = "1"
    os.environ["RMAPP_LOG_LEVEL"] = "CRITICAL"
    for name in ("SECRET", "DATA", "AUDIT"):
        os.environ[f"RMAPP_{name}_KEY"] = f"{name}-{SECRET}"
    be_patient()
    hash_quickly()
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    _started = Started()
    os.environ["RMAPP_INSTANCE"] = str(_started.folder / "instance")
    (_started.folder / "instance").mkdir(exist_ok=True)
    from tests.schema import begin_template

    _making = begin_template()


def be_patient() -> None:
    """A test may think for long inside its transaction, and on a loaded machine wait for another's:
    where a statement is ended for its slowness it would be the machine that was judged."""
    from rmapp.core.session_settings import SETTINGS

    SETTINGS["statement_timeout"] = SETTINGS["lock_timeout"] = "120000"
    SETTINGS["idle_in_transaction_session_timeout"] = "0"


def hash_quickly() -> None:
    """What guards a password costs a tenth of a second each time (fixture ``our_hashing``)."""
    from argon2 import PasswordHasher

    from rmapp.staff import passwords

    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def pytest_collection(session: pytest.Session) -> None:
    """Nobody looks for garbage while tests are collected, and no two workers compile the same."""
    gc.disable()
    read_in_turn(session.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the engines."""
    if _making is not None:
        _making.join()
    if _started is not None:
        _started.stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests on real data are deselected, and named, where the folder is absent (ruling 13)."""
    folder = os.environ.get("RMAPP_REAL_DATA")
    if folder and os.path.isdir(folder):
        return
    away = [item for item in items if item.get_closest_marker("real_data")]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]
        for item in away:
            print(f"deselected, no RMAPP_REAL_DATA: {item.nodeid}")


def pytest_collection_finish() -> None:
    """Nobody looks for garbage among the code and the tests: a twentieth of the time."""
    from rmapp.core.forking import settle

    settle()
    gc.enable()


@pytest.fixture
def our_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as the desk does it."""
    from rmapp.staff import passwords

    monkeypatch.setattr(passwords, "hasher", passwords.strong())


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this xdist worker, ``main`` without xdist."""
    given = getattr(request.config, "workerinput", None)
    return str(given["workerid"]) if given else "main"


@pytest.fixture(scope="session")
def database(worker: str) -> Iterator[tuple[str, str]]:
    """This worker's own database: (owner's address, serving address)."""
    template = os.environ["RMTEST_TEMPLATE"]
    with own_database(f"{template}_{worker}", template=template) as urls:
        yield urls


@pytest.fixture(scope="session")
def app(database: tuple[str, str]) -> Iterator[Flask]:
    """The application as the serving role sees it, seeded."""
    from rmapp.core.db import db
    from rmapp.core.transaction import transaction
    from rmapp.factory import create_app
    from rmapp.seeds import seed
    from rmapp.settings import settings

    settings.cache_clear()
    made = create_app(database_url=database[1])
    made.testing = True
    made.jinja_env.undefined = Unwritable
    with made.app_context(), transaction():
        seed()
        # one process asks what many share in a bank, and would compile much of it again and again
        db.engine._compiled_cache.capacity = 5_000  # type: ignore[attr-defined]
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def own_app(worker: str) -> Iterator[Flask]:
    """An application with a database of its own, in which commits are real."""
    from rmapp.core.db import db
    from rmapp.core.transaction import transaction
    from rmapp.factory import create_app
    from rmapp.seeds import seed

    template = os.environ["RMTEST_TEMPLATE"]
    with own_database(f"{template}_own_{worker}", template=template) as (_owner, serving):
        made = create_app(database_url=serving)
        with made.app_context(), transaction():
            seed()
        yield made
        with made.app_context():
            db.engine.dispose()


@pytest.fixture
def stage(app: Flask) -> Iterator[sa.Connection]:
    """One outer transaction around the test; what requests commit are savepoints inside it."""
    from tests.stages import one_transaction

    with one_transaction(app) as connection:
        yield connection


@pytest.fixture
def scene(app: Flask, stage: sa.Connection) -> Iterator[Any]:
    """An application context with an open transaction, as a job or a command has it."""
    from rmapp.core.db import db
    from rmapp.core.transaction import transaction

    with app.app_context(), transaction():
        yield db.session


@pytest.fixture
def cast(app: Flask, stage: sa.Connection) -> Any:
    """The known people (see ``tests.cast``)."""
    from tests.cast import Cast

    return Cast.enter(app)


@pytest.fixture
def with_password(app: Flask, cast: Any) -> Any:
    """The known people; Mara can sign in with a password."""
    from rmapp.core.transaction import transaction
    from rmapp.staff import passwords
    from tests.cast import PASSWORD

    with app.app_context(), transaction():
        cast.employee("mara").password_hash = passwords.hash_password(PASSWORD)
    return cast


@pytest.fixture
def browser_of(app: Flask, cast: Any) -> Any:
    """``browser_of("mara")``: a test client in which that person is signed in."""

    def sign_in(who: str) -> FlaskClient:
        return cast.browser(app, who)

    return sign_in


@pytest.fixture
def statements(stage: sa.Connection) -> Iterator[list[str]]:
    """The SQL statements sent while the fixture is in use (savepoints are not counted)."""
    sent: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    sa.event.listen(stage.engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(stage.engine, "before_cursor_execute", note)
