"""Opportunities and proposals for tests, in one line each; inside an open transaction."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import selectinload

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.opportunities import operations, queries
from rmapp.opportunities.models import Opportunity
from rmapp.opportunities.operations import LineInput
from rmapp.policy.enforce import Actor
from rmapp.products.models import Product


def a_product(code: str = "acquiring") -> Product:
    """A product of the seeded catalogue."""
    return db.session.execute(
        sa.select(Product).options(selectinload(Product.tariffs)).where(Product.code == code)
    ).scalar_one()


def an_opportunity(
    client: Client, actor: Actor, *codes: str, quantity: int = 1, **fields: Any
) -> Opportunity:
    """An open opportunity with the products ``codes``, as the pages load it."""
    made = operations.open_opportunity(
        client,
        actor=actor,
        title=fields.pop("title", "Зарплата и эквайринг"),
        lines=[LineInput(a_product(code), Decimal(quantity)) for code in codes],
        **fields,
    )
    return queries.opportunity_of(made.public_id, actor=actor)


class _Fields(HTMLParser):
    """The fields of the forms of a page as a browser would send them, by the form's action."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select: str | None = None
        self._text: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.forms.append((given.get("action") or "", {}))
        name = given.get("name")
        if not self.forms:
            return
        fields = self.forms[-1][1]
        if tag == "input" and name:
            kind = given.get("type") or "text"
            if kind in ("radio", "checkbox") and "checked" not in given:
                return
            fields[name] = given.get("value") or ("y" if kind == "checkbox" else "")
        elif tag == "select" and name:
            self._select = name
            fields[name] = ""
        elif tag == "option" and self._select and "selected" in given:
            fields[self._select] = given.get("value") or ""
        elif tag == "textarea" and name:
            self._text = name
            fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1][1][self._text] += data.removeprefix("\n").removeprefix("\r\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None


def submit(browser: FlaskClient, page: str, *, action: str | None = None, **values: str) -> Any:
    """Open ``page``, fill in ``values`` over what its form shows, send it; the answer.

    ``action``: which form of the page, by a part of its address; by default the last one that
    posts to the page itself.
    """
    shown = browser.get(page)
    assert shown.status_code == 200, (page, shown.status_code)
    parser = _Fields()
    parser.feed(shown.text)
    wanted = [
        (address, fields)
        for address, fields in parser.forms
        if (action in address if action else address in ("", page.partition("?")[0]))
        and "csrf_token" in fields
    ]
    assert wanted, f"no form for {action or page}"
    address, fields = wanted[-1]
    return browser.post(address or page, data={**fields, **values})


def token_of(browser: FlaskClient) -> str:
    """The CSRF token of a signed-in browser."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/products").text)
    assert found
    return found[1]
