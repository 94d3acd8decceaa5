"""Rooms and bookings over the API (V6)."""

from __future__ import annotations

from typing import Any

from flask import Flask

from rmapp.core.transaction import transaction
from tests.factories import a_client
from tests.interactions.conftest import in_days

ROOM = {"name": "Ока", "seats": 6, "opens": "08:00", "closes": "20:00", "zone": "Europe/Moscow"}


def test_v6_a_room_is_kept_booked_and_given_up(app: Flask, cast: Any, api: Any) -> None:
    with app.app_context(), transaction():
        client = a_client(cast).public_id
    adam, mara, otto = api("adam"), api("mara"), api("otto")
    room = adam.post("/rooms", json=ROOM)
    assert room.status_code == 201, room.text
    assert mara.post("/rooms", json=ROOM).status_code == 403
    at = in_days(1, 12).isoformat()
    contact = mara.post(
        "/interactions",
        json={"client": client, "kind": "meeting", "planned_at": at, "room": room.json["id"]},
    )
    assert contact.status_code == 201, contact.text
    assert contact.json["place"] == "Ока"
    booking = contact.json["booking"]
    assert mara.get(f"/bookings/{booking}").json["room"]["name"] == "Ока"
    assert otto.get(f"/bookings/{booking}").status_code == 404
    stretch = {"since": at, "until": in_days(1, 13).isoformat()}
    assert mara.get("/rooms", query_string=stretch).json["items"] == []
    assert mara.delete(f"/bookings/{booking}").status_code == 204
    assert len(mara.get("/rooms", query_string=stretch).json["items"]) == 1
    again = mara.post(
        "/bookings",
        json={
            "contact": contact.json["id"],
            "room": room.json["id"],
            "version": mara.get(f"/interactions/{contact.json['id']}").json["version"],
        },
    )
    assert again.status_code == 201, again.text
    assert [one["id"] for one in mara.get("/bookings").json["items"]] == [again.json["id"]]
    assert otto.get("/bookings").json["items"] == []
