"""What waits on the supervisor's desk: promises not kept, clients nobody has accepted (S2)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.handovers import operations
from rmapp.handovers.queries import handover_of
from rmapp.home import queries
from rmapp.home.rules import Need
from rmapp.interactions.models import Promise, PromiseState
from rmapp.interactions.words import Side
from tests.cast import Cast
from tests.factories import a_client
from tests.handovers.test_awaiting import given_to_lena
from tests.handovers.test_handover import portfolio
from tests.home.test_day import text_of

__all__ = ["portfolio"]


def promised(cast: Cast, text: str, *, days: int, who: str = "mara", **values: Any) -> None:
    """A promise ``days`` from today, of ``who``'s client."""
    now = clock.now()
    client = a_client(cast, name=f"ООО «{text}»", manager=who)
    kept: dict[str, Any] = {"side": Side.BANK, "state": PromiseState.OPEN} | values
    row = Promise(
        client_id=client.id,
        owner_id=cast.ids[who],
        text=text,
        due_on=clock.today("Europe/Moscow") + dt.timedelta(days=days),
        created_at=now - dt.timedelta(days=9),
        **kept,
    )
    db.session.add(row)
    db.session.flush()


@pytest.fixture
def promises(app: Flask, cast: Cast) -> None:
    """One of Mara's is broken; the others are not, are the client's, are closed, are Otto's."""
    with app.app_context(), transaction():
        promised(cast, "Send the tariffs", days=-2)
        promised(cast, "Still in time", days=0)
        promised(cast, "The client is late", days=-2, side=Side.CLIENT)
        promised(cast, "Kept", days=-2, state=PromiseState.KEPT, closed_at=clock.now())
        promised(cast, "Of another team", days=-2, who="otto")


def on_the_tile(browser: Any, what: str) -> str:
    """The number on the tile that leads to the list ``what``."""
    tile = re.search(rf'href="/team/cases/{what}".*?class="value">([^<]*)<', text_of(
        browser.get("/team")
    ), re.S)  # fmt: skip
    assert tile
    return tile[1]


def test_s2_a_promise_the_bank_has_not_kept_stands_on_the_desk_and_leads_to_its_contact(
    promises: None, browser_of: Any
) -> None:
    sofia = browser_of("sofia")
    assert on_the_tile(sofia, "promise") == "1"
    text = text_of(sofia.get("/team/cases/promise"))
    assert "Send the tariffs" in text
    assert "Mara Lindt" in text, "who answers for it"
    for words in ("Still in time", "The client is late", "Kept", "Of another team"):
        assert words not in text


def test_s2_clients_that_nobody_has_accepted_stand_on_the_desk_until_they_are(
    app: Flask, cast: Cast, portfolio: Any, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        key, name = given_to_lena(cast).public_id, cast.employee("lena").name
    sofia = browser_of("sofia")
    assert on_the_tile(sofia, "accept") == "5"
    text = text_of(sofia.get("/team/cases/accept"))
    assert "handed over today, not accepted yet" in text
    assert name in text
    with app.app_context(), transaction():
        actor = cast.actor("lena")
        operations.accept_all(handover_of(key, actor=actor), actor=actor)
    assert on_the_tile(sofia, "accept") == "1", "the VIP is accepted by itself"
    assert on_the_tile(browser_of("stefan"), "accept") == "0", "nothing of another team"


def test_s2_what_waits_is_counted_as_its_list(promises: None, scene: Any, cast: Cast) -> None:
    actor = cast.actor("sofia")
    span = queries.Span(clock.today(actor.zone), actor.zone)
    page = queries.case_page(actor, queries.watched_ids(actor), Need.PROMISE, before=span.morning)
    assert queries.desk_of(actor, span).broken == page.count == 1
