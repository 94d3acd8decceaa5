"""Fields that the bank defines itself (D9)."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import sqlalchemy as sa

from rmapp.clients import catalogue, custom, queries
from rmapp.clients.custom.defining import Option
from rmapp.clients.models import ClientEvent, ClientKind, CustomType, CustomValue
from rmapp.core import placeholders
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations as dossiers
from rmapp.followups.operations import problems_of
from rmapp.staff.models import Employee
from tests.dossiers.test_creating import hidden
from tests.factories import a_client, a_person

ALL = [kind.value for kind in ClientKind]
SAMPLES = {
    CustomType.TEXT: ("Клуб «Пеликан»", "Клуб «Пеликан»"),
    CustomType.NUMBER: ("1 234,5", Decimal("1234.5")),
    CustomType.MONEY: ("1,2 млн", 1_200_000_00),
    CustomType.DATE: ("24.11.2026", dt.date(2026, 11, 24)),
    CustomType.CHOICE: ("Золотой", "gold"),
    CustomType.CHOICES: ("gold; Silver", ["gold", "silver"]),
    CustomType.FLAG: ("да", True),
    CustomType.LINK: ("example.com/страница", "https://example.com/страница"),
}


def define(cast, type, code="", **fields):
    taken = {one.name_ru for one in custom.definitions()}
    name = "Уровень" if "Уровень" not in taken else f"Уровень {code}"  # no two of one name
    given = {"name_en": code or "Tier", "name_ru": name, "kinds": ALL} | fields
    options = (Option("Gold", "Золотой"), Option("Silver", "Серебряный"))
    return custom.define_field(
        actor=cast.actor("adam"),
        type=type,
        code=code,
        currency="RUB",
        options=options if type.value.startswith("choice") else (),
        **given,
    )


@pytest.mark.parametrize("type", list(CustomType))
def test_d9_a_value_of_every_type_is_read_kept_shown_and_removed(scene, cast, type):
    mara, row = cast.actor("mara"), define(cast, type, "own")
    client = a_client(cast)
    text, value = SAMPLES[type]
    read = custom.read_text(row, text)
    assert read == value
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: read})
    assert custom.values_of(client.id) == {row.key: value}
    event = db.session.scalars(sa.select(ClientEvent).where(ClientEvent.kind == "changed")).one()
    assert event.detail["changes"] == {row.key: [None, custom.told(row, value)]}
    assert custom.retold(row.key, custom.told(row, value)) == custom.spoken(row, value)
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: None})
    assert custom.values_of(client.id) == {}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CustomValue)) == 0


@pytest.mark.parametrize(
    ("type", "bad"),
    [
        (CustomType.NUMBER, "много"), (CustomType.MONEY, "12 яблок"), 
        (CustomType.DATE, "31.02.2026"),
        (CustomType.CHOICE, "Платиновый"), (CustomType.CHOICES, "Золотой, Медный"),
        (CustomType.FLAG, "может быть"), (CustomType.LINK, "javascript:alert(1)"),
        (CustomType.NUMBER, "1" * 40),
    ],
)  # fmt: skip
def test_d9_what_does_not_fit_is_refused_in_words(scene, cast, type, bad):
    with pytest.raises(ValueError, match=r".") as refused:
        custom.read_text(define(cast, type, "own"), bad)
    assert str(refused.value.args[0])


def test_d9_only_the_administrator_defines_fields(scene, cast):
    for who in ("mara", "sofia", "ada"):
        with pytest.raises(Forbidden):
            custom.define_field(
                actor=cast.actor(who), type=CustomType.TEXT, name_en="Own", kinds=ALL
            )


def test_d9_a_code_is_made_of_the_name_and_taken_once(scene, cast):
    assert (
        define(cast, CustomType.TEXT, name_en="", name_ru="Клубная карта").code == "klubnaia_karta"
    )
    with pytest.raises(Invalid) as refused:
        define(cast, CustomType.TEXT, "klubnaia_karta")
    assert "code" in refused.value.fields


def test_d9_two_fields_in_use_never_have_one_name(scene, cast):
    first = define(cast, CustomType.TEXT, name_en="Branch code", name_ru="Код отделения")
    with pytest.raises(Invalid) as refused:
        define(cast, CustomType.TEXT, name_en="Code of a branch", name_ru="код Отделения")
    assert "name_ru" in refused.value.fields
    custom.retire_field(first, actor=cast.actor("adam"))
    assert define(cast, CustomType.TEXT, name_en="Branch code").code != first.code


def test_d9_a_required_field_is_asked_of_new_dossiers_and_cannot_be_emptied(scene, cast):
    mara, row = cast.actor("mara"), define(cast, CustomType.TEXT, "own", is_required=True)
    with pytest.raises(Invalid) as refused:
        dossiers.create_client(
            actor=mara, kind=ClientKind.ORGANISATION, fields={"short_name": "ООО «Кедр»"}
        )
    assert set(refused.value.fields) == {row.key}
    made = dossiers.create_client(
        actor=mara,
        kind=ClientKind.ORGANISATION,
        fields={"short_name": "ООО «Кедр»", row.key: "есть"},
    )
    with pytest.raises(Invalid):
        dossiers.edit_client(made, actor=mara, version=made.version, fields={row.key: ""})


def test_d9_a_field_belongs_to_its_kinds_of_client_and_a_retired_one_to_none(scene, cast):
    mara = cast.actor("mara")
    row = define(cast, CustomType.TEXT, "own", kinds=["person"])
    firm, person = a_client(cast), a_person(cast, "Левина Марина")
    with pytest.raises(Invalid):
        dossiers.edit_client(firm, actor=mara, version=firm.version, fields={row.key: "x"})
    dossiers.edit_client(person, actor=mara, version=person.version, fields={row.key: "x"})
    custom.retire_field(row, actor=cast.actor("adam"))
    assert custom.values_of(person.id) == {}
    assert row.key not in catalogue.offered(mara)
    custom.return_field(row, actor=cast.actor("adam"))
    assert custom.values_of(person.id) == {row.key: "x"}


def test_d9_two_people_who_write_the_same_own_field_choose_between_both(scene, cast):
    row = define(cast, CustomType.CHOICES, "own")
    client = a_client(cast)
    seen = client.version
    dossiers.edit_client(client, actor=cast.actor("mara"), version=seen, fields={row.key: ["gold"]})
    with pytest.raises(Conflict) as refused:
        dossiers.edit_client(
            client, actor=cast.actor("sofia"), version=seen, fields={row.key: ["gold", "silver"]}
        )
    (line,) = refused.value.extra["versions"]
    assert (line["field"], line["theirs_value"]) == (row.key, "gold")


def test_d9_a_sensitive_field_is_hidden_in_the_history_and_from_those_without_the_right(
    scene, cast
):
    row, mara = define(cast, CustomType.TEXT, "own", is_sensitive=True), cast.actor("mara")
    client = a_client(cast)
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: "тайна"})
    event = db.session.scalars(sa.select(ClientEvent).where(ClientEvent.kind == "changed")).one()
    assert event.detail["changes"] == {row.key: [None, custom.MASK]}
    del mara.grants["clients:read-sensitive"]
    with pytest.raises(Invalid):
        dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: "x"})
    assert [fact[2] for fact in custom.facts_of(client.id, sensitive=False)] == [custom.MASK]


def test_d9_the_search_finds_by_a_searchable_field_also_when_it_becomes_one(scene, cast):
    row, mara = define(cast, CustomType.TEXT, "own"), cast.actor("mara")
    client = a_client(cast, name="ООО «Кедр»")
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: "Пеликан"})
    assert queries.search(mara, "пеликан") == []
    custom.edit_field(row, actor=cast.actor("adam"), version=row.version, is_searchable=True)
    assert [hit.id for hit in queries.search(mara, "пеликан")] == [client.id]


@pytest.mark.parametrize("asked", ["example.com", "www.example.com", "EXAMPLE.COM"])
def test_d15_an_own_link_that_the_search_finds_by_is_found_by_its_domain(scene, cast, asked):
    row, mara = define(cast, CustomType.LINK, "own", is_searchable=True), cast.actor("mara")
    client, other = a_client(cast, name="ООО «Кедр»"), a_client(cast, name="ООО «Пример»")
    for one, link in ((client, "https://www.example.com/страница"), (other, "https://example.org")):
        dossiers.edit_client(one, actor=mara, version=one.version, fields={row.key: link})
    assert [hit.id for hit in queries.search(mara, asked)] == [client.id]
    assert queries.search(mara, f"https://{asked}/страница")[0].id == client.id


def test_d9_a_field_marked_filterable_has_its_values_in_the_index(scene, cast):
    row, mara = define(cast, CustomType.NUMBER, "own"), cast.actor("mara")
    client = a_client(cast)
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: Decimal(5)})
    kept = sa.select(CustomValue.is_indexed)
    assert db.session.scalars(kept).all() == [False]
    custom.edit_field(row, actor=cast.actor("adam"), version=row.version, is_filterable=True)
    assert row.indexed_at
    assert db.session.scalars(kept).all() == [True]


def test_d9_a_choice_keeps_its_code_when_renamed_and_its_clients_when_left_out(scene, cast):
    row = define(cast, CustomType.CHOICE, "own")
    gold = Option("Golden", "Золото", code="gold")
    custom.edit_field(row, actor=cast.actor("adam"), version=row.version, options=[gold])
    assert [(one["code"], one["en"], one["is_retired"]) for one in row.options] == [
        ("gold", "Golden", False),
        ("silver", "Silver", True),
    ]


def test_d9_an_administrator_adds_a_field_in_the_browser_and_a_manager_fills_it(
    app, browser_of, cast
):
    with app.app_context(), transaction():
        address = f"/clients/{a_client(cast, name='ООО «Кедр»').public_id}"
    adam, mara = browser_of("adam"), browser_of("mara")
    assert adam.get("/fields/new").status_code == 200
    done = adam.post(
        "/fields/new",
        data={
            "name_ru": "Клуб", "type": "choices", "currency": "RUB", "kinds": ALL,
            "options-0-ru": "Золотой", "options-1-ru": "Серебряный", "is_filterable": "y",
            **hidden(adam.get("/fields/new").text),
        },
    )  # fmt: skip
    assert done.status_code == 302, done.text
    assert 'name="custom.klub"' in mara.get(f"{address}/edit").text
    written = {"short_name": "ООО «Кедр»", "custom.klub": ["zolotoi", "serebrianyi"]}
    saved = mara.post(
        f"{address}/edit",
        data={
            **hidden(mara.get(f"{address}/edit").text),
            "temperature": "cold", "currency": "RUB", "language": "ru",
            "zone": "Europe/Moscow", "preferred_channel": "", "is_active": "y",
            **written,
        },
    )  # fmt: skip
    assert saved.status_code == 302, saved.text
    assert "Золотой, Серебряный" in mara.get(address).text


def test_d9_an_own_field_stands_in_texts_in_the_language_of_the_letter(scene, cast):
    row, mara = define(cast, CustomType.CHOICE, "club"), cast.actor("mara")
    define(cast, CustomType.TEXT, "secret", name_ru="Тайна", is_sensitive=True)
    client = a_client(cast)
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: "gold"})
    assert problems_of("Ваш уровень: {custom.club}") == []
    assert problems_of("{custom.secret} {custom.other}")
    for language, words in (("ru", "Золотой"), ("en", "Gold")):
        values = custom.placeholder_values(client.id, language=language)
        assert placeholders.fill("{custom.club}!", values) == f"{words}!"


def posted(browser, **said):
    """The answer to the form of a new field."""
    page = browser.get("/fields/new").get_data(as_text=True)
    return browser.post("/fields/new", data={**hidden(page), "kinds": ALL, **said})


@pytest.mark.parametrize("type", [CustomType.CHOICE, CustomType.CHOICES])
def test_d9_a_new_list_needs_two_values_and_one_may_be_left(scene, cast, type):
    adam = cast.actor("adam")
    given = {"name_en": "Club", "kinds": ALL}
    for options in ((), (Option("Gold", ""),), (Option("A", ""), Option("B", "", is_retired=True))):
        with pytest.raises(Invalid) as refused:
            custom.define_field(actor=adam, type=type, options=options, **given)
        assert "не менее двух" in str(refused.value.fields["options"][0])
    both = (Option("A", ""), Option("B", ""))
    row = custom.define_field(actor=adam, type=type, options=both, **given)
    custom.edit_field(row, actor=adam, version=row.version, options=(Option("A", "", code="a"),))
    assert [one["is_retired"] for one in row.options] == [False, True]
    with pytest.raises(Invalid) as refused:
        custom.edit_field(row, actor=adam, version=row.version, options=())
    assert "Хотя бы одно" in str(refused.value.fields["options"][0])


def test_d9_two_values_of_a_list_never_have_one_name(scene, cast):
    with pytest.raises(Invalid) as refused:
        custom.define_field(
            actor=cast.actor("adam"), type=CustomType.CHOICE, name_en="Club", kinds=ALL,
            options=(Option("Gold", "Золото"), Option("Silver", "ЗОЛОТО")),
        )  # fmt: skip
    assert "ЗОЛОТО" in str(refused.value.fields["options"][0])


def test_d9_the_form_of_a_field_says_how_many_values_it_needs(app, cast, browser_of):
    adam = browser_of("adam")
    one = {"name_en": "Club", "type": "choice", "options-0-en": "Gold"}
    page = posted(adam, **one).get_data(as_text=True)
    assert page.count("Write what can be chosen, two values at least.") == 2, "above and beside"
    assert '<a href="#options">' in page
    assert 'id="options"' in page
    two = posted(adam, **one, **{"options-1-en": "Silver"})
    assert two.status_code == 302


def test_d9_what_the_kind_of_field_does_not_need_refuses_nothing(app, cast, browser_of):
    adam = browser_of("adam")
    long = {"name_en": "Club", "options-0-en": "x" * 300}
    page = posted(adam, **long, type="choice").get_data(as_text=True)
    assert "What can be chosen, row 1, In English: " in page
    assert '<a href="#options-0-en">' in page
    assert posted(adam, **long, type="date").status_code == 302


@pytest.mark.parametrize(("who", "address"), [("adam", "/fields/new"), ("adam", "/products/new")])
def test_d9_enter_in_a_line_saves_the_form_and_asks_for_no_more_rows(browser_of, who, address):
    page = browser_of(who).get(address).text
    form = page[page.rindex("<form", 0, page.index('name="more"')) :]
    first = re.search(r'<button[^>]*type="submit"[^>]*>', form)
    assert first is not None
    assert "name=" not in first[0]
    assert "formnovalidate" not in first[0]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("12.5", "Кедр"), ("12,5", "Кедр"), ("12.50", "Кедр"), ("12,5 кедр", "Кедр"),
     ("1 250,75", "Мост"), ("1 250.75", "Мост"), ("1250.75", "Мост"), ("-0,25", "Лес")],
)  # fmt: skip
def test_d9_d15_a_number_with_a_fraction_is_found_as_it_is_written(scene, cast, asked, meant):
    mara, row = cast.actor("mara"), define(cast, CustomType.NUMBER, "own", is_searchable=True)
    for name, value in (("Кедр", "12.5"), ("Мост", "1250.75"), ("Лес", "-0.25"), ("Бор", "125")):
        client = a_client(cast, name=f"ООО «{name}»")
        fields = {row.key: Decimal(value)}
        dossiers.edit_client(client, actor=mara, version=client.version, fields=fields)
    assert [hit.name for hit in queries.search(mara, asked)] == [f"ООО «{meant}»"]


@pytest.mark.parametrize(
    ("language", "shown", "typed", "kept"),
    [("ru", "77,5", "12,345", "12.345"), ("en", "77.5", "12,345", "12345")],
)
def test_d9_a_number_stands_in_a_form_as_its_reader_writes_it(
    app, cast, browser_of, language, shown, typed, kept
):
    with app.app_context(), transaction():
        row = define(cast, CustomType.NUMBER, "own")
        client = a_client(cast)
        fields = {row.key: Decimal("77.5")}
        dossiers.edit_client(
            client, actor=cast.actor("mara"), version=client.version, fields=fields
        )
        public_id, id = client.public_id, client.id
        db.session.get_one(Employee, cast.ids["mara"]).language = language
    mara = browser_of("mara")
    address = f"/clients/{public_id}/fields/custom.own"
    page = mara.get(address)
    assert f'value="{shown}"' in page.text
    assert mara.post(address, data=hidden(page.text) | {"value": typed}).status_code == 302
    with app.app_context(), transaction():
        assert custom.values_of(id)["custom.own"] == Decimal(kept)


def test_d9_d15_a_hit_says_which_own_field_answered(scene, cast):
    mara = cast.actor("mara")
    mileage = define(cast, CustomType.NUMBER, "own", is_searchable=True)
    club = define(cast, CustomType.TEXT, "club", is_searchable=True)
    client = a_client(cast, name="ООО «Кедр»")
    fields = {mileage.key: Decimal("1250.75"), club.key: "Ротари"}
    dossiers.edit_client(client, actor=mara, version=client.version, fields=fields)
    for asked, name, said in (
        ("1250,75", "Уровень", "1\xa0250,75"), ("ротари", "Уровень club", "Ротари"),
        ("кедр", "", ""),
    ):  # fmt: skip
        for hit in queries.search(mara, asked):
            assert hit.matched == (f"{name}: {said}" if name else ""), asked
            assert hit.matched_kind == ("field" if name else "")


def test_d9_too_many_decimals_are_refused_by_their_name(scene, cast):
    row = define(cast, CustomType.NUMBER, "own")
    with pytest.raises(ValueError, match="четырёх знаков"):
        custom.read_text(row, "12.34567")
    assert custom.read_text(row, "12.3456") == Decimal("12.3456")
