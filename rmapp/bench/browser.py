"""A browser of one connection: cookies, the fields of a form, and how long an answer took."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

#: Seconds for which an idle connection is trusted; the server keeps it for five.
KEPT = 3.0


class Unexpected(RuntimeError):
    """The server did not answer as the workload needs; the message says what came."""


@dataclass(frozen=True)
class Answer:
    """An answer read to its end; ``seconds`` from the request's first byte to the last of it."""

    status: int
    location: str
    body: str
    size: int
    seconds: float


@dataclass
class FoundForm:
    """A form as it was sent: where it goes and what its fields say."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Browser:
    """Talks to ``127.0.0.1:port`` over one kept connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}
        self._used = 0.0

    def get(self, path: str) -> Answer:
        """Ask for a page; raises Unexpected for anything but 200."""
        answer = self._send("GET", path, None)
        if answer.status != 200:
            raise Unexpected(f"GET {path}: {answer.status} {answer.location}")
        return answer

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form; raises Unexpected when it is not answered by a redirect."""
        answer = self._send("POST", path, urlencode(fields))
        if answer.status not in (302, 303):
            wrong = [line.strip() for line in answer.body.splitlines() if "error" in line][:12]
            raise Unexpected(f"POST {path}: {answer.status} {wrong}")
        return answer

    def form(self, path: str, having: str) -> FoundForm:
        """The form with the field ``having`` of the page ``path``."""
        reader = _Forms()
        reader.feed(self.get(path).body)
        for form in reader.forms:
            if having in form.fields:
                form.action = form.action or path
                return form
        raise Unexpected(f"{path} has no form with {having}")

    def sign_in(self, login: str, password: str) -> None:
        """Open a session."""
        form = self.form("/sign-in", "password")
        form.fields |= {"login": login, "password": password}
        self.post(form.action, form.fields)

    def _send(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Accept": "text/html", "Accept-Language": "en"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._used > KEPT:
            self._connection.close()  # the server closes idle ones: the next request opens it
            self._connection.connect()
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        self._used = time.monotonic()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name.strip()] = value
        place = urlsplit(response.headers.get("Location", ""))
        location = place.path + (f"?{place.query}" if place.query else "")
        return Answer(
            response.status, location, content.decode("utf-8", "replace"), len(content), seconds
        )


class _Forms(HTMLParser):
    """Reads forms with what their fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FoundForm] = []
        self._open: FoundForm | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form opens, or one of its fields."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = FoundForm(given.get("action", ""))
            self.forms.append(self._open)
        if self._open is None:
            return
        fields, name = self._open.fields, given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("submit", "button", "file"):
                return
            if kind in ("checkbox", "radio") and "checked" not in given:
                return
            fields[name] = given.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in fields:
                fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            fields[name] = ""

    def handle_data(self, data: str) -> None:
        """The text of a text area."""
        if self._area and self._open is not None:
            self._open.fields[self._area] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        """A form or a field ends."""
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
