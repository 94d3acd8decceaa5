"""C5: the form of an outcome that comes late; a next step is proposed where there is time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions import operations, queries
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind, Result
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.conftest import MOSCOW, in_days
from tests.interactions.reading import fields_of

TYPED = "Просит счёт в юанях и терминал"


@pytest.fixture
def call(app: Flask, cast: Cast) -> str:
    """The public id of a call of Mara's with a firm."""
    return _call(app, cast)


def _call(app: Flask, cast: Cast, *, name: str = "ООО «Кедр»") -> str:
    with app.app_context(), transaction():
        made = operations.plan(
            actor=cast.actor("mara"),
            client=a_client(cast, name=name),
            kind=Kind.CALL,
            at=in_days(1),
        )
        return made.public_id


def _row(app: Flask, public_id: str) -> Any:
    with app.app_context(), transaction():
        one = db.session.query(Interaction).filter_by(public_id=public_id).one()
        db.session.expunge(one)
        return one


def test_c5_the_form_of_an_outcome_recorded_already_tells_it_and_offers_to_correct_it(
    app: Flask, browser_of: Any, call: str
) -> None:
    mara, path = browser_of("mara"), f"/interactions/{call}/outcome"
    said = {"result": "reached", "note": "Готовы встретиться"}
    assert mara.post(path, data={**fields_of(mara.get(path).text), **said}).status_code == 302
    again = mara.get(path)
    assert again.status_code == 200
    for words in ("The outcome of this contact is recorded already.", "Spoke", said["note"]):
        assert words in again.text
    assert f"/interactions/{call}/correct" in again.text
    assert 'name="result"' not in again.text, "no second outcome is asked"
    assert "<main" not in mara.get(path, headers={"X-Fragment": "1"}).text


def test_c5_what_was_typed_in_a_second_tab_goes_over_into_a_correction(
    app: Flask, browser_of: Any, call: str
) -> None:
    mara, path = browser_of("mara"), f"/interactions/{call}/outcome"
    second = fields_of(mara.get(path).text)
    said = {"result": "reached", "note": "Первый"}
    mara.post(path, data={**fields_of(mara.get(path).text), **said})
    late = mara.post(path, data={**second, "result": "agreed", "note": TYPED})
    assert late.status_code == 409
    assert "Первый" in late.text, "what is recorded"
    assert _row(app, call).outcome_note == "Первый", "nothing is changed by that"
    mended = fields_of(late.text)
    assert (mended["note"], mended["result"]) == (TYPED, "agreed")
    answer = mara.post(
        f"/interactions/{call}/correct",
        data={**mended, "reason": "Второй разговор", "next_step": ""},
    )
    assert answer.status_code == 302, answer.text
    assert (_row(app, call).outcome_note, _row(app, call).result) == (TYPED, Result.AGREED)


def test_c5_what_was_typed_for_a_cancelled_contact_can_be_copied_and_recorded(
    app: Flask, browser_of: Any, call: str
) -> None:
    mara, path = browser_of("mara"), f"/interactions/{call}/outcome"
    form, cancel = fields_of(mara.get(path).text), f"/interactions/{call}/cancel"
    mara.post(cancel, data={**fields_of(mara.get(cancel).text), "reason": "Ошибка"})
    late = mara.post(path, data={**form, "result": "reached", "note": TYPED})
    assert late.status_code == 409
    assert TYPED in late.text
    assert "/interactions/record?client=" in late.text


def test_c5_an_outcome_of_a_contact_moved_meanwhile_keeps_what_was_typed(
    app: Flask, browser_of: Any, call: str
) -> None:
    mara, path = browser_of("mara"), f"/interactions/{call}/outcome"
    form, move = fields_of(mara.get(path).text), f"/interactions/{call}/move"
    moved = {"at": in_days(2, 16).strftime("%Y-%m-%dT16:00")}
    mara.post(move, data={**fields_of(mara.get(move).text), **moved})
    told = mara.post(path, data={**form, "result": "reached", "note": TYPED})
    assert "This contact was changed meanwhile" in told.text
    again = fields_of(told.text)
    assert (again["note"], again["result"]) == (TYPED, "reached")
    assert mara.post(path, data=again).status_code == 302
    assert _row(app, call).outcome_note == TYPED


def test_c5_a_visit_is_proposed_where_the_diary_is_free(
    app: Flask, browser_of: Any, cast: Cast, call: str
) -> None:
    """What the form proposes is never what it then refuses."""
    mara, path = browser_of("mara"), f"/interactions/{call}/outcome"
    proposed = fields_of(mara.get(f"{path}?result=reached").text)
    assert proposed["next_kind"] == "visit"
    with app.app_context(), transaction():
        wanted = dt.datetime.fromisoformat(proposed["next_step"]).replace(tzinfo=MOSCOW)
        operations.plan(
            actor=cast.actor("mara"),
            client=a_client(cast, name="ООО «Сосна»"),
            kind=Kind.MEETING,
            at=wanted - dt.timedelta(minutes=30),
            minutes=90,
        )
    fresh = fields_of(mara.get(f"{path}?result=reached").text)
    assert dt.datetime.fromisoformat(fresh["next_step"]).replace(tzinfo=MOSCOW) > wanted
    assert mara.post(path, data={**fresh, "result": "reached"}).status_code == 302


def test_c5_a_day_that_is_full_sends_the_visit_proposed_to_the_next_working_day(
    app: Flask, browser_of: Any, cast: Cast, call: str
) -> None:
    mara, path = browser_of("mara"), f"/interactions/{call}/outcome"
    proposed = fields_of(mara.get(f"{path}?result=reached").text)
    wanted = dt.datetime.fromisoformat(proposed["next_step"]).replace(tzinfo=MOSCOW)
    with app.app_context(), transaction():
        operations.plan(
            actor=cast.actor("mara"),
            client=a_client(cast, name="ООО «Сосна»"),
            kind=Kind.MEETING,
            at=wanted.replace(hour=8, minute=0),
            minutes=720,
        )
    fresh = fields_of(mara.get(f"{path}?result=reached").text)
    at = dt.datetime.fromisoformat(fresh["next_step"]).replace(tzinfo=MOSCOW)
    assert at.date() > wanted.date()
    assert mara.post(path, data={**fresh, "result": "reached"}).status_code == 302
    with app.app_context(), transaction():
        client_id = db.session.query(Interaction).filter_by(public_id=call).one().client_id
        assert [one.kind for one in queries.planned_of(client_id)] == [Kind.VISIT]


def test_c5_after_a_contact_nobody_planned_a_quarter_of_an_hour_is_proposed(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast).public_id
    form = fields_of(browser_of("mara").get(f"/interactions/record?client={client}").text)
    assert dt.datetime.fromisoformat(form["next_step"]).minute % 15 == 0
