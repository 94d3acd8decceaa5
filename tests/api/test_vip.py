"""The VIP policy written, tried and approved by the API (V1, V7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from rmapp.core.transaction import transaction
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.vip.test_evaluation import MILLION, evaluated, months, served

Api = Callable[[str], Caller]
RULE = {
    "every": False,
    "groups": [
        {"needed": 1, "criteria": [{"measure": "profit", "least": 50_000_000}]},
        {
            "needed": 2,
            "criteria": [
                {"measure": "balance", "scope": "group", "least": 900_000_000},
                {"measure": "years", "least": 5},
            ],
        },
    ],
}


def test_v1_a_policy_is_drafted_tried_and_approved_by_a_second_person(api: Api) -> None:
    sofia, stefan = api("sofia"), api("stefan")
    assert api("mara").post("/vip-policies").status_code == 403
    made = sofia.post("/vip-policies")
    assert made.status_code == 201
    assert sofia.post("/vip-policies").status_code == 409, "one draft at a time"
    path, draft = made.headers["Location"], made.get_json()
    stale = draft["version"]
    draft = sofia.patch(path, {"version": stale, "grace_days": 45}).get_json()
    assert (draft["grace_days"], draft["title_en"]) == (45, made.get_json()["title_en"])
    assert sofia.patch(path, {"version": stale, "grace_days": 50}).status_code == 409

    tier = {
        "version": draft["version"], "code": "silver", "name_en": "Silver", "name_ru": "Серебро",
        "rule": RULE, "contact_days": 45, "answer_hours": 8, "channels": ["phone"],
    }  # fmt: skip
    unpaid = sofia.post(f"{path}/tiers", {**tier, "rule": {}})
    assert unpaid.status_code == 422, "a criterion, or a fee"
    written = sofia.post(f"{path}/tiers", tier).get_json()
    assert written["tiers"][-1]["rule"]["groups"][1]["needed"] == 2
    assert sofia.get(f"{path}/trial").get_json()["clients"] >= 0
    removed = sofia.post(
        f"{path}/tiers/removal", {"version": written["version"], "code": "silver"}
    ).get_json()
    assert "silver" not in [one["code"] for one in removed["tiers"]]

    seen = {"version": removed["version"]}
    assert sofia.post(f"{path}/approval", seen).status_code == 403, "a second person"
    assert stefan.post(f"{path}/approval", {}).status_code == 422, "of what was read"
    changed = sofia.patch(path, {**seen, "grace_days": 60}).get_json()
    assert stefan.post(f"{path}/approval", seen).status_code == 409, "changed since it was read"
    seen = {"version": changed["version"]}
    assert stefan.post(f"{path}/approval", seen).get_json()["state"] == "in-force"
    assert sofia.delete(path).status_code == 409, "nobody edits what was approved"


def test_v1_a_draft_is_discarded_and_the_next_one_can_begin(api: Api) -> None:
    sofia = api("sofia")
    path = sofia.post("/vip-policies").headers["Location"]
    assert sofia.delete(path).status_code == 204
    assert sofia.get(path).status_code == 404
    assert sofia.post("/vip-policies").status_code == 201


@pytest.fixture
def evaluation(app: Flask, cast: Cast) -> str:
    """The address of an evaluation: Mara's client would enter, and so would Otto's."""
    with app.app_context(), transaction():
        for name, manager in (("ООО «Богатый»", "mara"), ("ООО «Чужой»", "otto")):
            client = served(cast, name, manager=manager)
            months(client, profit=3 * MILLION, balance=90 * MILLION)
        return f"/vip-evaluations/{evaluated().public_id}"


def _entering(who: Caller, evaluation: str, more: str = "") -> list[dict[str, str]]:
    answer = who.get(f"{evaluation}/verdicts?kind=enter{more}").get_json()
    return list(answer["items"])


def test_v2_a_confirmation_is_undone_by_the_api(api: Api, cast: Cast, evaluation: str) -> None:
    sofia = api("sofia")
    [enter] = _entering(sofia, evaluation)
    body = {"verdicts": [enter["id"]], "manager": cast.public_ids["lena"]}
    done = sofia.post(f"{evaluation}/confirmations", body).get_json()
    assert done["counts"]["enter"] == 1
    assert len(sofia.get("/vip-statuses?state=confirmed").get_json()["items"]) == 1
    assert not _entering(sofia, evaluation)

    path = f"/operations/{done['operation']}"
    found = sofia.get(path).get_json()
    assert (found["kind"], found["state"]) == ("vip-confirmation", "done")
    assert found["author"]["id"] == cast.public_ids["sofia"]
    assert done["operation"] in [one["id"] for one in sofia.walk("/operations", limit=1)]
    assert api("stefan").post(f"{path}/undo").status_code == 404, "another team's deed"
    assert api("mara").post(f"{path}/undo").status_code == 404
    undone = sofia.post(f"{path}/undo").get_json()
    assert undone["operation"]["state"] == "undone"
    assert {one["table"] for one in undone["tables"]} >= {"client", "vip_status", "vip_verdict"}
    assert not any(one["kept"] for one in undone["tables"])
    assert sofia.get("/vip-statuses?state=confirmed").get_json()["items"] == []
    assert _entering(sofia, evaluation), "it can be confirmed again"
    assert sofia.post(f"{path}/undo").status_code == 409, "once"


def test_v2_a_verdict_that_is_refused_stays_as_it_was_with_its_reason(
    api: Api, evaluation: str
) -> None:
    sofia, stefan = api("sofia"), api("stefan")
    [mine], [foreign] = _entering(sofia, evaluation), _entering(stefan, evaluation)
    path, why = f"{evaluation}/refusals", "a dispute is open"
    body = {"verdicts": [mine["id"]], "reason": why}
    assert api("mara").post(path, body).status_code == 403
    assert sofia.post(path, {**body, "reason": " "}).status_code == 422
    assert sofia.post(path, {**body, "verdicts": []}).status_code == 422
    both = sofia.post(path, {**body, "verdicts": [mine["id"], foreign["id"]]})
    assert both.status_code == 404, "another team's, and then none is refused"
    assert _entering(sofia, evaluation)[0]["state"] == "open"

    twice = sofia.post(path, {**body, "verdicts": [mine["id"], mine["id"]]})
    assert twice.get_json() == {"refused": 1}
    assert not _entering(sofia, evaluation)
    assert [one["state"] for one in _entering(sofia, evaluation, "&all=true")] == ["declined"]
    assert sofia.post(path, body).status_code == 409, "decided already"
    assert sofia.get("/vip-statuses").get_json()["items"] == []


def test_v2_a_verdict_is_refused_in_its_own_evaluation(
    app: Flask, api: Api, evaluation: str
) -> None:
    sofia = api("sofia")
    [old] = _entering(sofia, evaluation)
    with app.app_context(), transaction():
        newer = f"/vip-evaluations/{evaluated().public_id}"
    body = {"verdicts": [old["id"]], "reason": "x"}
    assert sofia.post(f"{newer}/refusals", body).status_code == 404


def test_v2_who_is_near_is_told_with_the_nearest_tier(app: Flask, cast: Cast, api: Api) -> None:
    with app.app_context(), transaction():
        months(served(cast, "ООО «Скромный»"), profit=MILLION * 4 // 5, balance=MILLION)
        path = f"/vip-evaluations/{evaluated().public_id}/verdicts?kind=near"
    [near] = api("sofia").get(path).get_json()["items"]
    assert (near["tier_now"], near["tier_due"], near["tier_near"]) == ("", "", "vip")
