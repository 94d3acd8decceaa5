"""Exports and limits by the API (D14; reliability.md 2.3, row 23)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from rmapp.core.transaction import transaction
from rmapp.exchange.operations import exporting
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.factories import set_limit

Api = Callable[..., Caller]
GIVEN = {"list": "clients", "format": "csv", "reason": "for the nightly report"}


def test_d14_a_list_is_taken_out_and_fetched(api: Api, base: dict[str, str]) -> None:
    sofia = api("sofia")
    asked = {**GIVEN, "filter": {"sort": "-name", "columns": "email"}}
    made = sofia.post("/exports", asked)
    assert made.status_code == 201, made.text
    shown = made.get_json()
    assert (shown["state"], shown["rows"], shown["over"]) == ("ready", 3, [])
    assert shown["columns"] == ["display_name", "email", "public_id"]
    path = made.headers["Location"]
    file = sofia.get(f"{path}/file")
    assert file.status_code == 200
    rows = list(csv.reader(io.StringIO(file.get_data().decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Name", "E-mail", "Record number"]
    assert len(rows) == 3 + 3, "head, three clients, one marked row, who took it"
    assert [one["id"] for one in sofia.walk("/exports", 1)] == [shown["id"]]
    assert list(api("stefan").walk("/exports", 1)) == []
    assert api("stefan").get(f"{path}/file").status_code == 404
    assert api("mara").get("/exports").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"list": "salaries"}, 422, "list"),
        ({"format": "exe"}, 422, "format"),
        ({"reason": "short"}, 422, "reason"),
        ({"filter": {"q": "x" * 501}}, 422, "filter.q"),
        ({"filter": {"q": "zzzzz"}}, 409, None),
        ({"filter": {"sort": "'; DROP TABLE client"}}, 422, "filter"),
        ({"filter": {"manger": "x"}}, 422, "filter"),
        ({"filter": {"lifecycle": "propsect"}}, 422, "filter"),
        ({"filter": {"columns": "email,phonee"}}, 422, "filter"),
        ({"filter": {"view": "abcdefghijklmnop"}}, 422, "filter"),
        ({"list": "opportunities", "filter": {"stage": "nowhere"}}, 422, "filter"),
        ({"list": "interactions", "filter": {"since": "yesterday"}}, 422, "filter"),
        ({"list": "messages", "filter": {"state": "lost"}}, 422, "filter"),
        ({"list": "proposals", "filter": {"q": "Кедр"}}, 422, "filter"),
        ({"filter": {"lifecycle": "prospect", "sort": "-name", "columns": "email"}}, 201, None),
    ],
)
def test_d14_bad_wishes_are_told_by_field(
    api: Api, base: dict[str, str], wrong: dict[str, Any], status: int, field: str | None
) -> None:
    answer = api("sofia").post("/exports", {**GIVEN, **wrong})
    assert answer.status_code == status, answer.text
    if field:
        assert field in answer.get_json()["errors"]


def test_d14_over_the_limit_a_second_person_decides(
    app: Flask, cast: Cast, api: Api, base: dict[str, str]
) -> None:
    with app.app_context(), transaction():
        set_limit("exports.rows", 2, cast)
    sofia, stefan = api("sofia"), api("stefan")
    made = sofia.post("/exports", GIVEN)
    path = made.headers["Location"]
    assert (made.get_json()["state"], made.get_json()["over"]) == ("asked", ["exports.rows"])
    assert sofia.get(f"{path}/file").status_code == 404
    assert sofia.post(f"{path}/decision", {"verdict": "approve"}).status_code == 403
    assert stefan.post(f"{path}/decision", {"verdict": "refuse"}).status_code == 422
    done = stefan.post(f"{path}/decision", {"verdict": "approve", "note": "once"}).get_json()
    assert (done["state"], done["decided_by"]["name"]) == ("ready", "Stefan Weiss")
    assert sofia.get(f"{path}/file").status_code == 200
    assert stefan.post(f"{path}/decision", {"verdict": "approve"}).status_code == 409


def test_d14_a_long_export_shows_its_progress(
    api: Api, base: dict[str, str], worked: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    sofia = api("sofia")
    made = sofia.post("/exports", GIVEN)
    assert made.get_json()["progress"]["total"] == 3
    worked()
    shown = sofia.get(made.headers["Location"]).get_json()
    assert (shown["state"], shown["progress"]["state"]) == ("ready", "done")
    assert len(shown["sha256"]) == 64


def test_row_23_limits_are_read_set_and_signed(api: Api, base: dict[str, str]) -> None:
    adam, sofia = api("adam"), api("sofia")
    items = adam.get("/limits").get_json()["items"]
    rows = next(
        one
        for one in items
        if one["limit"] == "exports.rows" and "upervisor" in one["role"]["name"]
    )
    given = {"limit": "exports.rows", "role": rows["role"]["id"], "value": 100}
    assert adam.post("/limits", given).get_json()["state"] == "granted"
    raised = adam.post("/limits", {**given, "value": 900, "reason": "Mailing"}).get_json()
    assert (raised["state"], raised["before"]) == ("waiting", 100)
    assert adam.post(f"/limits/changes/{raised['id']}", {"verdict": "sign"}).status_code == 403
    signed = sofia.post(f"/limits/changes/{raised['id']}", {"verdict": "sign"})
    assert signed.get_json()["state"] == "granted"
    assert sofia.get("/limits").status_code == 403
    wrong = adam.post("/limits", {"limit": "exports.days", "value": 1_000, "reason": "long"})
    assert wrong.status_code == 422
