"""F3: consent by purpose, double opt-in, one-click unsubscribe; row 26: a GET changes nothing."""

from __future__ import annotations

import pytest

from rmapp.core.errors import Conflict, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.outbox import operations, queries, tokens
from rmapp.outbox.states import ConsentState, Purpose, State
from tests.outbox.conftest import Post


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" Anna.Orlova@Client.Example ", "anna.orlova@client.example"),
        ("info@почта.рф", "info@xn--80a1acny.xn--p1ai"),
    ],
)
def test_an_address_is_stored_in_one_way(post: Post, written: str, stored: str) -> None:
    first, second = post.address(written), post.address(stored)
    assert first == second
    assert post.address_row(first).address == stored


@pytest.mark.parametrize(
    "address", ["", "a", "a@b", "a@x.example, b@y.example", "a b@x.example", "<a@x.example>",
                "a@x.example\r\nBcc: b@y.example", "иван@x.example", "a@[127.0.0.1]"]
)  # fmt: skip
def test_what_is_no_address_is_refused(post: Post, address: str) -> None:
    with pytest.raises(Invalid), transaction():
        operations.address_for(address, actor=None)


def test_an_unsubscription_stops_what_waits_and_is_repeatable(post: Post) -> None:
    reader = post.address(None, Purpose.MARKETING)
    offer = post.letter(reader, purpose=Purpose.MARKETING)
    service = post.letter(reader)
    token = tokens.unsubscription(reader, Purpose.MARKETING)
    with transaction():
        first = operations.unsubscribe(token)
    with transaction():
        second = operations.unsubscribe(token)
    assert (first.suppressed, first.already) == (1, False)
    assert (second.suppressed, second.already) == (0, True)
    assert post.state(offer) is State.SUPPRESSED
    assert post.deliver(service) == {"sent": 1}, "what he must know still reaches him"


def test_an_unsubscription_keeps_the_proof_of_what_was_given(post: Post) -> None:
    reader = post.address(None, Purpose.MARKETING)
    with transaction():
        operations.withdraw(reader, [Purpose.MARKETING], source="call", actor=None)
    text = post.address_row(reader).address
    with transaction():
        row = queries.address_of(text)
        assert row is not None
        (consent,) = row.consents
    assert consent.state is ConsentState.WITHDRAWN
    assert (consent.text_version, consent.source) == ("1", "test")
    assert consent.withdrawn_source == "call"


@pytest.mark.parametrize("token", ["", "x", "a.b", "x" * 300])
def test_a_forged_link_is_no_link(post: Post, token: str) -> None:
    with pytest.raises(NotFound), transaction():
        operations.unsubscribe(token)


def test_a_link_of_one_sort_is_no_link_of_another(post: Post) -> None:
    reader = post.address()
    with pytest.raises(NotFound), transaction():
        operations.unsubscribe(tokens.confirmation(reader, Purpose.MARKETING))


def test_a_consent_asked_counts_only_when_confirmed(post: Post) -> None:
    reader = post.address()
    with transaction():
        assert operations.ask(reader, Purpose.MARKETING, text_version="2", source="web form")
    early = post.letter(reader, purpose=Purpose.MARKETING)
    assert post.deliver(early) == {"suppressed": 1}
    token = tokens.confirmation(reader, Purpose.MARKETING)
    with transaction():
        operations.confirm(token, proof={"ip": "192.0.2.1"})
    assert post.deliver(post.letter(reader, purpose=Purpose.MARKETING)) == {"sent": 1}


def test_an_old_confirmation_does_not_undo_a_withdrawal(post: Post) -> None:
    reader = post.address()
    with transaction():
        operations.ask(reader, Purpose.MARKETING, text_version="2", source="web form")
    with transaction():
        operations.withdraw(reader, [Purpose.MARKETING], source="link", actor=None)
    with pytest.raises(Conflict), transaction():
        operations.confirm(tokens.confirmation(reader, Purpose.MARKETING), proof={})


def test_a_suppressed_address_gets_nothing_at_all_until_a_person_vouches(
    post: Post, director: object
) -> None:
    reader = post.address()
    waiting = post.letter(reader)
    with transaction():
        assert operations.suppress(reader, reason="complaint", actor=None) == 1
    assert post.state(waiting) is State.SUPPRESSED
    assert post.deliver(post.letter(reader)) == {"suppressed": 1}
    with transaction():
        operations.allow_again(reader, actor=director)  # type: ignore[arg-type]
    assert post.deliver(post.letter(reader)) == {"sent": 1}


def test_scheduling_warns_of_what_will_not_leave(post: Post) -> None:
    reader = post.address()
    with transaction():
        made = operations.schedule(
            actor=None,
            kind="test",
            address_id=reader,
            purpose=Purpose.MARKETING,
            occasion="campaign:1",
            dedup_key="campaign:1:1",
        )
    assert made.warning == "no consent: marketing"


def test_a_bounce_that_comes_back_stops_the_address(post: Post) -> None:
    reader = post.address()
    id = post.letter(reader)
    post.deliver(id)
    with transaction():
        assert operations.bounced(post_id(post, id), words="5.1.1 unknown")
        assert not operations.bounced("<unknown@x.example>", words="5.1.1")
    assert post.deliver(post.letter(reader)) == {"suppressed": 1}
    assert post.events(id) == ["bounced"]


def post_id(post: Post, id: int) -> str:
    from rmapp.core.db import db
    from rmapp.outbox.models import Message

    return db.session.get_one(Message, id).message_id


def test_quiet_hours_are_kept_at_the_moment_of_sending_too(post: Post) -> None:
    import datetime as dt

    from rmapp.outbox.rules import Hours

    reader = post.address(None, Purpose.MARKETING)
    id = post.letter(reader, purpose=Purpose.MARKETING, zone="UTC")
    now = post.row(id).created_at
    hour = (now + dt.timedelta(hours=3)).time().replace(minute=0, second=0)
    end = (dt.datetime.combine(now, hour) + dt.timedelta(hours=1)).time()
    if end < hour:
        hour, end = dt.time(2), dt.time(3)
    post.app.config["OUTBOX_HOURS"] = Hours(start=hour, end=end)
    assert post.deliver(id) == {"noop": 1}
    row = post.row(id)
    assert (row.state, row.attempts) == (State.PENDING, 0)
    assert row.next_at.time().replace(microsecond=0) == hour.replace(microsecond=0)
