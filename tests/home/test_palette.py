"""The palette: clients, proposals, commands by what is typed (D15, ui.md)."""

import re

import pytest
import sqlalchemy as sa

from rmapp.clients.queries import search
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.home import commands
from rmapp.home.commands import Spoken, spoken
from rmapp.interactions.models import InteractionState
from rmapp.products.models import Holding, Product
from tests.factories import a_client, a_person
from tests.home.test_day import past


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("call petrov", Spoken("dial", "petrov")),
        ("позвонить Петрову", Spoken("dial", "петрову")),
        ("gjpdjybnm gtnhjd", Spoken("dial", "петров")),
        ("plan call with Петров", Spoken("call", "петров")),
        ("звонок петров", Spoken("call", "петров")),
        ("запланировать встречу с Кедром", Spoken("meeting", "кедром")),
        ("pdjyjr gtnhjd", Spoken("call", "петров")),  # on the other keyboard
        ("hand over Otto", Spoken("handover", "otto")),
        ("передать клиентов Орлова", Spoken("handover", "орлова")),
        ("звонок", Spoken("call", "")),
        ("петров", None),
        ("ca", None),
        ("", None),
        ("the", None),
    ],
)
def test_d15_a_command_is_understood_in_both_languages(text, command):
    assert spoken(text) == command


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("боле", ["illness"]),
        ("отпуск", ["absence"]),
        ("jngecr", ["absence"]),  # on the other keyboard
        ("без след", ["no_step"]),
        ("Fill my", ["fill"]),
        ("пароль", ["password"]),
        ("па", []),
        ("петров", []),
    ],
)
def test_d15_places_outside_the_menu_are_found_by_what_people_call_them(text, places):
    assert commands.places(text) == places


def test_d15_every_place_of_the_palette_opens_for_whom_it_is_offered(cast, browser_of):
    mara = browser_of("mara")
    offered = set()
    for names in commands.PLACES.values():
        page = mara.get("/search/palette", query_string={"q": names[0]}).text
        offered |= set(re.findall(r'role="option" href="([^"]+)"', page))
    assert "/day/no_step" in offered
    assert "/clients/bin" not in offered, "its door is shut for her"
    assert {mara.get(there.replace("&amp;", "&")).status_code for there in offered} == {200}


@pytest.mark.parametrize("text", ["19-64", "19 64", "1964", "232-19-64"])
def test_d15_the_last_four_digits_of_a_phone_find_it_however_they_are_written(scene, cast, text):
    cedar = a_client(cast, name="ООО «Кедр»", phones=["+79472321964"])
    assert [hit.id for hit in search(cast.actor("mara"), text)] == [cedar.id]


def _holding(client, number):
    product = db.session.scalar(sa.select(Product).limit(1))
    db.session.add(Holding(client_id=client.id, product_id=product.id, number=number))
    db.session.flush()


@pytest.mark.parametrize("text", ["24-03/000123", "2403000123", "2403", "000123", "0123"])
def test_d15_a_client_is_found_by_the_number_of_a_contract(scene, cast, text):
    cedar = a_client(cast, name="ООО «Кедр»")
    _holding(cedar, "24-03/000123")
    (hit,) = search(cast.actor("mara"), text)
    assert (hit.id, hit.matched, hit.matched_kind) == (cedar.id, "24-03/000123", "contract")


def test_d15_a_foreign_contract_is_not_there(scene, cast):
    _holding(a_client(cast, manager="otto"), "24-03/000123")
    assert search(cast.actor("mara"), "24-03/000123") == []
    assert len(search(cast.actor("otto"), "24-03/000123")) == 1


def test_d15_the_palette_offers_a_command_for_whom_it_finds(app, stage, cast, browser_of):
    with app.app_context(), transaction():
        cedar = a_client(cast, name="ООО «Кедр»").public_id
        foreign = a_client(cast, name="ООО «Кедровый Юг»", manager="otto").public_id
    page = browser_of("mara").get("/search/palette?q=call+rtlh").get_data(as_text=True)
    assert f"/interactions/record?client={cedar}&amp;kind=call" in page.replace(
        "&kind", "&amp;kind"
    )
    page = browser_of("mara").get("/search/palette?q=pdjyjr+rtlh").get_data(as_text=True)
    assert f"/interactions/plan?client={cedar}&amp;kind=call" in page.replace("&kind", "&amp;kind")
    assert foreign not in page
    assert "Кедровый" not in page


def test_d15_a_supervisor_hands_over_from_the_palette_and_a_manager_does_not(cast, browser_of):
    there = f"employee={cast.public_ids['mara']}"
    assert there in browser_of("sofia").get("/search/palette?q=hand over mara").text
    assert there not in browser_of("mara").get("/search/palette?q=hand over mara").text


def test_d15_with_nothing_typed_those_lately_spoken_with_come(app, stage, cast, browser_of):
    with app.app_context(), transaction():
        met = a_person(cast, "Левина Марина Олеговна")
        a_client(cast, name="ООО «Кедр»")
        past(
            cast,
            met,
            hours=24,
            state=InteractionState.DONE,
            outcome_at=clock.now(),
            result="reached",
        )
    page = browser_of("mara").get("/search/palette").text
    assert "Левина" in page
    assert "Кедр" not in page


@pytest.mark.parametrize("who", ["adam", "ada"])
def test_g1_35_whoever_may_not_read_clients_is_offered_no_search_of_them(cast, browser_of, who):
    page = browser_of(who).get("/profile/").text
    assert "data-palette" not in page
    assert "/search" not in page
    assert 'id="palette"' in page, "pages and commands stay at hand by the keys"
    for part in ("data-palette", 'data-search="/search/palette"'):
        assert part in browser_of("mara").get("/profile/").text
