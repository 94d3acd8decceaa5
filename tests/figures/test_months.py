"""The monthly figures of a client: by file, by the API, on the card (V1, ruling 24)."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Client
from rmapp.core.transaction import transaction
from rmapp.exchange.monthly import read_month
from rmapp.figures import operations, queries
from rmapp.figures.models import FigureSource
from rmapp.figures.operations import Month
from rmapp.figures.rules import first_of, lasting_balance, lasting_flow, months_before
from tests.factories import a_client
from tests.vip.pages import token_of


@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)), st.integers(-300, 300))
def test_v1_months_are_counted_back_and_forth(day, count):
    there = months_before(day, count)
    assert there.day == 1
    assert months_before(there, -count) == first_of(day)


def test_v1_an_old_rush_counts_less_than_a_present_habit():
    assert lasting_flow([(0, 100)]) == 100
    assert lasting_flow([(4, 100)]) == pytest.approx(50)
    assert lasting_flow([(12, 800)]) < lasting_flow([(1, 50), (2, 50), (3, 50)])
    assert lasting_balance(800, 200) == pytest.approx(400)
    assert lasting_balance(800, -1) == 0


@pytest.mark.parametrize(
    "text", ["2026-10", "10.2026", "2026/10", "31.10.2026", "2026-10-01", "1 октября 2026"]
)
def test_v1_a_month_is_read_in_any_usual_writing(scene, text):
    assert read_month(text) == dt.date(2026, 10, 1)


def test_v1_a_later_load_of_a_month_replaces_it_and_strangers_are_named(scene, cast):
    mine = a_client(cast, lifecycle="client", external_id="C-77", inn="7707083893")
    other = a_client(cast, lifecycle="client", manager="otto", external_id="C-88")
    month = queries.whole_months()[0]
    rows = [
        Month("C-77", month, 1, 2, 3),
        Month("C-88", month, 9, 9, 9),
        Month("?", month, 1, 1, 1),
    ]
    done = operations.load(rows, source=FigureSource.API, actor=cast.actor("mara"))
    assert (done.written, done.unknown) == (1, ["?", "C-88"])
    again = [Month("7707083893", month.replace(day=28), 10, 20, -30)]
    operations.load(again, source=FigureSource.FILE, actor=cast.actor("mara"))
    (row,) = queries.months_of(mine.id)
    assert (row.month, row.balance, row.turnover, row.profit) == (month, 10, 20, -30)
    assert not queries.months_of(other.id)


def test_v1_the_months_of_a_merged_record_are_read_with_the_one_that_is_left(scene, cast):
    left = a_client(cast, lifecycle="client", external_id="A")
    gone = a_client(cast, lifecycle="client", external_id="B", name="ООО «Двойник»")
    month = queries.whole_months()[0]
    rows = [Month("A", month, 1, 2, 3), Month("B", month, 10, 20, 30)]
    operations.load(rows, source=FigureSource.API, actor=cast.actor("mara"))
    gone.merged_into_id = left.id
    scene.flush()
    (row,) = queries.months_of(left.id)
    assert (row.balance, row.turnover, row.profit) == (11, 22, 33)


@pytest.fixture
def known(app, cast):
    """The public id of a client of Mara's, C-1 in the core system."""
    with app.app_context(), transaction():
        return a_client(cast, lifecycle="client", external_id="C-1").public_id


def test_v1_a_file_is_loaded_on_a_page_and_every_row_not_taken_is_told(
    app, cast, known, browser_of
):
    mara = browser_of("mara")
    page = mara.get("/imports/figures")
    with app.app_context(), transaction():
        month = f"{queries.whole_months()[0]:%Y-%m}"
    lines = [
        "Клиент;Месяц;Средний остаток;Обороты;Прибыль",
        f"C-1;{month};1 200,50;3 000;-7,00",
        f"X-9;{month};1;1;1",
        "C-1;тринадцатое;1;1;1",
    ]
    file = (io.BytesIO("\n".join(lines).encode("cp1251")), "figures.csv")
    answer = mara.post("/imports/figures", data={"csrf_token": token_of(page), "file": file})
    assert answer.status_code == 200, answer.text
    assert "X-9" in answer.text
    with app.app_context(), transaction() as session:
        client = session.query(Client).filter_by(public_id=known).one()
        (row,) = queries.months_of(client.id)
        assert (row.balance, row.turnover, row.profit) == (120_050, 300_000, -700)
    shown = mara.get(f"/clients/{known}/figures", headers={"X-Fragment": "1"})
    assert shown.status_code == 200
    assert "<svg" in shown.text
    assert "<html" not in shown.text
    assert browser_of("otto").get(f"/clients/{known}/figures").status_code == 404


def test_v1_a_file_without_the_columns_says_which_are_needed(browser_of):
    mara = browser_of("mara")
    page = mara.get("/imports/figures")
    file = (io.BytesIO(b"name;phone\na;b\n"), "people.csv")
    answer = mara.post("/imports/figures", data={"csrf_token": token_of(page), "file": file})
    assert answer.status_code == 422
    assert "turnover" in answer.text
