"""Ties, identity documents, sources of facts and the bank's lists by the API (D3, D4, D6–D8)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from rmapp.core.transaction import transaction
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.factories import a_client, a_person

Api = Callable[[str], Caller]


def test_d6_ties_are_made_read_ended_and_taken_off(api: Api, app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction():
        one, two = a_client(cast).public_id, a_client(cast, name="ООО «Дуб»").public_id
        foreign = a_client(cast, name="Чужой", manager="otto").public_id
    mara = api("mara")
    body = {"client": one, "other": two, "kind": "owner", "share": "25.5"}
    made = mara.post("/relations", body)
    assert made.status_code == 201, made.get_json()
    assert float(made.get_json()["share"]) == 25.5
    path = made.headers["Location"]
    assert mara.post("/relations", body).status_code == 409
    assert mara.post("/relations", {**body, "other": foreign}).status_code == 404
    assert mara.post("/relations", {**body, "share": "0"}).status_code == 422
    for client in (one, two):
        rows = mara.get(f"/relations?client={client}").get_json()["items"]
        assert [row["kind"] for row in rows] == ["owner"]
    assert api("otto").get("/relations").get_json()["items"] == []
    ended = mara.patch(path, {"version": 1, "until": "2026-01-01"})
    assert ended.get_json()["until"] == "2026-01-01"
    assert float(ended.get_json()["share"]) == 25.5
    assert mara.patch(path, {"version": 1, "until": "2026-01-02"}).status_code == 409
    assert mara.delete(path).status_code == 204
    assert mara.get(path).status_code == 404


def test_d3_the_api_takes_a_number_and_never_gives_it_back(
    api: Api, app: Flask, cast: Cast
) -> None:
    with app.app_context(), transaction():
        person = a_person(cast).public_id
    mara, path = api("mara"), f"/clients/{person}/identity-documents"
    made = mara.post(path, {"number": "45 08 123456", "issued_by": "ОВД Тверское"})
    assert made.status_code == 201, made.get_json()
    assert made.get_json()["number"] == "••• 456"
    listed = mara.get(path)
    assert "4508123456" not in listed.get_data(as_text=True)
    assert "Тверское" not in listed.get_data(as_text=True)
    assert [one["number"] for one in listed.get_json()["items"]] == ["••• 456"]
    wrong = mara.post(path, {"number": "12"})
    assert wrong.status_code == 422
    assert "12" not in str(wrong.get_json().get("detail", ""))
    assert api("max").get(path).status_code == 404
    assert api("adam").get(path).status_code == 403


def test_d4_d7_d8_lists_flags_and_provenance_by_the_api(api: Api, app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction():
        client = a_client(cast).public_id
    mara = api("mara")
    source = mara.get("/sources").get_json()["items"][0]
    assert source["kind"] == "source"
    body = {
        "version": 1, "source": source["id"], "banks_now": "ВТБ",
        "phones": [{"number": "8 343 200 00 00", "is_opted_out": True, "purpose": "papers"}],
        "messengers": [{"handle": "t.me/petrov"}],
        "addresses": [{"text": "620085, г. Екатеринбург, ул. 8 Марта, 1"}],
    }  # fmt: skip
    changed = mara.patch(f"/clients/{client}", body).get_json()
    assert changed["source"]["id"] == source["id"]
    (phone,) = changed["phones"]
    assert (phone["number"], phone["is_opted_out"], phone["purpose"]) == (
        "+73432000000", True, "papers",
    )  # fmt: skip
    assert changed["messengers"][0]["handle"] == "@petrov"
    assert changed["addresses"][0]["zone"] == "Asia/Yekaterinburg"
    facts = {one["field"]: one for one in mara.get(f"/clients/{client}/facts").get_json()["items"]}
    assert (facts["banks_now"]["told"], facts["banks_now"]["origin"]) == ("ВТБ", "unsaid")
    assert mara.patch(
        f"/clients/{client}", {"version": changed["version"], "channel": source["id"]}
    ).status_code == 422  # fmt: skip
    rests = mara.post(f"/clients/{client}/activity", {"is_active": False, "reason": "закрыт"})
    assert rests.get_json()["is_active"] is False
    assert mara.post(f"/clients/{client}/activity", {"is_active": False}).status_code == 409
