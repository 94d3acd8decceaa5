"""The door of the API: what is no request, who is nobody, what comes twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.policy.enforce import door_of
from rmapp.policy.table import SCOPES
from rmapp.staff import sessions
from tests.api.conftest import V1, Caller, Contract
from tests.cast import Cast

Api = Callable[..., Caller]
JSON = {"Content-Type": "application/json"}
FIRM = {"kind": "organisation", "short_name": "ООО «Кедр»"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b'{"kind": "\\ud800"}', b"\xff\xfe{}", b"[" * 100_000, b'{"a": 1e}'],
    ids=["empty", "half", "nonsense", "half a character", "no UTF-8", "deep", "no number"],
)
def test_what_is_no_json_is_400(api: Api, body: bytes) -> None:
    """Never a 500, never an empty body instead."""
    answer = api("mara").open("POST", "/clients", data=body, headers=JSON)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ({}, "kind"),
        ({"kind": "ghost"}, "kind"),
        ({**FIRM, "colour": "red"}, "colour"),
        ({**FIRM, "version": 1}, "version"),
        ({**FIRM, "short_name": "x" * 501}, "short_name"),
        ({**FIRM, "short_name": "a\x00b"}, "short_name"),
        ({**FIRM, "needs": "a\u2028b"}, "needs"),
        ({**FIRM, "hours_from": "25:00"}, "hours_from"),
        ({**FIRM, "hours_from": "09:30Z"}, "hours_from"),
        ({**FIRM, "staff_count": 2**63}, "staff_count"),
        ({**FIRM, "staff_count": "5"}, "staff_count"),
        ({**FIRM, "is_active": "yes"}, "is_active"),
        ({**FIRM, "birth_date": "0000-01-01"}, "birth_date"),
        ({**FIRM, "birth_date": "0001-01-01"}, "birth_date"),
        ({**FIRM, "inn": "1234567890"}, "inn"),
        ({**FIRM, "zone": "Mars/Olympus"}, "zone"),
        ({**FIRM, "source": "0000000000000000"}, "source"),
        ({**FIRM, "source": "x"}, "source"),
        ({**FIRM, "phones": [{"number": "12"}]}, "phones"),
        ({**FIRM, "phones": [{"number": "+74951234567", "kind": "pager"}]}, "phones.0.kind"),
        ({**FIRM, "revenue": {"amount": 1.5, "currency": "RUB"}}, "revenue.amount"),
        ({**FIRM, "revenue": {"amount": 1, "currency": "USD"}}, "revenue.currency"),
        ({**FIRM, "assign_to": "0000000000000000"}, "assign_to"),
    ],
)
def test_what_does_not_fit_is_422_at_its_field(api: Api, body: Any, field: str) -> None:
    """A clear word at the field, and nothing half-done."""
    answer = api("mara").post("/clients", body)
    assert answer.status_code == 422
    assert field in answer.get_json()["errors"], answer.text


def test_the_words_of_a_refusal_are_in_the_language_of_the_person(
    api: Api, app: Flask, cast: Cast
) -> None:
    """G: a Russian manager reads Russian."""
    with app.app_context(), transaction():
        cast.employee("otto").language = "ru"
    told = api("otto").post("/clients", {**FIRM, "staff_count": -1}).get_json()
    assert told["errors"]["staff_count"] == ["Не меньше 0."]


def test_other_types_methods_and_addresses_are_told_apart(api: Api) -> None:
    """415, 405 with what is taken, 404."""
    mara = api("mara")
    plain = mara.open("POST", "/clients", data=b"{}", headers={"Content-Type": "text/plain"})
    assert plain.status_code == 415
    put = mara.open("PUT", "/clients")
    assert put.status_code == 405
    assert {"GET", "POST"} <= set(put.headers["Allow"].split(", "))
    assert mara.get("/nothing").status_code == 404
    assert mara.get("/clients/0000000000000000").status_code == 404
    assert mara.get("/clients?limit=0").status_code == 422
    assert mara.get("/clients?colour=red").status_code == 422
    assert mara.get("/clients?cursor=nonsense").status_code == 400
    assert mara.get("/clients?cursor=%00").status_code == 400
    assert mara.get("/clients?cursor=!").status_code == 422
    assert mara.get(f"/clients?q={'x' * 9_000}").status_code == 413


@pytest.mark.parametrize("path", ["/clients?q=%00", "/nothing", f"/clients?q={'x' * 9_000}"])
def test_what_is_no_request_is_refused_in_the_language_of_whose_token_it_is(
    app: Flask, cast: Cast, api: Api, path: str
) -> None:
    """The person's language, whatever the browser says; nobody's follows Accept-Language."""
    titles = {}
    mara, nobody = api("mara"), api("")
    for language in ("en", "ru"):
        with app.app_context(), transaction():
            cast.employee("mara").language = language
        other = {"Accept-Language": "ru" if language == "en" else "en"}
        titles[language] = mara.get(path, headers=other).get_json()["title"]
        same = nobody.get(path, headers={"Accept-Language": language}).get_json()["title"]
        assert same == titles[language]
    assert titles["en"].isascii()
    assert not titles["ru"].isascii()


def test_a_body_larger_than_the_door_is_413(api: Api) -> None:
    """Rows of 1 MiB are not read."""
    answer = api("mara").post("/clients", {**FIRM, "needs": "x" * 2_000_000})
    assert answer.status_code == 413


def test_nobody_gets_in_without_a_token_that_lives(
    api: Api, app: Flask, cast: Cast, browser_of: Any
) -> None:
    """Ruling 20: tokens only; a cookie opens nothing here; an ended token opens nothing."""
    assert api("").get("/clients").status_code == 401
    assert api("").get("/clients").headers["WWW-Authenticate"] == "Bearer"
    assert browser_of("mara").get(f"{V1}/clients").status_code == 401
    for header in ("Bearer", "Bearer ", "Basic abc", "Bearer " + "x" * 300, "Bearer ж" * 10):
        answer = app.test_client().get(
            f"{V1}/clients", headers={"Authorization": header.encode().decode("latin-1")}
        )
        assert answer.status_code == 401, header
    max_ = api("max")
    assert max_.get("/clients").status_code == 200
    with app.app_context(), transaction():
        sessions.end_sessions(cast.ids["max"], reason="test", tokens=True)
    assert max_.get("/clients").status_code == 401


def test_a_call_repeated_under_its_key_is_done_once(api: Api, app: Flask) -> None:
    """Row 28: the second answer is the first one's, byte for byte."""
    mara, key = api("mara"), {"Idempotency-Key": "import-2026-11-22/1"}
    first = mara.post("/clients", FIRM, headers=key)
    again = mara.post("/clients", FIRM, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert first.headers["Location"] == again.headers["Location"]
    assert again.headers["Idempotent-Replay"] == "true"
    assert mara.post("/clients", {**FIRM, "needs": "x"}, headers=key).status_code == 409
    with app.app_context(), transaction():
        count = db.session.scalar(sa.select(sa.func.count()).select_from(Client))
    assert count == 1


def test_a_refused_call_leaves_its_key_free(api: Api) -> None:
    """A mended call under the same key is a new one."""
    mara, key = api("mara"), {"Idempotency-Key": "k"}
    assert mara.post("/clients", {"kind": "organisation"}, headers=key).status_code == 422
    assert mara.post("/clients", FIRM, headers=key).status_code == 201
    assert mara.post("/clients", FIRM, headers={"Idempotency-Key": "é"}).status_code == 400


def test_two_people_may_use_the_same_key(api: Api) -> None:
    """A key belongs to its person and address."""
    key = {"Idempotency-Key": "same"}
    assert api("mara").post("/clients", FIRM, headers=key).status_code == 201
    other = api("otto").post("/clients", {**FIRM, "short_name": "ООО «Дуб»"}, headers=key)
    assert (other.status_code, other.headers.get("Idempotent-Replay")) == (201, None)


def test_the_description_is_open_to_all_and_whole(contract: Contract, app: Flask) -> None:
    """I5: 3.1; every operation has its permission, refusals and a name of its own."""
    document = contract.document
    assert document["openapi"] == "3.1.0"
    names = []
    described = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            names.append(operation["operationId"])
            described.add((path, method.upper()))
            assert operation["summary"], path
            assert operation["tags"], path
            assert ":" in operation["x-permission"]
            assert {"401", "403", "422", "500"} <= set(operation["responses"])
            problem = operation["responses"]["422"]["content"]
            assert "application/problem+json" in problem
    assert len(names) == len(set(names))
    served = {
        (rule.rule.replace("<string(length=16):", "{").replace(">", "}"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(V1) and rule.endpoint != "api.openapi"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    served = {(path.replace("<int(max=9223372036854775807):", "{"), m) for path, m in served}
    assert described == served


def test_answers_carry_the_headers_of_the_house(api: Api) -> None:
    """Row 11, on answers and refusals alike."""
    for answer in (api("mara").get("/clients"), api("").get("/clients")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Set-Cookie" not in answer.headers


def test_a_token_without_the_scope_does_no_dangerous_deed(app: Flask, api: Api, cast: Cast) -> None:
    """Every door of the API with step-up: 403 before anything is looked at; reading goes on."""
    plain, rules = api("sofia", scopes=False), []
    for rule in app.url_map.iter_rules():
        door = door_of(app, rule.endpoint)
        if rule.endpoint.startswith("api_") and door is not None and door.step_up:
            assert door.permission in SCOPES, f"{rule.endpoint}: {door.permission} is no scope"
            rules.append(rule)
    assert len(rules) >= 9
    with app.test_request_context():
        addresses = [
            (rule, app.url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "0" * 16)))
            for rule in rules
        ]
    for rule, address in addresses:
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        answer = plain.open(method, address, **({"json": {}} if method == "POST" else {}))
        assert answer.status_code == 403, rule.endpoint
    assert plain.get("/exports").status_code == 200
    given = {"list": "clients", "format": "csv", "reason": "for the mailing"}
    assert plain.post("/exports", given).status_code == 403
    assert api("sofia").post("/exports", given).status_code == 409, "an empty list, but let in"
    described = app.test_client().get("/api/v1/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    assert described["paths"]["/api/v1/exports"]["post"]["x-scope"] == "exports:run"
