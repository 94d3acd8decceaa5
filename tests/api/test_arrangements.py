"""Saved views and segments over the API (D16, S1)."""

import json
from typing import Any

import pytest

from rmapp.core.transaction import transaction
from tests.factories import a_client

HOT = json.dumps({"v": 1, "all": [{"field": "temperature", "op": "is", "value": ["hot"]}]})


def test_d16_a_view_is_saved_found_read_and_deleted(app, cast, api):
    mara, otto = api("mara"), api("otto")
    body = {"name": "Горячие", "where": HOT, "columns": ["standing", "phone"], "sort": "-last"}
    made = mara.post("/views", json=body)
    assert made.status_code == 201, made.text
    assert json.loads(made.json["where"]) == json.loads(HOT)
    address = f"/views/{made.json['id']}"
    assert mara.get(address).json | {"where": ""} == made.json | {"where": ""}
    assert [one["id"] for one in mara.get("/views").json["items"]] == [made.json["id"]]
    assert mara.get("/clients?where=" + made.json["where"]).status_code == 200
    assert otto.get(address).status_code == 404
    assert otto.delete(address).status_code == 404
    assert mara.delete(address).status_code == 204
    assert mara.get(address).status_code == 404


def test_d16_a_view_is_renamed_and_shared_by_its_owner_with_the_version_read(api):
    sofia, mara = api("sofia"), api("mara")
    made = sofia.post("/views", json={"name": "Горячие", "where": HOT}).json
    address, body = f"/views/{made['id']}", {"version": made["version"], "name": "Наши"}
    assert mara.patch(address, json=body).status_code == 404
    changed = sofia.patch(address, json=body | {"sharing": "team"})
    assert changed.status_code == 200, changed.text
    assert (changed.json["name"], changed.json["sharing"]) == ("Наши", "team")
    assert json.loads(changed.json["where"]) == json.loads(HOT)
    assert sofia.patch(address, json=body).status_code == 409  # stale
    assert mara.get(address).json["name"] == "Наши"
    assert mara.patch(address, json=body | {"version": changed.json["version"]}).status_code == 404


def test_d16_only_a_supervisor_shares_a_view_or_a_segment(api):
    for path in ("/views", "/segments"):
        body = {"name": "Наши", "where": HOT, "sharing": "team"}
        assert api("mara").post(path, json=body).status_code == 403
        shared = api("sofia").post(path, json=body)
        assert shared.status_code == 201, shared.text
        assert api("mara").get(f"{path}/{shared.json['id']}").status_code == 200


def test_s1_a_segment_counts_the_clients_of_whoever_asks(app, cast, api):
    with app.app_context(), transaction():
        a_client(cast, temperature="hot")
        a_client(cast, name="ООО «Мост»", temperature="hot", manager="otto")
    mara = api("mara")
    made = mara.post("/segments", json={"name": "Горячие", "where": HOT})
    assert (made.status_code, made.json["clients"]) == (201, 1)
    by_hand = mara.post("/segments", json={"name": "Вручную", "by_hand": True}).json
    assert (by_hand["by_hand"], by_hand["clients"]) == (True, 0)
    names = {one["name"] for one in mara.get("/segments").json["items"]}
    assert names == {"Горячие", "Вручную"}
    assert mara.delete(f"/segments/{made.json['id']}").status_code == 204
    assert mara.get(f"/segments/{made.json['id']}").status_code == 404


@pytest.mark.parametrize("path", ["/views", "/segments"])
@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("{", 400),
        ('{"v":1,"all":[{"field":"no_such","op":"is","value":["x"]}]}', 422),
        ('{"v":1,"all":[{"field":"notes","op":"is","value":"\\u0000"}]}', 422),
    ],
)
def test_d16_a_condition_that_is_none_or_does_not_fit_is_refused(api, path, where, status):
    refused = api("mara").post(path, json={"name": "Что-то", "where": where})
    assert refused.status_code == status, refused.text


def test_d16_an_unknown_column_is_named(api):
    refused = api("mara").post("/views", json={"name": "Что-то", "columns": ["no_such"]})
    assert refused.status_code == 422
    assert "columns" in refused.json["errors"]


OWN_KINDS: dict[str, tuple[dict[str, Any], list[tuple[str, Any, str]]]] = {
    "text": ({}, [("more", "a", "so"), ("is", "", "compare")]),
    "link": ({}, [("between", ["a", "b"], "so"), ("contains", 3, "compare")]),
    "number": ({}, [("is", "abc", "number"), ("between", ["5"], "two"), ("starts", "1", "so")]),
    "money": ({"currency": "RUB"}, [("is", "12", "whole"), ("more", 1.5, "whole")]),
    "date": ({}, [("is", "2026-02-30", "date"), ("last_days", 0, "From 1"), ("is", 7, "date")]),
    "choice": ({"options": [{"en": "Low"}, {"en": "High"}]}, [("is", ["no"], "Choose")]),
    "choices": ({"options": [{"en": "App"}, {"en": "Branch"}]}, [("is", ["no"], "Choose")]),
    "flag": ({}, [("is", "yes", "true or false"), ("is_not", True, "so")]),
}


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_d9_a_condition_over_an_own_field_that_does_not_fit_is_refused_by_its_name(api, kind):
    more, wrong = OWN_KINDS[kind]
    made = api("adam").post(
        "/custom-fields",
        json={"name_en": "Score", "name_ru": "Балл", "type": kind, "kinds": ["organisation"],
              "is_filterable": True, **more},
    )  # fmt: skip
    assert made.status_code == 201, made.text
    mara = api("mara")
    for op, value, words in wrong:
        leaf = {"field": "custom.score", "op": op, "value": value}
        where = json.dumps({"v": 1, "all": [{"any": [leaf]}]})
        for refused in (
            mara.get("/clients", query_string={"where": where}),
            mara.post("/views", json={"name": "Что-то", "where": where}),
        ):
            assert refused.status_code == 422, (op, value)
            (said,) = refused.json["errors"]["where"]
            assert words in said, said
            assert said.startswith("Score: "), said


def test_d16_a_condition_or_an_order_of_no_field_is_refused_by_its_name(api):
    mara = api("mara")
    where = json.dumps({"v": 1, "all": [{"field": "custom.gone", "op": "filled"}]})
    refused = mara.get("/clients", query_string={"where": where})
    assert refused.status_code == 422
    assert "custom.gone" in refused.json["errors"]["where"][0]
    refused = mara.post("/views", json={"name": "Что-то", "sort": "custom.gone"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["sort"])
    body = {"deed": "tag", "filter": {"where": where}}
    assert mara.post("/bulk-deeds/preview", json=body).status_code in (404, 422)


def test_d9_a_wrong_value_of_an_own_field_is_told_once_and_by_its_code(api):
    adam, mara = api("adam"), api("mara")
    field = {"name_en": "Cap", "type": "money", "kinds": ["organisation"], "currency": "RUB"}
    assert adam.post("/custom-fields", json=field).status_code == 201
    for value, name in (
        ({"amount": "x", "currency": "RUB"}, "custom.cap.amount"),
        ({"minor": 1}, "custom.cap.amount"),
        ("x" * 2_001, "custom.cap"),
        ([1], "custom.cap.0"),
        (1.5, "custom.cap"),
    ):
        body = {"kind": "organisation", "full_name": "ООО «Мост»", "custom": {"cap": value}}
        refused = mara.post("/clients", json=body)
        assert refused.status_code == 422
        names = {one for one in refused.json["errors"] if one.startswith("custom")}
        assert name in names, refused.json
        assert not any(sign in "".join(names) for sign in "[<("), names


def test_d16_a_part_of_a_text_is_found_with_ё_and_with_е(api):
    mara = api("mara")
    body = {"kind": "organisation", "full_name": "ООО «Ёлки»", "activity": "Приём шин"}
    assert mara.post("/clients", json=body).status_code == 201
    for op, value in (("contains", "прием"), ("contains", "приём"), ("starts", "Прием")):
        where = json.dumps({"v": 1, "all": [{"field": "activity", "op": op, "value": value}]})
        found = mara.get("/clients", query_string={"where": where}).json["items"]
        assert [one["name"] for one in found] == ["ООО «Ёлки»"], (op, value)
