"""Every page, as each role sees it: headers, no inline style or script, well-formed HTML, links
that lead to pages."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from tests.policy.stage import stage_of_module, world
from tests.policy.test_matrix import Cell, cells, rules, send
from tests.policy.world import World

__all__ = ["stage_of_module", "world"]

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ALONE = "default-src 'none'; sandbox;"  # what a client handed in: nothing at all may run
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"


class Inline(HTMLParser):
    """Finds what the content policy forbids: handlers, style attributes, scripts in the page; and
    where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.leads: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.found += [f"<{tag} {name}>" for name in names if name.startswith("on")]
        if "style" in names or tag == "style":
            self.found.append(f"<{tag}> with style")
        if tag == "script" and "src" not in names and names.get("type") != "application/json":
            self.found.append("<script> without src")
        if tag == "a" and (names.get("href") or "").startswith("/"):
            self.leads.add(re.split("[?#]", names["href"] or "")[0])
        for name in ("href", "src", "action", "formaction"):
            address = (names.get(name) or "").strip().lower()
            if address.startswith(("javascript:", "http://", "https://", "//", "data:text")):
                self.found.append(f"<{tag} {name}={address[:60]}>")


@pytest.mark.parametrize("who", ["anonymous", "mara", "lena", "sofia", "adam", "ada"])
def test_every_page_is_sound(
    app: Flask, world: World, stage_of_module: sa.Connection, who: str
) -> None:
    """Row 11: headers, no inline style or script or handler, strict HTML, on pages and refusals."""
    wrong: list[str] = []
    for rule, door in rules(app):
        if rule.endpoint.startswith("api") or "GET" not in (rule.methods or ()):
            continue
        asked = [cell for cell in cells(rule, door) if cell.method == "GET" and cell.who == who]
        good = [cell for cell in asked if cell.must == "allowed"][:2] or asked[:1]
        for cell in good:
            with world.cell(stage_of_module):
                response = send(world, cell)
            wrong += [f"{cell}: {problem}" for problem in faults(app, cell, response)]
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)


def faults(app: Flask, cell: Cell, response: TestResponse) -> list[str]:
    """What is wrong with the page."""
    found = [
        f"{name} is {response.headers.get(name)!r}"
        for name, value in HEADERS.items()
        if response.headers.get(name) != value
    ]
    if not response.headers.get("Content-Security-Policy", "").startswith((POLICY, ALONE)):
        found.append("no content policy")
    if not cell.rule.endpoint.endswith("static"):
        if response.headers.get("Cache-Control") != "no-store":
            found.append(f"Cache-Control is {response.headers.get('Cache-Control')!r}")
        if not response.headers.get("X-Request-Id"):
            found.append("no request number")
    if response.mimetype != "text/html" or response.status_code in (301, 302, 308):
        return found
    number = response.headers.get("X-Request-Id") or ALONE
    return found + list(text_faults(app, response.text.replace(number, "0" * len(number))))


@cache
def text_faults(app: Flask, text: str) -> tuple[str, ...]:
    """What is wrong with the text of a page; most refusals differ in their number alone."""
    page = Inline()
    page.feed(text)
    ids = Counter(re.findall(r'<[^>]*\sid="([^"]+)"', text))
    twice = [f"id {one} twice" for one, times in sorted(ids.items()) if times > 1]
    lost = [path for path in sorted(page.leads) if not is_page(app, path)]
    astray = [f"<a href={path}> leads nowhere" for path in lost]
    return (*page.found, *twice, *astray, *parse_faults(text))


@cache
def is_page(app: Flask, path: str) -> bool:
    """Whether a page is served under ``path``, whatever its ids name."""
    try:
        app.url_map.bind("127.0.0.1").match(unquote(path), method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def parse_faults(text: str) -> list[str]:
    """What html5lib finds against the standard, with the place."""
    parser = html5lib.HTMLParser(strict=False)
    whole = text.lstrip().lower().startswith("<!doctype")
    parser.parse(text) if whole else parser.parseFragment(text, container="div")
    lines = text.split("\n")
    return [
        f"{code} {data} at {line}: {lines[min(line, len(lines)) - 1].strip()[:120]!r}"
        for (line, _column), code, data in parser.errors[:5]
    ]
