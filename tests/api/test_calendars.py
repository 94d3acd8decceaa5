"""Addresses of diaries, absences and days off over the API (C8, C2)."""

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
from rmapp.staff import administration
from rmapp.staff.calendar import bank_calendar
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


def test_c2_hours_of_work_are_read_said_and_forgotten_over_the_api(
    app: Flask, cast: Any, api: Any
) -> None:
    with app.app_context(), transaction():
        today = clock.today("Europe/Moscow")
        tuesday = today + dt.timedelta(days=8 - today.weekday())
        while not bank_calendar().is_working(tuesday):
            tuesday += dt.timedelta(days=7)
        contacts.plan(
            actor=cast.actor("mara"), client=a_client(cast), kind=Kind.VISIT,
            at=dt.datetime.combine(tuesday, dt.time(9), dt.UTC),
        )  # fmt: skip
    mara, sofia, max_ = api("mara"), api("sofia"), api("max")
    whose = f"/hours?employee={cast.public_ids['mara']}"
    bank = mara.get("/hours").json
    assert (bank["weekdays"], bank["is_own"]) == ([0, 1, 2, 3, 4], False)
    wanted = {"weekdays": [3, 0, 3], "opens": "08:30", "closes": "15:00"}
    kept = mara.open("PUT", "/hours", json=wanted)
    assert kept.status_code == 200, kept.text
    told = {"weekdays": [0, 3], "opens": "08:30", "closes": "15:00", "is_own": True}
    assert {name: kept.json[name] for name in told} == told
    assert kept.json["standing"] == 1
    assert len(mara.get("/days-off").json["contacts"]) == 1
    assert {**sofia.get(whose).json, "standing": 1} == kept.json
    for given, field in (
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [7]}, "weekdays.0"),
        ({"weekdays": ["Monday"]}, "weekdays.0"),
        ({"opens": "25:00"}, "opens"),
        ({"closes": "08:30"}, "closes"),
        ({"lunch": "12:00"}, "lunch"),
    ):
        turned = mara.open("PUT", "/hours", json={**wanted, **given})
        assert (turned.status_code, list(turned.json["errors"])) == (422, [field])
    assert max_.get(whose).status_code == 404
    assert max_.delete(whose).status_code == 404
    other = {**wanted, "employee": cast.public_ids["mara"]}
    assert max_.open("PUT", "/hours", json=other).status_code == 404
    assert mara.get("/hours").json["weekdays"] == [0, 3], "what is refused changes nothing"
    forgotten = sofia.delete(whose)
    assert (forgotten.status_code, forgotten.json["standing"]) == (200, 0)
    assert mara.get("/hours").json == bank


def test_c2_what_stands_on_days_off_is_seen_with_its_new_times_and_moved_over_the_api(
    app: Flask, cast: Any, api: Any
) -> None:
    with app.app_context(), transaction():
        day = clock.today("Europe/Moscow") + dt.timedelta(days=9)
        visit, call = (
            contacts.plan(
                actor=cast.actor("mara"), client=a_client(cast), kind=kind,
                at=dt.datetime.combine(day, dt.time(hour), dt.UTC),
            ).public_id
            for kind, hour in ((Kind.VISIT, 9), (Kind.CALL, 12))
        )  # fmt: skip
    mara, sofia, max_ = api("mara"), api("sofia"), api("max")
    who = {"employee": cast.public_ids["mara"]}
    with app.app_context(), transaction():
        administration.set_day(day, is_working=False, title="День банка", actor=cast.actor("adam"))
    [standing] = sofia.get("/days-off/people").json["items"]
    assert (standing["employee"]["id"], standing["contacts"]) == (who["employee"], 2)
    assert max_.get("/days-off/people").json["items"] == []
    shown = mara.get("/days-off").json
    assert [one["contact"] for one in shown["contacts"]] == [visit, call]
    assert all(one["moves_to"] > one["planned_at"] and one["why"] for one in shown["contacts"])
    assert sofia.get(f"/days-off?employee={who['employee']}").json == shown
    assert max_.get(f"/days-off?employee={who['employee']}").status_code == 404
    wanted = {"contacts": [visit], "seen": shown["seen"]}
    assert max_.post("/days-off/moves", json=wanted).status_code == 404
    assert max_.post("/days-off/moves", json={**wanted, **who}).status_code == 404
    assert mara.post("/days-off/moves", json={**wanted, "contacts": []}).status_code == 422
    assert mara.post("/days-off/moves", json={**wanted, "seen": "another"}).status_code == 409
    assert mara.get("/days-off").json == shown, "what is refused moves nothing"
    moved = sofia.post("/days-off/moves", json={**wanted, **who})
    assert (moved.status_code, moved.json) == (200, {"moved": 1}), moved.text
    first, _second = shown["contacts"]
    assert mara.get(f"/interactions/{visit}").json["planned_at"] == first["moves_to"]
    rest = mara.get("/days-off").json
    assert [one["contact"] for one in rest["contacts"]] == [call]
    assert mara.post("/days-off/moves", json=wanted).status_code == 409, "the times are others now"
    elsewhere = mara.post("/days-off/moves", json={**wanted, "seen": rest["seen"]})
    assert (elsewhere.status_code, list(elsewhere.json["errors"])) == (422, ["contacts"])
