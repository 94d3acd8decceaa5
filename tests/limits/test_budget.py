"""What one person may see and take out alone in a day (reliability.md 2.3, row 23; ruling 18)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rmapp.audit.models import AuditEntry
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import TooMany
from rmapp.core.transaction import transaction
from rmapp.exchange.models import ExportState
from rmapp.exchange.operations import exporting
from rmapp.limits import operations as limits
from rmapp.limits import queries
from rmapp.limits.models import Reading
from rmapp.limits.table import READING_MOST, READING_NOTICE
from rmapp.notices.models import Notice
from rmapp.policy.table import SCOPES
from rmapp.staff.account import make_token
from tests.cast import Cast
from tests.factories import a_client, set_limit

MOST, NOTICE, CLIENTS = 40, 15, 7


@pytest.fixture
def bank(app: Flask, cast: Cast) -> Cast:
    """Seven clients of Mara's; a supervisor may see forty rows a day."""
    with app.app_context(), transaction():
        for number in range(CLIENTS):
            a_client(cast, name=f"ООО «Кедр {number}»")
        for who in ("sofia", "mara"):
            set_limit(READING_MOST, MOST, cast, who)
            set_limit(READING_NOTICE, NOTICE, cast, who)
    return cast


def counted(app: Flask, cast: Cast, who: str) -> int:
    with app.app_context(), transaction() as session:
        rows = session.scalar(sa.select(Reading.rows).where(Reading.employee_id == cast.ids[who]))
        return int(rows or 0)


def test_row_23_lists_search_cards_the_api_and_exports_never_come_to_more_than_the_budget(
    app: Flask, bank: Cast, browser_of: Callable[[str], FlaskClient]
) -> None:
    """Stateful: whatever Sofia does in whatever order, what she was given stays within forty."""
    browser = browser_of("sofia")
    with app.app_context(), transaction():
        token = make_token("x", actor=bank.actor("sofia"), scopes=SCOPES[:2])[1]
    card = re.search(r"/clients/[0-9a-z]{16}", browser.get("/clients").text)
    assert card is not None
    key = card[0].rpartition("/")[2]

    class Day(RuleBasedStateMachine):
        """One day of a person who wants much."""

        def __init__(self) -> None:
            super().__init__()
            self.given = 0
            with app.app_context(), transaction() as session:
                session.execute(sa.delete(Reading))

        def _take(self, response: Any, rows: int) -> None:
            if response.status_code == 429:
                words = response.get_json() if response.is_json else response.text
                assert str(MOST) in str(words), "the refusal names the limit"
                assert self.given + rows > MOST, "nothing is refused within the budget"
                assert "Кедр" not in response.text, "a refusal shows nothing"
            else:
                assert response.status_code == 200, response.text[:300]
                self.given += rows

        @rule(text=st.sampled_from(["", "Кедр", "нет такого"]))
        def list_of_clients(self, text: str) -> None:
            rows = 0 if text.startswith("нет") else CLIENTS
            self._take(browser.get("/clients", query_string={"q": text}), max(1, rows))

        @rule()
        def search(self) -> None:
            self._take(browser.get("/search", query_string={"q": "Кедр"}), CLIENTS)

        @rule()
        def card(self) -> None:
            self._take(browser.get(f"/clients/{key}"), 1)

        @rule(limit=st.integers(1, 7))
        def api_list(self, limit: int) -> None:
            self._take(self._call("", {"limit": limit}), limit)

        @rule()
        def api_card(self) -> None:
            self._take(self._call(f"/{key}", {}), 1)

        def _call(self, path: str, query: dict[str, Any]) -> Any:
            headers = {"Authorization": f"Bearer {token}"}
            address = f"/api/v1/clients{path}"
            return app.test_client().get(address, query_string=query, headers=headers)

        @rule(which=st.sampled_from(["Кедр", "Кедр 3"]))
        def export(self, which: str) -> None:
            with app.app_context(), transaction():
                made = exporting.ask(
                    "clients", {"q": which}, actor=bank.actor("sofia"), form="csv",
                    reason="as much as goes",
                )  # fmt: skip
                over = self.given + made.rows > MOST
                assert (made.state is ExportState.ASKED) is over
                self.given += 0 if over else made.rows

        @invariant()
        def within_the_budget(self) -> None:
            assert self.given <= MOST
            assert counted(app, bank, "sofia") == self.given

    run_state_machine_as_test(
        Day,
        settings=settings(
            max_examples=6,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_row_23_the_supervisor_hears_once_of_unusual_reading_and_of_the_limit(
    app: Flask, bank: Cast, browser_of: Callable[[str], FlaskClient]
) -> None:
    mara = browser_of("mara")
    answers = [mara.get("/clients").status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3
    with app.app_context(), transaction() as session:
        kinds = list(
            session.execute(sa.select(Notice.kind, Notice.employee_id).order_by(Notice.id))
        )
        assert kinds == [
            ("reading:unusual", bank.ids["sofia"]), ("reading:refused", bank.ids["sofia"]),
        ]  # fmt: skip
        tags = list(
            session.scalars(
                sa.select(AuditEntry.tag)
                .where(AuditEntry.tag.startswith("reading:"))
                .order_by(AuditEntry.id)
            )
        )
        assert tags == ["reading:unusual", "reading:refused"], "the trail is not flooded"
        found = queries.unusual(bank.actor("sofia"), since=clock.today("Europe/Moscow"))
        assert [(one.name, one.rows, one.is_refused) for one in found] == [("Mara Lindt", 35, True)]
        assert queries.unusual(bank.actor("stefan"), since=clock.today("Europe/Moscow")) == []
    desk = browser_of("sofia").get("/exports/").text
    assert "Unusual reading" in desk
    assert "limit of the day reached" in desk


def test_row_23_tomorrow_begins_anew(
    app: Flask, bank: Cast, browser_of: Callable[[str], FlaskClient]
) -> None:
    mara = browser_of("mara")
    while mara.get("/clients").status_code == 200:
        continue
    assert int(mara.get("/clients").headers.get("Retry-After", 1)) > 0
    with app.app_context(), transaction():
        day = clock.today("Europe/Moscow")
        db.session.execute(sa.update(Reading).values(day=day.replace(year=day.year - 1)))
    assert mara.get("/clients").status_code == 200


def test_row_23_what_shows_no_clients_is_not_counted(
    app: Flask, bank: Cast, browser_of: Callable[[str], FlaskClient]
) -> None:
    mara = browser_of("mara")
    for address in ("/profile/", "/products/", "/staff/", "/imports/", "/work/tray"):
        assert mara.get(address).status_code == 200
    assert counted(app, bank, "mara") == 0
    mara.get("/clients")
    assert counted(app, bank, "mara") == CLIENTS
    mara.get("/opportunities/board")
    mara.get("/interactions/week")
    assert counted(app, bank, "mara") == CLIENTS + 2


def test_row_23_counting_costs_one_statement(
    app: Flask, bank: Cast, scene: Any, statements: list[str]
) -> None:
    mara = bank.actor("mara")
    clock.now()
    statements.clear()
    assert limits.read(3, actor=mara) == 3
    assert len(statements) == 1
    with pytest.raises(TooMany):
        limits.read(MOST, actor=mara)


def test_row_23_the_page_of_the_limit_says_what_it_is_and_leads_where_something_is_shown(
    app: Flask, bank: Cast, browser_of: Callable[[str], FlaskClient]
) -> None:
    mara = browser_of("mara")
    while (refused := mara.get("/clients")).status_code == 200:
        pass
    assert "limit of clients is reached</h1>" in refused.text
    assert "Too many requests" not in refused.text
    (way,) = re.findall(r'<a class="btn[^"]*" href="([^"]+)"', refused.text)
    assert mara.get(way).status_code == 200, "no way that is refused too"
