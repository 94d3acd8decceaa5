"""What a form cannot reach, what the product cannot fetch, what works without Redis,
who sees the figures of operation (rows 4, 19, 20, 26)."""

from __future__ import annotations

import ast
import socket
from pathlib import Path

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core import jobs
from rmapp.core.transaction import transaction
from rmapp.dossiers.rules import FIELDS
from rmapp.outbox import tokens
from rmapp.outbox.models import Consent
from rmapp.outbox.operations import consents
from rmapp.outbox.states import ConsentState, Purpose
from rmapp.settings import settings
from rmapp.staff.models import Employee
from tests.dossiers.test_creating import defaults, hidden
from tests.factories import a_client
from tests.security.conftest import BASE_URL

PRODUCT = Path(__file__).resolve().parents[2] / "rmapp"
#: What can fetch an address. The start and the measurements ask their own loopback with it.
FETCHES = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib"}
ASK_THEMSELVES = ("running.py", "bench/")


def values_of(session, table, key) -> dict[str, object]:
    found = session.execute(sa.select(table).where(table.c.id == key)).mappings().one()
    return dict(found)


def test_a_form_changes_only_the_fields_it_declares(app, cast, browser_of):
    """Every column of the client and of the employee is posted to the form of the dossier."""
    with app.app_context(), transaction():
        client = a_client(cast, notes="before")
        key, public_id = client.id, client.public_id
    browser, url = browser_of("mara"), f"/clients/{public_id}/edit"
    page = browser.get(url).text
    columns = {**Employee.__table__.columns, **Client.__table__.columns}
    forged = {name: "1" for name in columns if name not in FIELDS and name != "version"}
    with app.app_context(), transaction() as session:
        before = values_of(session, Client.__table__, key)
        person = values_of(session, Employee.__table__, cast.ids["mara"])
    said = {"short_name": "ООО «Кедр»", "notes": "after"}
    answer = browser.post(url, data={**forged, **defaults(page), **hidden(page), **said})
    assert answer.status_code == 302, answer.text[:2_000]
    with app.app_context(), transaction() as session:
        after = values_of(session, Client.__table__, key)
        assert values_of(session, Employee.__table__, cast.ids["mara"]) == person
    changed = {name for name in after if after[name] != before[name]}
    kept_by_the_house = {"version", "updated_at", "search", "name_key", "display_name"}
    assert changed - kept_by_the_house <= set(FIELDS), changed
    assert after["notes"] == "after"


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_no_form_is_poured_into_a_row():
    pouring = [str(path) for path in PRODUCT.rglob("*.py") if ".populate_obj(" in path.read_text()]
    assert pouring == []


def test_nothing_in_the_product_can_fetch_an_address():
    fetching = {
        str(path.relative_to(PRODUCT)): found
        for path in PRODUCT.rglob("*.py")
        if (found := imports_of(path) & FETCHES)
        and not str(path.relative_to(PRODUCT)).startswith(ASK_THEMSELVES)
    }
    assert fetching == {}


@pytest.fixture
def redis_is_gone(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    monkeypatch.setattr(jobs, "redis_url", lambda: f"redis://127.0.0.1:{port}/0")


def test_a_reader_leaves_without_redis_and_without_signing_in(bank, redis_is_gone):
    with bank.app.app_context(), transaction():
        address = consents.address_for("reader@kedr.example", actor=None)
        consents.give(
            address.id, Purpose.MARKETING, text_version="1", source="form", proof={}, actor=None
        )
        key, link = address.id, tokens.unsubscription(address.id, Purpose.MARKETING)

    def state() -> str:
        with bank.owner.connect() as connection:
            asked = sa.select(Consent.state).where(Consent.recipient_address_id == key)
            return connection.execute(asked).scalar_one()

    reader = bank.app.test_client()
    for _scanner in range(3):
        assert reader.get(f"/unsubscribe/{link}").status_code == 200
        assert reader.head(f"/unsubscribe/{link}").status_code == 200
    assert state() == ConsentState.GIVEN
    for _press in range(2):
        assert reader.post(f"/unsubscribe/{link}").status_code == 200
        assert state() == ConsentState.WITHDRAWN


def test_the_figures_of_operation_are_shown_to_who_has_the_token_alone(
    bank, secure_app, monkeypatch
):
    browser = secure_app.test_client()

    def asked(token: str | None = None) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return browser.get("/metrics", base_url=BASE_URL, headers=headers).status_code

    assert (asked(), asked(""), asked("a-guess")) == (404, 404, 404)  # no token is set
    monkeypatch.setenv("RMAPP_METRICS_TOKEN", "a-token-for-the-figures")
    settings.cache_clear()
    assert (asked(), asked(""), asked("a-guess")) == (404, 404, 404)
    assert asked("a-token-for-the-figures") == 200
