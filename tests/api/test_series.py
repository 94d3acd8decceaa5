"""Series of contacts over the API (C8)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask

from rmapp.core.transaction import transaction
from tests.factories import a_client


def test_c8_a_series_is_begun_changed_and_ended(app: Flask, cast: Any, api: Any) -> None:
    with app.app_context(), transaction():
        client = a_client(cast).public_id
    mara, otto = api("mara"), api("otto")
    first = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    rule = {"every": "week", "starts_on": first.isoformat(), "at": "10:00", "times": 4}
    made = mara.post("/series", json={"client": client, "kind": "call", **rule})
    assert made.status_code == 201, made.text
    assert len(made.json["contacts"]) == 4
    address = f"/series/{made.json['id']}"
    assert otto.get(address).status_code == 404
    assert [one["id"] for one in mara.get("/series", query_string={"client": client}).json["items"]]
    third = made.json["contacts"][2]
    changed = mara.patch(
        address,
        json={
            **rule,
            "starts_on": third["falls_on"],
            "at": "16:00",
            "times": 2,
            "since": third["falls_on"],
            "version": made.json["version"],
        },
    )
    assert changed.status_code == 200, changed.text
    assert changed.json["id"] != made.json["id"]
    assert changed.json["contacts"][0]["contact"] == third["contact"]
    over = mara.post(
        f"/series/{changed.json['id']}/end",
        json={"version": changed.json["version"], "reason": "Enough"},
    )
    assert over.json["state"] == "ended"
    assert len(mara.get(address).json["contacts"]) == 2


def test_c8_the_exceptions_of_a_series_are_told(
    app: Flask, cast: Any, api: Any, browser_of: Any
) -> None:
    """Which of its contacts was called off, and which somebody took to another time."""
    with app.app_context(), transaction():
        client = a_client(cast).public_id
    mara = api("mara")
    first = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    rule = {"every": "week", "starts_on": first.isoformat(), "at": "10:00", "times": 3}
    made = mara.post("/series", json={"client": client, "kind": "call", **rule}).json
    stays, falls, moves = made["contacts"]
    over = f"/interactions/{falls['contact']}/cancellation"
    assert mara.post(over, json={"version": 1, "reason": "Not now"}).status_code == 200
    later = f"{moves['planned_at'][:11]}12:40:00Z"
    told = mara.patch(f"/interactions/{moves['contact']}", json={"version": 1, "planned_at": later})
    assert told.status_code == 200, told.text
    contacts = mara.get(f"/series/{made['id']}").json["contacts"]
    assert [(one["state"], one["is_moved"]) for one in contacts] == [
        ("planned", False),
        ("cancelled", False),
        ("planned", True),
    ]
    page = browser_of("mara").get(f"/series/{made['id']}").text
    assert page.count("moved by hand") == 1
    assert stays["state"] == "planned"
