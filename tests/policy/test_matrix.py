"""Every route × method × person × object (reliability.md 2.3, rows 1, 2, 5, 9, 10).

A route the matrix does not know fails by name: say in ``expectations`` what its parameters name.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from rmapp.policy import table
from rmapp.policy.enforce import Door, door_of
from tests.policy import expectations as expected
from tests.policy.minimal import minimal
from tests.policy.stage import stage_of_module, world
from tests.policy.world import STANDINGS, Watch, World

__all__ = ["stage_of_module", "world"]

SHARDS = 4
NOBODIES = ("anonymous", "greta", "password only")
ROLES = ("mara", "lena", "sofia", "adam", "ada")
WITHOUT_CLIENTS = ("adam", "ada")


@dataclass
class Cell:
    """One request of the matrix and what it must come to."""

    rule: Rule
    method: str
    who: str
    standing: str | None
    must: str  # allowed, forbidden, missing, sign-in, confirm

    def __str__(self) -> str:
        thing = f" on {self.standing}" if self.standing else ""
        return f"{self.rule.endpoint} {self.method} by {self.who}{thing}"


def rules(app: Flask) -> list[tuple[Rule, Door]]:
    """Every rule with its door."""
    found = []
    for rule in app.url_map.iter_rules():
        door = door_of(app, rule.endpoint)
        assert door is not None
        found.append((rule, door))
    return sorted(found, key=lambda pair: (pair[0].endpoint, pair[0].rule))


@cache
def kind_of(endpoint: str, parameter: str) -> str | None:
    """What ``parameter`` names in ``endpoint``; None when nobody has said."""
    hits = [
        (len(prefix), kind)
        for (prefix, name), kind in expected.NAMES.items()
        if name == parameter and endpoint.startswith(prefix)
    ]
    return max(hits)[1] if hits else None


def takes_client(rule: Rule) -> bool:
    """Whether what the route names belongs to a client."""
    kinds = {kind_of(rule.endpoint, name) or "" for name in rule.arguments}
    return (
        any(kind and ":" not in kind for kind in kinds)
        or rule.endpoint in expected.ASKED
        or rule.endpoint in expected.BODIES
    )


def test_the_permission_table_is_as_written_down() -> None:
    """G1: the seeded grants, word for word."""
    for role in table.ROLES:
        grants = {name: reach.value for name, reach in table.default_grants(role).items()}
        by_hand = {
            name: line[expected._COLUMN[role]]
            for name, line in expected.TABLE.items()
            if line[expected._COLUMN[role]]
        }
        assert grants == by_hand, role


def test_every_route_is_known_to_the_matrix(app: Flask) -> None:
    """A new route says here what it is about before it is served."""
    unknown = []
    for rule, door in rules(app):
        for name in rule.arguments:
            if kind_of(rule.endpoint, name) is None:
                unknown.append(f"{rule.endpoint}: what does <{name}> name? (expectations.NAMES)")
        if door.is_public != (rule.endpoint in expected.PUBLIC):
            unknown.append(f"{rule.endpoint}: public or not? (expectations.PUBLIC)")
        if door.csrf is (rule.endpoint in expected.WITHOUT_CSRF):
            unknown.append(f"{rule.endpoint}: without a token? (expectations.WITHOUT_CSRF)")
        if door.step_up != (rule.endpoint in expected.STEP_UP):
            unknown.append(f"{rule.endpoint}: step-up or not? (expectations.STEP_UP)")
        for_anybody = door.permission is None and not door.is_public
        if for_anybody != (rule.endpoint in expected.FOR_ANYBODY):
            unknown.append(f"{rule.endpoint}: for any role? (expectations.FOR_ANYBODY)")
        if door.permission is not None and door.permission not in expected.TABLE:
            unknown.append(f"{rule.endpoint}: {door.permission} is not in expectations.TABLE")
    assert not unknown, "\n".join(unknown)


def cells(rule: Rule, door: Door) -> Iterator[Cell]:
    """The cells of one route."""
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        if door.is_public:
            yield Cell(rule, method, "anonymous", None, "allowed")
            continue
        standings: tuple[str | None, ...] = tuple(STANDINGS) if takes_client(rule) else (None,)
        for who in NOBODIES:
            yield Cell(rule, method, who, standings[0], "sign-in")
        for who in ROLES:
            seen = standings[:1] if who in WITHOUT_CLIENTS else standings
            for standing in seen:
                yield Cell(rule, method, who, standing, verdict(rule, door, who, standing))
        if door.step_up and not rule.endpoint.startswith("api_"):
            may = [w for w in ("sofia", "adam", "ada") if expected.reach(w, door.permission or "")]
            who = may[0] if may else "adam"
            yield Cell(rule, method, f"stale {who}", standings[0], "confirm")


def verdict(rule: Rule, door: Door, who: str, standing: str | None) -> str:
    """What must come of it, by the table written by hand."""
    endpoint, permission = rule.endpoint, door.permission
    if permission is None:
        return "missing" if endpoint in expected.FOREIGN else "allowed"
    if not expected.reach(who, permission):
        return "forbidden"
    if standing is not None:
        found = expected.finds(who, permission, standing, endpoint)
        return "allowed" if found else "missing"
    if (who, endpoint) in expected.FOUR_EYES:
        return "forbidden"
    for name in rule.arguments:
        seen_by = expected.SEEN_BY.get(kind_of(endpoint, name) or "")
        if endpoint in expected.RECEIVERS_PART:
            seen_by = {"mara"}
        if seen_by is not None and who not in seen_by:
            return "missing"
    return "allowed"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_cell_of_the_matrix(
    app: Flask, world: World, stage_of_module: sa.Connection, shard: int
) -> None:
    """Foreign = 404, wrong role = 403, nobody = sign-in; what is denied changes nothing."""
    wrong: list[str] = []
    watch = Watch(stage_of_module)
    for rule, door in rules(app):
        if zlib.crc32(rule.endpoint.encode()) % SHARDS != shard:
            continue
        for cell in cells(rule, door):
            with world.cell(stage_of_module):
                try:
                    response = send(world, cell)
                except Exception as bug:
                    watch.begin()
                    wrong.append(f"{cell}: {type(bug).__name__}: {str(bug)[:300]}")
                    continue
                problem = judge(cell, response)
                is_quiet = cell.must != "allowed" or cell.method == "GET"
                if not is_quiet:
                    watch.begin()
                elif changed := watch.changed():
                    problem = f"{problem} wrote to {', '.join(changed)}".strip()
                if problem:
                    wrong.append(f"{cell}: {problem}")
    assert not wrong, f"{len(wrong)} cells\n" + "\n".join(wrong)


def test_the_matrix_would_notice_a_write(world: World, stage_of_module: sa.Connection) -> None:
    """A row written is seen; a row written and taken back is none; neither is a last look."""
    watch = Watch(stage_of_module)
    with world.cell(stage_of_module):
        stage_of_module.exec_driver_sql("UPDATE client SET version = version WHERE id = 0")
        assert watch.changed() == []
        stage_of_module.exec_driver_sql("UPDATE user_session SET last_seen_at = now()")
        assert watch.changed() == []
        stage_of_module.exec_driver_sql("UPDATE client SET version = version")
        assert watch.changed() == ["client"]
    assert watch.changed() == []


def send(world: World, cell: Cell) -> TestResponse:
    """The request of ``cell``."""
    rule, standing = cell.rule, cell.standing or "Mara's own"
    things = world.objects[standing]
    values = {name: world.thing(kind_of(rule.endpoint, name), things) for name in rule.arguments}
    asked: dict[str, str] = {}
    if rule.endpoint in expected.ASKED:
        field, kind = expected.ASKED[rule.endpoint]
        asked = {field: things[kind]}
    address = world.address(rule.endpoint, **values, **asked)
    if rule.endpoint.startswith("api"):
        secret = world.tokens.get(cell.who.removeprefix("stale "))
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        writes = cell.method in ("POST", "PUT", "PATCH")
        body = minimal(world, rule.endpoint, things) if writes else None
        return world.app.test_client().open(address, method=cell.method, headers=headers, json=body)
    form = None
    if cell.method == "POST":
        form = {"version": "1", "csrf_token": world.csrf, "stage": "new", **asked}
    return world.browser(cell.who).open(address, method=cell.method, data=form)


def judge(cell: Cell, response: TestResponse) -> str:
    """What is wrong with the answer; empty when nothing is."""
    status, location = response.status_code, response.headers.get("Location", "")
    is_api = cell.rule.endpoint.startswith("api")
    if status >= 500:
        return f"a bug: {status} {response.text[:200]}"
    asks_to_sign_in = status == 401 if is_api else status == 302 and "/sign-in" in location
    asks_on_the_way = status == 403 and 'name="step_up-password"' in response.text
    asks_to_confirm = asks_on_the_way or (status == 302 and "/confirm" in location)
    came_to = "allowed"
    if cell.rule.endpoint in expected.PUBLIC and status < 400:
        return ""
    if asks_to_sign_in and cell.rule.endpoint != "sign_in.sign_out":
        came_to = "sign-in"
    elif asks_to_confirm and cell.rule.endpoint != "sign_in.step_up":
        came_to = "confirm"
    elif status in (403, 404):
        came_to = {403: "forbidden", 404: "missing"}[status]
    if cell.rule.endpoint in expected.BY_LINK:
        return "" if status in (400, 404) else f"{status} for a nonsense link"
    if cell.must == "sign-in" and cell.rule.endpoint == "sign_in.sign_out":
        return "" if asks_to_sign_in else f"must be sign-in, came to {status}"
    return "" if came_to == cell.must else f"must be {cell.must}, came to {came_to} ({status})"


def test_every_post_without_a_token_of_the_forms_is_refused(
    app: Flask, world: World, stage_of_module: sa.Connection
) -> None:
    """Row 5: no change without the token; the API has no forms and needs none."""
    wrong = []
    things = world.objects["Mara's own"]
    watch = Watch(stage_of_module)
    for rule, door in rules(app):
        if not door.csrf or rule.endpoint.startswith("api"):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS", "GET"}):
            values = {n: world.thing(kind_of(rule.endpoint, n), things) for n in rule.arguments}
            address = world.address(rule.endpoint, **values)
            with world.cell(stage_of_module):
                response = world.browser("sofia").open(address, method=method, data={"a": "b"})
                changed = watch.changed()
                if response.status_code != 400 or changed:
                    wrong.append(f"{rule.endpoint} {method}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_the_administrator_meets_no_client_content(world: World, app: Flask) -> None:
    """Ruling 18: no door behind which a client's things lie opens for the administrator."""
    content = {name for name, line in table.PERMISSIONS.items() if line.client_content}
    for rule, door in rules(app):
        if takes_client(rule):
            assert door.permission in content, f"{rule.endpoint} asks {door.permission}"
    assert not [name for name in content if expected.reach("adam", name)]
