"""The REST API as a programme of the bank uses it: a bearer token, JSON, nothing else."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.journeys.desk import Desk, until


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    kind: str
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Rest:
    """One person's way into ``/api/v1``, by a token ``rmapp token`` made."""

    def __init__(self, desk: Desk, login: str) -> None:
        self._url = f"{desk.url}/api/v1"
        self._token = desk.run("token", login).strip()

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at ``path``; anything but success fails the test with what was said."""
        return self._good(self.ask("GET", path, query=query)).json

    def post(self, path: str, body: Any = None) -> Any:
        """The JSON answered to ``body``, sent once under a key of its own."""
        answer = self._good(self.ask("POST", path, body))
        return answer.json if answer.body else None

    def patch(self, path: str, body: Any) -> Any:
        """The JSON answered to the change ``body``."""
        return self._good(self.ask("PATCH", path, body)).json

    def file(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        """The JSON answered to a file sent as a form."""
        edge = secrets.token_hex(16)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        head += "Content-Type: text/csv\r\n\r\n"
        whole = b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={edge}"
        return self._good(self.ask("POST", path, raw=whole, kind=kind)).json

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, Any] | None = None,
        raw: bytes | None = None,
        kind: str = "application/json",
        key: str | None = None,
    ) -> Answer:
        """Any request; any answer. ``key``: the idempotency key of a POST, a new one without."""
        asked = urllib.parse.urlencode(query or {})
        given = raw if raw is not None else None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}"}
        if given is not None:
            headers["Content-Type"] = kind
        if method == "POST":
            headers["Idempotency-Key"] = key or secrets.token_hex(16)
        request = urllib.request.Request(
            f"{self._url}{path}{'?' if asked else ''}{asked}",
            data=given,
            headers=headers,
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers.get_content_type(), answer.read())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, refusal.headers.get_content_type(), refusal.read())

    def free_from(self, earliest: datetime, length: timedelta) -> datetime:
        """The first moment from ``earliest`` at which the person's diary is free for ``length``."""
        until = earliest + timedelta(days=7)
        asked = {"since": earliest - timedelta(days=1), "until": until}
        shown = self.get("/calendar", **{key: at.isoformat() for key, at in asked.items()})
        start = earliest
        for event in shown["events"]:
            if moment(event["starts_at"]) >= start + length:
                break
            start = max(start, moment(event["ends_at"]))
        assert start + length <= until, "the diary is full for a week"
        return start

    def _good(self, answer: Answer) -> Answer:
        assert answer.status < 300, f"{answer.status}: {answer.body.decode()[:2_000]}"
        return answer


def moment(written: str) -> datetime:
    """A moment as the API writes it."""
    return datetime.fromisoformat(written.replace("Z", "+00:00"))


def bank_day(written: str) -> str:
    """The day in Moscow of a moment as the API writes it: a desk may live on another day."""
    return (moment(written) + timedelta(hours=3)).date().isoformat()


def brought_in(manager: Rest, name: str, content: bytes, *, only_checked: bool = False) -> Any:
    """The import of a CSV file, checked and carried out by ``manager``."""
    made = manager.file("/imports", name, content)
    path = f"/imports/{made['id']}"
    manager.post(f"{path}/mapping", {"mapping": made["mapping"]})
    manager.post(f"{path}/check")
    checked = until(lambda: _in_state(manager, path, "checked"), "every row is checked", 90)
    if only_checked or not checked["counts"]["create"] + checked["counts"]["update"]:
        return checked
    manager.post(f"{path}/run")
    return until(lambda: _in_state(manager, path, "done"), "every row is in", 90)


def _in_state(manager: Rest, path: str, state: str) -> Any:
    found = manager.get(path)
    assert found["state"] != "failed", found
    return found if found["state"] == state else None
