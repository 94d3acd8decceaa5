"""A desk and a browser for the journeys."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rmapp.doctor import browser
from tests.journeys.desk import Desk, running
from tests.journeys.every_page import prepared, visitor
from tests.journeys.rest import Rest

__all__ = ["prepared", "visitor"]  # fixtures of the pages

expect.set_options(timeout=15_000)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program. Without one the journeys are skipped by name; under CI they fail."""
    found = browser()
    if found is None:
        words = "no Chromium on this machine: the journeys were not run"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return found


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """The desk, started once for all journeys."""
    with running() as made:
        yield made


@pytest.fixture(scope="session")
def rest(desk: Desk) -> Callable[[str], Rest]:
    """``rest("mara")``: her way into the API; each token is made once for all journeys."""
    return functools.cache(lambda login: Rest(desk, login))


@pytest.fixture(scope="session")
def opened(chromium: str) -> Iterator[Browser]:
    """The browser, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def kept() -> dict[str, Any]:
    """The signed-in states of the people: each signs in once for all journeys."""
    return {}


@pytest.fixture
def page_of(desk: Desk, opened: Browser, kept: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """``page_of("mara")``: a page in which that person has signed in through the form.

    Every console error of the page fails the test at its end: the strict policy bites aloud.
    """
    contexts, errors = [], []

    def sign_in(who: str, *, anew: bool = False, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        if who in kept and not anew:
            options["storage_state"] = kept[who]
        context = opened.new_context(base_url=desk.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on(
            "console",
            lambda message: (
                errors.append(f"{page.url}: {message.text}")
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        if "storage_state" not in options:
            page.goto("/sign-in")
            page.fill("#login", who)
            page.fill("#password", desk.people[who])
            page.press("#password", "Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            kept[who] = context.storage_state()
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert errors == []
