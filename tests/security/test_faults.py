"""When a part fails: words and a number, no trace, nothing half done (row 30)."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from rmapp.core import jobs
from rmapp.core.db import db
from rmapp.policy.enforce import public
from rmapp.staff.models import Team
from tests.security.conftest import Bank

TELLTALE = ("Traceback", "sqlalchemy", "psycopg", "SELECT", 'File "', "rmapp/", "127.0.0.1:")


def check_words(answer, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["X-Request-Id"] in answer.text
    assert not [word for word in TELLTALE if word in answer.text]


@pytest.fixture
def without_database(bank: Bank) -> Iterator[None]:
    """Nothing listens where the database was."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    engines = db._app_engines[bank.app]
    kept = engines[None]
    engines[None] = sa.create_engine(
        f"postgresql+psycopg://nobody@127.0.0.1:{port}/none?connect_timeout=2"
    )
    yield
    engines[None] = kept


@pytest.mark.parametrize("path", ["/", "/clients", "/profile/", "/handovers/new"])
def test_without_the_database_a_page_says_so_in_words(bank, without_database, path):
    browser = bank.app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "0" * 43
    answer = browser.get(path)
    check_words(answer, 503)
    assert "data-refusal" in answer.text


def test_without_the_database_the_api_answers_a_problem(bank, without_database):
    answer = bank.app.test_client().get(
        "/api/v1/clients", headers={"Authorization": f"Bearer rm_{'x' * 40}"}
    )
    check_words(answer, 503)
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 503


def test_without_the_database_the_process_lives_and_names_what_is_down(bank, without_database):
    browser = bank.app.test_client()
    assert browser.get("/healthz").json == {"status": "ok"}
    ready = browser.get("/readyz")
    assert ready.status_code == 503
    assert ready.json["parts"]["database"] == "down"


def test_the_desk_goes_on_when_the_database_is_back(bank):
    assert bank.app.test_client().get("/readyz").json["parts"]["database"] == "ok"
    assert bank.browser("mara").get("/profile/").status_code == 200


def test_without_redis_the_desk_is_ready_and_says_what_is_down(bank, monkeypatch):
    """Mail and work go on without it: the sweep finds them in the database (F2)."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    monkeypatch.setattr(jobs, "redis_url", lambda: f"redis://127.0.0.1:{port}/0")
    answer = bank.app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json["parts"] == {"database": "ok", "redis": "down"}


def broken_after(deed):
    """A view that writes a row and then fails as ``deed`` does."""

    def view():
        db.session.add(Team(name="Half done"))
        db.session.flush()
        deed()
        return "never"

    return public(view)


def half_done(bank: Bank) -> int:
    with bank.owner.connect() as connection:
        return connection.execute(
            sa.text("SELECT count(*) FROM team WHERE name = 'Half done'")
        ).scalar_one()


def cut_the_connection():
    db.session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


def refuse(kind: type[psycopg.Error]):
    def deed():
        raise sa.exc.DBAPIError.instance("SELECT", {}, kind("secret words"), psycopg.Error)

    return deed


def bug():
    raise ZeroDivisionError("secret words")


FAULTS = {
    "the connection is cut": (cut_the_connection, 503),
    "the disk is full": (refuse(psycopg.errors.DiskFull), 503),
    "it takes too long": (refuse(psycopg.errors.QueryCanceled), 503),
    "two wait for each other": (refuse(psycopg.errors.DeadlockDetected), 409),
    "a lock is not got": (refuse(psycopg.errors.LockNotAvailable), 409),
    "a bug": (bug, 500),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_in_words_and_leaves_nothing_behind(
    bank, bugs_are_answered, monkeypatch, fault
):
    deed, status = FAULTS[fault]
    monkeypatch.setitem(bank.app.view_functions, "health.alive", broken_after(deed))
    answer = bank.app.test_client().get("/healthz")
    check_words(answer, status)
    assert "secret words" not in answer.text
    assert half_done(bank) == 0
    monkeypatch.undo()
    assert bank.app.test_client().get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/nowhere", "/clients/" + "0" * 16, "/audit/999999999999"])
def test_what_is_not_there_says_so_in_the_persons_language(bank, path):
    for language, words in (("ru", "Здесь ничего нет"), ("en", "There is nothing here")):
        browser = bank.app.test_client()
        browser.set_cookie("language", language)
        answer = browser.get("/nowhere")
        check_words(answer, 404)
        assert words in answer.text
    answer = bank.browser("sofia").get(path)
    assert answer.status_code in (403, 404)
    assert ('href="/search"' in answer.text) is (answer.status_code == 404)
