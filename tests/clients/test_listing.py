"""The list of clients."""

import datetime as dt

import pytest

from rmapp.clients import catalogue, queries
from rmapp.clients.models import ClientKind, Temperature
from rmapp.clients.queries import Filter
from rmapp.core import clock
from rmapp.core.errors import Malformed, NotFound
from rmapp.core.transaction import transaction
from tests.factories import a_client, a_person


def names(page):
    return [row.name for row in page.rows]


def test_mara_sees_hers_sofia_the_team_otto_nothing_of_north(scene, cast):
    a_client(cast, name="ООО «Кедр»", manager="mara")
    a_client(cast, name="ООО «Липа»", manager="max")
    a_client(cast, name="ООО «Юг»", manager="otto")
    a_client(cast, name="ООО «Никого»", manager=None)
    seen = {
        who: names(queries.listed(cast.actor(who), Filter())) for who in ("mara", "sofia", "otto")
    }
    assert seen["mara"] == ["ООО «Кедр»"]
    assert seen["sofia"] == ["ООО «Кедр»", "ООО «Липа»"]
    assert seen["otto"] == ["ООО «Юг»"]


def test_the_administrator_and_the_auditor_see_no_client(browser_of):
    for who in ("adam", "ada"):
        assert browser_of(who).get("/clients").status_code == 403
        assert browser_of(who).get("/search?q=кедр").status_code == 403


def test_a_foreign_client_is_not_there(app, scene, cast):
    """Beyond reach is 404, the same as what does not exist."""
    client = a_client(cast, manager="otto")
    with pytest.raises(NotFound):
        queries.client_of(client.public_id, actor=cast.actor("mara"))
    with pytest.raises(NotFound):
        queries.client_of("0" * 16, actor=cast.actor("mara"))


def test_filters_say_what_they_mean(scene, cast):
    """D16."""
    now, mara = clock.now(), cast.actor("mara")
    a_client(cast, name="Альфа", next_contact_at=now, last_contact_at=now, days_ago=90)
    a_client(cast, name="Бета", temperature=Temperature.HOT, days_ago=90)
    a_person(cast, "Гамма Анна", vip_tier="VIP", last_contact_at=now - dt.timedelta(days=40))

    def found(**wanted):
        return names(queries.listed(mara, Filter(**wanted)))

    assert found(no_step=True) == ["Бета", "Гамма Анна"]
    assert found(silent=30) == ["Бета", "Гамма Анна"]
    assert found(silent=60) == ["Бета"]
    assert found(vip="any") == ["Гамма Анна"]
    assert found(vip="none") == ["Альфа", "Бета"]
    assert found(kind=ClientKind.PERSON) == ["Гамма Анна"]
    assert found(temperature=Temperature.HOT) == ["Бета"]
    assert found(text="бет") == ["Бета"]
    assert found(text="x") == []
    assert found(sort="-name") == ["Гамма Анна", "Бета", "Альфа"]
    assert found(sort="last") == ["Бета", "Гамма Анна", "Альфа"]
    assert found(sort="next")[-1] == "Альфа"


@pytest.mark.parametrize("sort", ["name", "-name", "next", "-last"])
def test_every_client_is_on_exactly_one_page(scene, cast, sort):
    mara = cast.actor("mara")
    moment = clock.now()
    for number in range(23):
        a_client(
            cast,
            name=f"Фирма {number % 5}",
            next_contact_at=moment + dt.timedelta(days=number % 4) if number % 3 else None,
        )
    seen, cursor, pages = [], None, []
    while True:
        page = queries.listed(mara, Filter(sort=sort), cursor=cursor, limit=5)
        pages.append([row.id for row in page.rows])
        seen += pages[-1]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 23
    back = queries.listed(mara, Filter(sort=sort), cursor=page.previous, limit=5)
    assert [row.id for row in back.rows] == pages[-2]


def test_a_foreign_cursor_is_refused(scene, cast):
    for cursor in ("x", "W10", "WzAsMV0", "A" * 3000, "WzAsICJcdTAwMDAiLCAxXQ"):
        with pytest.raises(Malformed):
            queries.listed(cast.actor("mara"), Filter(), cursor=cursor)


def test_the_list_costs_the_same_at_any_number_of_rows(app, stage, cast, browser_of, statements):
    """A list is at most 8 statements (quality.md)."""
    browser = browser_of("sofia")
    counts = []
    for rows in (3, 27):
        with app.app_context():
            from rmapp.core.transaction import transaction

            with transaction():
                for number in range(rows):
                    a_client(cast, name=f"ООО «Фирма {number}»", phones=["+74951234567"])
        statements.clear()
        answer = browser.get("/clients?sort=next")
        assert answer.status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_chips_tell_the_filter_in_words(app, cast, browser_of):
    page = browser_of("sofia").get(
        f"/clients?kind=person&no_step=y&silent=30&manager={cast.public_ids['mara']}&q=иван"
    )
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Silent since: more than 30 days ago" in text
    assert "Found by: иван" in text


def test_an_old_or_hostile_address_shows_the_list(browser_of):
    browser = browser_of("mara")
    for query in (
        "kind=robot", "silent=999999999999999999999", "silent=-1", "vip=" + "я" * 500,
        "manager=nobody", "sort=;drop", "q=%27%20OR%201=1", "q={{7*7}}", "q=" + "а" * 900,
        "q=%F0%9F%92%A9", "q=<script>alert(1)</script>", "q=_levina", "q=!%26|*()",
    ):  # fmt: skip
        answer = browser.get(f"/clients?{query}")
        assert answer.status_code == 200, query
        assert b"<script>alert" not in answer.data


def test_d16_a_list_is_drawn_with_any_field_of_the_catalogue(app, cast, browser_of):
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Кедр»")
    sofia = browser_of("sofia")
    for key in ("standing", *[field.key for field in catalogue.BUILTIN]):
        page = sofia.get(f"/clients?columns={key},phone")
        assert page.status_code == 200, key
        assert page.text.count('class="name" href="/clients/') == 1, key
