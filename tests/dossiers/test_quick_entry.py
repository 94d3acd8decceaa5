"""Quick entry: a pasted block fills empty fields, what was typed stays, the next record is empty
(D11)."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Client, ClientAddress, ContactPerson
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.dossiers.requisites.speech import language_of
from rmapp.dossiers.rules.fields import LANGUAGES
from tests.dossiers.test_creating import defaults, hidden, post

BLOCK = """ЗАКАЗЧИК:
Общество с ограниченной ответственностью «Полярная сова» (ООО «Полярная сова»)
Юридический адрес: 117312, г. Москва, ул. Вавилова, д. 19
Фактический адрес: 119991, г. Москва, ул. Косыгина, д. 4
ИНН/КПП 7707083893/773601001, ОГРН 1027700132195
р/с 40702810900000012345 в ПАО Сбербанк, БИК 044525225
Тел.: (495) 123-45-67 доб. 12, E-mail: info@sova.example
Генеральный директор Иванов Иван Иванович
Главный бухгалтер: Смирнова Ольга Викторовна
Работаем без выходных"""


def sent(browser, url="/clients/new?kind=organisation", **said):
    """The page after the form was sent, and its fields as they are now."""
    page = post(browser, url, **said).get_data(as_text=True)
    return page, shown(page)


def shown(page: str) -> dict[str, str]:
    """Name → value of every line of the form."""
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        name, value = (re.search(rf' {a}="([^"]*)"', tag) for a in ("name", "value"))
        if name:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, value in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S
    ):
        found[name] = html.unescape(value).strip()
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    return found


def test_d11_a_pasted_block_fills_the_fields_and_shows_what_it_took_from_where(browser_of):
    page, fields = sent(browser_of("mara"), pasted=BLOCK, then="read")
    assert fields["short_name"] == "ООО «Полярная сова»"
    assert (fields["inn"], fields["kpp"], fields["ogrn"]) == (
        "7707083893", "773601001", "1027700132195",
    )  # fmt: skip
    assert fields["phones"] == "8 (495) 123-45-67 #12"
    assert fields["legal_address"].endswith("ул. Вавилова, д. 19")
    assert fields["address"].endswith("ул. Косыгина, д. 4")
    assert fields["person_name"] == "Иванов Иван Иванович"
    assert (fields["person_role"], fields["second_role"]) == ("decides", "financial")
    assert "БИК 044525225" in fields["banks_now"]
    assert "ИНН/КПП 7707083893/773601001</mark>" in page, "the source stands at its field"
    assert "The key of the account does not fit" in page
    assert "Not taken over: Работаем без выходных" in page


def test_d11_nothing_is_written_until_it_is_saved_and_then_everything(app, cast, browser_of):
    browser = browser_of("mara")
    _page, fields = sent(browser, pasted=BLOCK, then="read")
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count(Client.id))) == 0
    fields["is_active"] = "y"
    answer = browser.post("/clients/new?kind=organisation", data={**fields, "then": "next"})
    assert answer.status_code == 302, answer.get_data(as_text=True)[:3000]
    assert "/clients/new" in answer.location
    with app.app_context(), transaction():
        client = db.session.scalars(sa.select(Client)).one()
        assert client.full_name.startswith("Общество с ограниченной")
        people = db.session.scalars(sa.select(ContactPerson).order_by(ContactPerson.id)).all()
        assert [one.position for one in people] == ["Генеральный директор", "Главный бухгалтер"]
        kinds = db.session.scalars(sa.select(ClientAddress.kind).order_by(ClientAddress.id)).all()
        assert sorted(kinds) == ["actual", "legal"]


def test_d11_what_was_typed_is_never_overwritten_in_silence(browser_of):
    browser = browser_of("mara")
    typed = {"short_name": "Сова", "emails": "other@sova.example", "pasted": BLOCK}
    page, fields = sent(browser, **typed, then="read")
    assert fields["short_name"] == "Сова"
    assert "Something else was typed" in page
    assert 'name="take" value="short_name"' in page
    assert fields["emails"] == "other@sova.example, info@sova.example", "added, not replaced"
    page, fields = sent(browser, **typed, take="short_name")
    assert fields["short_name"] == "ООО «Полярная сова»"
    assert "Something else was typed" not in page


def test_d11_the_rest_goes_to_the_notes_with_one_key(browser_of):
    page, fields = sent(browser_of("mara"), pasted=BLOCK, notes="Был на выставке", then="notes")
    assert fields["notes"] == "Был на выставке\nРаботаем без выходных"
    assert 'data-fkey="F2"' not in page


def test_d11_a_card_of_a_person_turns_the_empty_form_into_a_persons(browser_of):
    card = "Мария Иванова\nменеджер по закупкам\n+7 903 111 22 33\nmaria@mail.ru"
    _page, fields = sent(browser_of("mara"), pasted=card, then="read")
    assert (fields["family_name"], fields["given_name"]) == ("Иванова", "Мария")
    assert fields["kind"] == "person"
    assert fields["occupation"] == "Менеджер по закупкам"


def test_d11_what_was_emptied_stays_empty_when_the_form_comes_back(browser_of):
    page, fields = sent(browser_of("mara"), pasted=BLOCK, short_name="", inn="123")
    assert "error-summary" in page
    assert fields["kpp"] == ""
    assert fields["inn"] == "123"


def test_d11_the_next_record_keeps_what_the_list_has_in_common(app, browser_of):
    browser = browser_of("mara")
    page = browser.get("/clients/new").get_data(as_text=True)
    source = re.search(r'name="source_id".*?<option value="(\d+)"', page, re.S)[1]
    answer = post(browser, "/clients/new", short_name="ООО «Первая»", source_id=source,
                  temperature="warm", then="next")  # fmt: skip
    fields = shown(browser.get(answer.location).get_data(as_text=True))
    assert (fields["source_id"], fields["temperature"]) == (source, "warm")
    assert fields["short_name"] == fields["phones"] == ""


def test_d11_the_day_and_the_week_are_counted(browser_of):
    browser = browser_of("mara")
    for name in ("ООО «Один»", "ООО «Два»"):
        assert post(browser, "/clients/new", short_name=name).status_code == 302
    page = browser.get("/clients/new").get_data(as_text=True)
    assert "Made today: 2 · this week: 2" in page
    assert "Made today: 0" in browser_of("max").get("/clients/new").get_data(as_text=True)


@pytest.mark.parametrize(
    "block", ["", "  \n ", "\x00\x01", "<script>alert(1)</script>\nООО «<b>»", "ИНН " * 2000]
)
def test_d11_hostile_blocks_are_shown_as_text(browser_of, block):
    answer = post(browser_of("mara"), "/clients/new", pasted=block, then="read")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_d11_the_hidden_keys_of_the_form_are_new_after_a_reading(browser_of):
    browser = browser_of("mara")
    page = browser.get("/clients/new").get_data(as_text=True)
    first = hidden(page)
    data = {**defaults(page), **first, "pasted": BLOCK, "then": "read"}
    second = hidden(browser.post("/clients/new", data=data).get_data(as_text=True))
    assert first["form_key"] != second["form_key"]


ENGLISH = (
    "Northern Lights Ltd\n12 Baker Street, London NW1 6XE\nJohn Smith, Director\n+44 20 7946 0018"
)


def test_d11_the_language_of_talk_is_that_of_the_block(browser_of):
    mara = browser_of("mara")
    page, fields = sent(mara, pasted=ENGLISH, then="read")
    assert fields["language"] == "en"
    assert "the language of the block" in page
    _page, fields = sent(mara, pasted=BLOCK, then="read")
    assert fields["language"] == "ru"


def test_d11_a_language_chosen_since_stays_when_another_button_reads_the_block(browser_of):
    mara = browser_of("mara")
    said = {"pasted": ENGLISH + "\nOpen on Sundays", "language": "ru"}
    for button in ({"then": "notes"}, {"take": "short_name"}):
        _page, fields = sent(mara, **said, **button)
        assert fields["language"] == "ru"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BLOCK, "ru"), (ENGLISH, "en"), ("", ""), ("+7 495 123-45-67 / 44 20", ""),
        ("info@firma.ru www.firma.ru", ""),
        ("ООО «Acme Trading Russia», acme@acme.example, Sales department", "en"),
        ("ТОВ «Ластівка», вул. Хрещатик, 1, Київ, ЄДРПОУ 12345678", "uk"),
        ("«Қазына» ЖШС, Астана қаласы, Мәңгілік Ел даңғылы", "kk"),
        ("Muster GmbH, Hauptstraße 5, 10115 Berlin, Geschäftsführer: Max Muster", "de"),
        ("北京示例有限公司, 朝阳区建国路88号, Wang Wei", "zh"),
    ],
)  # fmt: skip
def test_d11_the_language_of_a_block_is_told_by_its_letters(text, language):
    assert language_of(text) == language


@given(st.text(max_size=200))
def test_d11_any_text_has_a_language_of_the_list_or_none(text):
    assert language_of(text) in ("", *LANGUAGES)


CARD = """ООО «Ласточка»
Петров Сергей Ильич
коммерческий директор
тел. (495) 123-45-67
моб. +7 903 111-22-33
s.petrov@lastochka.example
info@lastochka.example"""


def test_d11_the_ways_on_a_card_go_to_the_person_it_names_and_the_house_s_stay_the_firm_s(
    app, cast, browser_of
):
    browser = browser_of("mara")
    page, fields = sent(browser, pasted=CARD, then="read")
    assert fields["person_phone"] == "8 (903) 111-22-33"
    assert fields["person_email"] == "s.petrov@lastochka.example"
    assert (fields["phones"], fields["emails"]) == ("8 (495) 123-45-67", "info@lastochka.example")
    assert page.count("→ Петров Сергей Ильич") == 2, "what went to whom is said"
    answer = browser.post("/clients/new?kind=organisation", data={**fields, "then": "open"})
    assert answer.status_code == 302
    with app.app_context(), transaction():
        person = db.session.scalars(sa.select(ContactPerson)).one()
        assert (person.phone, person.email) == ("+79031112233", "s.petrov@lastochka.example")


def test_d11_a_way_taken_for_a_persons_is_given_to_the_firm_with_one_press_and_stays_there(
    browser_of,
):
    browser = browser_of("mara")
    _page, fields = sent(browser, pasted=CARD, then="read")
    page, fields = sent(browser, **fields, untie="person_phone")
    assert fields["person_phone"] == ""
    assert fields["phones"] == "8 (495) 123-45-67, 8 (903) 111-22-33"
    assert fields["person_email"] == "s.petrov@lastochka.example"
    assert 'name="untied" value="person_phone"' in page
    _page, fields = sent(browser, **{**fields, "notes": "x"}, then="notes")
    assert fields["person_phone"] == ""


def test_d11_another_kind_keeps_the_block_what_was_typed_and_what_it_began_from(browser_of):
    browser = browser_of("mara")
    said = {"pasted": CARD, "notes": "Был на выставке", "origin": "letter-1"}
    page, fields = sent(browser, **said, then="read")
    assert fields["kind"] == "organisation"
    page, fields = sent(browser, "/clients/new?kind=person", **{**fields, **said}, then="kind")
    assert fields["kind"] == "person"
    assert (fields["family_name"], fields["given_name"]) == ("Петров", "Сергей")
    assert fields["occupation"] == "Коммерческий директор"
    assert "8 (903) 111-22-33" in fields["phones"]
    assert (fields["notes"], fields["origin"]) == ("Был на выставке", "letter-1")
    assert "error-summary" not in page
    card = "Мария Иванова\nменеджер по закупкам\n+7 903 111 22 33\nmaria@mail.ru"
    _page, fields = sent(browser, pasted=card, then="kind")
    assert fields["kind"] == "organisation"
    assert fields["person_name"] == "Мария Иванова"
    assert fields["person_position"] == "Менеджер по закупкам"


def test_d11_enter_saves_one_client_and_goes_on_in_a_row_of_many(browser_of):
    browser = browser_of("mara")
    first = re.compile(r'<button[^>]*name="then" value="(\w+)"')
    page = browser.get("/clients/new").get_data(as_text=True)
    assert first.search(page)[1] == "open", "the button that Enter presses"
    assert re.search(r'value="next" data-fkey="F4"', page)
    answer = post(browser, "/clients/new", short_name="ООО «Ряд»", then="next")
    page = browser.get(answer.location).get_data(as_text=True)
    assert first.search(page)[1] == "next"
    page = post(browser, "/clients/new?next=1", short_name="", then="next").get_data(as_text=True)
    assert "error-summary" in page
    assert first.search(page)[1] == "next", "a row of many stays one after an error"


def test_d12_a_card_entered_twice_is_known_by_the_ways_of_its_person(app, cast, browser_of):
    browser = browser_of("mara")
    _page, fields = sent(browser, pasted=CARD, then="read")
    assert browser.post("/clients/new?kind=organisation", data=fields).status_code == 302
    again = (
        "ООО «Ласточка и птенцы»\nПетров Сергей\nмоб. 8-903-111-22-33\ns.petrov@lastochka.example"
    )
    page, fields = sent(browser, pasted=again, then="read")
    assert (fields["phones"], fields["person_phone"]) == ("", "8 (903) 111-22-33")
    assert "ООО «Ласточка»" in page
    assert "8 (495) 123-45-67" in browser.get("/clients").get_data(as_text=True)
