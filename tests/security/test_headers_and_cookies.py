"""What goes along with every answer: headers and cookies (rows 11 and 12)."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest

from rmapp.policy.enforce import public
from rmapp.settings import BadSettings, load
from tests.cast import PASSWORD
from tests.security.conftest import BASE_URL, KEY, token_of

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def check_headers(answer) -> None:
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value, name
    said = answer.headers["Content-Security-Policy"].split(";")
    assert {part.strip() for part in said} == POLICY
    assert len(answer.headers["X-Request-Id"]) == 16
    assert "Server" not in answer.headers


def refused(browser, status: int):
    """An answer of each kind, by its status."""
    token = token_of(browser.get("/profile/"))
    asked = {
        200: lambda: browser.get("/profile/"),
        302: lambda: browser.application.test_client().get("/profile/"),
        400: lambda: browser.post("/sign-out"),
        401: lambda: browser.get("/api/v1/clients"),
        403: lambda: browser.get("/audit/"),
        404: lambda: browser.get("/nowhere"),
        405: lambda: browser.delete("/profile/"),
        413: lambda: browser.post("/sign-in", data={"login": "x" * 1_100_000}),
        422: lambda: browser.post("/profile/password", data={"csrf_token": token}),
    }
    return asked[status]()


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 405, 413, 422])
def test_every_kind_of_answer_carries_the_headers(bank, status):
    answer = refused(bank.browser("mara"), status)
    assert answer.status_code == status
    check_headers(answer)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_bug_carries_the_headers_too(bank, bugs_are_answered, monkeypatch):
    def broken():
        raise ZeroDivisionError

    monkeypatch.setitem(bank.app.view_functions, "health.alive", public(broken))
    answer = bank.app.test_client().get("/healthz")
    assert answer.status_code == 500
    check_headers(answer)


def test_files_are_kept_by_browsers_and_carry_the_headers(bank):
    answer = bank.app.test_client().get("/static/mark.svg")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] != "no-store"
    check_headers(answer)


def test_tls_is_asked_for_a_year_where_there_is_tls(bank, secure_app):
    secure = secure_app.test_client().get("/sign-in", base_url=BASE_URL)
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_plain_http_of_the_demo_promises_no_tls(bank):
    assert "Strict-Transport-Security" not in bank.app.test_client().get("/sign-in").headers


def cookies_of(answer) -> dict[str, dict[str, str]]:
    """The cookies an answer sets, with their attributes."""
    found = {}
    for header in answer.headers.getlist("Set-Cookie"):
        for name, morsel in SimpleCookie(header).items():
            found[name] = {key: value for key, value in morsel.items() if value}
    return found


def entered(app, **where):
    """All cookies set while Mara signs in and chooses a language and a theme."""
    browser = app.test_client()
    page = browser.get("/sign-in", **where)
    headers = {"Referer": f"{where['base_url']}/sign-in"} if where else {}
    said = {"csrf_token": token_of(page)}
    sent = {
        "/preferences/language": {"language": "en"},
        "/preferences/theme": {"theme": "dark"},
        "/sign-in": {"login": "mara", "password": PASSWORD},
    }
    answers = [page] + [
        browser.post(path, data={**said, **data}, headers=headers, **where)
        for path, data in sent.items()
    ]
    assert answers[-1].status_code == 302
    found = {}
    for answer in answers:
        found.update(cookies_of(answer))
    return found


def test_the_demo_sets_careful_cookies(bank):
    cookies = entered(bank.app)
    assert cookies["desk"] == {"path": "/", "httponly": True, "samesite": "Lax"}
    for name in ("language", "theme"):
        assert cookies[name]["samesite"] == "Lax"
        assert "domain" not in cookies[name]


def test_production_marks_every_cookie_for_tls_and_one_host(bank, secure_app):
    cookies = entered(secure_app, base_url=BASE_URL)
    assert set(cookies) == {"__Host-desk", "language", "theme"}
    assert cookies["__Host-desk"] == {
        "path": "/", "secure": True, "httponly": True, "samesite": "Lax"
    }  # fmt: skip
    for attributes in cookies.values():
        assert attributes["secure"]
        assert "domain" not in attributes


@pytest.mark.parametrize("url", ["http://desk.bank.example", "desk.bank.example", ""])
def test_production_without_tls_does_not_start(url):
    keys = {"secret_key": KEY, "data_key": KEY, "audit_key": KEY}
    with pytest.raises(BadSettings, match="https://"):
        load(mode="production", base_url=url, database_url="postgresql://x/y", **keys)
