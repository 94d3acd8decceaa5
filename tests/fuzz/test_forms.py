"""Hostile input through every form of every page: words at the field, never a 5xx, never a hang.

The forms are taken from the pages themselves, so a new form joins by being linked.
``RMAPP_FUZZ_REQUESTS`` bounds the requests (2,000; make test and make fuzz ask for more); a quarter
are submits.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

from rmapp.core.transaction import transaction
from tests.factories import a_client, a_contact_person
from tests.machine import slowest

SUBMITS = int(os.environ.get("RMAPP_FUZZ_REQUESTS", "2000")) // 4
HOSTILE = [
    "",
    " ",
    "0",
    "-1",
    str(2**63),
    "9" * 400,
    "1e309",
    "NaN",
    "0000-00-00",
    "31.02.2026",
    "2026-13-45T99:99",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202eтскет",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}#{7*7}%{7*7}{client.first_name}{0.__class__}",
    '=HYPERLINK("http://x")',
    "'; DROP TABLE client; --",
    "%s%n%(x)s",
    "../../../../etc/passwd",
    "Ы" * 10_000,
    "😀" * 600,
    "a\r\nBcc: x@y.example",
    "ﷺ" * 300,
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
]
START = {
    "mara": ["/", "/clients", "/clients/new", "/opportunities/board", "/proposals", "/messages",
             "/imports/new", "/interactions/week", "/profile/", "/search", "/incoming"],
    "sofia": ["/team", "/handovers/new", "/portfolios/", "/vip/", "/vip/policy/new",
              "/scenarios/new", "/roles/changes"],
    "adam": ["/staff/", "/staff/new", "/staff/teams", "/roles/", "/calendar-days/",
             "/products/new", "/products"],
    "ada": ["/audit/"],
}  # fmt: skip
NEVER = ("/sign-out", "/close", "/end")  # they end the session that asks


def strings() -> list[str]:
    """Our own hostile texts and, where it is named, the list of naughty strings."""
    folder = os.environ.get("RMAPP_REAL_DATA")
    listed = Path(folder) / "strings" / "blns.json" if folder else None
    if listed is not None and listed.is_file():
        return HOSTILE + json.loads(listed.read_text())
    return HOSTILE


class Visitor:
    """One person who walks the pages and remembers every form once per address pattern."""

    def __init__(self, client: FlaskClient, starts: list[str]) -> None:
        self.client = client
        self.waiting = list(starts)
        self.seen: set[str] = set()
        self.forms: dict[
            tuple[str, str, tuple[str, ...]], tuple[str, list[tuple[str, str, str]]]
        ] = {}

    def walk(self, pages: int) -> None:
        """Open pages by their links until nothing new or ``pages`` were opened."""
        opened = 0
        while self.waiting and opened < pages:
            path = self.waiting.pop(0)
            pattern = _pattern(path)
            if pattern in self.seen:
                continue
            self.seen.add(pattern)
            answer = self.client.get(path)
            assert answer.status_code < 500, path
            opened += 1
            if answer.mimetype == "text/html" and answer.status_code == 200:
                self._read(path, answer.get_data(as_text=True))

    def _read(self, path: str, text: str) -> None:
        tree = html.document_fromstring(text)
        for link in tree.iter("a"):
            target = urljoin(path, link.get("href") or "")
            if target.startswith("/") and not target.startswith("/static"):
                self.waiting.append(target.split("#")[0])
        for form in tree.iter("form"):
            action = urljoin(path, form.get("action") or path)
            if any(action.endswith(end) for end in NEVER):
                continue
            fields = _fields(form)
            method = (form.get("method") or "get").lower()
            names = tuple(sorted({name for name, _kind, _value in fields}))
            self.forms.setdefault((method, _pattern(action), names), (action, fields))


def _pattern(path: str) -> str:
    """An address with its keys left out: one page of a kind is enough."""
    parts = urlsplit(path).path.split("/")
    return "/".join("*" if len(part) == 16 and part.isalnum() else part for part in parts)


def _fields(form: html.HtmlElement) -> list[tuple[str, str, str]]:
    found = []
    for tag in ("input", "textarea", "select"):
        for field in form.iter(tag):
            name = field.get("name")
            if name:
                kind = field.get("type", tag)
                options = [o.get("value") or "" for o in field.iter("option")]
                found.append((name, kind, field.get("value") or (options[0] if options else "")))
    return found


def _filled(
    fields: list[tuple[str, str, str]], chance: random.Random, texts: list[str]
) -> dict[str, Any]:
    """The form with hostile values; its keys stay, so that it comes through the door."""
    values: dict[str, Any] = {}
    for name, kind, value in fields:
        if name == "csrf_token" or kind == "submit":
            values[name] = value
        elif name == "form_key":
            values[name] = f"fuzz-{chance.random()}"
        elif kind in ("hidden", "select", "radio", "checkbox") and chance.random() < 0.7:
            values[name] = value
        elif kind != "file":
            values[name] = chance.choice(texts)
    return values


@pytest.mark.parametrize("who", START)
def test_no_form_breaks_on_hostile_input(app, cast, browser_of, who):
    with app.app_context(), transaction():
        for number in range(3):
            client = a_client(
                cast,
                name=f"ООО «Мишень {number}»",
                emails=[f"t{number}@aim.example"],
                phones=["+74950001122"],
            )
            a_contact_person(client)
    app.config["PROPAGATE_BUGS"] = False
    try:
        visitor = Visitor(browser_of(who), START[who])
        visitor.walk(pages=80)
        assert visitor.forms
        chance, texts = random.Random(20_261_122), strings()
        for number in range(SUBMITS // len(START)):
            (method, _where, _names), (action, fields) = chance.choice(list(visitor.forms.items()))
            values = _filled(fields, chance, texts)
            for _attempt in range(2):  # slow is what is slow twice
                began = time.perf_counter()
                if method == "post":
                    answer = visitor.client.post(action, data=values)
                else:
                    answer = visitor.client.get(urlsplit(action).path, query_string=values)
                took = time.perf_counter() - began
                assert answer.status_code < 500, (number, action, values)
                if took < slowest():
                    break
                values = {**values, "form_key": f"again-{number}"}
            else:
                raise AssertionError((number, action, took, values))
    finally:
        app.config["PROPAGATE_BUGS"] = True
