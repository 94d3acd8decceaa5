"""X4: opportunities with stages, amounts and rules, on board and table."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.opportunities import operations, queries
from rmapp.opportunities.models import Ending, LossReason, Opportunity
from rmapp.opportunities.queries import CARDS, MORE
from rmapp.opportunities.rules import Demand, Lack, Standing, lacks, weighted
from rmapp.opportunities.words import LACK_SENTENCES
from tests.factories import a_client
from tests.opportunities.stories import a_product, an_opportunity, submit, token_of


def test_an_opportunity_begins_at_the_first_stage_and_is_kept_by_the_clients_manager(
    scene: Any, cast: Any
) -> None:
    client = a_client(cast, manager="mara")
    made = an_opportunity(client, cast.actor("sofia"), "acquiring", quantity=2)
    assert made.stage.code == "new"
    assert made.manager_id == cast.ids["mara"]
    assert made.amount == 2 * 1_490_00 * 12


def test_one_without_title_and_product_is_refused_at_its_field(scene: Any, cast: Any) -> None:
    client = a_client(cast)
    with pytest.raises(Invalid) as refused:
        operations.open_opportunity(client, actor=cast.actor("mara"))
    assert "title" in refused.value.fields


def test_nobody_opens_an_opportunity_for_a_foreign_client(scene: Any, cast: Any) -> None:
    client = a_client(cast, manager="otto")
    with pytest.raises(Forbidden):
        operations.open_opportunity(client, actor=cast.actor("mara"), title="X")


def test_a_stage_refuses_what_lacks_its_demands_with_words(scene: Any, cast: Any) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor)
    with pytest.raises(Conflict) as refused:
        operations.move(one, actor=actor, version=one.version, stage=queries.stage_of("qualified"))
    assert refused.value.message == LACK_SENTENCES[Lack.PRODUCTS]
    assert one.stage.code == "new"


def test_a_move_back_undoes_a_move(scene: Any, cast: Any) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor, "payroll")
    operations.move(one, actor=actor, version=one.version, stage=queries.stage_of("qualified"))
    assert (one.stage.code, one.probability) == ("qualified", 25)
    operations.move(one, actor=actor, version=one.version, stage=queries.stage_of("new"))
    assert (one.stage.code, one.probability, one.closed_at) == ("new", 10, None)


def test_a_stale_move_is_a_conflict_and_changes_nothing(scene: Any, cast: Any) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor, "payroll")
    stale = one.version
    operations.move(one, actor=actor, version=stale, stage=queries.stage_of("qualified"))
    with pytest.raises(Conflict):
        operations.move(one, actor=actor, version=stale, stage=queries.stage_of("new"))
    assert one.stage.code == "qualified"


def test_a_loss_keeps_its_reason_and_can_be_opened_again(scene: Any, cast: Any) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor, "payroll")
    operations.lose(
        one, actor=actor, version=one.version, reason=LossReason.PRICE, competitor="Альфа"
    )
    assert one.closed_at is not None
    assert one.stage.ending is Ending.LOST
    operations.reopen(one, actor=actor, version=one.version)
    assert (one.closed_at, one.loss_reason, one.stage.code) == (None, None, "proposal")


def test_an_edit_may_not_take_away_what_the_stage_needs(scene: Any, cast: Any) -> None:
    actor = cast.actor("mara")
    one = an_opportunity(a_client(cast), actor, "payroll")
    operations.move(one, actor=actor, version=one.version, stage=queries.stage_of("qualified"))
    with pytest.raises(Invalid):
        operations.edit_opportunity(
            one, actor=actor, version=one.version, title="X", lines=[], amount=1
        )


def test_what_a_stage_asks_is_asked_in_order() -> None:
    everything = Demand(products=True, amount=True, proposal=True, reason=True)
    assert lacks(everything, Standing(False, 0, False)) is Lack.PRODUCTS
    assert lacks(everything, Standing(True, 0, False)) is Lack.AMOUNT
    assert lacks(everything, Standing(True, 1, False)) is Lack.PROPOSAL
    assert lacks(everything, Standing(True, 1, True)) is Lack.REASON
    assert lacks(everything, Standing(True, 1, True, True)) is None
    assert lacks(Demand(), Standing(False, 0, False)) is None
    assert weighted(1_001, 50) == 501


LANE = CARDS // 5  # of the five stages there are at first


def _with_board(app: Flask, cast: Any, number: int, who: str = "mara") -> None:
    with app.app_context(), transaction():
        actor = cast.actor(who)
        for i in range(number):
            client = a_client(cast, name=f"ООО «Доска {who} {i}»", manager=who)
            an_opportunity(client, actor, "acquiring", "payroll", amount=(i + 1) * 100_00)


@pytest.mark.parametrize("path", ["/opportunities/board", "/opportunities"])
def test_the_board_and_the_table_ask_the_same_statements_for_3_and_30(
    app: Flask, cast: Any, browser_of: Any, statements: list[str], path: str
) -> None:
    browser = browser_of("mara")
    counts = []
    for more in (3, 27):
        _with_board(app, cast, more)
        statements.clear()
        page = browser.get(path)
        assert page.status_code == 200
        counts.append(len(statements))
    assert "Доска mara 2" in page.text
    assert counts[0] == counts[1] <= 12, statements


def test_the_board_shows_what_fits_and_offers_the_rest(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    _with_board(app, cast, LANE + MORE + 3)
    browser = browser_of("mara")
    page = browser.get("/opportunities/board")
    assert page.text.count('class="deal') == LANE
    assert f"Show {MORE + 3} more" in page.text
    assert f'<span class="count">{LANE + MORE + 3}</span>' in page.text
    counts = []
    while found := re.search(r'data-get="([^"]+/more[^"]+)"', page.text):
        page = browser.get(html.unescape(found[1]))
        counts.append(page.text.count('class="deal'))
    assert counts == [MORE, 3]


def test_one_menu_serves_all_cards_and_without_script_a_card_leads_to_the_same_form(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    _with_board(app, cast, LANE)
    browser = browser_of("mara")
    page = browser.get("/opportunities/board").text
    assert page.count('action="/opportunities/board/move"') == 1
    links = re.findall(r'href="([^"]+)" aria-label="Move to: [^"]+" data-move', page)
    assert len(links) == LANE
    assert 'action="/opportunities/board/move"' in browser.get(links[0]).text
    assert 'data-refused="proposal:agreed' in page, "what would refuse is known before"
    assert "needs a proposal that was sent" in page


def test_who_may_not_move_cards_gets_no_way_to(app: Flask, cast: Any, browser_of: Any) -> None:
    _with_board(app, cast, 1)
    page = browser_of("sofia").get("/opportunities/board").text
    may = 'data-url="/opportunities/board/move"' in page
    assert may == ("data-move" in page) == ('id="board-menu"' in page)


def test_nobody_sees_the_opportunities_of_a_foreign_client(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    _with_board(app, cast, 1, "otto")
    with app.app_context(), transaction():
        public_id = db.session.execute(sa.select(Opportunity.public_id)).scalar_one()
        with pytest.raises(NotFound):
            queries.opportunity_of(public_id, actor=cast.actor("sofia"))
    mara = browser_of("mara")
    for path in ("/opportunities/board", "/opportunities", "/opportunities/new?q=Доска"):
        assert "Доска otto" not in mara.get(path).text
    for path in (f"/opportunities/{public_id}", f"/opportunities/{public_id}/edit"):
        assert mara.get(path).status_code == 404
    assert "Доска otto" in browser_of("stefan").get("/opportunities/board").text


def test_a_drag_answers_with_the_card_both_heads_and_an_undo(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    _with_board(app, cast, 1)
    browser = browser_of("mara")
    with app.app_context(), transaction():
        one = db.session.execute(sa.select(Opportunity)).scalar_one()
        card = {"opportunity": one.public_id, "version": str(one.version)}
    head = {"X-Fragment": "1", "X-CSRFToken": token_of(browser)}

    def move(stage: str, **over: str) -> Any:
        data = {**card, "stage": stage, **over}
        return browser.post("/opportunities/board/move", data=data, headers=head)

    moved = move("qualified")
    assert moved.status_code == 200
    assert f'id="deal-{one.public_id}"' in moved.text
    assert 'id="lane-new" data-oob' in moved.text
    assert 'id="lane-qualified" data-oob' in moved.text
    assert "stage=new" in moved.text  # the undo
    assert move("new").status_code == 409
    refused = move("agreed", version="2")
    assert refused.status_code == 409
    assert "needs a proposal that was sent" in refused.text


def test_the_form_opens_an_opportunity_and_shows_what_was_wrong_at_its_field(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast).public_id
        product = a_product("acquiring").public_id
    browser = browser_of("mara")
    page = f"/opportunities/new?client={client}"
    wrong = submit(browser, page, amount="twelve", title="X")
    assert wrong.status_code == 200
    assert "Write it" in wrong.text
    lines = {"lines-0-product": product, "lines-0-quantity": "3"}
    made = submit(browser, page, amount="1,2 млн", **lines)
    assert made.status_code == 302
    shown = browser.get(made.location).text
    assert "Merchant acquiring, terminal" in shown
    assert "1,200,000" in shown
    saved = submit(browser, made.location + "/edit", title="Терминалы", **{"lines-0-quantity": "5"})
    assert saved.status_code == 302
    assert "Терминалы" in browser.get(made.location).text
    twice = submit(browser, made.location + "/edit", **{"lines-1-product": product})
    assert "One product stands in two lines" in twice.text
    submit(browser, made.location, action="/move", stage="qualified")
    empty = submit(browser, made.location + "/edit", **{"lines-0-product": ""})
    assert "This stage needs at least one product" in empty.text
    lost = submit(browser, made.location + "/lose", reason="price", words="Дорого")
    assert lost.status_code == 302
    assert "Lost. Reason: Price." in browser.get(made.location).text


def test_a_card_without_a_step_says_for_how_long(app: Flask, cast: Any, browser_of: Any) -> None:
    _with_board(app, cast, 1)
    with app.app_context(), transaction():
        clock.turn(dt.timedelta(days=9))
    page = browser_of("mara").get("/opportunities/board").text
    assert "9 days without a step" in page
    assert "rotting" in page
