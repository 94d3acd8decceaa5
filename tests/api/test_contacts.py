"""Contacts by the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask

from rmapp.core import clock
from rmapp.core.transaction import transaction
from rmapp.interactions import operations as contacts
from rmapp.interactions.words import Kind
from tests.api.conftest import Caller
from tests.factories import a_client

Api = Callable[[str], Caller]


def soon(hours: int = 48) -> str:
    """A moment in the future, RFC 3339."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)).isoformat()


def test_a_contact_is_planned_moved_and_its_outcome_recorded_with_the_next_step(
    api: Api, base: dict[str, str]
) -> None:
    """C3, C5: the next step is required, and is there afterwards."""
    mara = api("mara")
    person = mara.post("/contact-persons", {"client": base["mara"], "name": "Илья"}).get_json()
    made = mara.post(
        "/interactions",
        {
            "client": base["mara"],
            "kind": "visit",
            "planned_at": soon(),
            "purpose": "presentation",
            "structure": ["Greeting", "Needs"],
            "strategies": ["references", "less_risk"],
            "contact_person": person["id"],
        },
    )
    assert made.status_code == 201
    one, path = made.get_json(), made.headers["Location"]
    assert one["contact_person"] == {"id": person["id"], "name": "Илья"}
    moved = mara.patch(path, {"version": one["version"], "planned_at": soon(72)}).get_json()
    assert moved["planned_at"] > one["planned_at"]
    nothing = mara.post(f"{path}/outcome", {"version": moved["version"], "result": "held"})
    assert (nothing.status_code, list(nothing.get_json()["errors"])) == (422, ["next_step"])
    done = mara.post(
        f"{path}/outcome",
        {
            "version": moved["version"],
            "result": "held",
            "note": "Нужен эквайринг",
            "temperature": "hot",
            "next_step": {"kind": "call", "planned_at": soon(96), "purpose": "offer"},
            "promises": [{"text": "Send tariffs", "due_on": soon(96)[:10]}],
        },
    ).get_json()
    assert (done["state"], done["result"], done["temperature_after"]) == ("done", "held", "hot")
    following = mara.get(f"/interactions/{done['next']}").get_json()
    assert (following["state"], following["kind"]) == ("planned", "call")
    client = mara.get(f"/clients/{base['mara']}").get_json()
    assert client["next_contact_at"] == following["planned_at"]
    again = mara.post(f"{path}/outcome", {"version": done["version"], "result": "held"})
    assert again.status_code == 409


def test_two_visits_at_once_are_refused_at_the_time(api: Api, base: dict[str, str]) -> None:
    """C8."""
    mara, at = api("mara"), soon()
    visit = {"client": base["mara"], "kind": "visit", "planned_at": at}
    assert mara.post("/interactions", visit).status_code == 201
    second = mara.post("/interactions", visit)
    assert (second.status_code, list(second.get_json()["errors"])) == (422, ["planned_at"])


def test_a_contact_is_cancelled_with_a_reason(api: Api, base: dict[str, str]) -> None:
    """A reason is required; a stale version is a conflict."""
    mara = api("mara")
    call = {"client": base["mara"], "kind": "call", "planned_at": soon()}
    one = mara.post("/interactions", call).get_json()
    path = f"/interactions/{one['id']}/cancellation"
    assert mara.post(path, {"version": one["version"], "reason": ""}).status_code == 422
    assert mara.post(path, {"version": one["version"] + 5, "reason": "ill"}).status_code == 409
    done = mara.post(path, {"version": one["version"], "reason": "ill"}).get_json()
    assert (done["state"], done["cancel_reason"]) == ("cancelled", "ill")


def test_a_call_that_came_is_recorded(api: Api, base: dict[str, str]) -> None:
    """A contact that was not planned."""
    body = {
        "client": base["mara"],
        "kind": "call",
        "result": "reached",
        "no_next_reason": "waits",
        "drop_early": True,
    }
    made = api("mara").post("/interactions/records", body)
    assert made.status_code == 201
    assert made.get_json()["state"] == "done"


def test_nobody_plans_for_anothers_client(api: Api, base: dict[str, str]) -> None:
    """404, whatever the body says; a contact person of another client is 422."""
    mara, otto = api("mara"), api("otto")
    call = {"client": base["otto"], "kind": "call", "planned_at": soon()}
    assert mara.post("/interactions", call).status_code == 404
    theirs = otto.post("/contact-persons", {"client": base["otto"], "name": "Пётр"}).get_json()
    mine = {**call, "client": base["mara"], "contact_person": theirs["id"]}
    answer = mara.post("/interactions", mine)
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["contact_person"])


def test_the_list_is_narrowed_and_walked_once(api: Api, base: dict[str, str]) -> None:
    """Cursors meet every contact once, in order; filters narrow."""
    mara = api("mara")
    for hour in range(7):
        call = {"client": base["mara"], "kind": "call", "planned_at": soon(24 + hour)}
        assert mara.post("/interactions", call).status_code == 201
    rows = list(mara.walk("/interactions", 3))
    assert len({row["id"] for row in rows}) == len(rows) == 7
    assert [row["planned_at"] for row in rows] == sorted(row["planned_at"] for row in rows)
    middle = rows[3]["planned_at"].replace("+", "%2B")
    assert len(mara.get(f"/interactions?since={middle}").get_json()["items"]) == 4
    assert len(mara.get(f"/interactions?until={middle}").get_json()["items"]) == 3
    assert mara.get("/interactions?state=done").get_json()["items"] == []


def test_c3_a_planned_email_is_changed_and_sent_over_the_api(
    api: Api, base: dict[str, str]
) -> None:
    mara = api("mara")
    person = {"client": base["mara"], "name": "Ann Cedar", "email": "ann@cedar.example"}
    key = mara.post("/contact-persons", person).get_json()["id"]
    given = {"client": base["mara"], "kind": "email", "planned_at": soon(), "contact_person": key}
    one = mara.post("/interactions", given).get_json()
    path = f"/interactions/{one['id']}"
    sending = {"version": one["version"], "email": "ann@cedar.example", "no_next_reason": "waits"}
    empty = mara.post(f"{path}/sending", sending)
    assert (empty.status_code, sorted(empty.get_json()["errors"])) == (422, ["body", "subject"])
    written = {"version": one["version"], "subject": "Our offer", "body": "Good day"}
    changed = mara.open("PUT", path, json={**written, "purpose": "offer", "motives": ["safety"]})
    assert changed.status_code == 200, changed.text
    assert (changed.json["purpose"], changed.json["motives"]) == ("offer", ["safety"])
    assert mara.open("PUT", path, json=written).status_code == 409
    assert api("otto").open("PUT", path, json=written).status_code == 404
    sent = mara.post(f"{path}/sending", {**sending, "version": changed.json["version"]})
    assert sent.status_code == 200, sent.text
    assert (sent.get_json()["state"], sent.get_json()["result"]) == ("done", "sent")


def test_c3_texts_of_letters_are_read_by_managers_and_kept_by_supervisors(api: Api) -> None:
    mara, sofia = api("mara"), api("sofia")
    found = mara.get("/letter-texts?kind=email").get_json()["items"]
    assert {one["kind"] for one in found} <= {"email", None}
    body = {
        "purpose": "offer", "title_en": "Own", "title_ru": "Свой", "body_en": "Dear {person}",
        "body_ru": "Здравствуйте, {person}",
    }  # fmt: skip
    assert mara.post("/letter-texts", body).status_code == 403
    wrong = sofia.post("/letter-texts", {**body, "body_en": "{client.password}"})
    assert (wrong.status_code, list(wrong.get_json()["errors"])) == (422, ["body_en"])
    made = sofia.post("/letter-texts", body)
    assert made.status_code == 201
    state = {"version": made.get_json()["version"], "is_active": False}
    path = f"/letter-texts/{made.get_json()['id']}"
    assert sofia.post(f"{path}/state", state).get_json()["is_active"] is False
    assert sofia.post(f"{path}/state", state).status_code == 409


def test_c5_what_a_contact_taught_goes_into_the_dossier_over_the_api(
    api: Api, base: dict[str, str]
) -> None:
    mara = api("mara")
    told = {"needs": "Эквайринг в двух магазинах"}
    next_step = {"kind": "call", "planned_at": soon(96)}
    for _again in range(2):
        plan = {"client": base["mara"], "kind": "call", "planned_at": soon()}
        made = mara.post("/interactions", plan)
        outcome = {"version": 1, "result": "reached", "next_step": next_step, "learned": told}
        answer = mara.post(f"{made.headers['Location']}/outcome", outcome)
        if not _again:
            assert answer.status_code == 200, answer.get_json()
            assert mara.get(f"/clients/{base['mara']}").get_json()["needs"] == told["needs"]
            told = {"needs": "Another"}
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["learned.needs"])


def test_c5_facts_of_every_kind_are_learned_over_the_api_by_the_rules_of_the_form(
    api: Api, base: dict[str, str]
) -> None:
    mara, client = api("mara"), base["mara"]
    sources = mara.get("/sources").get_json()["items"]
    source = next(one["id"] for one in sources if one["kind"] == "source" and one["is_active"])
    told = {
        "phones": ["8 (495) 540-75-20"], "emails": ["pay@kedr.example"],
        "addresses": ["Москва, Лесная 5"], "decides": "Кузнецова Анна", "source": source,
        "possible_profit": {"amount": 5_000_000, "currency": "RUB"}, "staff_count": 40,
        "reference_on": "2026-05-01",
    }  # fmt: skip
    given = {"client": client, "kind": "call", "result": "reached", "no_next_reason": "waits"}
    wrong = {
        "phones": ["12"], "emails": ["no"], "source": "0" * 16,
        "possible_profit": {"amount": 1, "currency": "USD"}, "custom": {"nothing": "x"},
    }  # fmt: skip
    for name, value in wrong.items():
        refused = mara.post("/interactions/records", {**given, "learned": {name: value}})
        assert refused.status_code == 422, (name, refused.text)
        assert all(key.startswith(f"learned.{name}") for key in refused.get_json()["errors"])
    made = mara.post("/interactions/records", {**given, "learned": told})
    assert made.status_code == 201, made.text
    known = mara.get(f"/clients/{client}").get_json()
    assert "+74955407520" in [one["number"] for one in known["phones"]]
    assert "pay@kedr.example" in [one["address"] for one in known["emails"]]
    assert (known["possible_profit"], known["staff_count"]) == (told["possible_profit"], 40)
    assert (known["reference_on"], known["source"]["id"]) == ("2026-05-01", source)
    assert "Кузнецова Анна" in [one["name"] for one in known["contact_persons"]]
    facts = mara.get(f"/clients/{client}/facts").get_json()["items"]
    mine = {one["field"] for one in facts if one["object"] == made.get_json()["id"]}
    assert {"phones", "emails", "possible_profit", "source_id"} <= mine
    again = mara.post("/interactions/records", {**given, "learned": {"staff_count": 41}})
    assert list(again.get_json()["errors"]) == ["learned.staff_count"]
    future = mara.post("/interactions/records", {**given, "ended_at": soon()})
    assert list(future.get_json()["errors"]) == ["ended_at"]


def test_c5_an_outcome_is_corrected_and_undone_over_the_api_with_what_hangs_on_it(
    api: Api, base: dict[str, str]
) -> None:
    mara, client = api("mara"), base["mara"]
    given = {
        "client": client, "kind": "call", "result": "reached", "no_next_reason": "waits",
        "promises": [{"text": "Send the tariffs", "due_on": soon()[:10]}],
    }  # fmt: skip
    made = mara.post("/interactions/records", given).get_json()
    path = f"/interactions/{made['id']}"
    (hanging,) = mara.get(f"{path}/consequences").get_json()["items"]
    assert (hanging["kind"], hanging["stays"]) == ("promise", None)
    better = {
        "version": made["version"], "reason": "A slip", "result": "not_reached",
        "no_next_reason": "waits",
    }  # fmt: skip
    assert mara.post(f"{path}/correction", {**better, "reason": ""}).status_code == 422
    corrected = mara.post(f"{path}/correction", better)
    assert corrected.status_code == 200, corrected.text
    assert corrected.get_json()["result"] == "not_reached"
    assert mara.post(f"{path}/correction", better).status_code == 409
    version = corrected.get_json()["version"]
    away = {"version": version, "reason": "Another firm", "taken_back": [hanging["key"]]}
    undone = mara.post(f"{path}/undoing", away)
    assert (undone.status_code, undone.get_json()["state"]) == (200, "cancelled"), undone.text
    promises = mara.get("/promises").get_json()["items"]
    assert "Send the tariffs" not in [one["text"] for one in promises if one["state"] == "open"]
    assert api("otto").get(f"{path}/consequences").status_code == 404


def test_c3_the_paper_of_a_letter_is_read_over_the_api_once_it_is_written(
    app: Flask, cast: Any, api: Any
) -> None:
    with app.app_context(), transaction():
        client, at = a_client(cast), clock.now() + dt.timedelta(days=1)
        letter, call = (
            contacts.plan(
                actor=cast.actor("mara"), client=client, kind=kind, at=at,
                matter=contacts.Matter(note="Bring: the tariffs"),
            ).public_id
            for kind in (Kind.LETTER, Kind.CALL)
        )  # fmt: skip
    mara = api("mara")
    path = f"/interactions/{letter}/letter"
    assert mara.get(path).status_code == 409, "a note is no letter"
    wanted = {
        "version": mara.get(f"/interactions/{letter}").json["version"],
        "purpose": "offer", "subject": "Tariffs", "body": "Good day",
    }  # fmt: skip
    assert mara.open("PUT", f"/interactions/{letter}", json=wanted).status_code == 200
    paper = mara.get(path)
    assert (paper.status_code, paper.mimetype, paper.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert mara.get(f"/interactions/{call}/letter").status_code == 404
    assert api("otto").get(path).status_code == 404


def test_c3_the_days_of_a_letter_are_given_with_its_outcome_and_corrected_over_the_api(
    app: Flask, cast: Any, api: Any
) -> None:
    with app.app_context(), transaction():
        letter = contacts.plan(
            actor=cast.actor("mara"), client=a_client(cast), kind=Kind.LETTER,
            at=clock.now() + dt.timedelta(days=1), matter=contacts.Matter(body="Good day"),
        ).public_id  # fmt: skip
        today = clock.today("Europe/Moscow")
    sofia, mara, path = api("sofia"), api("mara"), f"/interactions/{letter}"
    day, before = today - dt.timedelta(days=2), today - dt.timedelta(days=3)
    wanted = {
        "version": mara.get(path).json["version"], "result": "sent", "no_next_reason": "waits",
        "dispatched_on": day.isoformat(),
    }  # fmt: skip
    for wrong in (before.isoformat(), "soon"):
        turned = mara.post(f"{path}/outcome", {**wanted, "answer_by": wrong})
        assert (turned.status_code, list(turned.json["errors"])) == (422, ["answer_by"])
    late = (today + dt.timedelta(days=40)).isoformat()
    sent = mara.post(f"{path}/outcome", {**wanted, "answer_by": late})
    assert sent.status_code == 200, sent.text
    assert (sent.json["dispatched_on"], sent.json["answer_by"]) == (day.isoformat(), late)
    anew = {
        "version": sent.json["version"], "result": "sent", "no_next_reason": "waits",
        "reason": "No answer is awaited",
    }  # fmt: skip
    turned = sofia.post(f"{path}/correction", {**anew, "answer_by": "2020-01-01"})
    assert (turned.status_code, list(turned.json["errors"])) == (422, ["answer_by"])
    corrected = sofia.post(
        f"{path}/correction", {**anew, "dispatched_on": before.isoformat(), "awaits_answer": False}
    )
    assert corrected.status_code == 200, corrected.text
    assert corrected.json["dispatched_on"] == before.isoformat()
    assert corrected.json["answer_by"] is None


def test_c8_a_refused_time_is_named_as_the_call_names_it(api: Api, base: dict[str, str]) -> None:
    mara, given = api("mara"), {"client": base["mara"], "kind": "visit", "minutes": 60}
    turned = mara.post("/interactions", {**given, "planned_at": "2020-12-10T16:45:00+03:00"})
    assert (turned.status_code, list(turned.json["errors"])) == (422, ["planned_at"])
    one, other = (
        mara.post("/interactions", {**given, "planned_at": soon(hours)}) for hours in (48, 50)
    )
    assert (one.status_code, other.status_code) == (201, 201)
    taken = mara.post("/interactions", {**given, "planned_at": soon(48)})
    assert (taken.status_code, list(taken.json["errors"])) == (422, ["planned_at"])
    moved = mara.patch(
        f"/interactions/{one.json['id']}",
        {"version": one.json["version"], "planned_at": other.json["planned_at"], "reason": "x"},
    )
    assert (moved.status_code, list(moved.json["errors"])) == (422, ["planned_at"])
