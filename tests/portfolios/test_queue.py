"""The queue of clients nobody serves: what a supervisor needs to assign well (ruling 15, D16)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from rmapp.clients.models import Assignment, AssignmentRole, UnservedClient
from rmapp.clients.operations import end_row
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.figures.models import ClientMonth, FigureSource
from rmapp.figures.queries import whole_months
from rmapp.portfolios import operations, queries
from tests.factories import a_client


def waiting() -> dict[str, queries.Waiting]:
    return {one.client.display_name: one for one in queries.without_manager().rows}


def leave(client, cast, reason: str) -> None:
    row = db.session.scalars(
        sa.select(Assignment).where(
            Assignment.client_id == client.id, Assignment.ended_at.is_(None)
        )
    ).one()
    end_row(row, actor=cast.actor("sofia"), reason=reason)


def test_d16_who_waits_longest_stands_first_whatever_its_age_in_the_base(scene, cast):
    left = a_client(cast, name="ООО «Ветеран»", manager="mara", days_ago=400)
    a_client(cast, name="ООО «Новый»", manager=None, days_ago=5)
    leave(left, cast, "Moved away")
    found = queries.without_manager().rows
    assert [one.client.display_name for one in found] == ["ООО «Новый»", "ООО «Ветеран»"]
    assert found[1].since > clock.now() - dt.timedelta(minutes=5)
    assert abs(found[0].since - found[0].client.created_at) < dt.timedelta(seconds=1)


def test_d16_the_queue_says_who_served_until_when_and_why_it_ended(scene, cast):
    client = a_client(cast, name="ООО «Ветеран»", manager="mara", days_ago=400)
    a_client(cast, name="ООО «Новый»", manager=None)
    leave(client, cast, "The manager moved to another branch")
    found = waiting()
    name, until, reason = found["ООО «Ветеран»"].left
    assert (name, reason) == ("Mara Lindt", "The manager moved to another branch")
    assert until == found["ООО «Ветеран»"].since
    assert found["ООО «Новый»"].left is None


def test_d16_worth_is_the_profit_of_twelve_whole_months(scene, cast):
    client = a_client(cast, name="ООО «Прибыль»", manager=None)
    since, until = whole_months()
    for month, profit in ((since, 100), (until - dt.timedelta(days=1), 20), (until, 7)):
        db.session.add(
            ClientMonth(
                client_id=client.id, month=month.replace(day=1), balance=0, turnover=0,
                profit=profit, source=FigureSource.FILE,
            )
        )  # fmt: skip
    db.session.flush()
    assert waiting()["ООО «Прибыль»"].profit == 120


def test_d16_whoever_gets_a_manager_leaves_the_queue_and_comes_back_with_a_new_wait(scene, cast):
    sofia = cast.actor("sofia")
    client = a_client(cast, name="ООО «Туда»", manager=None, days_ago=30)
    lena = cast.employee("mara")
    made = operations.assign(client, lena, AssignmentRole.ACQUISITION, actor=sofia, reason="")
    assert "ООО «Туда»" not in waiting()
    end_row(made, actor=sofia, reason="")
    row = db.session.get_one(UnservedClient, client.id, populate_existing=True)
    assert row.since == made.ended_at


def test_d16_the_page_shows_what_one_assigns_by(app, cast, browser_of):
    with app.app_context(), transaction():
        a_client(
            cast, name="ООО «Очередь»", manager=None, days_ago=30, language="de",
            activity="Мебель", possible_profit=1_200_000_00, address="г. Тверь, ул. Мира, д. 1",
        )  # fmt: skip
    page = browser_of("sofia").get("/portfolios/").get_data(as_text=True)
    rows = page[page.index("Clients without a manager") :]
    for words in ("German", "Мебель", "possible a year", "none yet"):
        assert words in rows
    assert '<span class="down">' in rows, "three working days are over"
    assert "Assign" in rows


def test_d16_the_page_takes_the_same_statements_for_one_and_for_many(
    app, cast, browser_of, statements
):
    sofia = browser_of("sofia")

    def asked(count: int) -> int:
        with app.app_context(), transaction():
            for number in range(count):
                a_client(cast, name=f"ООО «Много {count} {number}»", manager=None)
        statements.clear()
        assert sofia.get("/portfolios/").status_code == 200
        return len(statements)

    asked(1)
    assert asked(1) == asked(20)
