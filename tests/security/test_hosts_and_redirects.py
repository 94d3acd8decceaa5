"""Whoever forges an address leads nobody astray (row 13)."""

from __future__ import annotations

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from rmapp.core.redirects import local_path
from rmapp.factory import create_app
from rmapp.settings import Mode, load
from tests.cast import PASSWORD
from tests.security.conftest import BASE_URL, KEY, token_of

FORGED = [
    "evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "localhost:80@evil.example",
    "evil.example/127.0.0.1",
    "localhost, evil.example",
    "[::1]",
    "0",
]
PATHS = ["/", "/sign-in", "/healthz", "/static/mark.svg", "/api/v1/clients", "/nowhere"]


@pytest.mark.parametrize("host", FORGED)
def test_a_forged_host_is_refused_everywhere(bank, host):
    browser = bank.app.test_client()
    for path in PATHS:
        answer = browser.get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert "evil.example" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_banks_own_host_is_served(bank, secure_app):
    assert secure_app.test_client().get("/healthz", base_url=BASE_URL).status_code == 200
    assert bank.app.test_client().get("/healthz", base_url=BASE_URL).status_code == 400


def test_nobody_is_believed_about_the_host_unless_a_proxy_is_declared(bank):
    browser = bank.app.test_client()
    said = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "for=1"}
    answer = browser.get("/profile/", headers=said)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?")


def test_a_declared_proxy_is_believed_and_its_host_is_still_checked(bank):
    config = load(
        mode=Mode.PRODUCTION, base_url=BASE_URL, proxies=1, database_url=bank.url,
        secret_key=KEY, data_key=KEY, audit_key=KEY,
    )  # fmt: skip
    browser = create_app(config).test_client()
    for host, status in (("desk.bank.example", 200), ("evil.example", 400)):
        said = {"X-Forwarded-Host": host, "X-Forwarded-Proto": "https"}
        assert browser.get("/healthz", headers=said).status_code == status


LURES = [
    "https://evil.example",
    "http://evil.example/",
    "HTTPS://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\r\nLocation: https://evil.example",
    "/\x00/evil.example",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "/x\\@evil.example",
    "/\u2028/evil.example\n",
    "／／evil.example",
    "file:///etc/passwd",
    "",
]
HARMLESS = ["/", "/clients?page=2&sort=name", "/search?q=//x", "/%2f%2fevil.example", "/a/../b"]


@pytest.mark.parametrize("lure", LURES)
def test_a_lure_leads_to_the_first_page(lure):
    assert local_path(lure) == "/"


@pytest.mark.parametrize("path", HARMLESS)
def test_a_path_of_the_house_is_kept_and_stays_in_the_house(path):
    assert local_path(path) == path
    assert urlsplit(urljoin("https://desk.bank.example/x", path)).netloc == "desk.bank.example"


def test_a_path_without_end_is_not_followed():
    assert local_path("/" + "x" * 2_000) == "/"


def test_every_way_back_stays_in_the_house(bank):
    """The three doors that send a person on: preferences, sign-in, proof."""
    browser = bank.app.test_client()
    token = token_of(browser.get("/sign-in"))
    for lure in LURES:
        answer = browser.post(
            "/preferences/language", data={"csrf_token": token, "language": "en", "next": lure}
        )
        assert answer.headers["Location"] == "/", lure
    for path, lure in (("/sign-in", "//evil.example"), ("/confirm", "/\\evil.example")):
        token = token_of(browser.get(path))
        answer = browser.post(
            path,
            query_string={"next": lure},
            data={"csrf_token": token, "login": "mara", "password": PASSWORD},
        )
        assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("referrer", "goes_on_at"),
    [
        ("http://localhost/clients/new?kind=person", "/clients/new?kind=person"),
        ("http://evil.example/clients/new", "/"),
        ("http://localhost//evil.example", "/"),
        ("", "/"),
    ],
)
def test_whose_session_ended_in_a_form_signs_in_and_goes_on_there(bank, referrer, goes_on_at):
    """Whether the cookie is gone with it or not: no stale page, no word of a token."""
    answer = bank.app.test_client().post(
        "/clients/new", data={"short_name": "Кедр"}, headers={"Referer": referrer}
    )
    assert answer.status_code == 302
    address = urlsplit(answer.headers["Location"])
    assert address.path == "/sign-in"
    assert parse_qs(address.query) == {"next": [goes_on_at], "ended": ["1"]}
    there = bank.app.test_client().get(
        answer.headers["Location"], headers={"Accept-Language": "en"}
    )
    assert "Your session has ended. Sign in to go on" in there.text
