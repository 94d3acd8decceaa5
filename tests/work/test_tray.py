"""The end of a work is said once, on whatever page its person is by then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.journal import Operation
from rmapp.core.transaction import transaction
from rmapp.work import operations
from rmapp.work.models import WorkItem, WorkState
from tests.cast import Cast


def ended(
    app: Flask, cast: Cast, *, who: str = "mara", state: WorkState = WorkState.DONE, ago: int = 1
) -> str:
    """A work that ended so many seconds ago; its operation can be undone."""
    with app.app_context(), transaction() as session:
        now = clock.now()
        operation = Operation(kind="import", title="firms.csv", author_id=cast.ids[who], at=now)
        session.add(operation)
        session.flush()
        item = WorkItem(
            kind="import-run", queue="bulk", label="firms.csv", created_by_id=cast.ids[who],
            params={"public_id": "0" * 16}, resume={}, state=state, next_at=now, created_at=now,
            result={"operation": operation.public_id},
            finished_at=clock.read() - dt.timedelta(seconds=ago),
        )  # fmt: skip
        db.session.add(item)
        db.session.flush()
        return operation.public_id


def test_the_end_of_a_work_is_a_toast_once_with_its_result_and_its_undo(
    app: Flask, cast: Cast, browser_of: Callable[[str], FlaskClient]
) -> None:
    mara = browser_of("mara")
    assert "data-news" not in mara.get("/profile/").text
    operation = ended(app, cast)
    assert 'data-news="1"' in mara.get("/profile/").text, "any page asks for the news"
    tray = mara.get("/work/tray").text
    assert tray.count('class="toast ok"') == 1
    assert f'href="/journal/{operation}"' in tray, "it can be undone from there"
    assert f'href="/imports/{"0" * 16}"' in tray
    assert "toast" not in mara.get("/work/tray").text, "said once"
    assert "data-news" not in mara.get("/profile/").text
    assert "data-news" not in browser_of("max").get("/profile/").text


def test_a_failed_work_says_so_and_an_old_one_is_no_news(
    app: Flask, cast: Cast, browser_of: Callable[[str], FlaskClient]
) -> None:
    mara = browser_of("mara")
    ended(app, cast, ago=300)
    assert "data-news" not in mara.get("/profile/").text
    ended(app, cast, state=WorkState.FAILED)
    assert 'class="toast bad"' in mara.get("/work/tray").text
    mara.set_cookie("work-told", "99999999999999999")
    assert mara.get("/work/tray").status_code == 200, "a nonsense cookie is no harm"


def test_v8_a_share_out_leads_to_what_it_gave_and_offers_no_half_of_it(
    app: Flask, cast: Cast, browser_of: Callable[[str], FlaskClient]
) -> None:
    """It is all or nothing: its button keeps nothing of it, and what it leads to has a name."""
    sofia = browser_of("sofia")
    with app.app_context(), transaction():
        item = operations.submit(
            "handover:share-out", actor=cast.actor("sofia"), params={"public_id": "0" * 16}
        )
        key, id = item.public_id, item.id
    for page in (sofia.get("/work/tray").text, sofia.get(f"/work/{key}/progress").text):
        assert "Stop the share-out" in page
        assert "keep what is done" not in page
    with app.app_context(), transaction():
        db.session.get_one(WorkItem, id).state = WorkState.DONE
        db.session.get_one(WorkItem, id).finished_at = clock.now()
    for page in (sofia.get("/work/tray").text, sofia.get(f"/work/{key}/progress").text):
        assert ">See the share-out</a>" in page
        assert ">Open</a>" not in page
