"""C8: people are asked to a contact, told when it moves, and answer without signing in."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from rmapp.calendars import operations, queries, tokens
from rmapp.calendars.models import Answer
from rmapp.clients.models import Assignment, ClientEvent
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid, NotFound
from rmapp.intake import operations as intake
from rmapp.intake.models import LetterState
from rmapp.interactions import operations as contacts
from rmapp.interactions.words import Kind, Rank
from rmapp.notices.models import Notice
from rmapp.outbox import renderers
from rmapp.outbox.models import Message
from rmapp.outbox.states import State
from tests.calendars.conftest import calendar_of, mail_of, waiting


@pytest.fixture
def asked(cast: Any, visit: Any) -> Any:
    """The head's invitation."""
    [made] = operations.invite(
        visit, actor=cast.actor("mara"), emails=["head@kedr.example"], subject="Your new mill"
    )
    return made


def test_c8_the_head_gets_a_letter_with_the_date_for_the_calendar(visit: Any, asked: Any) -> None:
    [message] = waiting()
    calendar, event = calendar_of(message)
    assert calendar["method"] == "REQUEST"
    assert event["dtstart"].dt == visit.planned_at
    assert event["dtend"].dt == visit.ends_at
    assert event["summary"] == "Your new mill"
    assert event["location"] == "Their office"
    assert event["attendee"] == "mailto:head@kedr.example"
    assert event["attendee"].params["RSVP"] == "TRUE"
    assert event["sequence"] == 0
    mail = mail_of(message)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
        "application/ics",
    ]  # fmt: skip
    text = mail.get_body(("plain",)).get_content()
    assert f"/meeting/{tokens.sign(asked.id)}" in text
    assert "Yekaterinburg, UTC+5" in text, "the reader's own clock"


def test_c8_what_the_bank_wants_is_not_told_to_the_client(cast: Any, visit: Any) -> None:
    visit.purpose_text = "Find out what the rival offers"
    operations.invite(
        visit, actor=cast.actor("mara"), emails=["info@kedr.example"], subject="A talk"
    )
    [message] = waiting()
    assert b"rival" not in bytes(mail_of(message))
    assert "rival" not in str(calendar_of(message)[1])


def test_c8_a_moved_contact_is_told_once_and_the_old_answer_is_void(
    cast: Any, visit: Any, asked: Any
) -> None:
    operations.answer(asked, Answer.ACCEPTED)
    for hours in (1, 2, 3):
        contacts.reschedule(
            visit,
            actor=cast.actor("mara"),
            version=visit.version,
            at=visit.planned_at + dt.timedelta(hours=hours),
        )
        db.session.flush()
    assert operations.tell_changes() == 1
    assert operations.tell_changes() == 0
    [message] = waiting()
    _calendar, event = calendar_of(message)
    assert event["sequence"] == 1
    assert event["dtstart"].dt == visit.planned_at
    assert message.params["sequence"] == 1
    assert asked.answer is None
    assert mail_of(message)["Subject"].startswith("Changed: ")


def test_c8_a_letter_that_has_not_left_is_overtaken_by_the_newer_one(
    cast: Any, visit: Any, asked: Any
) -> None:
    [first] = waiting()
    contacts.reschedule(
        visit,
        actor=cast.actor("mara"),
        version=visit.version,
        at=visit.planned_at + dt.timedelta(hours=1),
    )
    operations.tell_changes()
    db.session.refresh(first)
    assert first.state is State.CANCELLED
    with pytest.raises(renderers.NoLetter):
        mail_of(first)


def test_c8_a_contact_that_falls_is_called_off_in_the_calendar(
    cast: Any, visit: Any, asked: Any
) -> None:
    contacts.cancel(visit, actor=cast.actor("mara"), version=visit.version, reason="Ill")
    db.session.flush()
    assert operations.tell_changes() == 1
    [message] = waiting()
    calendar, event = calendar_of(message)
    assert calendar["method"] == "CANCEL"
    assert event["status"] == "CANCELLED"
    assert event["sequence"] == 1
    assert operations.tell_changes() == 0


def test_c8_a_contact_that_was_held_is_told_no_more(cast: Any, visit: Any, asked: Any) -> None:
    db.session.execute(sa.update(Message).values(state=State.SENT))
    visit.planned_at -= dt.timedelta(days=5)
    visit.ends_at -= dt.timedelta(days=5)
    db.session.flush()
    assert operations.tell_changes() == 0
    assert waiting() == []


def test_v8_after_a_handover_the_new_manager_is_the_host(cast: Any, visit: Any, asked: Any) -> None:
    """The letter of a contact that changed hands comes from the receiver, at the same time."""
    db.session.execute(sa.update(Message).values(state=State.SENT))
    visit.manager_id = cast.ids["pavel"]
    db.session.flush()
    db.session.expire(visit)
    assert operations.tell_changes() == 1
    [message] = waiting()
    _calendar, event = calendar_of(message)
    assert event["organizer"].params["CN"] == cast.employee("pavel").name
    assert "Громов" in str(mail_of(message)["From"])


def test_c8_who_was_asked_is_asked_no_second_time(cast: Any, visit: Any, asked: Any) -> None:
    again = operations.invite(
        visit, actor=cast.actor("mara"), emails=["head@kedr.example"], subject="Once more"
    )
    assert again == []
    assert len(waiting()) == 1


def test_c8_a_colleague_who_takes_part_can_be_asked(cast: Any, client: Any) -> None:
    meeting = contacts.plan(
        actor=cast.actor("mara"),
        client=client,
        kind=Kind.MEETING,
        at=clock.now() + dt.timedelta(days=4),
        minutes=60,
        matter=contacts.Matter(seniors=[(cast.ids["sofia"], Rank.HEAD)]),
    )
    db.session.flush()
    [made] = operations.invite(
        meeting, actor=cast.actor("mara"), emails=["sofia@bank.example"], subject="Kedr"
    )
    assert made.is_colleague
    [message] = waiting()
    assert message.client_id is None, "a letter to a colleague is no letter to the client"


@pytest.mark.parametrize("emails", [[], ["stranger@evil.example"], ["head@kedr.example", "x@y.z"]])
def test_c8_only_people_of_the_contact_are_asked(cast: Any, visit: Any, emails: list[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        operations.invite(visit, actor=cast.actor("mara"), emails=emails, subject="A talk")
    assert "emails" in refusal.value.fields
    assert waiting() == []


@pytest.mark.parametrize("who", ["otto", "max", "stefan"])
def test_c8_nobody_asks_to_a_foreign_contact(cast: Any, visit: Any, who: str) -> None:
    with pytest.raises(NotFound):
        operations.invite(
            visit, actor=cast.actor(who), emails=["head@kedr.example"], subject="A talk"
        )


def test_c8_the_reader_asks_for_another_time_and_the_manager_learns_it(
    cast: Any, visit: Any, asked: Any
) -> None:
    wished = visit.planned_at + dt.timedelta(days=1)
    operations.answer(asked, Answer.OTHER_TIME, wish="After lunch", wished_at=wished)
    operations.answer(asked, Answer.OTHER_TIME, wish="After lunch", wished_at=wished)
    db.session.flush()
    told = db.session.execute(sa.select(Notice)).scalars().all()
    assert [(one.employee_id, one.kind) for one in told] == [
        (cast.ids["mara"], "invitation:other-time")
    ]
    kinds = db.session.execute(
        sa.select(ClientEvent.kind).where(ClientEvent.client_id == visit.client_id)
    ).scalars()
    assert list(kinds)[-1] == "invitation-other-time"


@pytest.mark.parametrize("days", [-1, 400])
def test_c8_a_time_that_cannot_be_is_refused_in_words(visit: Any, asked: Any, days: int) -> None:
    with pytest.raises(Invalid) as refusal:
        operations.answer(asked, Answer.OTHER_TIME, wished_at=clock.now() + dt.timedelta(days=days))
    assert "at" in refusal.value.fields
    assert asked.answer is None


def test_c8_an_answer_to_what_was_called_off_is_refused(cast: Any, visit: Any, asked: Any) -> None:
    operations.take_back(asked, actor=cast.actor("mara"), version=asked.version)
    with pytest.raises(Conflict):
        operations.answer(asked, Answer.ACCEPTED)


def test_c8_a_client_whose_link_is_past_its_time_still_asks_to_be_called(
    cast: Any, visit: Any, asked: Any
) -> None:
    """By whoever serves them now, for half a year; all other answers are too late."""
    visit.planned_at = clock.now() - dt.timedelta(hours=3)
    visit.ends_at = clock.now() - dt.timedelta(hours=2)
    db.session.flush()
    for late in (Answer.ACCEPTED, Answer.DECLINED, Answer.OTHER_TIME):
        with pytest.raises(Conflict):
            operations.answer(asked, late, wish="Tomorrow")
    db.session.execute(
        sa.update(Assignment)
        .where(Assignment.client_id == visit.client_id)
        .values(employee_id=cast.ids["max"])
    )
    operations.answer(asked, Answer.CALL, wish="After six")
    told = db.session.scalars(sa.select(Notice).where(Notice.kind == "invitation:call")).all()
    assert [one.employee_id for one in told] == [cast.ids["max"]]
    assert (asked.answer, asked.wish) == (Answer.CALL, "After six")


def test_c8_after_half_a_year_a_link_asks_for_nothing_any_more(visit: Any, asked: Any) -> None:
    visit.planned_at = clock.now() - dt.timedelta(days=190, hours=1)
    visit.ends_at = clock.now() - dt.timedelta(days=190)
    db.session.flush()
    with pytest.raises(Conflict):
        operations.answer(asked, Answer.CALL)
    assert asked.answer is None


def a_reply(uid: str, sender: str, partstat: str, attendee: str = "", more: str = "") -> bytes:
    return (
        f"From: {sender}\r\nTo: desk@bank.example\r\nSubject: Re\r\n"
        f"Message-ID: <{partstat}.{len(sender)}.{len(more)}@x.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: text/calendar; method=REPLY; charset="utf-8"\r\n\r\n'
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\n{more}ATTENDEE;PARTSTAT={partstat}:mailto:{attendee or sender}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def test_c8_the_answer_of_the_readers_own_calendar_is_heard(visit: Any, asked: Any) -> None:
    [message] = waiting()
    uid = str(calendar_of(message)[1]["uid"])
    intake.receive(a_reply(uid, "head@kedr.example", "ACCEPTED"))
    assert operations.hear() == 1
    assert asked.answer is Answer.ACCEPTED
    intake.receive(a_reply(uid, "head@kedr.example", "DECLINED"))
    assert operations.hear() == 1
    assert operations.hear() == 0, "an older answer does not come back"
    assert asked.answer is Answer.DECLINED


def test_c8_a_calendars_answer_to_the_old_time_is_none_to_the_new_one(
    cast: Any, visit: Any, asked: Any
) -> None:
    """A reply that was under way when the contact moved names the letter it answers."""
    [message] = waiting()
    event = calendar_of(message)[1]
    uid, was = str(event["uid"]), event["dtstart"].to_ical().decode()
    head = "head@kedr.example"
    contacts.reschedule(
        visit, actor=cast.actor("mara"), version=visit.version,
        at=visit.planned_at + dt.timedelta(days=1),
    )  # fmt: skip
    intake.receive(a_reply(uid, head, "ACCEPTED"))
    assert operations.hear() == 0, "it moved, though nobody was told yet"
    assert operations.tell_changes() == 1
    intake.receive(a_reply(uid, head, "ACCEPTED", more=f"SEQUENCE:0\r\nDTSTART:{was}\r\n"))
    assert operations.hear() == 0, "it was told anew since"
    assert asked.answer is None
    intake.receive(a_reply(uid, head, "DECLINED", more="SEQUENCE:1\r\n"))
    assert operations.hear() == 1
    assert asked.answer is Answer.DECLINED


def test_c8_a_calendars_answer_counts_when_the_place_alone_has_changed_since(
    cast: Any, visit: Any, asked: Any
) -> None:
    [message] = waiting()
    event = calendar_of(message)[1]
    uid, was = str(event["uid"]), event["dtstart"].to_ical().decode()
    contacts.change(
        visit, contacts.Matter(place="At ours"), actor=cast.actor("mara"), version=visit.version
    )
    assert operations.tell_changes() == 1
    intake.receive(a_reply(uid, "head@kedr.example", "ACCEPTED", more=f"DTSTART:{was}\r\n"))
    assert operations.hear() == 1
    assert asked.answer is Answer.ACCEPTED


@pytest.mark.parametrize(
    ("sender", "attendee"),
    [
        ("evil@else.example", "head@kedr.example"),
        ("evil@else.example", ""),
        ("info@kedr.example", ""),
    ],
)
def test_c8_nobody_answers_for_somebody_else(
    visit: Any, asked: Any, sender: str, attendee: str
) -> None:
    [message] = waiting()
    uid = str(calendar_of(message)[1]["uid"])
    intake.receive(a_reply(uid, sender, "DECLINED", attendee))
    assert operations.hear() == 0
    assert asked.answer is None


def a_counter(uid: str, sender: str, starts: str) -> bytes:
    """Another time proposed, as a reader's calendar does."""
    letter = a_reply(uid, sender, "TENTATIVE", more=f"{starts}\r\n")
    return letter.replace(b"REPLY", b"COUNTER")


def test_c8_another_time_proposed_in_the_readers_calendar_is_a_wish(visit: Any, asked: Any) -> None:
    [message] = waiting()
    uid = str(calendar_of(message)[1]["uid"])
    there = (visit.planned_at + dt.timedelta(days=1)).astimezone(ZoneInfo("Asia/Yekaterinburg"))
    zone = "TZID=Ekaterinburg Standard Time"
    intake.receive(a_counter(uid, "head@kedr.example", f"DTSTART;{zone}:{there:%Y%m%dT%H%M%S}"))
    assert operations.hear() == 1
    assert asked.answer is Answer.OTHER_TIME
    assert asked.wished_at == visit.planned_at + dt.timedelta(days=1)


def test_c8_another_time_that_has_passed_is_a_wish_in_words(visit: Any, asked: Any) -> None:
    [message] = waiting()
    uid = str(calendar_of(message)[1]["uid"])
    late = "DTSTART:20200101T100000Z\r\nCOMMENT:After the holidays"
    intake.receive(a_counter(uid, "head@kedr.example", late))
    assert operations.hear() == 1
    assert (asked.wished_at, asked.wish) == (None, "After the holidays")


def test_c8_another_time_that_was_agreed_meanwhile_asks_for_nothing(
    cast: Any, visit: Any, asked: Any
) -> None:
    [message] = waiting()
    uid = str(calendar_of(message)[1]["uid"])
    there = visit.planned_at + dt.timedelta(days=1)
    contacts.reschedule(visit, actor=cast.actor("mara"), version=visit.version, at=there)
    intake.receive(a_counter(uid, "head@kedr.example", f"DTSTART:{there:%Y%m%dT%H%M%SZ}"))
    assert operations.hear() == 0
    assert asked.answer is None


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_c8_the_manager_is_told_what_somebody_else_answered_for_the_reader(
    cast: Any, visit: Any, asked: Any, method: str
) -> None:
    """A secretary's own calendar answers from the secretary's address."""
    [message] = waiting()
    uid = str(calendar_of(message)[1]["uid"])
    letter = a_reply(uid, "desk-of-head@kedr.example", "DECLINED", "head@kedr.example")
    letter = letter.replace(b"REPLY", method.encode())
    received = intake.receive(letter).letter
    for _once in range(2):
        assert operations.hear() == 0
    assert asked.answer is None
    kind = "declined" if method == "REPLY" else "other-time"
    told = db.session.execute(sa.select(Notice).where(Notice.kind.like("%by-other"))).scalar_one()
    assert told.kind == f"invitation:{kind}-by-other"
    assert told.employee_id == cast.employee("mara").id
    assert told.params["address"] == "desk-of-head@kedr.example"
    db.session.refresh(received)
    assert received.client_id == visit.client_id, "the invitation says whose letter it is"


def test_c8_answers_to_other_peoples_meetings_hold_up_none_of_ours(visit: Any, asked: Any) -> None:
    [message] = waiting()
    uid = str(calendar_of(message)[1]["uid"])
    for number in range(3):
        intake.receive(a_reply(f"else{number}@x.example", f"who{number}@x.example", "ACCEPTED"))
    intake.receive(a_reply(uid, "head@kedr.example", "ACCEPTED"))
    [heard] = queries.unheard(clock.now(), limit=1)
    assert heard.from_address == "head@kedr.example"


def test_c8_the_answer_of_a_colleagues_calendar_waits_for_nobody_to_sort_it(
    cast: Any, visit: Any
) -> None:
    sofia, mara = cast.employee("sofia"), cast.actor("mara")
    sofia.email = "sofia@bank.example"
    together = contacts.Matter(seniors=[(sofia.id, Rank.HEAD)])
    contacts.change(visit, together, actor=mara, version=visit.version)
    [made] = operations.invite(visit, actor=mara, emails=[sofia.email], subject="A talk")
    [message] = waiting()
    uid = str(calendar_of(message)[1]["uid"])
    note = "COMMENT:I bring our lawyer\\, Anna\r\n"
    letter = intake.receive(a_reply(uid, sofia.email, "ACCEPTED", more=note)).letter
    assert operations.hear() == 1
    assert (made.answer, made.wish) == (Answer.ACCEPTED, "I bring our lawyer, Anna")
    db.session.refresh(letter)
    assert letter.state is LetterState.IGNORED


def test_c8_a_colleague_who_takes_part_no_more_is_told(cast: Any, visit: Any) -> None:
    sofia = cast.employee("sofia")
    sofia.email = "sofia@bank.example"
    mara = cast.actor("mara")
    together = contacts.Matter(seniors=[(sofia.id, Rank.HEAD)])
    contacts.change(visit, together, actor=mara, version=visit.version)
    operations.invite(visit, actor=mara, emails=["sofia@bank.example"], subject="A talk")
    assert operations.tell_changes() == 0
    contacts.change(visit, contacts.Matter(), actor=mara, version=visit.version)
    db.session.flush()
    assert operations.tell_changes() == 1
    assert operations.tell_changes() == 0
    [message] = waiting()
    assert calendar_of(message)[0]["method"] == "CANCEL"


def test_c8_a_colleague_whose_address_changed_stays_asked_and_reads_the_next_letter_there(
    cast: Any, visit: Any
) -> None:
    sofia, mara = cast.employee("sofia"), cast.actor("mara")
    sofia.email = "sofia@bank.example"
    together = contacts.Matter(seniors=[(sofia.id, Rank.HEAD)])
    contacts.change(visit, together, actor=mara, version=visit.version)
    operations.invite(visit, actor=mara, emails=["sofia@bank.example"], subject="A talk")
    sofia.email = "Berg@bank.example"
    db.session.flush()
    assert operations.tell_changes() == 0, "the meeting stands: nobody is told that it falls"
    asked = queries.invitations_of(visit.id)
    assert "berg@bank.example" not in [one.email for one in queries.readers_to_ask(visit, asked)]
    later = visit.planned_at + dt.timedelta(hours=2)
    contacts.reschedule(visit, actor=mara, version=visit.version, at=later)
    assert operations.tell_changes() == 1
    [message] = waiting()
    assert calendar_of(message)[0]["method"] == "REQUEST"
    [one] = queries.invitations_of(visit.id)
    assert one.recipient.address == "berg@bank.example"
