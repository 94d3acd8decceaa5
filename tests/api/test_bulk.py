"""Deeds on many clients by the API (D16)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from rmapp.core.transaction import transaction
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.factories import a_client

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
    assert effect == {"counts": {"due": 3}, "skipped": []}
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
