"""Deeds on many clients by the API (D16)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from rmapp.clients.arrangements import save_view
from rmapp.clients.catalogue.conditions import Condition
from rmapp.core.transaction import transaction
from rmapp.plans import operations as plans
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.factories import a_client, a_person
from tests.plans.conftest import facts, target
from tests.schedules.conftest import monday, shipped

Api = Callable[..., Caller]


@pytest.fixture
def three(app: Flask, cast: Cast) -> list[str]:
    """Three clients of Mara, one of them VIP."""
    with app.app_context(), transaction():
        return [
            a_client(cast, name=f"Фирма {n}", banks_now="Банк", vip_tier="vip" * (n == 2)).public_id
            for n in range(3)
        ]


def test_d16_a_deed_is_foreseen_done_and_undone(api: Api, three: list[str]) -> None:
    mara = api("mara")
    given = {"deed": "set", "clients": three, "field": "banks_now", "empty": True}
    effect = mara.post("/bulk-deeds/preview", given).get_json()
    assert effect == {"counts": {"due": 3}, "skipped": [], "moved": [], "outside": 0}
    made = mara.post("/bulk-deeds", given)
    assert made.status_code == 201, made.text
    path, shown = made.headers["Location"], made.get_json()
    assert (shown["counts"], shown["can_undo"]) == ({"done": 3}, True)
    assert mara.get(f"/dossiers/{three[0]}").get_json().get("banks_now") in ("", None)
    assert api("max").get(path).status_code == 404
    assert api("mara", scopes=False).post(f"{path}/undo").status_code == 403
    undone = mara.post(f"{path}/undo")
    assert undone.get_json()["tables"] == [
        {"table": "client", "set_back": 3, "removed": 0, "kept": 0}
    ]
    assert mara.post(f"{path}/undo").status_code == 409


def test_d16_a_list_by_hand_is_made_on_the_way(api: Api, three: list[str]) -> None:
    mara = api("mara")
    given = {"deed": "list-add", "clients": three, "new_list": "Осенний обзвон"}
    assert mara.post("/bulk-deeds/preview", given).get_json()["counts"] == {"due": 3}
    names = [one["name"] for one in mara.get("/segments").get_json()["items"]]
    assert "Осенний обзвон" not in names, "foreseeing makes nothing"
    made = mara.post("/bulk-deeds", given)
    assert made.status_code == 201, made.text
    assert made.get_json()["counts"] == {"done": 3}
    (kept,) = [one for one in mara.get("/segments").get_json()["items"] if "Осен" in one["name"]]
    both = mara.post("/bulk-deeds", {**given, "list": kept["id"]})
    assert both.status_code == 422
    assert "new_list" in both.text
    assert "new_list" in mara.post("/bulk-deeds", given).text, "a name is taken once"


def test_d16_what_is_left_out_is_told_with_why(api: Api, three: list[str]) -> None:
    mara = api("mara")
    given = {"deed": "bin", "filter": {"q": "Фирма"}}
    effect = mara.post("/bulk-deeds/preview", given).get_json()
    assert effect["counts"] == {"due": 2, "unfit": 1}
    assert "VIP" in effect["skipped"][0]["why"]
    assert api("max").post("/bulk-deeds", given).status_code == 422, "none of them is his"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"field": "salary", "value": "x"}, "field"),
        ({"field": "temperature", "value": "boiling"}, "value"),
        ({"field": "temperature", "empty": True}, "value"),
        ({"field": "temperature", "value": "hot", "empty": True}, "value"),
        ({"field": "is_active", "value": "maybe"}, "value"),
        ({"field": "activity", "value": []}, "value"),
        ({"field": "reference_on", "value": "next year"}, "value"),
        ({"value": "hot"}, "field"),
        ({"deed": "plan"}, "day"),
        ({"deed": "plan", "day": "2001-01-01"}, "day"),
        ({"field": "activity", "value": "x", "filter": {}}, "clients"),
    ],
)
def test_d16_bad_wishes_are_told_by_field(
    api: Api, three: list[str], wrong: dict[str, object], field: str
) -> None:
    answer = api("mara").post("/bulk-deeds", {"deed": "set", "clients": three, **wrong})
    assert answer.status_code == 422, answer.text
    assert field in answer.get_json()["errors"]


@pytest.fixture
def plan(app: Flask, cast: Cast) -> str:
    """Sofia's plan, Mara's share of it 30."""
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        made = plans.make_plan(facts(target(sofia)), actor=sofia)
        plans.share_out(made, {cast.public_ids["mara"]: 30}, actor=sofia, version=made.version)
        return made.public_id


def test_c1_d16_prospects_are_taken_into_a_plan_foreseen_and_undone(
    app: Flask, cast: Cast, api: Api, plan: str
) -> None:
    with app.app_context(), transaction():
        good = [a_client(cast, name=f"Дом {n}").public_id for n in range(2)]
        resting = a_client(cast, name="Отдыхает", is_active=False).public_id
    mara, given = api("mara"), {"deed": "plan-take", "clients": [*good, resting], "plan": plan}
    effect = mara.post("/bulk-deeds/preview", given).get_json()
    assert effect["counts"] == {"due": 2, "unfit": 1}
    assert effect["skipped"][0]["client"]["name"] == "Отдыхает"
    made = mara.post("/bulk-deeds", given)
    assert (made.status_code, made.get_json()["counts"]) == (201, {"done": 2, "unfit": 1})
    again = mara.post("/bulk-deeds", given)
    assert again.status_code == 422, "they are in the plan already"
    assert api("otto").post("/bulk-deeds", given).status_code in (403, 404), "another team's plan"
    undone = mara.post(f"{made.headers['Location']}/undo").get_json()
    assert sum(one["removed"] for one in undone["tables"]) == 2
    assert mara.post("/bulk-deeds/preview", given).get_json()["counts"]["due"] == 2


def test_c2_d16_a_series_is_started_with_those_it_fits_foreseen_and_undone(
    app: Flask, cast: Cast, api: Api
) -> None:
    with app.app_context(), transaction():
        firms = [a_client(cast, name=f"Дом {n}").public_id for n in range(2)]
        person = a_person(cast)
        template, name = shipped().template.public_id, person.display_name
        clients = [*firms, person.public_id]
    mara = api("mara")
    given = {
        "deed": "schedule-start", "clients": clients, "template": template,
        "day": monday().isoformat(),
    }  # fmt: skip
    effect = mara.post("/bulk-deeds/preview", given).get_json()
    assert effect["counts"] == {"due": 2, "unfit": 1}
    assert effect["skipped"][0]["client"]["name"] == name
    made = mara.post("/bulk-deeds", given)
    assert (made.status_code, made.get_json()["counts"]) == (201, {"done": 2, "unfit": 1})
    assert len(mara.get("/schedules").get_json()["items"]) == 2
    assert mara.post(f"{made.headers['Location']}/undo").status_code == 200
    assert mara.get("/schedules").get_json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"deed": "plan-take"}, 422, "plan"),
        ({"deed": "plan-take", "plan": "a" * 16}, 404, None),
        ({"deed": "schedule-start", "day": "2999-01-04"}, 422, "template"),
        ({"deed": "schedule-start", "template": "a" * 16}, 422, "day"),
        ({"deed": "schedule-start", "template": "a" * 16, "day": "2027-01-11"}, 404, None),
    ],
)
def test_d16_a_plan_or_template_that_is_missing_or_not_there_is_told(
    api: Api, three: list[str], wrong: dict[str, object], status: int, field: str | None
) -> None:
    answer = api("mara").post("/bulk-deeds", {"clients": three, **wrong})
    assert answer.status_code == status, answer.text
    assert field is None or field in answer.get_json()["errors"]


@pytest.mark.parametrize(
    "filter_",
    [
        {"nonsense": "1"},
        {"lifecycle": "prospekt"},
        {"silent": "long"},
        {"segment": "1" * 16},
        {"view": "1" * 16},
        {"q": "Фирма", "tempreature": "hot"},
    ],
)
def test_d16_a_filter_that_says_nothing_is_refused_and_means_not_everybody(
    api: Api, three: list[str], filter_: dict[str, str]
) -> None:
    """A misspelt name would otherwise move the whole base to the bin."""
    mara = api("mara")
    given = {"deed": "bin", "filter": filter_, "reason": "A mistake"}
    for path in ("/bulk-deeds/preview", "/bulk-deeds"):
        refused = mara.post(path, given)
        assert refused.status_code == 422, refused.text
        assert list(refused.get_json()["errors"]) == ["filter"]
    both = {"deed": "bin", "clients": three, "filter": {"q": "Фирма"}, "reason": "Twice"}
    assert list(mara.post("/bulk-deeds", both).get_json()["errors"]) == ["clients"]


def test_c1_prospects_are_taken_by_segment_view_and_import_and_foreseen(
    app: Flask, cast: Cast, api: Api
) -> None:
    """Who would be taken, who is left out and why, and how many are not in the target segment."""
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        inside = a_client(cast, name="ООО «Цель»", activity="строительство").public_id
        a_client(cast, name="ООО «Уже клиент»", lifecycle="client")
        person = a_person(cast).public_id
        whom = target(sofia)
        plan = plans.make_plan(facts(whom), actor=sofia)
        shares = {cast.public_ids["mara"]: 5}
        plans.share_out(plan, shares, actor=sofia, version=plan.version)
        key, segment = plan.public_id, whom.public_id
        view = save_view(
            actor=cast.actor("mara"), name="Everybody", condition=Condition(), columns=(), sort=""
        ).public_id
    mara = api("mara")
    by_view = mara.post(
        "/bulk-deeds/preview", {"deed": "plan-take", "plan": key, "view": view}
    ).get_json()
    assert by_view["counts"] == {"due": 2, "unfit": 1}
    assert by_view["outside"] == 1, "the person is not in the segment of firms"
    assert [one["client"]["name"] for one in by_view["skipped"]] == ["ООО «Уже клиент»"]
    assert by_view["skipped"][0]["why"]
    by_segment = {"deed": "plan-take", "plan": key, "segment": segment}
    foreseen = mara.post("/bulk-deeds/preview", by_segment).get_json()
    assert (foreseen["counts"]["due"], foreseen["outside"]) == (1, 0)
    assert mara.post("/bulk-deeds", by_segment).status_code == 201
    taken = mara.get(f"/plans/{key}/prospects").get_json()["items"]
    assert [one["client"]["id"] for one in taken] == [inside]
    assert person not in {one["client"]["id"] for one in taken}
    foreign = {"deed": "plan-take", "plan": key, "imported": "0" * 16}
    assert mara.post("/bulk-deeds/preview", foreign).status_code == 404
