"""Addresses of diaries and absences over the API (C8, C2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import Flask

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.idempotency import Submission
from rmapp.core.transaction import transaction
from rmapp.interactions import operations as contacts
from rmapp.interactions.words import Kind
from tests.factories import a_client


def test_c8_the_address_of_a_diary_is_made_shown_once_and_ended(
    app: Flask, api: Any, browser_of: Any
) -> None:
    mara = api("mara")
    assert mara.get("/calendar-feeds").json["items"] == []
    key = {"Idempotency-Key": "feed-1"}
    made = mara.post("/calendar-feeds", json={"with_names": True}, headers=key)
    assert made.status_code == 201, made.text
    path = "/calendar/" + made.json["address"].rpartition("/")[2]
    anybody = app.test_client()
    assert anybody.get(path).status_code == 200
    [feed] = mara.get("/calendar-feeds").json["items"]
    assert (feed["with_names"], "address" in feed) == (True, False)
    secret = path.removeprefix("/calendar/").removesuffix(".ics").encode()
    with app.app_context(), transaction():
        kept = db.session.scalars(sa.select(Submission.body)).all()
        assert not any(secret in (body or b"") for body in kept), "no answer of it is kept"
    again = mara.post("/calendar-feeds", json={"with_names": True}, headers=key)
    assert again.json["address"] != made.json["address"]
    assert anybody.get(path).status_code == 404, "the one before has ended"
    assert mara.delete("/calendar-feeds").status_code == 204
    assert mara.get("/calendar-feeds").json["items"] == []
    assert api("adam").post("/calendar-feeds", json={}).status_code == 403


def test_c2_an_absence_over_the_api_moves_what_stands_on_its_days(
    app: Flask, cast: Any, api: Any
) -> None:
    with app.app_context(), transaction():
        day = clock.today("Europe/Moscow") + dt.timedelta(days=9)
        contact = contacts.plan(
            actor=cast.actor("mara"), client=a_client(cast), kind=Kind.VISIT,
            at=dt.datetime.combine(day, dt.time(9), dt.UTC),
        ).public_id  # fmt: skip
    mara, sofia = api("mara"), api("sofia")
    days = {"first": day.isoformat(), "last": day.isoformat()}
    [seen] = mara.post("/absences/preview", json=days).json["items"]
    assert seen["contact"] == contact
    assert mara.get(f"/interactions/{contact}").json["planned_at"] == seen["planned_at"]
    turned = mara.post("/absences", json={**days, "last": "2020-01-01", "kind": "leave"})
    assert (turned.status_code, list(turned.json["errors"])) == (422, ["last"])
    made = sofia.post(
        "/absences", json={**days, "kind": "leave", "employee": cast.public_ids["mara"]}
    )
    assert (made.status_code, made.json["moved"]) == (201, 1), made.text
    assert mara.get(f"/interactions/{contact}").json["planned_at"] == seen["moves_to"]
    [known] = mara.get("/absences").json["items"]
    path = f"/absences/{known['id']}"
    assert mara.get(path).json == known
    assert api("max").get(path).status_code == 404
    assert api("max").delete(path).status_code == 404
    assert mara.delete(path).status_code == 204
    assert mara.get("/absences").json["items"] == []
