"""Assignments, handovers, staff and the trail by the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Assignment, Client
from rmapp.core import clock
from rmapp.core.transaction import transaction
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.factories import a_client

Api = Callable[[str], Caller]


def test_a_supervisor_assigns_a_deputy_and_ends_it(
    api: Api, base: dict[str, str], cast: Cast
) -> None:
    """V10, ruling 15: who served whom stays readable."""
    sofia, max_ = api("sofia"), api("max")
    body = {
        "client": base["mara"], "employee": cast.public_ids["max"], "role": "deputy",
        "reason": "leave",
    }  # fmt: skip
    assert api("mara").post("/assignments", body).status_code == 403
    assert max_.get(f"/clients/{base['mara']}").status_code == 404
    made = sofia.post("/assignments", body)
    assert made.status_code == 201
    assert max_.get(f"/clients/{base['mara']}").status_code == 200
    path = made.headers["Location"]
    assert sofia.post(f"{path}/end", {"reason": "back"}).get_json()["ended_at"]
    assert max_.get(f"/clients/{base['mara']}").status_code == 404
    assert sofia.post(f"{path}/end", {"reason": "back"}).status_code == 409
    rows = sofia.get(f"/assignments?client={base['mara']}").get_json()["items"]
    assert {(one["role"], one["ended_at"] is None) for one in rows} == {
        ("acquisition", True), ("deputy", False),
    }  # fmt: skip
    other = {**body, "employee": cast.public_ids["otto"]}
    assert sofia.post("/assignments", other).status_code == 404


def test_v10_who_served_whom_is_read_as_of_any_day(
    api: Api, app: Flask, base: dict[str, str], cast: Cast
) -> None:
    with app.app_context(), transaction() as session:
        today = clock.today("Europe/Moscow")
        client = session.scalars(sa.select(Client).where(Client.public_id == base["mara"])).one()
        [first] = session.scalars(sa.select(Assignment).where(Assignment.client_id == client.id))
        first.started_at = clock.now() - dt.timedelta(days=40)
        first.ended_at = clock.now() - dt.timedelta(days=10)
        second = Assignment(
            client_id=client.id, employee_id=cast.ids["max"], role="acquisition", is_primary=True,
            started_at=first.ended_at,
        )  # fmt: skip
        session.add(second)
    sofia = api("sofia")

    def on(days: int) -> list[str]:
        day = (today - dt.timedelta(days=days)).isoformat()
        rows = sofia.get(f"/assignments?client={base['mara']}&on={day}").get_json()["items"]
        return [one["employee"]["id"] for one in rows]

    mara, max_ = cast.public_ids["mara"], cast.public_ids["max"]
    assert (on(60), on(20), on(0)) == ([], [mara], [max_])
    assert sofia.get("/assignments?on=yesterday").status_code == 422


def test_a_portfolio_is_handed_over_signed_accepted_and_undone(
    api: Api, app: Flask, cast: Cast
) -> None:
    """V8, V9, ruling 16: two signatures where a VIP moves; all of it or nothing."""
    with app.app_context(), transaction():
        for number in range(3):
            vip = {"vip_tier": "vip", "lifecycle": "client"} if number == 0 else {}
            a_client(cast, name=f"ООО «Дуб {number}»", manager="lena", role="personal", **vip)
    sofia, stefan, pavel = api("sofia"), api("stefan"), api("pavel")
    made = sofia.post(
        "/handovers",
        {
            "employee": cast.public_ids["lena"],
            "reason": "rotation",
            "effective_on": dt.datetime.now(ZoneInfo("Europe/Moscow")).date().isoformat(),
        },
    )
    assert made.status_code == 201, made.text
    path = made.headers["Location"]
    early = sofia.post(f"{path}/finish", {"version": made.get_json()["version"]})
    assert early.status_code == 409
    shared = sofia.post(f"{path}/share-out", {"receivers": [cast.public_ids["pavel"]]}).get_json()
    assert shared["receivers"][0]["clients"] == 3
    rows = list(sofia.walk(f"{path}/clients", 2))
    assert len({one["client"]["id"] for one in rows}) == 3
    waiting = sofia.post(f"{path}/finish", {"version": shared["version"]}).get_json()
    assert waiting["state"] == "waiting"
    assert sofia.post(f"{path}/sign", {"version": waiting["version"]}).status_code == 403
    done = stefan.post(f"{path}/sign", {"version": waiting["version"]}).get_json()
    assert done["state"] == "done"
    assert len(list(pavel.walk("/clients", 10))) == 3
    assert list(api("lena").walk("/clients", 10)) == []
    vip = next(one for one in rows if one["is_vip"])
    taken = pavel.post(f"{path}/clients/{vip['client']['id']}/acceptance").get_json()
    assert taken["state"] == "accepted"
    other = next(one for one in rows if not one["is_vip"])
    refusal = f"{path}/clients/{other['client']['id']}/refusal"
    assert pavel.post(refusal, {"reason": "kin"}).get_json()["state"] == "declined"
    now = sofia.get(path).get_json()
    undone = sofia.post(f"{path}/undo", {"version": now["version"]}).get_json()
    assert (undone["returned"], undone["handover"]["state"]) == (3, "undone")
    assert len(list(api("lena").walk("/clients", 10))) == 3


def test_a_handover_of_another_team_is_not_there(api: Api, cast: Cast) -> None:
    """404 for the leaver of the other team."""
    body = {
        "employee": cast.public_ids["otto"], "reason": "leaving", "effective_on": "2100-01-01",
    }  # fmt: skip
    assert api("sofia").post("/handovers", body).status_code == 404
    assert api("mara").post("/handovers", body).status_code == 403


def test_colleagues_are_listed_by_name_and_changed_by_the_administrator(
    api: Api, cast: Cast
) -> None:
    """V3: no password, no second factor, no key ever comes out."""
    mara, adam = api("mara"), api("adam")
    rows = list(mara.walk("/staff", 4))
    assert len(rows) == len({one["id"] for one in rows}) == 9
    assert len(list(mara.walk("/staff?with_left=true", 4))) == 10
    assert not {"password_hash", "totp_seed", "key"} & set(rows[0])
    one = mara.get(f"/staff/{cast.public_ids['max']}").get_json()
    path = f"/staff/{one['id']}"
    body = {"version": one["version"], "capacity_points": 80, "languages": ["ru", "en"]}
    assert mara.patch(path, body).status_code == 403
    changed = adam.patch(path, body).get_json()
    assert (changed["capacity_points"], changed["languages"]) == (80, ["ru", "en"])
    assert adam.patch(path, body).status_code == 409
    assert adam.patch(path, {**body, "role": "administrator"}).status_code == 422
    assert [o["login"] for o in mara.get("/staff?q=orlov").get_json()["items"]] == ["max"]


def test_the_auditor_reads_the_trail_and_changes_nothing(api: Api, base: dict[str, str]) -> None:
    """G3: every deed by the API stands in the chain."""
    api("mara").patch(f"/clients/{base['mara']}", {"version": 1, "needs": "Счёт"})
    ada = api("ada")
    rows = list(ada.walk("/audit", 2))
    numbers = [one["number"] for one in rows]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers == list(range(numbers[0], numbers[-1] - 1, -1))
    one = next(entry for entry in rows if entry["tag"] == "client:changed")
    assert one["actor"] == "Mara Lindt"
    assert ada.get(f"/audit/{one['number']}").get_json() == one
    assert [e["number"] for e in ada.get("/audit?tag=client:changed").get_json()["items"]] == [
        one["number"]
    ]
    assert ada.get(f"/audit/{2**63 - 1}").status_code == 404
    assert ada.get(f"/audit/{2**63}").status_code == 404
    assert ada.open("DELETE", f"/audit/{one['number']}").status_code == 405
    assert api("mara").get("/audit").status_code == 403


@pytest.mark.parametrize("sort", ["name", "-name", "next", "-next", "last", "-last"])
def test_the_cursors_of_clients_meet_every_row_once_both_ways(
    api: Api, app: Flask, cast: Cast, sort: str
) -> None:
    """Ascending and descending, with equal names and moments that never were."""
    with app.app_context(), transaction():
        for number in range(11):
            days: dict[str, Any] = {}
            if number % 3 == 0:
                days["next_contact_at"] = dt.datetime.now(dt.UTC) + dt.timedelta(days=number)
            a_client(cast, name=f"ООО «Ель {number // 2}»", manager="mara", **days)
    mara = api("mara")
    rows = [one["id"] for one in mara.walk(f"/clients?sort={sort}", 4)]
    assert len(rows) == len(set(rows)) == 11
    second = mara.get(f"/clients?sort={sort}&limit=4").get_json()["next"]
    page = mara.get(f"/clients?sort={sort}&limit=4&cursor={second}").get_json()
    back = mara.get(f"/clients?sort={sort}&limit=4&cursor={page['previous']}").get_json()
    assert [one["id"] for one in back["items"]] == rows[:4]


def test_v3_v8_the_api_keeps_profiles_previews_arranges_excludes_and_ends_a_substitution(
    app: Flask, cast: Cast, api: Api
) -> None:
    with app.app_context(), transaction():
        for number in range(3):
            a_client(cast, name=f"ООО «Ель {number}»", manager="lena", role="personal")
    sofia = api("sofia")
    known = {one["id"]: one for one in sofia.get("/managers").json["items"]}
    lena = known[cast.public_ids["lena"]]
    assert (lena["clients"], lena["points"]) == (3, 3)
    changed = sofia.patch(
        f"/managers/{lena['id']}",
        {"version": lena["version"], "licences": ["currency"], "capacity_points": 60},
    ).json
    assert (changed["licences"], changed["capacity"]) == (["currency"], 60)
    today = dt.datetime.now(ZoneInfo("Europe/Moscow")).date()
    made = sofia.post(
        "/handovers",
        {
            "employee": lena["id"],
            "reason": "leave",
            "effective_on": today.isoformat(),
            "returns_on": (today + dt.timedelta(days=14)).isoformat(),
        },
    ).json
    path = f"/handovers/{made['id']}"
    sofia.post(f"{path}/share-out", {"receivers": [cast.public_ids["pavel"]]})
    clients = [one["client"]["id"] for one in sofia.get(f"{path}/clients").json["items"]]
    assert sofia.post(f"{path}/locks", {"clients": clients[:1]}).json == {"changed": 1}
    left_out = {"clients": clients[:1], "reason": "Asked to stay"}
    assert sofia.post(f"{path}/exclusions", left_out).json == {"changed": 1}
    seen = sofia.get(f"{path}/preview").json
    assert (seen["clients_in"], seen["clients_out"], seen["left_out"]) == (2, 2, 1)
    letter = {"is_on": False}
    version = sofia.get(path).json["version"]
    arranged = sofia.post(
        f"{path}/arrangement",
        {"version": version, "keeps_dates": False, "vip": letter, "others": letter},
    ).json
    assert arranged["keeps_dates"] is False
    done = sofia.post(f"{path}/finish", {"version": arranged["version"]}).json
    assert done["state"] == "done"
    given = {"reason": "Wants the old one"}
    assert sofia.post(f"{path}/clients/{clients[1]}/undo", given).status_code == 200
    going_on = sofia.get("/substitutions").json["items"]
    assert [one["handover"] for one in going_on] == [made["id"]]
    later = {"version": sofia.get(path).json["version"]}
    later["returns_on"] = (today + dt.timedelta(days=20)).isoformat()
    assert sofia.post(f"{path}/end", later).json["returns_on"] == later["returns_on"]
    back = sofia.post(f"{path}/return", {}).json
    assert (back["returned"], back["handover"]["state"]) == (1, "returned")


def test_v3_a_manager_is_relieved_of_as_few_clients_as_are_needed(
    app: Flask, cast: Cast, api: Api
) -> None:
    """What the wizard's one press does, by the API: 16 points where 12 fit, 2 a client."""
    with app.app_context(), transaction():
        for number in range(8):
            a_client(cast, name=f"ООО «Сосна {number}»", lifecycle="client", manager="pavel")
        cast.employee("pavel").capacity_points = 12
    sofia = api("sofia")
    begun = {
        "employee": cast.public_ids["pavel"], "reason": "overload",
        "effective_on": dt.datetime.now(ZoneInfo("Europe/Moscow")).date().isoformat(),
    }  # fmt: skip
    path = f"/handovers/{sofia.post('/handovers', begun).json['id']}"
    assert sofia.post(f"{path}/relief", {}).json == {"goes": 2}
    states = [one["state"] for one in sofia.get(f"{path}/clients").json["items"]]
    assert sorted(states) == ["left-out"] * 6 + ["planned"] * 2
    assert api("mara").post(f"{path}/relief", {}).status_code == 403
    assert api("stefan").post(f"{path}/relief", {}).status_code == 404, "of another team"
    with app.app_context(), transaction():
        cast.employee("pavel").capacity_points = 100
    refused = sofia.post(f"{path}/relief", {})
    assert refused.status_code == 409
    assert refused.json["title"] == "This person carries no more than their capacity."
