"""Scenarios, materials, promises, calendars and outcomes over the API (C3, C5, C8, C10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from rmapp.core.transaction import transaction
from tests.factories import a_client
from tests.interactions.conftest import in_days


@pytest.fixture
def client(app: Flask, cast: Any) -> str:
    with app.app_context(), transaction():
        return a_client(cast).public_id


def test_c10_a_material_is_brought_and_handed_over_with_the_outcome(api: Any, client: str) -> None:
    sofia, mara, otto = api("sofia"), api("mara"), api("otto")
    gift = {"kind": "gift", "name_en": "Pen", "name_ru": "Ручка", "stock": 5, "cost": 1000}
    made = sofia.post("/materials", json=gift)
    assert made.status_code == 201, made.text
    assert mara.post("/materials", json=gift).status_code == 403
    version = made.json["versions"][0]["id"]
    contact = mara.post(
        "/interactions",
        json={
            "client": client,
            "kind": "visit",
            "planned_at": in_days(1).isoformat(),
            "materials": [version],
        },
    )
    assert contact.status_code == 201, contact.text
    outcome = mara.post(
        f"/interactions/{contact.json['id']}/outcome",
        json={
            "version": contact.json["version"],
            "result": "held",
            "need": "Salary project",
            "opens_opportunity": True,
            "no_next_reason": "waits",
            "handed": [{"material_version": version, "quantity": 2}],
        },
    )
    assert outcome.status_code == 200, outcome.text
    [given] = mara.get(f"/materials/handed-to/{client}").json["items"]
    assert (given["quantity"], given["contact"]) == (2, contact.json["id"])
    assert otto.get(f"/materials/handed-to/{client}").status_code == 404
    assert mara.get(f"/materials/{made.json['id']}").json["stock"] == 3
    assert [one["title"] for one in mara.get("/opportunities").json["items"]] == ["Salary project"]


def test_c5_a_promise_is_made_listed_and_closed(api: Any, client: str) -> None:
    mara, otto = api("mara"), api("otto")
    today = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    made = mara.post(
        "/promises", json={"client": client, "text": "To send tariffs", "due_on": today.isoformat()}
    )
    assert made.status_code == 201, made.text
    address = f"/promises/{made.json['id']}"
    assert otto.get(address).status_code == 404
    assert [one["id"] for one in mara.get("/promises?state=open").json["items"]] == [
        made.json["id"]
    ]
    assert otto.get("/promises").json["items"] == []
    closed = mara.post(f"{address}/end", json={"version": made.json["version"], "state": "kept"})
    assert closed.json["state"] == "kept"


def test_c8_a_calendar_is_read_by_its_owner_and_the_supervisor(
    api: Any, client: str, cast: Any
) -> None:
    mara = api("mara")
    contact = mara.post(
        "/interactions",
        json={
            "client": client,
            "kind": "visit",
            "planned_at": in_days(1).isoformat(),
            "seniors": [{"employee": cast.public_ids["stefan"]}],
        },
    )
    assert contact.status_code == 201, contact.text
    window = {"since": in_days(0, 1).isoformat(), "until": in_days(7).isoformat()}
    [own] = mara.get("/calendar", query_string=window).json["events"]
    assert (own["contact"], own["kind"]) == (contact.json["id"], "contact")
    of = {**window, "employee": cast.public_ids["mara"]}
    assert len(api("sofia").get("/calendar", query_string=of).json["events"]) == 1
    assert api("otto").get("/calendar", query_string=of).status_code == 404
    [joined] = api("stefan").get("/calendar", query_string=window).json["events"]
    assert joined["kind"] == "joined"
    far = {**window, "until": in_days(60).isoformat()}
    assert mara.get("/calendar", query_string=far).status_code == 422


def test_c3_scenarios_are_read_by_managers_and_kept_by_supervisors(api: Any) -> None:
    mara, sofia = api("mara"), api("sofia")
    found = mara.get("/scenarios?kind=call").json["items"]
    assert found
    first = mara.get(f"/scenarios/{found[0]['id']}").json
    body = {name: first[name] for name in ("kind", "purpose", "title_ru", "body_en", "body_ru")}
    change = {**body, "title_en": "Anew", "version": first["version"]}
    assert mara.patch(f"/scenarios/{first['id']}", json=change).status_code == 403
    changed = sofia.patch(f"/scenarios/{first['id']}", json=change)
    assert (changed.status_code, changed.json["number"]) == (200, first["number"] + 1), changed.text
    assert sofia.patch(f"/scenarios/{first['id']}", json=change).status_code == 409
