"""Conditions composed over the catalogue, own columns, saved views (D16)."""

import datetime as dt
import json
from decimal import Decimal
from urllib.parse import quote

import pytest

from rmapp.clients import arrangements, catalogue, custom, queries
from rmapp.clients.catalogue.conditions import Condition, leaf_of, read
from rmapp.clients.models import (
    ClientMessenger,
    CustomType,
    Sharing,
    Source,
    SourceKind,
    Temperature,
)
from rmapp.clients.queries import Filter
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Forbidden, NotFound
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations as dossiers
from rmapp.exchange.writing import as_text
from tests.clients.test_custom_fields import SAMPLES, define
from tests.factories import a_client, a_person


def found(actor, *leaves, any_of=False):
    known = catalogue.offered(actor)
    made = [leaf_of(known[key], op, value) for key, op, value in leaves]
    where = Condition((tuple(made),)) if any_of else Condition(tuple((one,) for one in made))
    again = read(json.loads(json.dumps(where.plain())), actor)  # as an address and a row hold it
    page = queries.listed(actor, Filter(where=again))
    assert page.count == len(page.rows)
    return [row.name for row in page.rows]


def test_d16_every_operator_means_what_it_says(scene, cast):
    now, mara = clock.now(), cast.actor("mara")
    a_client(
        cast, name="Альфа", inn="7707083893", revenue=5_000_00, staff_count=10,
        phones=["+74951234567"], last_contact_at=now - dt.timedelta(days=3),
    )  # fmt: skip
    a_client(cast, name="Бета", temperature=Temperature.HOT, revenue=9_000_00, days_ago=90)
    a_person(cast, "Гамма Анна", birth_date=dt.date(1980, 11, 24), sex="f")
    assert found(mara, ("display_name", "contains", "БЕТ")) == ["Бета"]
    assert found(mara, ("display_name", "lacks", "бет")) == ["Альфа", "Гамма Анна"]
    assert found(mara, ("display_name", "starts", "гам")) == ["Гамма Анна"]
    assert found(mara, ("display_name", "contains", "%")) == []
    assert found(mara, ("inn", "is", "7707083893")) == ["Альфа"]
    assert found(mara, ("inn", "is_not", "7707083893")) == ["Бета", "Гамма Анна"]
    assert found(mara, ("inn", "empty", None)) == ["Бета", "Гамма Анна"]
    assert found(mara, ("revenue", "more", 5_000_00)) == ["Бета"]
    assert found(mara, ("revenue", "between", [9_000_00, 5_000_00])) == ["Альфа", "Бета"]
    assert found(mara, ("revenue", "less", 6_000_00)) == ["Альфа"]
    assert found(mara, ("staff_count", "is", "10")) == ["Альфа"]
    assert found(mara, ("staff_count", "is_not", "10")) == ["Бета", "Гамма Анна"]
    assert found(mara, ("temperature", "is", ["hot", "warm"])) == ["Бета"]
    assert found(mara, ("phone", "contains", "1234567")) == ["Альфа"]
    assert found(mara, ("phone", "empty", None)) == ["Бета", "Гамма Анна"]
    assert found(mara, ("birth_date", "before", dt.date(1980, 11, 25))) == ["Гамма Анна"]
    assert found(mara, ("birth_date", "is", dt.date(1980, 11, 24))) == ["Гамма Анна"]
    assert found(mara, ("last_contact_at", "last_days", 7)) == ["Альфа"]
    assert found(mara, ("last_contact_at", "days_ago", 2)) == ["Альфа"]
    assert found(mara, ("silent_since", "days_ago", 60)) == ["Бета"]
    assert found(mara, ("manager", "is", ["me"])) == ["Альфа", "Бета", "Гамма Анна"]
    assert found(mara, ("manager", "is_not", [cast.public_ids["mara"]])) == []
    assert found(cast.actor("sofia"), ("manager", "is", ["none"])) == []
    assert found(mara, ("is_active", "is", False)) == []
    assert found(mara, ("sex", "is", ["f"]), ("inn", "filled", None)) == []
    assert found(mara, ("sex", "is", ["f"]), ("inn", "filled", None), any_of=True) == [
        "Альфа",
        "Гамма Анна",
    ]


def test_d16_a_list_of_one_manager_is_read_along_the_assignments(scene, cast, statements):
    for who in ("mara", "max"):
        a_client(cast, name=f"Клиент {who}", manager=who)
    sofia, max_id = cast.actor("sofia"), cast.public_ids["max"]
    statements.clear()
    assert found(sofia, ("manager", "is", [max_id])) == ["Клиент max"]
    assert "assignment_1.name_key" in statements[-1], "the order of the assignments' own index"
    assert found(sofia, ("manager", "is", [max_id]), ("inn", "filled", None)) == []
    assert found(sofia, ("manager", "is", [max_id, cast.public_ids["mara"]])) == [
        "Клиент mara",
        "Клиент max",
    ]
    assert found(sofia, ("manager", "is", [max_id]), ("inn", "empty", None), any_of=True) == [
        "Клиент mara",
        "Клиент max",
    ]
    assert found(cast.actor("max"), ("manager", "is", ["me"])) == ["Клиент max"]
    assert found(cast.actor("mara"), ("manager", "is", [max_id])) == []


@pytest.mark.parametrize("type", list(CustomType))
def test_d9_an_own_field_is_a_condition_a_column_and_an_order(scene, cast, type):
    mara, row = cast.actor("mara"), define(cast, type, "own", is_filterable=True)
    client, _other = a_client(cast, name="Альфа"), a_client(cast, name="Бета")
    _text, value = SAMPLES[type]
    fields = {row.key: value}
    dossiers.edit_client(client, actor=mara, version=client.version, fields=fields)
    assert found(mara, (row.key, "filled", None)) == ["Альфа"]
    assert found(mara, (row.key, "empty", None)) == ["Бета"]
    same = {
        CustomType.CHOICE: ["gold"], CustomType.CHOICES: ["silver"], CustomType.NUMBER: "1234.5",
        CustomType.LINK: "https://EXAMPLE.com/страница",
    }.get(type, value)  # fmt: skip
    assert found(mara, (row.key, "is", same)) == ["Альфа"]
    if type is not CustomType.FLAG:
        assert found(mara, (row.key, "is_not", same)) == ["Бета"]
    field = catalogue.offered(mara)[row.key]
    wanted = Filter(columns=(field,), order=field if field.sort is not None else None)
    page = queries.listed(mara, wanted, limit=1)
    assert page.rows[0].name == "Альфа"
    page = queries.listed(mara, wanted, limit=1, cursor=page.next)
    (row_of,) = page.rows
    shown = catalogue.shown(field, row_of.values[row.key])
    assert shown == (custom.spoken(row, value) if row_of.name == "Альфа" else "")


def test_d7_channel_campaign_hours_and_messengers_are_columns_conditions_and_orders(scene, cast):
    mara = cast.actor("mara")
    channel = Source(kind=SourceKind.CHANNEL, name_en="Call", name_ru="Звонок")
    campaign = Source(kind=SourceKind.CAMPAIGN, name_en="Autumn", name_ru="Осень")
    db.session.add_all([channel, campaign])
    db.session.flush()
    own = {"channel_id": channel.id, "campaign_id": campaign.id}
    hours = {"hours_from": dt.time(9, 30), "hours_to": dt.time(18)}
    one, _other = a_client(cast, name="Альфа", **own, **hours), a_client(cast, name="Бета")
    db.session.add(ClientMessenger(client_id=one.id, kind="telegram", handle="@kestrel"))
    db.session.flush()
    told = {
        "channel": "Звонок", "campaign": "Осень", "messenger": "@kestrel",
        "hours_from": "09:30", "hours_to": "18:00",
    }  # fmt: skip
    known = catalogue.offered(mara)
    (row, bare) = queries.listed(mara, Filter(columns=tuple(known[key] for key in told))).rows
    assert {key: catalogue.shown(known[key], row.values[key]) for key in told} == told
    assert not any(catalogue.shown(known[key], bare.values[key]) for key in told)
    asked = {**told, "channel": [channel.public_id], "campaign": [campaign.public_id]}
    for key, value in asked.items():
        assert found(mara, (key, "is", value)) == ["Альфа"], key
        assert found(mara, (key, "empty", None)) == ["Бета"], key
    offered = {key: catalogue.options_of(known[key]) for key in ("channel", "campaign")}
    assert offered["channel"][channel.public_id] == "Звонок"
    assert offered["campaign"][campaign.public_id] == "Осень"
    assert not offered["channel"].keys() & offered["campaign"].keys()
    for key in ("hours_from", "hours_to", "messenger"):
        page = queries.listed(mara, Filter(sort=f"-{key}", order=known[key]))
        assert [one.name for one in page.rows] == ["Альфа", "Бета"]
    with pytest.raises(ValueError, match="предложенных"):
        leaf_of(known["channel"], "is", ["nonsense"])


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("type", [one for one in CustomType if one is not CustomType.CHOICES])
def test_d16_clients_without_the_value_sorted_by_come_last_either_way_and_ties_by_name(
    scene, cast, type, descending
):
    mara, row = cast.actor("mara"), define(cast, type, "own", is_filterable=True)
    low, high = {
        CustomType.TEXT: ("аист", "яблоко"),
        CustomType.LINK: ("https://a.example", "https://я.example"),
        CustomType.NUMBER: (Decimal(-7), Decimal(1000)),
        CustomType.MONEY: (5, 700),
        CustomType.DATE: (dt.date(2020, 1, 1), dt.date(2027, 1, 1)),
        CustomType.CHOICE: ("gold", "silver"),
        CustomType.FLAG: (False, True),
    }[type]
    given = {"Ель": low, "Вяз": high, "Бук": low, "Дуб": high, "Яма": None, "Ада": None}
    for name, value in given.items():
        client = a_client(cast, name=name)
        if value is not None:
            custom.write(client, {row: value})
    filled = [["Бук", "Ель"], ["Вяз", "Дуб"]]
    first, last = reversed(filled) if descending else filled
    wanted = [*first, *last, "Ада", "Яма"]
    field = catalogue.offered(mara)[row.key]
    asked = Filter(sort="-" + row.key if descending else row.key, order=field)
    for size in (1, 2, 4, 10):
        names, cursor, page = [], None, None
        while page is None or page.next:
            page = queries.listed(mara, asked, limit=size, cursor=cursor)
            names += [one.name for one in page.rows]
            cursor = page.next
        assert names == wanted
        while page.previous:  # and the same way back
            page = queries.listed(mara, asked, limit=size, cursor=page.previous)
            at = wanted.index(page.rows[0].name)
            assert [one.name for one in page.rows] == wanted[at : at + size]
        assert page.rows[0].name == wanted[0]


def test_d16_a_condition_whose_field_is_gone_matches_nobody_instead_of_everybody(scene, cast):
    mara, row = cast.actor("mara"), define(cast, CustomType.TEXT, "own", is_filterable=True)
    a_client(cast)
    kept = Condition(((leaf_of(catalogue.offered(mara)[row.key], "empty", None),),)).plain()
    custom.retire_field(row, actor=cast.actor("adam"))
    again = read(kept, mara)
    assert again.is_broken
    assert queries.listed(mara, Filter(where=again)).rows == []


@pytest.mark.parametrize(
    "data",
    [
        [], {"v": 2, "all": []}, {"v": 1}, {"v": 1, "all": [1]}, {"v": 1, "all": [{"any": []}]},
        {"v": 1, "all": [{"field": "name", "op": "; DROP"}]},
        {"v": 1, "all": [{"field": 1, "op": "is"}]}, "x" * 7_000,
        {"v": 1, "all": [{"field": "inn", "op": "empty"}] * 21},
        {"v": 1, "all": [], "sql": "1=1"},
    ],
)  # fmt: skip
def test_d16_a_condition_of_another_shape_is_refused(app, cast, browser_of, data):
    text = data if isinstance(data, str) else json.dumps(data) or "[]"
    answer = browser_of("mara").get(f"/clients?where={quote(text if data else '[1]')}")
    assert answer.status_code == 400


def test_d16_the_browser_composes_a_condition_shows_it_in_words_and_takes_it_away(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Кедр»", temperature=Temperature.HOT)
        a_client(cast, name="ООО «Липа»")
    mara = browser_of("mara")
    asked = mara.get("/clients/condition?field=temperature&op=is")
    assert 'value="hot"' in asked.text
    done = mara.get("/clients/condition?field=temperature&op=is&v0=hot&v0=warm&add=1")
    assert done.status_code == 302
    page = mara.get(done.location)
    assert "Кедр" in page.text
    assert "Липа" not in page.text
    assert "Temperature: hot, warm" in page.text
    wrong = mara.get("/clients/condition?field=revenue&op=more&v0=много&add=1")
    assert wrong.status_code == 200
    assert "This is no amount" in wrong.text


def test_d16_own_columns_stand_in_their_order(app, cast, browser_of):
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Кедр»", inn="7707083893")
    mara = browser_of("mara")
    chosen = "column=inn&place-inn=2&column=manager&place-manager=1&set=1"
    done = mara.get(f"/clients/columns?{chosen}")
    assert "columns=manager,inn" in done.location.replace("%2C", ",")
    page = mara.get(done.location).text
    assert "7707083893" in page
    assert page.index(">Manager") < page.index(">INN")


def test_d16_a_view_is_found_by_whom_it_is_shared_with_and_opens_the_list(scene, cast):
    sofia, mara, otto = (cast.actor(who) for who in ("sofia", "mara", "otto"))

    def save(actor, name, **more):
        return arrangements.save_view(
            actor=actor, name=name, condition=Condition(), columns=("inn",), sort="-name", **more
        )

    own = save(mara, "Моё")
    team = save(sofia, "Команды", sharing=Sharing.TEAM, is_team_default=True)
    bank = save(sofia, "Банка", sharing=Sharing.BANK)

    def names(actor):
        return {view.name for view, _default in arrangements.views_of(actor)}

    assert names(mara) == {"Моё", "Команды", "Банка"}
    assert names(otto) == {"Банка"}
    assert arrangements.default_of(arrangements.views_of(mara), mara) is team
    arrangements.make_default(own, actor=mara)
    assert arrangements.default_of(arrangements.views_of(mara), mara) is own
    assert arrangements.view_args(team) == {
        "view": team.public_id, "columns": "inn", "sort": "-name",
    }  # fmt: skip
    with pytest.raises(NotFound):
        arrangements.view_of(team.public_id, actor=otto)
    with pytest.raises(Forbidden):
        save(mara, "Чужим", sharing=Sharing.BANK)
    with pytest.raises(Forbidden):
        arrangements.delete_view(bank, actor=mara)


def test_d16_a_bare_list_opens_with_the_default_view(app, cast, browser_of):
    mara = browser_of("mara")
    with app.app_context(), transaction():
        arrangements.save_view(
            actor=cast.actor("mara"), name="По убыванию", condition=Condition(), columns=(),
            sort="-name", is_default=True,
        )  # fmt: skip
    opened = mara.get("/clients")
    assert opened.status_code == 302
    assert "sort=-name" in opened.location
    assert "По убыванию" in mara.get(opened.location).text
    assert mara.get("/clients?view=all").status_code == 200


def test_d16_the_list_costs_eight_statements_at_most_with_everything_asked(
    app, stage, cast, browser_of, statements
):
    browser = browser_of("sofia")
    with app.app_context(), transaction():
        row = define(cast, CustomType.MONEY, "own", is_filterable=True)
        where = {
            "v": 1,
            "all": [{"field": "manager", "op": "is", "value": [cast.public_ids["max"]]}],
        }
        a_client(cast, manager="max")
    address = (
        f"/clients?where={quote(json.dumps(where))}&columns=inn,{row.key},phone&sort=-{row.key}"
    )
    counts = []
    for rows in (3, 27):
        with app.app_context(), transaction():
            for number in range(rows):
                a_client(cast, name=f"ООО «Фирма {number}»", manager="max")
        statements.clear()
        answer = browser.get(address)
        assert answer.status_code == 200
        assert len(answer.data) <= 60 * 1024
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(
    ("value", "said"), [("7.0000", "7"), ("1234.5000", "1234.5"), ("1200", "1200"), ("0", "0")]
)
def test_d14_a_number_of_an_own_field_is_exported_as_it_was_typed(scene, cast, value, said):
    row = define(cast, CustomType.NUMBER, "own", is_filterable=True)
    field = catalogue.offered(cast.actor("mara"))[row.key]
    assert as_text(catalogue.plain(field, Decimal(value))) == said
