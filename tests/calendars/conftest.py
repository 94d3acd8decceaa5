"""A visit to come, and the letters that invite to it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from icalendar import Calendar, Event

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from rmapp.outbox import queries as letters
from rmapp.outbox import renderers
from rmapp.outbox.mails import Envelope, build
from rmapp.outbox.models import Message
from rmapp.outbox.states import State
from tests.factories import a_client, a_contact_person


@pytest.fixture
def client(cast: Any, scene: Any) -> Client:
    """A firm with one address of its own and a head with another."""
    client = a_client(cast, emails=["info@kedr.example"], zone="Asia/Yekaterinburg", language="en")
    a_contact_person(client, email="Head@Kedr.example")
    db.session.flush()
    return client


@pytest.fixture
def visit(cast: Any, client: Client) -> Interaction:
    """A visit in three days."""
    return contacts.plan(
        actor=cast.actor("mara"),
        client=client,
        kind=Kind.VISIT,
        at=(clock.now() + dt.timedelta(days=3)).replace(minute=0, second=0, microsecond=0),
        minutes=60,
        matter=contacts.Matter(place="Their office"),
    )


def waiting() -> list[Message]:
    """The letters of invitations that wait to leave, in order."""
    return list(
        db.session.execute(
            sa.select(Message)
            .where(Message.kind == "invitation", Message.state == State.PENDING)
            .order_by(Message.id)
        ).scalars()
    )


def mail_of(message: Message) -> EmailMessage:
    """The letter as bytes on the wire, read back."""
    letter = renderers.render(letters.to_render([message.id])[message.id])
    sent = build(
        letter,
        Envelope("desk@bank.example", "Bank", "x@y.example", message.message_id, clock.now()),
    )
    return email.message_from_bytes(bytes(sent), policy=email.policy.default)  # type: ignore[return-value]


def calendar_of(message: Message) -> tuple[Calendar, Event]:
    """The calendar that a letter carries and its one event, read by a parser of its own."""
    parts = [p for p in mail_of(message).walk() if p.get_content_type() == "text/calendar"]
    assert len(parts) == 1
    raw = parts[0].get_payload(decode=True)
    calendar = strictly(raw)
    assert parts[0].get_param("method") == str(calendar["method"])
    [event] = calendar.walk("VEVENT")
    return calendar, event


def strictly(raw: bytes) -> Calendar:
    """``raw`` as a calendar; fails on what RFC 5545 does not allow."""
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert all(b"\n" not in line and len(line) <= 75 for line in lines)
    calendar = Calendar.from_ical(raw)
    for component in calendar.walk():
        assert component.errors == []
    assert str(calendar["version"]) == "2.0"
    assert calendar["prodid"]
    for event in calendar.walk("VEVENT"):
        for needed in ("uid", "dtstamp", "dtstart", "dtend", "summary", "sequence"):
            assert needed in event, needed
        assert event["dtend"].dt > event["dtstart"].dt
    return calendar
