"""Hostile calls of every operation: no 5xx, nothing slow, every answer as described.

``RMAPP_FUZZ_REQUESTS`` bounds the requests of a run (2,000; make test asks for 20,000, always the
same; make fuzz for more, at random); three quarters are calls of the API, the rest forms. A quarter
of the calls is made by schemathesis from the description, right and wrong ones; the others are
right calls whose every text is a naughty string: a call that has no place for a text is the same
with any string, and is made once. Each call happens in a savepoint of its own, on a world where ids
exist.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as st
from schemathesis import GenerationMode
from werkzeug.routing import Rule

from rmapp.policy.enforce import door_of
from tests.api.conftest import Contract
from tests.machine import slowest
from tests.policy import expectations as expected
from tests.policy.minimal import NAMED, minimal, shape
from tests.policy.stage import stage_of_module, world
from tests.policy.test_matrix import kind_of
from tests.policy.world import World

__all__ = ["stage_of_module", "world"]

REQUESTS = int(os.environ.get("RMAPP_FUZZ_REQUESTS", "2000"))
CALLS = REQUESTS * 3 // 4
#: Calls that fit the description: one sixth; that do not, and are slow to make: half as many.
SHARE = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 12}
SHARDS = 4
#: Strings that have broken software: nobody's list is needed for the worst of them.
NAUGHTY = [
    "", " ", "\x00", "a\x00b", "\x1b[31m", "\x7f", "\u2028", "\ufeff", "\ufffe", "\u202eevil",
    "Z\u0321\u031b\u034fa\u0334lgo", "\U0001f600" * 50, "\ufdfa" * 20, "\u0661\u0662", "ß", "İ",
    "<script>alert(1)</script>", '"><img src=x onerror=1>', "{{7*7}}", "{% raw %}", "${7*7}",
    "#{7*7}", "{client.__class__}", "%s%s%n", "%(x)s", "{0}", "=1+1", "+1", "-1", "@SUM(A1)",
    '=HYPERLINK("x")', "'; DROP TABLE client;--", "\\", "%", "_", "../../etc/passwd",
    "file:///etc/passwd", "a" * 10_000, "1e400", "NaN", "-0", "9" * 400, "0001-01-01",
    "2026-02-30", "24:00", "2026-11-22T25:00:00Z", "null", "true", "[]", "\r\nBcc: a@b", "a@b@c",
    "xn--a", "+7" + "9" * 40, "&#x0;", "\u200b", "ı", "Ё" * 501,
]  # fmt: skip


def operations(app: Flask) -> list[Rule]:
    """The rules of the API."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api_")]
    return sorted(found, key=lambda rule: rule.endpoint)


def caller_of(world: World, rule: Rule) -> str:
    """Somebody whose role opens the door."""
    door = door_of(world.app, rule.endpoint)
    assert door is not None
    able = [w for w in ("sofia", "mara", "adam", "ada") if expected.reach(w, door.permission or "")]
    return "mara" if rule.endpoint in expected.RECEIVERS_PART else able[0]


def call(
    world: World,
    contract: Contract,
    stage: sa.Connection,
    who: str,
    method: str,
    path: str,
    **kwargs: Any,
) -> list[str]:
    """Call and return what is wrong with the answer. Slow is what is slow twice."""
    headers = {"Authorization": f"Bearer {world.tokens[who]}", **kwargs.pop("headers", {})}
    times = []
    for _attempt in range(2):
        with world.cell(stage):
            started = time.perf_counter()
            try:
                client = world.app.test_client()
                response = client.open(path, method=method, headers=headers, **kwargs)
            except Exception as bug:
                return [f"{type(bug).__name__}: {str(bug)[:400]}"]
            times.append(time.perf_counter() - started)
        if times[-1] < slowest():
            break
    found = [] if times[-1] < slowest() else [f"took {min(times):.1f} s"]
    if response.status_code >= 500:
        found.append(f"{response.status_code} {response.text[:200]}")
    try:
        contract.hold(method, response)
    except (AssertionError, ValueError) as breach:
        found.append(f"not as described: {str(breach)[:300]}")
    return found


@pytest.fixture(scope="module")
def schema(contract: Contract) -> Any:
    """The description as schemathesis reads it."""
    return schemathesis.openapi.from_dict(contract.document)


@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_made_up_calls_are_answered(
    world: World,
    contract: Contract,
    schema: Any,
    stage_of_module: sa.Connection,
    mode: GenerationMode,
    shard: int,
) -> None:
    """Calls made from the description: those that fit it and those that do not."""
    by_name = {_name(rule): rule for rule in operations(world.app)}
    mine = [one.ok() for one in schema.get_all_operations()]
    mine = [one for i, one in enumerate(mine) if i % SHARDS == shard and _id(one) in by_name]
    wrong: dict[str, str] = {}
    for operation in mine:
        wrong |= probe(world, contract, stage_of_module, operation, by_name[_id(operation)], mode)
    assert not wrong, "\n".join(f"{name}\n    {how}" for name, how in wrong.items())


def probe(
    world: World,
    contract: Contract,
    stage: sa.Connection,
    operation: Any,
    rule: Rule,
    mode: GenerationMode,
) -> dict[str, str]:
    """Call one operation in many ways; what is wrong, with the call."""
    who, wrong = caller_of(world, rule), {}

    @hypothesis.settings(
        max_examples=max(2, CALLS // SHARE[mode] // len(operations(world.app))),
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
        derandomize=REQUESTS <= 20_000,
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), chance=st.randoms())
    def one_call(case: Any, chance: random.Random) -> None:
        request = _request(world, rule, case, chance, mode)
        if request is not None:
            method, path, kwargs = request
            found = call(world, contract, stage, who, method, path, **kwargs)
            if found:
                wrong.setdefault(f"{_id(operation)}: {found[0][:160]}", str(request)[:600])

    one_call()
    return wrong


def _name(rule: Rule) -> str:
    resource, _, view = rule.endpoint.removeprefix("api_").partition(".")
    return f"{resource.replace('_', '-')}.{view}"


def _id(operation: Any) -> str:
    return str(operation.definition.raw["operationId"])


def _request(
    world: World, rule: Rule, case: Any, chance: random.Random, mode: GenerationMode
) -> tuple[str, str, dict[str, Any]] | None:
    """The call of ``case``; ids of things that exist stand in for most made-up ones."""
    things = world.objects["Mara's own"]
    values = dict(case.path_parameters or {})
    for name in rule.arguments:
        if chance.random() < 0.9:
            values[name] = world.thing(kind_of(rule.endpoint, name), things)
    try:
        path = world.address(rule.endpoint, **values)
    except Exception:
        return None  # no such address can be written
    kwargs: dict[str, Any] = {"query_string": _flat(case.query or {})}
    body = case.body
    writes = case.method in ("POST", "PUT", "PATCH")
    if body is not None and type(body).__name__ != "NotSet" and writes:
        if mode is GenerationMode.POSITIVE and isinstance(body, dict):
            body = _mended(world, body, things, chance)
        try:
            kwargs["data"] = json.dumps(body).encode()
        except (TypeError, ValueError):
            kwargs["data"] = str(body).encode("utf-8", "surrogatepass")
        kwargs["content_type"] = "application/json"
    key = {k: v for k, v in (case.headers or {}).items() if k == "Idempotency-Key"}
    if key and str(key["Idempotency-Key"]).isascii() and str(key["Idempotency-Key"]).isprintable():
        kwargs["headers"] = {"Idempotency-Key": str(key["Idempotency-Key"])}
    return case.method, path, kwargs


def _flat(query: dict[str, Any]) -> dict[str, str]:
    return {
        str(k): v if isinstance(v, str) else json.dumps(v, default=str) for k, v in query.items()
    }


def _mended(world: World, body: dict[str, Any], things: Any, chance: random.Random) -> Any:
    """``body`` with the version that stands and ids that are there, mostly."""
    made = dict(body)
    for name, value in body.items():
        if name == "version" and chance.random() < 0.8:
            made[name] = 1
        elif name in NAMED and chance.random() < 0.8:
            one = world.thing(NAMED[name], things)
            made[name] = [one] if isinstance(value, list) else one
        elif isinstance(value, list):
            made[name] = [
                _mended(world, one, things, chance) if isinstance(one, dict) else one
                for one in value
            ]
    return made


def naughty() -> list[str]:
    """The strings of this house, and those of the shared collection where it is."""
    folder = os.environ.get("RMAPP_REAL_DATA")
    found = Path(folder) / "strings" / "blns.json" if folder else None
    more = json.loads(found.read_text(encoding="utf-8")) if found and found.exists() else []
    return [*NAUGHTY, *more]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_naughty_strings_are_kept_or_refused(
    world: World, contract: Contract, stage_of_module: sa.Connection, shard: int
) -> None:
    """Every text of every operation is a string that has broken something before."""
    strings = naughty()
    rules = operations(world.app)
    budget = max(len(strings), CALLS * 3 // 4) // SHARDS
    wrong: dict[str, str] = {}
    made: set[str] = set()
    turns = _turns(rules, strings, shard)
    for _number, (rule, text) in zip(range(budget), turns, strict=False):
        view = world.app.view_functions[rule.endpoint].__operation__  # type: ignore[attr-defined]
        if rule.endpoint in made and not _takes_text(view):
            continue
        made.add(rule.endpoint)
        things = world.objects["Mara's own"]
        values = {n: world.thing(kind_of(rule.endpoint, n), things) for n in rule.arguments}
        path = world.address(rule.endpoint, **values)
        method = min((rule.methods or set()) - {"HEAD", "OPTIONS"})
        query = {name: text for name in view.query.model_fields if name not in ("limit",)}
        kwargs: dict[str, Any] = {"query_string": query}
        if view.body is not None and not view.upload:
            body = minimal(world, rule.endpoint, things)
            kwargs = {"json": _filled(shape(view.body), body, text)}
        found = call(
            world, contract, stage_of_module, caller_of(world, rule), method, path, **kwargs
        )
        if found:
            wrong.setdefault(f"{_name(rule)}: {found[0][:200]}", repr(text)[:200])
    assert not wrong, "\n".join(f"{name}\n    with {text}" for name, text in wrong.items())


def _turns(rules: list[Rule], strings: list[str], shard: int) -> Iterator[tuple[Rule, str]]:
    """Pairs in an order in which every string and every operation comes early."""
    number = shard
    while True:
        text = strings[number % len(strings)]
        yield rules[(number + number // len(strings)) % len(rules)], text
        number += SHARDS


def _takes_text(view: Any) -> bool:
    """Whether a call of ``view`` differs from string to string."""
    if view.body is not None and not view.upload:
        return bool(_filled(shape(view.body), {}, "any"))
    return bool(set(view.query.model_fields) - {"limit"})


def _filled(schema: Any, body: dict[str, Any], text: str) -> dict[str, Any]:
    """``body`` with every free text of the shape set to ``text``."""
    made = dict(body)
    for name, kind in schema["properties"].items():
        kinds = [kind, *kind.get("anyOf", ())]
        free = any(
            one.get("type") == "string" and not {"pattern", "format", "enum"} & set(one)
            for one in kinds
        )
        if free and name not in ("stage",):
            made[name] = text
    return made
