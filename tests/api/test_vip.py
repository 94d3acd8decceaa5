"""The VIP policy written, tried and approved by the API (V1, V7)."""

from __future__ import annotations

from collections.abc import Callable

from tests.api.conftest import Caller

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

    assert sofia.post(f"{path}/approval").status_code == 403, "a second person"
    assert stefan.post(f"{path}/approval").get_json()["state"] == "in-force"
    assert sofia.delete(path).status_code == 409, "nobody edits what was approved"


def test_v1_a_draft_is_discarded_and_the_next_one_can_begin(api: Api) -> None:
    sofia = api("sofia")
    path = sofia.post("/vip-policies").headers["Location"]
    assert sofia.delete(path).status_code == 204
    assert sofia.get(path).status_code == 404
    assert sofia.post("/vip-policies").status_code == 201
