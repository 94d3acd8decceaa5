"""Clients and contact persons by the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.audit.models import AuditEntry
from rmapp.clients import custom
from rmapp.clients.models import Client, CustomType
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.clients.test_custom_fields import define
from tests.factories import a_client

Api = Callable[[str], Caller]
FIRM = {"kind": "organisation", "short_name": "ООО «Кедр»"}


def test_a_manager_creates_a_client_and_finds_it_where_the_answer_says(api: Api) -> None:
    """D1, D2, D4: 201 with Location; phones in any writing come back as E.164."""
    mara = api("mara")
    made = mara.post(
        "/clients",
        {
            **FIRM,
            "inn": "7707083893",
            "phones": [{"number": "8 (495) 123-45-67", "is_preferred": True}],
            "emails": [{"address": "Info@Kedr.Example"}],
            "addresses": [{"text": "Москва, ул. Лесная, 5", "kind": "legal"}],
            "contact_person": {"name": "Илья Кузнецов", "decision_role": "decides"},
            "possible_profit": {"amount": 12_000_00, "currency": "RUB"},
            "temperature": "warm",
        },
    )
    assert made.status_code == 201
    found = mara.get(made.headers["Location"]).get_json()
    assert found == made.get_json()
    assert found["phones"][0]["number"] == "+74951234567"
    assert found["emails"][0]["address"] == "info@kedr.example"
    assert found["possible_profit"] == {"amount": 1_200_000, "currency": "RUB"}
    assert found["served_by"][0]["role"] == "acquisition"
    assert [one["name"] for one in found["contact_persons"]] == ["Илья Кузнецов"]
    assert [one["name"] for one in mara.get("/clients?q=кедр").get_json()["items"]] == [
        found["name"]
    ]


def test_changed_fields_change_and_the_others_stay(api: Api) -> None:
    """PATCH takes what it is given; rows of lists that are not named stay."""
    mara = api("mara")
    first = mara.post(
        "/clients", {**FIRM, "needs": "account", "phones": [{"number": "+7 495 123-45-67"}]}
    ).get_json()
    path = f"/clients/{first['id']}"
    second = mara.patch(
        path,
        {
            "version": first["version"],
            "hours_from": "09:30",
            "birth_date": None,
            "phones": [{"number": "+7 495 123-45-68"}],
        },
    ).get_json()
    assert (second["needs"], second["hours_from"]) == ("account", "09:30")
    assert len(second["phones"]) == 2
    assert second["version"] > first["version"]
    removed = {"id": second["phones"][0]["id"], "is_removed": True}
    third = mara.patch(path, {"version": second["version"], "phones": [removed]}).get_json()
    assert [one["number"] for one in third["phones"]] == ["+74951234568"]


def test_a_stale_change_is_refused_with_both_versions(api: Api) -> None:
    """409 tells field by field what stood, what stands and what was handed in."""
    mara, sofia = api("mara"), api("sofia")
    made = mara.post("/clients", FIRM).get_json()
    path, version = f"/clients/{made['id']}", made["version"]
    assert mara.patch(path, {"version": version, "needs": "one"}).status_code == 200
    stale = sofia.patch(path, {"version": version, "needs": "two"})
    assert stale.status_code == 409
    (told,) = stale.get_json()["versions"]
    assert (told["field"], told["theirs"], told["yours"]) == ("needs", "one", "two")


def test_a_strong_look_alike_is_refused_unless_it_is_said_to_be_another(api: Api) -> None:
    """D12: the second firm with the same INN needs a word."""
    mara = api("mara")
    assert mara.post("/clients", {**FIRM, "inn": "7707083893"}).status_code == 201
    twin = mara.post("/clients", {**FIRM, "inn": "7707083893"})
    assert (twin.status_code, list(twin.get_json()["errors"])) == (422, ["is_different"])
    said = mara.post("/clients", {**FIRM, "inn": "7707083893", "is_different": True})
    assert said.status_code == 201


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("mara", {"mara"}),
        ("lena", {"lena"}),
        ("sofia", {"mara", "max", "lena"}),
        ("otto", {"otto"}),
    ],
)
def test_everybody_sees_their_own_reach(
    api: Api, base: dict[str, str], who: str, sees: set[str]
) -> None:
    """Row 2: lists, one client, and the filter by another's client agree."""
    caller = api(who)
    assert {one["id"] for one in caller.walk("/clients", 2)} == {base[name] for name in sees}
    for name, key in base.items():
        assert caller.get(f"/clients/{key}").status_code == (200 if name in sees else 404)
    hidden = next(key for name, key in base.items() if name not in sees)
    for path in ("contact-persons", "interactions", "opportunities", "proposals", "messages"):
        assert caller.get(f"/{path}?client={hidden}").get_json()["items"] == []


def test_d16_the_list_of_clients_tells_and_sorts_by_any_field_over_the_api(
    api: Api, base: dict[str, str], app: Flask, cast: Cast
) -> None:
    with app.app_context(), transaction() as session:
        row = define(cast, CustomType.MONEY, "volume", name_ru="Оборот", is_filterable=True)
        for name, minor in (("mara", 500), ("max", 900)):
            client = session.scalars(sa.select(Client).where(Client.public_id == base[name])).one()
            custom.write(client, {row: minor})
        key = row.key
    sofia = api("sofia")
    columns = f"{key},created_at,is_active,staff_count"
    for sign, order in (("", ["mara", "max", "lena"]), ("-", ["max", "mara", "lena"])):
        rows = sofia.walk(f"/clients?sort={sign}{key}&columns={columns}", 2)
        assert [one["id"] for one in rows] == [base[name] for name in order]
    values = sofia.get(f"/clients?sort={key}&columns={columns}").get_json()["items"][0]["values"]
    assert list(values) == columns.split(",")
    assert values[key] == {"amount": 500, "currency": "RUB"}
    assert values["is_active"] is True
    assert values["staff_count"] is None
    assert values["created_at"].endswith("+00:00")
    assert sofia.get("/clients").get_json()["items"][0]["values"] == {}
    for wrong in ("sort=colour", "sort=-needs;", "columns=colour", "columns=custom.none"):
        refused = sofia.get(f"/clients?{wrong}")
        assert refused.status_code == 422, wrong
        assert wrong.split("=")[0] in refused.text


@pytest.mark.parametrize("who", ["adam", "ada"])
def test_administrator_and_auditor_see_no_client_content(
    api: Api, base: dict[str, str], who: str
) -> None:
    """Ruling 18."""
    caller = api(who)
    for path in (
        "/clients", f"/clients/{base['mara']}", "/contact-persons", "/interactions",
        "/opportunities", "/proposals", "/messages", "/assignments", "/handovers", "/imports",
    ):  # fmt: skip
        answer = caller.get(path)
        assert answer.status_code == 403, path
        assert "Mara»" not in answer.text


def test_a_look_at_a_vip_is_in_the_trail(api: Api, base: dict[str, str], app: Flask) -> None:
    """G3: reading a VIP client by the API leaves what the page leaves."""
    api("lena").get(f"/clients/{base['lena']}")
    with app.app_context(), transaction():
        tags = db.session.scalars(sa.select(AuditEntry.tag)).all()
    assert "client:viewed" in tags


def test_a_prospect_becomes_a_client_and_goes_to_the_bin_and_back(
    api: Api, base: dict[str, str]
) -> None:
    """D1, D17: deeds are sub-resources."""
    mara, sofia, path = api("mara"), api("sofia"), f"/clients/{base['mara']}"
    assert mara.post(f"{path}/conversion").get_json()["lifecycle"] == "client"
    assert mara.post(f"{path}/conversion").status_code == 409
    assert mara.delete(f"{path}?reason=twice").status_code == 204
    assert mara.get(path).status_code == 404
    assert mara.post(f"{path}/restore").status_code == 403
    assert sofia.post(f"{path}/restore").status_code == 200
    assert mara.get(path).status_code == 200


def test_contact_persons_are_added_changed_and_taken_off(api: Api, base: dict[str, str]) -> None:
    """D5."""
    mara = api("mara")
    made = mara.post("/contact-persons", {"client": base["mara"], "name": "Ирина", "is_head": True})
    assert made.status_code == 201
    one = made.get_json()
    path = f"/contact-persons/{one['id']}"
    changed = mara.patch(path, {"version": one["version"], "attitude": "for"}).get_json()
    assert (changed["name"], changed["attitude"]) == ("Ирина", "for")
    assert mara.patch(path, {"version": one["version"], "name": "Анна"}).status_code == 409
    assert api("otto").get(path).status_code == 404
    assert mara.delete(path).status_code == 204
    assert mara.get(path).status_code == 404


def test_a_client_of_the_api_is_the_client_of_the_pages(
    api: Api, app: Flask, cast: Cast, browser_of: Any
) -> None:
    """Habit 10: one operation behind both doors."""
    made = api("mara").post("/clients", FIRM).get_json()
    page = browser_of("mara").get(f"/clients/{made['id']}")
    assert page.status_code == 200
    assert "Кедр" in page.text
    with app.app_context(), transaction():
        client = db.session.scalars(sa.select(Client)).one()
        assert client.created_by_id == cast.ids["mara"]


def test_d15_the_search_answers_over_the_api_within_reach_and_says_what_answered(
    app: Flask, cast: Cast, api: Api
) -> None:
    """A name in the other script, digits of a phone; a foreign client is not found."""
    with app.app_context(), transaction():
        mine = a_client(cast, name="ООО «Кедровник»", phones=["+74955407520"]).public_id
        a_client(cast, name="ООО «Кедровый»", manager="otto")
    mara = api("mara")
    for text, kind in (("kedrov", ""), ("5407520", "phone")):
        (hit,) = mara.get(f"/search?q={text}").json["items"]
        assert (hit["id"], hit["matched_kind"]) == (mine, kind)
    assert hit["matched"] == "+74955407520"
    for wrong in ("", "?q=", "?q=a&limit=1000", "?q=a&other=1"):
        assert mara.get(f"/search{wrong}").status_code == 422
    assert api("adam").get("/search?q=kedrov").status_code == 403
