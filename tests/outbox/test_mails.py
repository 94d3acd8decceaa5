"""Reliability 2.3 row 17: one recipient, no header people can write in, nothing unescaped."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.outbox.letters import headers_of
from rmapp.outbox.mails import Envelope, build, html_of
from rmapp.outbox.renderers import Attachment, Letter, NoLetter

ENVELOPE = Envelope(
    sender="desk@bank.example",
    bank_name="Банк",
    recipient="anna@client.example",
    message_id="<0123@bank.example>",
    date=dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC),
    unsubscribe_url="https://desk.bank.example/unsubscribe/abc",
)
HEADERS = {
    "from", "to", "subject", "date", "message-id", "auto-submitted", "list-unsubscribe",
    "list-unsubscribe-post", "mime-version", "content-type",
}  # fmt: skip
TEXTS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=300
) | st.sampled_from(
    [
        "x\r\nBcc: evil@evil.example",
        "x\nTo: a@b.c, evil@evil.example",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} ${x} %s {client.secret}",
        "=?utf-8?b?QmNjOiBldmls?=",
        "a\u2028Bcc: x@y.z",
    ]
)


def parsed(letter: Letter, envelope: Envelope = ENVELOPE) -> EmailMessage:
    mail = email.message_from_bytes(build(letter, envelope).as_bytes(), policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


@given(name=st.text("Банк«Образец»Bank", min_size=1, max_size=120))
def test_the_demo_shows_a_long_name_as_it_was_given(name: str) -> None:
    """A name that needs several encoded words is one name again."""
    content = build(Letter(subject="s", text="t", from_name=name), ENVELOPE).as_bytes()
    shown = dict(headers_of(content))["From"]
    assert shown.replace('"', "") == f"{name} <desk@bank.example>"


@given(subject=TEXTS, text=TEXTS, name=TEXTS)
def test_whatever_people_write_the_letter_has_one_reader_and_our_headers(
    subject: str, text: str, name: str
) -> None:
    mail = parsed(Letter(subject=subject, text=text, from_name=name))
    assert {key.lower() for key in mail} == HEADERS
    assert len(mail.get_all("To", [])) == 1
    assert [a.addr_spec for a in mail["To"].addresses] == ["anna@client.example"]
    assert [a.addr_spec for a in mail["From"].addresses] == ["desk@bank.example"]
    assert len(str(mail["Subject"])) <= 200
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"


@given(TEXTS)
def test_the_html_twin_has_no_tag_that_came_from_the_text(text: str) -> None:
    import html.parser

    seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Tags(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, attrs))

    Tags().feed(html_of(text, "ru"))
    assert {tag for tag, _ in seen} <= {"html", "head", "meta", "title", "body", "p", "br", "a"}
    for tag, attributes in seen:
        names = {name for name, _ in attributes}
        assert names <= {"html": {"lang"}, "meta": {"charset"}, "a": {"href"}}.get(tag, set())
        for name, value in attributes:
            assert name != "href" or (value or "").startswith("https://")


def test_links_of_the_text_can_be_followed_and_only_https() -> None:
    page = html_of("см. https://bank.example/p/1. и javascript:alert(1) http://x.example", "ru")
    assert '<a href="https://bank.example/p/1">https://bank.example/p/1</a>.' in page
    assert page.count("<a ") == 1


def test_a_service_letter_has_no_unsubscribe_link() -> None:
    from dataclasses import replace

    mail = parsed(Letter("s", "t"), replace(ENVELOPE, unsubscribe_url=None))
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "address", ["a@x.example, b@evil.example", "a@x.example\r\nBcc: b@evil.example", "", "a", "<>"]
)
def test_what_is_not_one_address_is_not_written_to(address: str) -> None:
    from dataclasses import replace

    with pytest.raises(NoLetter):
        build(Letter("s", "t"), replace(ENVELOPE, recipient=address))
    if address:
        with pytest.raises(NoLetter):
            build(Letter("s", "t", reply_to=address), ENVELOPE)


def test_a_thread_is_kept_and_a_forged_one_refused() -> None:
    assert (
        parsed(Letter("s", "t", in_reply_to="<a.b@c.example>"))["References"] == "<a.b@c.example>"
    )
    with pytest.raises(NoLetter):
        build(Letter("s", "t", in_reply_to="<a@b>\r\nBcc: x@y.example"), ENVELOPE)


def test_files_come_with_names_that_are_only_names() -> None:
    invitation = Attachment("../../встреча\r\n.ics", "text/calendar; method=REQUEST", b"BEGIN")
    mail = parsed(Letter("s", "t", attachments=(invitation,)))
    (part,) = list(mail.iter_attachments())
    assert part.get_content_type() == "application/ics"
    assert part.get_filename() == ".._.._встреча .ics"
    assert part.get_payload(decode=True) == b"BEGIN"
    (read,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert read.get_param("method") == "REQUEST"
    assert read.get_filename() is None
