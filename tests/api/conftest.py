"""``api("mara")``: a caller with a token, every answer of which is held against the description."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from rmapp.core.transaction import transaction
from rmapp.policy.enforce import can
from rmapp.policy.table import SCOPES
from rmapp.staff.account import make_token
from rmapp.work import runner
from rmapp.work.models import WorkItem, WorkState
from tests.cast import Cast
from tests.factories import a_client

V1 = "/api/v1"


@dataclass
class Contract:
    """The description of the API, and whether an answer keeps it."""

    document: dict[str, Any]
    checks: dict[int, Any] = field(default_factory=dict)
    #: The same by what they say: most refusals are described in the same words.
    by_words: dict[str, Any] = field(default_factory=dict)
    found: dict[tuple[str, str], dict[str, Any] | None] = field(default_factory=dict)
    #: Addresses without a parameter, which are more than a pattern, and the others as patterns.
    patterns: list[tuple[re.Pattern[str], dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for template, methods in self.document["paths"].items():
            pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(template))
            self.patterns.append((re.compile(pattern), methods))

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """What is described for a request; None for an unknown address."""
        if (method, path) not in self.found:
            self.found[method, path] = self._look_up(method, path)
        return self.found[method, path]

    def _look_up(self, method: str, path: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.document["paths"].get(path, {}).get(method.lower())
        if found is not None:
            return found
        for pattern, methods in self.patterns:
            if pattern.fullmatch(path) and method.lower() in methods:
                return methods[method.lower()]
        return None

    def hold(self, method: str, response: TestResponse) -> None:
        """Fail when the answer is not as described."""
        path = response.request.path
        operation = self.operation(method, path)
        if operation is None:
            return
        status = str(response.status_code)
        name = operation["operationId"]
        assert status in operation["responses"], f"{name}: {status} is not described"
        content = operation["responses"][status].get("content", {})
        if not content:
            assert not response.data, f"{name}: an answer where none is described"
            return
        assert response.mimetype in content, f"{name}: {response.mimetype}"
        schema = content[response.mimetype]["schema"]
        if "json" in response.mimetype:
            self._check(schema).validate(response.get_json())

    def _check(self, schema: dict[str, Any]) -> Any:
        key = id(schema)  # the document stands as long as this contract
        if key not in self.checks:
            words = json.dumps(schema, sort_keys=True)
            if words not in self.by_words:
                whole = {**schema, "components": self.document["components"]}
                made = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
                self.by_words[words] = made
            self.checks[key] = self.by_words[words]
        return self.checks[key]


@dataclass
class Caller:
    """Somebody who calls the API with a token (None: without)."""

    app: Flask
    contract: Contract
    token: str | None
    client: Any = None

    def open(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """Call; the answer is held against the description."""
        headers = dict(kwargs.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        address = path if path.startswith(V1) else V1 + path
        response = self.app.test_client().open(address, method=method, headers=headers, **kwargs)
        self.contract.hold(method, response)
        return response

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """GET."""
        return self.open("GET", path, **kwargs)

    def post(self, path: str, json: Any = None, **kwargs: Any) -> TestResponse:
        """POST."""
        return self.open("POST", path, **({"json": json} if json is not None else {}), **kwargs)

    def patch(self, path: str, json: Any = None, **kwargs: Any) -> TestResponse:
        """PATCH."""
        return self.open("PATCH", path, **({"json": json} if json is not None else {}), **kwargs)

    def delete(self, path: str, **kwargs: Any) -> TestResponse:
        """DELETE."""
        return self.open("DELETE", path, **kwargs)

    def walk(self, path: str, limit: int) -> Iterator[dict[str, Any]]:
        """Every row of a list by its cursors."""
        joint, cursor = "&" if "?" in path else "?", ""
        for _page in range(1_000):
            answer = self.get(f"{path}{joint}limit={limit}{cursor}").get_json()
            yield from answer["items"]
            if answer["next"] is None:
                return
            cursor = f"&cursor={answer['next']}"
        raise AssertionError("the list has no end")


@pytest.fixture(scope="session")
def contract(app: Flask) -> Contract:
    """The description as it is served."""
    return Contract(app.test_client().get(f"{V1}/openapi.json").get_json())


@pytest.fixture
def api(app: Flask, cast: Cast, contract: Contract) -> Callable[[str], Caller]:
    """``api("mara")``: that person with a new token; ``api("")``: nobody.

    Without ``scopes`` the token does no dangerous deed."""

    def caller(who: str, *, scopes: bool = True) -> Caller:
        token = None
        if who:
            with app.app_context(), transaction():
                actor = cast.actor(who)
                wanted = [one for one in SCOPES if can(actor, one)] if scopes else []
                token = make_token("tests", actor=actor, scopes=wanted)[1]
        return Caller(app, contract, token)

    return caller


@pytest.fixture
def base(app: Flask, cast: Cast, stage: sa.Connection) -> dict[str, str]:
    """Clients by their manager: Mara, Max, Lena (a VIP), Otto of the other team."""
    ids = {}
    with app.app_context(), transaction():
        for who in ("mara", "max", "lena", "otto"):
            vip = {"vip_tier": "vip", "lifecycle": "client"} if who == "lena" else {}
            client = a_client(
                cast, name=f"ООО «{who.capitalize()}»", manager=who, emails=[f"{who}@firm.example"],
                **vip,
            )  # fmt: skip
            ids[who] = client.public_id
    return ids


@pytest.fixture
def worked(app: Flask, stage: sa.Connection) -> Callable[[], None]:
    """``worked()``: the work that waits is done, as a worker does it."""

    def work() -> None:
        with app.app_context():
            with transaction() as session:
                waiting = sa.select(WorkItem.id).where(WorkItem.state == WorkState.QUEUED)
                ids = list(session.scalars(waiting))
            for key in ids:
                assert runner.run(key) == "done"

    return work
