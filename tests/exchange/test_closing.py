"""D13: when an import is over it says what changed, what was left out and why, what to do next."""

from __future__ import annotations

from rmapp.core.transaction import transaction
from rmapp.exchange import queries
from rmapp.exchange.models import Import
from tests.cast import Cast
from tests.exchange.importing import FIRMS, Desk, table
from tests.factories import a_client

RENEWED = [
    FIRMS[0].replace("kedr.ru;7707083893", "new@kedr.ru;7707083893"),
    "4;ООО;;;(495) 1;x;7707083890;",
    "5;АО;Дуб;г. Тверь, ул. Мира, д. 9;(4822) 34-56-79;dub@dub.ru;7707083890;dub.ru",
]


def test_d13_the_last_word_tells_changes_refusals_and_the_way_on(
    app, desk: Desk, cast: Cast, browser_of
) -> None:
    desk.take_in(table(FIRMS[0]))
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Северный мост»", manager="otto", phones=["+74822345678"])
    done = desk.take_in(table(*RENEWED, FIRMS[1], FIRMS[2]))
    with app.app_context(), transaction() as session:
        told = queries.closing(session.get_one(Import, done.id))
        public_id = done.public_id
    assert told.counts["all"] == 5
    assert told.fields == {"notes": 1}  # the second address is kept in the notes
    assert {code for _field, code in told.reasons} >= {"inn_wrong_checksum"}
    browser = browser_of("mara")
    page = browser.get(f"/imports/{public_id}/run").get_data(as_text=True)
    for words in (
        "What changed in known clients", "What was left out and why", "What to do next",
        "Plan the first contact", "Take the rows with errors",
    ):  # fmt: skip
        assert words in page, words
    rows = browser.get(f"/imports/{public_id}/check?fate=error").get_data(as_text=True)
    assert "Back to the result" in rows
    assert "Take in as new" not in rows  # it is over
    assert browser.get(f"/imports/{public_id}/check").status_code == 302
    assert browser_of("otto").get(f"/imports/{public_id}/check?fate=error").status_code == 404
