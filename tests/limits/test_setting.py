"""The bank's figures: an administrator lowers at once, raising waits for a second person."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from rmapp.audit.models import AuditEntry
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.limits import operations as limits
from rmapp.limits import queries
from rmapp.limits.forms import name_of
from rmapp.limits.models import LimitChange
from rmapp.limits.table import EXPORT_DAYS, EXPORT_ROWS, LIMITS
from rmapp.policy.models import Role
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]


def role(session: Any, code: str = "supervisor") -> Role:
    return session.scalars(sa.select(Role).where(Role.code == code)).one()  # type: ignore[no-any-return]


def form_of(page: str) -> dict[str, str]:
    """Every field of the form as it is drawn."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def test_lowering_holds_at_once_and_raising_waits(app: Flask, cast: Cast, scene: Any) -> None:
    adam, key = cast.actor("adam"), role(scene)
    done = limits.set_limit(EXPORT_ROWS, key.public_id, 100, actor=adam, reason="")
    assert done is None
    assert queries.value_of(EXPORT_ROWS, key.id) == 100
    assert queries.value_of(EXPORT_ROWS, role(scene, "personal_manager").id) == 500
    with pytest.raises(Invalid):
        limits.set_limit(EXPORT_ROWS, key.public_id, 900, actor=adam, reason=" ")
    change = limits.set_limit(EXPORT_ROWS, key.public_id, 900, actor=adam, reason="Mailing")
    assert change is not None
    assert queries.value_of(EXPORT_ROWS, key.id) == 100
    with pytest.raises(Invalid):
        limits.set_limit(EXPORT_ROWS, key.public_id, 800, actor=adam, reason="Mailing")
    with pytest.raises(Forbidden):
        limits.decide(change.public_id, grant=True, actor=adam)
    limits.decide(change.public_id, grant=True, actor=cast.actor("sofia"))
    assert queries.value_of(EXPORT_ROWS, key.id) == 900
    with pytest.raises(Conflict):
        limits.decide(change.public_id, grant=False, actor=cast.actor("stefan"))


def test_a_refused_raising_changes_nothing(app: Flask, cast: Cast, scene: Any) -> None:
    change = limits.set_limit(EXPORT_DAYS, None, 30, actor=cast.actor("adam"), reason="Holidays")
    assert change is not None
    limits.decide(change.public_id, grant=False, actor=cast.actor("sofia"))
    assert queries.value_of(EXPORT_DAYS) == LIMITS[EXPORT_DAYS].default


def test_only_the_catalogue_can_be_set_and_within_its_bounds(
    app: Flask, cast: Cast, scene: Any
) -> None:
    adam = cast.actor("adam")
    for code, who, value in (
        ("nonsense", None, 1), (EXPORT_DAYS, role(scene).public_id, 1), (EXPORT_ROWS, None, 1),
        (EXPORT_DAYS, None, 91), (EXPORT_DAYS, None, 0),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            limits.set_limit(code, who, value, actor=adam, reason="because")
    with pytest.raises(Forbidden):
        limits.set_limit(EXPORT_DAYS, None, 1, actor=cast.actor("sofia"), reason="because")


def test_the_page_sets_figures_and_a_supervisor_signs(
    app: Flask, cast: Cast, browser_of: Browser
) -> None:
    adam, sofia = browser_of("adam"), browser_of("sofia")
    with app.app_context(), transaction() as session:
        key = role(session).public_id
    form = form_of(adam.get("/limits/").text)
    days, rows = name_of(EXPORT_DAYS), name_of(EXPORT_ROWS, key)
    assert (form[days], form[rows]) == ("7", "500")
    for nonsense in ("many", "-1", "10000000000000", ""):
        bad = adam.post("/limits/", data={**form, rows: nonsense})
        assert bad.status_code == 422, nonsense
        assert f'value="{nonsense}"' in bad.text or not nonsense, "what was typed stays"
    unreasoned = adam.post("/limits/", data={**form, rows: "1 000"})
    assert unreasoned.status_code == 422
    assert "Say why." in unreasoned.text
    form = form_of(adam.get("/limits/").text)
    saved = adam.post("/limits/", data={**form, days: "3", rows: "1 000", "reason": "Mailing"})
    assert saved.status_code == 302
    assert "Mailing" in adam.get("/limits/").text
    page = sofia.get("/limits/changes").text
    with app.app_context(), transaction() as session:
        change = session.scalars(sa.select(LimitChange)).one().public_id
        assert queries.value_of(EXPORT_DAYS) == 3
    signed = sofia.post(f"/limits/changes/{change}", data={**form_of(page), "verdict": "grant"})
    assert signed.status_code == 302
    with app.app_context(), transaction() as session:
        assert queries.value_of(EXPORT_ROWS, role(session).id) == 1_000
        tags = set(
            session.scalars(sa.select(AuditEntry.tag).where(AuditEntry.tag.startswith("limit:")))
        )
        assert tags == {"limit:lowered", "limit:asked", "limit:raised"}
    assert sofia.get("/limits/").status_code == 403
    assert browser_of("mara").get("/limits/changes").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("", "Fill in this field."),
        ("many", "This must be a whole number."),
        ("99999999", "Between "),
    ],
)
def test_ruling_18_a_wrong_limit_is_said_once_and_with_its_role(
    app: Flask, browser_of: Browser, wrong: str, words: str
) -> None:
    """As in D14: the figure of one role among many."""
    with app.app_context(), transaction() as session:
        key = role(session).public_id
    adam, rows = browser_of("adam"), name_of(EXPORT_ROWS, key)
    page = adam.post("/limits/", data={**form_of(adam.get("/limits/").text), rows: wrong}).text
    summary = re.search(r'class="error-summary".*?</ul>', page, re.S)
    assert summary
    (said,) = re.findall(r"<li>(.*?)</li>", summary[0], re.S)
    assert words in said
    assert "Supervisor" in said
    assert page.count('class="error"') == 1
