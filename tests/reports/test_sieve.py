"""C6: the bank sees its own sieve, under the reach of who looks."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.events import note
from rmapp.clients.models import Client, Lifecycle
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions.followers import limit_for
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.rules.persistence import Persistence, persistence
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.opportunities.models import FunnelStage, Opportunity
from rmapp.plans.operations import make_plan, share_out, take_more
from rmapp.reports import queries
from rmapp.reports.operations import learn_persistence
from rmapp.reports.queries import By
from tests.factories import a_client
from tests.plans.conftest import facts, target

NOW = dt.datetime.now(dt.UTC)
TODAY = NOW.date()
SINCE, UNTIL = NOW - dt.timedelta(days=365), NOW + dt.timedelta(days=2)


def tried(client: Client, cast: Any, who: str, times: int, **last: Any) -> None:
    """``times`` contacts with the client, a day apart, ending yesterday."""
    for number in range(times):
        at = clock.now() - dt.timedelta(days=times - number)
        values = last if number == times - 1 else {}
        db.session.add(
            Interaction(
                client_id=client.id, manager_id=cast.ids[who], diary_id=cast.ids[who],
                kind=Kind.CALL, state=InteractionState.DONE, planned_at=at, outcome_at=at,
                ends_at=at + dt.timedelta(minutes=30), created_at=at, result=Result.REACHED,
                contact_number=number + 1, **values,
            )
        )  # fmt: skip
    db.session.flush()


@pytest.fixture
def past(cast: Any, scene: Any) -> None:
    """Mara wins one at the third contact and drops one at the first; Otto has one in work."""
    won = a_client(cast, name="ООО «Купил»")
    tried(won, cast, "mara", 3, strategies=["references"])
    won.lifecycle, won.client_since = Lifecycle.CLIENT, TODAY
    lost = a_client(cast, name="ООО «Отказ»")
    tried(lost, cast, "mara", 1, no_next_reason=NoNextReason.REFUSED)
    again = a_client(cast, name="ООО «Передумал»")
    tried(again, cast, "mara", 2, no_next_reason=NoNextReason.REFUSED)
    again.next_contact_at = clock.now() + dt.timedelta(days=1)
    tried(a_client(cast, name="ООО «В работе»", manager="otto"), cast, "otto", 2)
    binned = a_client(cast, name="ООО «Корзина»")
    tried(binned, cast, "mara", 2)
    binned.deleted_at = clock.now()
    old = a_client(cast, name="ООО «Давно клиент»", lifecycle="client")
    tried(old, cast, "mara", 5)
    old.client_since = TODAY - dt.timedelta(days=3000)
    db.session.flush()


def test_c6_the_sieve_follows_each_prospect_to_its_end(cast: Any, past: None) -> None:
    found = queries.whole(cast.actor("sofia"), SINCE, UNTIL)
    assert [(one.reached, one.through, one.dropped, one.in_work) for one in found.steps] == [
        (3, 0, 1, 0), (2, 0, 0, 1), (1, 1, 0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "prospects"), [("mara", 3), ("max", 0), ("otto", 1), ("sofia", 3), ("stefan", 1)]
)
def test_c6_everybody_sees_the_sieve_of_their_reach(
    cast: Any, past: None, who: str, prospects: int
) -> None:
    assert queries.whole(cast.actor(who), SINCE, UNTIL).prospects == prospects
    assert all(
        part.prospects <= prospects
        for by in By
        for _name, part in queries.parted(cast.actor(who), SINCE, UNTIL, by, language="en")
    )


def test_c6_the_sieve_is_parted_by_what_was_tried(cast: Any, past: None) -> None:
    sofia = cast.actor("sofia")
    by_strategy = dict(queries.parted(sofia, SINCE, UNTIL, By.STRATEGY, language="en"))
    assert by_strategy["references"].through == 1
    by_manager = dict(queries.parted(sofia, SINCE, UNTIL, By.MANAGER, language="en"))
    assert list(by_manager) == ["Mara Lindt"]
    by_source = dict(queries.parted(sofia, SINCE, UNTIL, By.SOURCE, language="ru"))
    assert by_source[""].prospects == 3


def test_c6_a_period_holds_those_first_contacted_in_it(cast: Any, past: None) -> None:
    sofia = cast.actor("sofia")
    assert queries.whole(sofia, SINCE, NOW - dt.timedelta(days=30)).prospects == 0


def test_c6_a_lost_sale_counts_as_far_as_it_came(cast: Any, scene: Any) -> None:
    client = a_client(cast)
    kinds = {one.code: one for one in db.session.execute(sa.select(FunnelStage)).scalars()}
    for code, came_to in (("new", ""), ("lost", "agreed"), ("won", ""), ("lost", "")):
        sale = Opportunity(
            client_id=client.id, manager_id=cast.ids["mara"], stage_id=kinds[code].id,
            title=code, created_at=clock.now(), stage_since=clock.now(),
        )  # fmt: skip
        db.session.add(sale)
        db.session.flush()
        if came_to:
            note(client.id, "stage", actor=None, obj=sale, detail={"to": came_to})
    db.session.flush()
    found = queries.stages(cast.actor("mara"), SINCE, UNTIL)
    assert [(stage.code, many) for stage, many in found] == [
        ("new", 4), ("qualified", 2), ("proposal", 2), ("agreed", 2), ("won", 1),
    ]  # fmt: skip
    assert [many for _stage, many in queries.stages(cast.actor("otto"), SINCE, UNTIL)] == [0] * 5


def test_c6_the_page_says_it_in_words_and_figures(app: Flask, browser_of: Any, cast: Any) -> None:
    assert "No prospect was contacted in this time." in browser_of("max").get("/reports/sieve").text
    with app.app_context(), transaction():
        for number in range(30):
            one = a_client(cast, name=f"ООО «Кедр {number}»")
            tried(one, cast, "mara", 1 + number % 4)
            if number % 3 == 0:
                one.lifecycle, one.client_since = Lifecycle.CLIENT, TODAY
    mara = browser_of("mara")
    page = mara.get("/reports/sieve").text
    assert "Contact by contact" in page
    assert "Mara Lindt" in page
    for by in By:
        assert mara.get(f"/reports/sieve?by={by.value}&months=3").status_code == 200
    assert mara.get("/reports/sieve?by=x&months=-1").status_code == 200


def test_c6_the_sieve_is_parted_by_target_segment_and_teaches_when_it_is_too_long(
    cast: Any, scene: Any
) -> None:
    sofia = cast.actor("sofia")
    plan = make_plan(facts(target(sofia)), actor=sofia)
    share_out(plan, {cast.public_ids["mara"]: 90}, actor=sofia, version=plan.version)
    for number in range(60):
        client = a_client(cast, name=f"ООО «Дом {number}»", activity="Строительство")
        if number < 12:
            tried(client, cast, "mara", 1)
        else:
            tried(client, cast, "mara", 6)
    take_more(plan, 90, actor=cast.actor("mara"))
    for client in db.session.scalars(sa.select(Client).order_by(Client.id).limit(12)):
        client.lifecycle, client.client_since = Lifecycle.CLIENT, TODAY
    db.session.flush()
    ((name, found),) = queries.parted(sofia, SINCE, UNTIL, By.SEGMENT, language="en")
    assert (name, found.prospects, found.through) == ("Строители", 60, 12)
    assert learn_persistence() == 3  # all, firms, the segment
    last = db.session.scalars(sa.select(Client.id).order_by(Client.id.desc()).limit(1)).one()
    limit = limit_for(last)
    assert limit is not None
    assert (limit.number, limit.chance, limit.part) == (4, 0.0, "Строители")
    assert persistence(4, minimum=4, limit=limit) is Persistence.LONG
    assert persistence(4, minimum=5, limit=limit) is Persistence.EARLY
    assert persistence(7, minimum=4) is Persistence.RIPE


def test_c6_the_sieve_stands_with_the_plans_in_the_menu_and_is_reached_from_there(
    browser_of: Any,
) -> None:
    mara = browser_of("mara")
    page = mara.get("/reports/sieve").text
    lit = re.findall(r'<a[^>]*href="([^"]+)"[^>]*aria-current="page"', page)
    assert set(lit) == {"/plans"}
    assert 'href="/reports/sieve"' in mara.get("/plans").text
