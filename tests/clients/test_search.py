"""Finding clients as one types (D15)."""

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.clients.queries import matching, search
from rmapp.core.db import db
from tests.factories import a_client, a_contact_person, a_person


@pytest.fixture
def base(scene, cast):
    levina = a_person(
        cast, "Левина Марина Олеговна", phones=["+79161234567"], emails=["marina@levina.example"]
    )
    cedar = a_client(cast, name="ООО «Кедр»", inn="7707083893", phones=["+74955407520"])
    a_contact_person(cedar, "Щербаков Юрий Иванович")
    a_client(cast, name="АО «Кедровый Бор»")
    a_client(cast, name="ООО «Чужая Левина»", manager="otto")
    return cast.actor("mara"), levina, cedar


@pytest.mark.parametrize(
    "text",
    ["Левина", "лев", "олег мар", "levina", "Marina Lev", "ktdbyf", "Лефина", "Левинна",
     "8 916 123-45-67", "916123", "4567", "+7 (916) 123 45 67", "marina@levina.example"],
)  # fmt: skip
def test_a_person_is_found(base, text):
    mara, levina, _cedar = base
    assert levina.id in [hit.id for hit in search(mara, text)]


@pytest.mark.parametrize(
    "text",
    ["кедр", "rtlh", "kedr", "7707083893", "77070", "Shcherbakov", "щербаков юр", "ООО Кедр"],
)
def test_a_firm_is_found_by_its_people_and_numbers_too(base, text):
    mara, _levina, cedar = base
    assert cedar.id in [hit.id for hit in search(mara, text)]


def test_the_best_comes_first(base):
    mara, *_ = base
    assert [hit.name for hit in search(mara, "кедр")] == ["ООО «Кедр»", "АО «Кедровый Бор»"]


def test_what_is_not_ones_own_is_not_found(base, cast):
    mara, *_ = base
    assert "ООО «Чужая Левина»" not in [hit.name for hit in search(mara, "левина")]
    assert [hit.name for hit in search(cast.actor("otto"), "левина")] == ["ООО «Чужая Левина»"]
    assert search(cast.actor("ada"), "левина") == []


def test_a_hit_says_which_phone_answered(base):
    mara, levina, _cedar = base
    (hit,) = search(mara, "1234567")
    assert (hit.id, hit.matched) == (levina.id, "+79161234567")


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "'", "''", "\\", "&|!", "':*", "%", "_", "💩", "\u202e", "a" * 5000, "<->",
     "Robert'); DROP TABLE client;--", "{{7*7}}", "../../etc/passwd", "٠١٢٣٤٥٦", "ﷺ" * 30],
)  # fmt: skip
def test_hostile_queries_break_nothing(base, text):
    assert len(search(base[0], text)) <= 3


def test_the_index_answers_even_with_a_typo(scene, cast):
    """EXPLAIN on a few thousand rows: the GIN index, no walk over the table."""
    db.session.execute(
        sa.text(
            "INSERT INTO client (public_id, kind, lifecycle, is_active, display_name, name_key,"
            " full_name, short_name, legal_form, kpp, ogrn, edrpou, vat, lei, activity, history,"
            " governance, banks_now, problems, competitor_offers, family_name, given_name,"
            " patronymic, sex, family_status, family, occupation, education, hobbies,"
            " income_level, inn, web, needs, planned_products, currency, must_know, notes,"
            " language, zone, preferred_channel, external_id, temperature, vip_tier, created_at,"
            " search, version)"
            " SELECT lpad(n::text, 16, '0'), 'person', 'prospect', true, 'Имя ' || n, 'имя ' || n,"
            " '','','','','','','','','','','','','','','','','','','','','','','','','','','','',"
            "'RUB','','','ru','UTC','','','cold','', now(), array_to_tsvector(ARRAY['имя'||n]), 1"
            " FROM generate_series(1, 4000) n"
        )
    )
    db.session.execute(sa.text("ANALYZE client"))
    db.session.execute(sa.text("SET LOCAL random_page_cost = 1.1"))  # whatever a named server says
    for text, typos in (("имя3999", False), ("левина", True), ("1234567", False)):
        statement = sa.select(Client.id).where(matching(text, typos=typos))
        compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
        asked = sa.text("EXPLAIN " + str(compiled).replace(":", "\\:"))
        plan = "\n".join(db.session.scalars(asked))
        assert "ix_client_search" in plan, plan


def test_d15_the_whole_base_is_asked_once_for_the_digits_of_a_telephone(base, statements):
    """Digits have no typos to allow for, and few numbers end with seven of them: those few are
    found along the index before it is asked who may see them."""
    mara, levina, _cedar = base
    assert [hit.id for hit in search(mara, "123-45-67")] == [levina.id]
    (asked,) = [one for one in statements if "client.search @@" in one]
    assert "client.id = ANY (array((SELECT client.id" in asked


def test_the_palette_offers_links(app, cast, browser_of):
    from rmapp.core.transaction import transaction

    with app.app_context(), transaction():
        public_id = a_client(cast, name="ООО «Кедр»").public_id
    browser = browser_of("mara")
    fragment = browser.get("/search/palette?q=rtlh").get_data(as_text=True)
    assert 'role="option"' in fragment
    assert f"/clients/{public_id}" in fragment
    actions = browser.get(f"/search/palette/{public_id}").get_data(as_text=True)
    assert f"/clients/{public_id}/edit" in actions
    assert "ООО «Кедр»" in browser.get("/search?q=кедр").get_data(as_text=True)
    assert browser_of("otto").get(f"/search/palette/{public_id}").status_code == 404
