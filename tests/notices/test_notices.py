"""Notices: what an employee hears of, in the top bar, until it is read."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.core import clock
from rmapp.core.transaction import transaction
from rmapp.notices import kinds, operations, queries
from rmapp.notices.models import Notice
from tests.factories import a_client

KIND = "test:happened"
if kinds.kind_of(KIND) is None:
    kinds.notice_kind(KIND, icon="bell", words="Happened to %(subject)s: %(what)s", tone="warn")


def tell(cast, *who, **more):
    return operations.tell(
        [cast.ids[one] for one in who], KIND, subject="ООО «Кедр»", params={"what": "rain"}, **more
    )


def test_a_notice_reaches_those_who_are_told_and_nobody_else(cast, scene):
    assert tell(cast, "mara", "sofia") == 2
    assert len(queries.notices(cast.actor("mara"), unread=True).rows) == 1
    assert queries.notices(cast.actor("otto")).rows == []


def test_telling_twice_under_one_key_is_telling_once(cast, scene):
    assert tell(cast, "mara", once="a") == 1
    assert tell(cast, "mara", "sofia", once="a") == 1
    assert tell(cast, "mara", once="b") == 1


def test_a_kind_nobody_entered_is_a_mistake(cast, scene):
    with pytest.raises(RuntimeError, match="no such kind"):
        operations.tell([cast.ids["mara"]], "nobody:knows")
    with pytest.raises(RuntimeError, match="twice"):
        kinds.notice_kind(KIND, icon="bell", words="")


def test_the_bell_counts_and_opening_leads_there_and_reads(app, cast, browser_of):
    with app.app_context(), transaction():
        client = a_client(cast)
        address = f"/clients/{client.public_id}"
        tell(
            cast, "mara", leads_to="card.show", values={"public_id": client.public_id},
            client_id=client.id,
        )  # fmt: skip
    mara = browser_of("mara")
    assert 'aria-label="Notices: 1"' in mara.get("/").text
    page = mara.get("/notices/").text
    assert "Happened to ООО «Кедр»: rain" in page
    with app.app_context(), transaction() as session:
        one = session.scalars(sa.select(Notice)).one()
    opened = mara.post(f"/notices/{one.public_id}/open", data={"csrf_token": _csrf(mara)})
    assert opened.location == address
    assert 'aria-label="Notices"' in mara.get("/").text
    assert browser_of("sofia").post(
        f"/notices/{one.public_id}/open", data={"csrf_token": _csrf(browser_of("sofia"))}
    ).status_code in (400, 404)


def test_everything_can_be_read_at_once(app, cast, browser_of):
    with app.app_context(), transaction():
        tell(cast, "mara")
        tell(cast, "mara")
    mara = browser_of("mara")
    assert mara.post("/notices/read", data={"csrf_token": _csrf(mara)}).status_code == 302
    assert "Happened" not in mara.get("/notices/?unread=1").text


def test_old_and_read_notices_are_forgotten(cast, scene):
    tell(cast, "mara")
    tell(cast, "sofia")
    long_ago = clock.now() - dt.timedelta(days=200)
    scene.execute(sa.update(Notice).values(at=long_ago))
    operations.read_all(actor=cast.actor("mara"))
    assert operations.forget_old() == 1


def _csrf(browser):
    page = browser.get("/notices/").text
    return page.split('name="csrf-token" content="')[1].split('"')[0]
