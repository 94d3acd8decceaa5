"""C8: the phone reads the diary from a secret address; readers answer on a page of their own."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.calendars import tokens
from rmapp.calendars.models import Answer, CalendarFeed, Invitation
from rmapp.calendars.operations import tell_changes
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction, Participant
from rmapp.interactions.words import Kind
from rmapp.staff import administration
from rmapp.staff.models import Absence, AbsenceKind, CalendarDay, Employee
from tests.calendars.conftest import strictly
from tests.factories import a_client
from tests.opportunities.stories import submit


@pytest.fixture
def visit_id(app: Flask, cast: Any) -> str:
    """The public id of a visit of Mara's in three days, with a client who has an address."""
    with app.app_context(), transaction():
        client = a_client(
            cast, name="ООО «Кедр»", emails=["info@kedr.example"], zone="Asia/Yekaterinburg"
        )
        visit = contacts.plan(
            actor=cast.actor("mara"),
            client=client,
            kind=Kind.VISIT,
            at=clock.now().replace(microsecond=0) + dt.timedelta(days=3),
            minutes=60,
            matter=contacts.Matter(place="Their office"),
        )
        db.session.flush()
        return visit.public_id


def address_of(browser: Any, detail: str) -> str:
    made = submit(browser, "/calendar", action="/calendar", detail=detail)
    assert made.status_code == 200
    found = re.search(r"<code>https?://[^/]+(/calendar/[^<]+)</code>", made.text)
    assert found
    return found[1]


def test_c8_the_phone_reads_the_diary_without_signing_in(
    app: Flask, browser_of: Any, visit_id: str
) -> None:
    path = address_of(browser_of("mara"), "names")
    phone = app.test_client()
    answer = phone.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    [event] = strictly(answer.data).walk("VEVENT")
    assert "ООО «Кедр»" in str(event["summary"])
    assert str(event["location"]) == "Their office"
    assert str(event["uid"]).startswith(f"contact-{visit_id}@")
    again = phone.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "Set-Cookie" not in answer.headers


def test_c8_a_phone_of_ones_own_learns_no_names(app: Flask, browser_of: Any, visit_id: str) -> None:
    answer = app.test_client().get(address_of(browser_of("mara"), "times"))
    assert "Кедр" not in answer.text
    assert "Their office" not in answer.text
    assert answer.text.count("BEGIN:VEVENT") == 1


def test_c8_the_feed_ends_when_it_is_ended_made_anew_or_its_person_leaves(
    app: Flask, browser_of: Any, visit_id: str, cast: Any
) -> None:
    browser, phone = browser_of("mara"), app.test_client()
    first = address_of(browser, "names")
    second = address_of(browser, "names")
    assert [phone.get(path).status_code for path in (first, second)] == [404, 200]
    with app.app_context(), transaction():
        db.session.execute(
            sa.update(Employee)
            .where(Employee.id == cast.ids["mara"])
            .values(access_closed_at=clock.now())
        )
    assert phone.get(second).status_code == 404
    with app.app_context(), transaction():
        db.session.execute(
            sa.update(Employee).where(Employee.id == cast.ids["mara"]).values(access_closed_at=None)
        )
    submit(browser, "/calendar", action="/calendar/end")
    assert phone.get(second).status_code == 404


def test_c8_a_colleagues_client_is_not_named_in_the_feed_of_a_guest(
    app: Flask, browser_of: Any, cast: Any, visit_id: str
) -> None:
    """Who takes part sees the hour; the client's name only under their own reach."""
    with app.app_context(), transaction():
        key = db.session.scalar(sa.select(Interaction.id).where(Interaction.public_id == visit_id))
        db.session.add(Participant(interaction_id=key, employee_id=cast.ids["max"], rank="expert"))
    answer = app.test_client().get(address_of(browser_of("max"), "names"))
    assert answer.text.count("BEGIN:VEVENT") == 1
    assert "Кедр" not in answer.text
    assert visit_id not in answer.text.replace(f"UID:contact-{visit_id}", "")


def test_c8_the_secret_is_kept_as_a_hash_alone(app: Flask, browser_of: Any, visit_id: str) -> None:
    secret = address_of(browser_of("mara"), "names").rpartition("/")[2].removesuffix(".ics")
    with app.app_context(), transaction():
        row = db.session.execute(sa.select(CalendarFeed)).scalar_one()
        assert secret not in (row.secret_hash,)
        assert len(row.secret_hash) == 64


@pytest.fixture
def link(app: Flask, cast: Any, visit_id: str, browser_of: Any) -> str:
    """The address in the letter of an invitation made in the browser."""
    page = f"/interactions/{visit_id}/invitations"
    sent = submit(browser_of("mara"), page, emails="info@kedr.example", subject="Your new mill")
    assert sent.status_code == 302
    with app.app_context(), transaction():
        [key] = db.session.execute(sa.select(Invitation.id)).scalars().all()
        return f"/meeting/{tokens.sign(key)}"


def answered(app: Flask) -> Invitation:
    with app.app_context(), transaction():
        return db.session.execute(sa.select(Invitation)).scalar_one()


def test_c8_the_reader_confirms_with_one_press(app: Flask, link: str) -> None:
    reader = app.test_client()
    shown = reader.get(link)
    assert shown.status_code == 200
    assert "Your new mill" in shown.text
    assert "UTC+5" in shown.text, "the hour where the reader lives"
    assert answered(app).answer is None, "looking answers nothing: scanners of links come by"
    assert press(reader, link, answer="accepted").status_code == 302
    assert answered(app).answer is Answer.ACCEPTED


def press(reader: Any, link: str, **values: str) -> Any:
    found = re.search(r'name="csrf_token" value="([^"]+)"', reader.get(link).text)
    assert found
    return reader.post(link, data={"csrf_token": found[1], **values})


def test_c8_a_link_past_its_time_says_so_gently_and_leads_to_a_call(
    app: Flask, link: str, visit_id: str
) -> None:
    with app.app_context(), transaction() as session:
        session.execute(
            sa.update(Interaction).values(
                planned_at=clock.now() - dt.timedelta(hours=3),
                ends_at=clock.now() - dt.timedelta(hours=2),
            )
        )
    reader = app.test_client()
    reader.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    shown = reader.get(link).text
    assert "The time of this meeting has passed." in shown
    assert "accepted" not in shown, "nothing is left to confirm"
    late = press(reader, link, answer="accepted")
    assert late.status_code == 409
    assert "The time of this meeting has passed." in late.text, "the page itself, no error"
    assert press(reader, link, answer="call", wish="After six").status_code == 302
    assert answered(app).answer is Answer.CALL
    assert "Your manager will call you." in reader.get(link).text


def test_c8_the_reader_asks_for_another_time_on_their_own_clock(
    app: Flask, link: str, visit_id: str, browser_of: Any
) -> None:
    day = (dt.datetime.now(dt.UTC) + dt.timedelta(days=9)).date().isoformat()
    sent = press(
        app.test_client(), link, answer="other_time", at=f"{day}T10:00", wish="After ten, please"
    )
    assert sent.status_code == 302
    row = answered(app)
    assert (row.answer, row.wish) == (Answer.OTHER_TIME, "After ten, please")
    assert row.wished_at == dt.datetime.fromisoformat(f"{day}T05:00+00:00")
    page = browser_of("mara").get(f"/interactions/{visit_id}").text
    assert "asks for another time" in page
    assert "After ten, please" in page


def test_c8_a_wish_for_an_hour_at_which_nobody_works_is_told_gently_and_heard_with_a_word(
    app: Flask, link: str, visit_id: str, browser_of: Any
) -> None:
    with app.app_context(), transaction() as session:
        session.execute(sa.delete(CalendarDay))
    today = dt.datetime.now(dt.UTC).date()
    wednesday = today + dt.timedelta(days=9 - today.weekday())
    reader = app.test_client()
    reader.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = reader.get(link).text
    assert "Working days, 11:00–20:00 your time" in page, "9 to 18 in Moscow"
    for at in (f"{wednesday}T03:00", f"{wednesday + dt.timedelta(days=3)}T14:00"):
        refused = press(reader, link, answer="other_time", at=at)
        assert refused.status_code == 422
        assert "from 11:00 to 20:00, your time" in refused.text
        assert at in refused.text, "what was typed stays"
        assert answered(app).answer is None
    within = press(reader, link, answer="other_time", at=f"{wednesday}T19:30")
    assert within.status_code == 302
    odd = press(reader, link, answer="other_time", at=f"{wednesday}T03:00", wish="I fly then")
    assert odd.status_code == 302
    assert answered(app).wish == "I fly then"
    assert "outside your working hours" in browser_of("mara").get(f"/interactions/{visit_id}").text


def test_c8_a_page_opened_before_the_meeting_moved_confirms_nothing(
    app: Flask, link: str, visit_id: str, cast: Any
) -> None:
    reader = app.test_client()
    old = dict(re.findall(r'name="(csrf_token|version)" value="([^"]+)"', reader.get(link).text))
    assert old["version"] == "0"
    with app.app_context(), transaction() as session:
        visit = session.execute(
            sa.select(Interaction).where(Interaction.public_id == visit_id)
        ).scalar_one()
        later = visit.planned_at + dt.timedelta(days=1)
        contacts.reschedule(visit, actor=cast.actor("mara"), version=visit.version, at=later)
        assert tell_changes() == 1
    late = reader.post(link, data={**old, "answer": "accepted"})
    assert late.status_code == 409
    assert answered(app).answer is None
    assert press(reader, link, answer="accepted").status_code == 302
    assert press(reader, link, answer="declined").status_code == 302, "used twice: the last word"
    assert answered(app).answer is Answer.DECLINED


def test_c8_a_press_after_the_meeting_moved_confirms_nothing_though_no_letter_has_told_it_yet(
    app: Flask, link: str, visit_id: str, cast: Any
) -> None:
    """Letters of changes leave within a minute; who presses in between is told at once."""
    reader = app.test_client()
    with app.app_context(), transaction() as session:
        visit = session.execute(
            sa.select(Interaction).where(Interaction.public_id == visit_id)
        ).scalar_one()
        later = visit.planned_at + dt.timedelta(days=1)
        contacts.reschedule(visit, actor=cast.actor("mara"), version=visit.version, at=later)
    old = press(reader, link, answer="accepted", version="0")
    assert old.status_code == 409
    row = answered(app)
    assert (row.answer, row.told_starts, row.sequence) == (None, later, 1)
    with app.app_context(), transaction():
        assert tell_changes() == 0, "it was told already"
    assert press(reader, link, answer="accepted", version="1").status_code == 302
    assert answered(app).answer is Answer.ACCEPTED


def test_c8_a_wish_said_while_the_meeting_moved_is_kept(
    app: Flask, link: str, visit_id: str, cast: Any
) -> None:
    with app.app_context(), transaction() as session:
        visit = session.execute(
            sa.select(Interaction).where(Interaction.public_id == visit_id)
        ).scalar_one()
        later = visit.planned_at + dt.timedelta(days=1)
        contacts.reschedule(visit, actor=cast.actor("mara"), version=visit.version, at=later)
    sent = press(app.test_client(), link, answer="call", wish="After lunch", version="0")
    assert sent.status_code == 302
    with app.app_context(), transaction():
        tell_changes()
    row = answered(app)
    assert (row.answer, row.wish) == (Answer.CALL, "After lunch")


@pytest.mark.parametrize(
    "values",
    [
        {"answer": ""}, {"answer": "fire"}, {"answer": "other_time"},
        {"answer": "other_time", "at": "yesterday"},
        {"answer": "other_time", "at": "1999-01-01T10:00"},
        {"answer": "call", "wish": "x" * 501}, {"answer": "call", "wish": "a\x00b"},
    ],
)  # fmt: skip
def test_c8_nonsense_is_told_at_its_field_and_loses_nothing(
    app: Flask, link: str, values: dict[str, str]
) -> None:
    sent = press(app.test_client(), link, **values)
    assert sent.status_code == 422
    assert answered(app).answer is None


def test_c8_another_link_or_none_opens_nothing(app: Flask, link: str) -> None:
    reader = app.test_client()
    for wrong in ("/meeting/x", link[:-2] + "AA", "/meeting/MQ.x", "/calendar/x.ics"):
        assert reader.get(wrong).status_code == 404


def test_c8_a_press_without_the_token_of_the_page_is_refused(app: Flask, link: str) -> None:
    assert app.test_client().post(link, data={"answer": "accepted"}).status_code == 400
    assert answered(app).answer is None


def test_c8_the_manager_sees_the_answer_and_takes_the_invitation_back(
    app: Flask, link: str, browser_of: Any, visit_id: str
) -> None:
    press(app.test_client(), link, answer="call", wish="In the morning")
    browser, page = browser_of("mara"), f"/interactions/{visit_id}/invitations"
    shown = browser.get(page).text
    assert "asks to be called" in shown
    assert "In the morning" in shown
    assert submit(browser, page, action="/take-back").status_code == 302
    assert answered(app).ended_at is not None
    over = app.test_client().get(link, headers={"Accept-Language": "en"})
    assert "called off" in over.text
    assert "It suits me" not in over.text


def test_c8_the_month_names_three_contacts_of_a_day_and_counts_the_rest(
    app: Flask, browser_of: Any, cast: Any
) -> None:
    day = dt.date(2027, 3, 10)
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Кедр»")
        for hour in range(6, 11):
            contacts.plan(
                actor=cast.actor("mara"),
                client=client,
                kind=Kind.CALL,
                at=dt.datetime.combine(day, dt.time(hour), dt.UTC),
                minutes=30,
            )
    mara = browser_of("mara")
    page = mara.get("/calendar/month?month=2027-03").text
    assert page.count("ООО «Кедр»") == 3
    assert "and 2 more" in page
    assert "5 contacts" in page
    assert mara.get("/calendar/month?month=2027-02").text.count("ООО «Кедр»") == 0
    for nonsense in ("0000-01", "9999-12", "2027-13", "x", "2027-3"):
        assert mara.get(f"/calendar/month?month={nonsense}").status_code == 200


def test_c8_the_month_says_why_a_day_is_no_day_of_work(
    app: Flask, browser_of: Any, cast: Any
) -> None:
    with app.app_context(), transaction():
        for day, title in ((dt.date(2027, 3, 9), "День банка"), (dt.date(2027, 3, 11), "")):
            administration.set_day(day, is_working=False, title=title, actor=cast.actor("adam"))
        db.session.add(
            Absence(
                employee_id=cast.ids["mara"],
                kind=AbsenceKind.ILLNESS,
                starts_on=dt.date(2027, 3, 17),
                ends_on=dt.date(2027, 3, 18),
            )
        )

    def why(who: str) -> dict[str, str]:
        address = f"/calendar/month?month=2027-03&of={cast.public_ids['mara']}"
        shown = browser_of(who).get(address).text
        cells = re.findall(r'<td data-date="2027-(03-\d\d)"(.*?)</td>', shown, re.S)
        named = [(day, re.findall(r'class="why" title="(.*?)"', cell)) for day, cell in cells]
        named = [(day, words[0]) for day, words in named if words]
        for day, words in named:
            assert f'2027, {words}"' in dict(cells)[day], "it is read aloud with the date"
        return dict(named)

    told = {
        "03-08": "International Women&#39;s Day",
        "03-09": "День банка",
        "03-11": "day off",
        "03-17": "away",
        "03-18": "away",
    }
    for who in ("mara", "sofia"):
        assert why(who) == told, "not that it is an illness, not what a Saturday says itself"


def test_c8_the_supervisor_sees_who_has_room(app: Flask, browser_of: Any, cast: Any) -> None:
    monday = dt.date(2027, 3, 15)
    with app.app_context(), transaction():
        client = a_client(cast)
        for hour in (6, 8):
            contacts.plan(
                actor=cast.actor("mara"),
                client=client,
                kind=Kind.VISIT,
                at=dt.datetime.combine(monday, dt.time(hour), dt.UTC),
                minutes=90,
            )
        db.session.add(
            Absence(
                employee_id=cast.ids["max"], kind=AbsenceKind.LEAVE, starts_on=monday,
                ends_on=monday,
            )
        )  # fmt: skip
    page = browser_of("sofia").get(f"/calendar/team?week={monday}").text
    assert "2 contacts" in page
    assert "3 of 9 hours" in page
    assert "away" in page
    assert "Klein" not in page, "a manager of the other team"
    assert browser_of("mara").get("/calendar/team").status_code == 403


def test_c8_rescheduling_from_a_clients_wish_proposes_the_time_wished(
    app: Flask, browser_of: Any, visit_id: str, cast: Any
) -> None:
    mara = browser_of("mara")
    page = f"/interactions/{visit_id}/invitations"
    submit(mara, page, emails="info@kedr.example", subject="A visit")
    hour = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
    wished = hour + dt.timedelta(days=6)
    with app.app_context(), transaction():
        invitation = db.session.scalars(sa.select(Invitation)).one()
        invitation.answer, invitation.answered_at = Answer.OTHER_TIME, clock.now()
        invitation.wished_at, invitation.wish = wished, "After the board"
    local = wished.astimezone(ZoneInfo("Europe/Moscow")).strftime("%Y-%m-%dT%H:%M")
    for where in (f"/interactions/{visit_id}", page):
        wanted = rf'href="(/interactions/{visit_id}/move\?[^"]*at=[^"]*)"'
        href = re.search(wanted, mara.get(where).text)
        assert href, where
        form = mara.get(html.unescape(href[1])).text
        assert f'value="{local}"' in form, where
    broken = mara.get(f"/interactions/{visit_id}/move?at=nonsense")
    assert broken.status_code == 200
    assert f'value="{local}"' not in broken.text


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "+7 495 200-00-00"), ("ru", "8 (495) 200-00-00")]
)
def test_c8_the_managers_number_is_written_as_the_reader_dials_it(
    app: Flask, link: str, cast: Any, language: str, shown: str
) -> None:
    with app.app_context(), transaction():
        cast.employee("mara").phone = "+74952000000"
    page = app.test_client().get(link, headers={"Accept-Language": language}).text
    assert f'<a href="tel:+74952000000">{shown}</a>' in page
