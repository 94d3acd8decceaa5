"""C7, C8: what a client answers to an invitation stands in the manager's day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from rmapp.calendars import operations as invitations
from rmapp.calendars.models import Answer, Invitation
from rmapp.calendars.queries import whole
from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.home import queries
from rmapp.home.rules import Need
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from tests.cast import Cast
from tests.factories import a_client


@pytest.fixture
def asked(app: Flask, cast: Cast) -> int:
    """A meeting in two days to which a client was asked."""
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Кедр»", emails=["info@kedr.example"])
        meeting = operations.plan(
            actor=cast.actor("mara"),
            client=client,
            kind=Kind.MEETING,
            at=(clock.now() + dt.timedelta(days=2)).replace(microsecond=0),
            minutes=60,
            matter=operations.Matter(),
        )
        [made] = invitations.invite(
            meeting, actor=cast.actor("mara"), emails=["info@kedr.example"], subject="A talk"
        )
        return made.id


def told(app: Flask, cast: Cast) -> list[tuple[Need, str]]:
    with app.app_context(), transaction():
        mara = cast.actor("mara")
        found = queries.matters(mara, mara.employee_id, clock.today(mara.zone))
        return [(one.need, one.text) for one in found]


def answer(app: Flask, key: int, given: Answer, **said: Any) -> None:
    with app.app_context(), transaction():
        invitation = whole(key)
        assert invitation is not None
        invitations.answer(invitation, given, **said)


@pytest.mark.parametrize(
    ("given", "is_asking"),
    [
        (Answer.ACCEPTED, False),
        (Answer.TENTATIVE, False),
        (Answer.DECLINED, True),
        (Answer.OTHER_TIME, True),
        (Answer.CALL, True),
    ],
)
def test_c8_an_answer_that_asks_for_something_stands_in_the_day_of_the_manager(
    app: Flask, cast: Cast, browser_of: Any, asked: int, given: Answer, is_asking: bool
) -> None:
    assert told(app, cast) == []
    answer(app, asked, given, wish="After lunch" if given is Answer.OTHER_TIME else "")
    assert told(app, cast) == ([(Need.REPLY, given.value)] if is_asking else [])
    page = browser_of("mara").get("/").text
    assert ("Answer to an invitation" in page) is is_asking


def test_c8_it_goes_when_the_meeting_moves_or_falls_or_the_client_was_called(
    app: Flask, cast: Cast, asked: int
) -> None:
    answer(app, asked, Answer.CALL)
    assert told(app, cast)
    with app.app_context(), transaction():
        meeting = db.session.get_one(Invitation, asked).interaction_id
        client = db.session.get_one(Interaction, meeting).client_id
        row = db.session.get_one(Client, client)
        row.last_contact_at = clock.now() + dt.timedelta(minutes=1)
    assert told(app, cast) == []
    answer(app, asked, Answer.DECLINED)
    assert told(app, cast)
    with app.app_context(), transaction():
        row = db.session.get_one(Interaction, meeting)
        at = row.planned_at + dt.timedelta(days=1)
        operations.reschedule(row, actor=cast.actor("mara"), version=row.version, at=at)
    assert told(app, cast) == []


def test_c8_the_plan_of_the_day_says_who_comes(app: Flask, cast: Cast, asked: int) -> None:
    answer(app, asked, Answer.ACCEPTED)
    with app.app_context(), transaction():
        mara = cast.actor("mara")
        starts = clock.now()
        day = queries.agenda(mara, mara.employee_id, starts, starts + dt.timedelta(days=3))
        assert [line.answer for line in day.lines] == [Answer.ACCEPTED]
