"""I2, F5: letters are read as they come, whatever their bytes."""

from __future__ import annotations

import os
import pathlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.intake.rules import Parsed, excerpt_of, plain_of_html, read_letter

BOUNCE = b"""From: MAILER-DAEMON@relay.example
To: desk@bank.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; nobody@kedr.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <0123456789abcdef0123456789abcdef@bank.example>
Subject: x
--b--
"""
REPLY = (
    """From: =?utf-8?b?{name}?= <Ivan@Kedr.Example>
To: Mara <mara@bank.example>
Subject: =?koi8-r?B?7sHb1SDQxcbB0g==?=
In-Reply-To: <a@bank.example>
References: <first@x> <b@bank.example> <a@bank.example>
Content-Type: text/plain; charset=windows-1251
Content-Transfer-Encoding: 8bit

""".replace("{name}", "0JjQstCw0L0=").encode()
    + ("Берём, присылайте договор.\n\n> вы писали\n> старое\n".encode("cp1251"))
)
INVITATION = b"""From: ivan@kedr.example
Subject: Accepted
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/calendar; method=REPLY

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:meeting-1@bank.exa
 mple
ATTENDEE;PARTSTAT=ACCEPTED;CN=Ivan:mailto:ivan@kedr.example
END:VEVENT
END:VCALENDAR
--b--
"""


def test_an_answer_is_read_with_its_thread_its_sender_and_its_own_words():
    letter = read_letter(REPLY)
    assert (letter.kind, letter.from_name, letter.from_address) == (
        "letter",
        "Иван",
        "ivan@kedr.example",
    )
    assert letter.references == ("<a@bank.example>", "<b@bank.example>", "<first@x>")
    assert letter.to_addresses == ("mara@bank.example",)
    assert letter.excerpt == "Берём, присылайте договор."


def test_a_report_names_the_recipient_the_reason_and_our_letter():
    letter = read_letter(BOUNCE)
    assert letter.kind == "bounce"
    assert letter.delivery == {
        "action": "failed",
        "recipient": "nobody@kedr.example",
        "status": "5.1.1",
        "words": "smtp; 550 no such user",
    }
    assert letter.reported == ("<0123456789abcdef0123456789abcdef@bank.example>",)


def test_a_reply_to_an_invitation_says_who_answers_what():
    letter = read_letter(INVITATION)
    assert letter.kind == "invitation-reply"
    assert letter.calendar == {
        "uid": "meeting-1@bank.example",
        "answer": "accepted",
        "attendee": "ivan@kedr.example",
        "sequence": "0",
        "starts": "",
    }


def test_c8_a_reply_to_an_invitation_says_to_which_of_its_letters_and_to_what_time():
    said = b"SEQUENCE:3\r\nDTSTART;VALUE=DATE-TIME:20261201T130000Z\r\nATTENDEE;"
    letter = read_letter(INVITATION.replace(b"ATTENDEE;", said))
    assert letter.calendar is not None
    assert (letter.calendar["sequence"], letter.calendar["starts"]) == ("3", "20261201T130000Z")


#: What stands in a reply between its time and the end, by who sends it.
ZONES = b"""BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
END:STANDARD
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("starts", "utc"),
    [
        (b"DTSTART:20261207T071500Z", "20261207T071500Z"),
        (b"DTSTART;TZID=Russian Standard Time:20261207T101500", "20261207T071500Z"),
        (b'DTSTART;TZID="Russian Standard Time":20261207T101500', "20261207T071500Z"),
        (b"DTSTART;TZID=Europe/Berlin:20260706T101500", "20260706T081500Z"),
        (b"DTSTART;TZID=AUS Eastern Standard Time:20261207T101500", "20261206T231500Z"),
        (b"DTSTART;TZID=Customized Time Zone:20261207T101500", "20261207T051500Z"),
        (b"DTSTART;TZID=Nowhere:20261207T101500", ""),
        (b"DTSTART;TZID=Europe/Berlin:20269907T101500", ""),
        (b"DTSTART;VALUE=DATE:20261207", ""),
        (b"DTSTART:20261207T101500", ""),
    ],
)
def test_c8_a_reply_on_the_clock_of_a_zone_names_the_moment(starts: bytes, utc: str) -> None:
    said = INVITATION.replace(b"BEGIN:VEVENT", ZONES + b"BEGIN:VEVENT\n" + starts)
    letter = read_letter(said)
    assert letter.calendar is not None
    assert letter.calendar["starts"] == utc


def test_c8_a_reply_is_known_by_the_type_of_its_part_or_by_the_name_of_its_file() -> None:
    by_type = INVITATION.replace(b"METHOD:REPLY\n", b"")
    kind = b'application/octet-stream; name="invite.ics"'
    by_name = INVITATION.replace(b"text/calendar; method=REPLY", kind)
    assert {read_letter(one).kind for one in (by_type, by_name)} == {"invitation-reply"}
    asks = INVITATION.replace(b"METHOD:REPLY", b"METHOD:REQUEST")
    assert read_letter(asks).kind == "letter", "the calendar itself stands over the type"


def test_c8_another_time_proposed_is_the_senders_among_several_attendees() -> None:
    others = b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:desk@bank.example\nATTENDEE;"
    said = INVITATION.replace(b"REPLY", b"COUNTER").replace(b"ATTENDEE;", others)
    calendar = read_letter(said).calendar
    assert calendar is not None
    assert (calendar["answer"], calendar["attendee"]) == ("counter", "ivan@kedr.example")


@pytest.mark.parametrize(
    "comment",
    [
        b"COMMENT;LANGUAGE=en:Late\\, by ten\\nminutes\nATTENDEE;",
        b'COMMENT;ALTREP="http://x.example/1":Late\\, by ten\\nminutes\nATTENDEE;',
        b'ATTENDEE;X-RESPONSE-COMMENT="Late, by ten minutes";',
    ],
)
def test_c8_what_the_reader_writes_to_the_answer_is_read(comment: bytes) -> None:
    calendar = read_letter(INVITATION.replace(b"ATTENDEE;", comment)).calendar
    assert calendar is not None
    assert calendar["comment"] == "Late, by ten minutes"


def test_c8_a_hostile_calendar_is_read_in_no_time() -> None:
    for line in (b"BEGIN:VTIMEZONE\n", b"DTSTART;TZID=x:20261207T101500;\n", b'UID;"a":\n'):
        said = INVITATION.replace(b"BEGIN:VEVENT\n", b"BEGIN:VEVENT\n" + line * 15_000)
        started = time.process_time()
        read_letter(said)
        assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "head",
    [
        b"Auto-Submitted: auto-replied",
        b"X-Autoreply: yes",
        b"Subject: Automatic reply: Proposal",
        "Subject: Автоответ: в отпуске".encode(),
        b"Precedence: auto_reply",
    ],
)
def test_an_absence_notice_is_no_answer(head):
    assert read_letter(b"From: a@b.example\n" + head + b"\n\nI am away").kind == "auto-reply"


def test_markup_and_invisible_signs_do_not_reach_the_page():
    html = "<style>p{}</style><p>Good&nbsp;day\u202e<script>alert(1)</script><br>Ivan</p>"
    assert excerpt_of(plain_of_html(html)) == "Good day\nIvan"
    assert "\x00" not in read_letter(b"From: a@b.example\nSubject: a\x00b\n\nc\x00d").excerpt


@given(st.binary(max_size=3_000))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(raw):
    assert isinstance(read_letter(raw), Parsed)


@given(st.lists(st.sampled_from(BOUNCE.split(b"\n") + REPLY.split(b"\n")), max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_shuffled_letter_raises(lines):
    assert isinstance(read_letter(b"\n".join(lines)), Parsed)


def test_a_thousand_letters_in_one_another_end_soon():
    nested = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 1_500
    assert isinstance(read_letter(nested), Parsed)


@pytest.mark.real_data
def test_every_real_letter_is_read_and_reports_are_known():
    folder = pathlib.Path(os.environ["RMAPP_REAL_DATA"]) / "mail"
    found = {path.name: read_letter(path.read_bytes()) for path in sorted(folder.glob("*.eml"))}
    assert len(found) > 40
    assert all(letter.is_readable for letter in found.values())
    reports = [n for n in found if "bounce" in n or "lhost" in n or "rhost" in n or "rfc3464" in n]
    known = [n for n in reports if found[n].kind in ("bounce", "delay")]
    assert len(known) / len(reports) > 0.85
    answers = [n for n in found if n.startswith("mikel_plain") or n == "flanker_iphone.eml"]
    assert {found[n].kind for n in answers} == {"letter"}
