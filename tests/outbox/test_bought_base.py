"""D7: a prospect of a bought base gets no letter of any kind before consenting."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Client, ClientKind, Lifecycle, Source
from rmapp.core import clock
from rmapp.core.transaction import transaction
from rmapp.followups.words import not_sent_words
from rmapp.outbox import operations, tokens
from rmapp.outbox.models import Message, RecipientAddress
from rmapp.outbox.renderers import render
from rmapp.outbox.states import Purpose, State
from tests.outbox.conftest import Post


@pytest.fixture
def reader(post: Post) -> int:
    """The address of a prospect of a bought base."""
    with transaction() as session:
        source = Source(name_en="Bought list", name_ru="Купленный список", is_cautious=True)
        session.add(source)
        session.flush()
        client = Client(
            kind=ClientKind.ORGANISATION, lifecycle=Lifecycle.PROSPECT, short_name="Кедр",
            display_name="Кедр", name_key="кедр", created_at=clock.now(), source_id=source.id,
        )  # fmt: skip
        session.add(client)
        session.flush()
        key = client.id
    address = post.address()
    with transaction() as session:
        session.get_one(RecipientAddress, address).client_id = key
    return address


def test_d7_a_service_letter_to_a_bought_prospect_does_not_leave_and_says_why(
    post: Post, reader: int
) -> None:
    letter = post.letter(reader)
    assert post.deliver(letter) == {"suppressed": 1}
    assert post.received == []
    row = post.row(letter)
    assert row.state is State.SUPPRESSED
    with post.app.test_request_context():
        assert "купленной базы" in not_sent_words(row.last_error) or "bought" in not_sent_words(
            row.last_error
        )


def test_d7_the_letter_that_asks_for_the_consent_leaves_once_and_opens_the_way(
    post: Post, reader: int
) -> None:
    with transaction():
        assert operations.ask(reader, Purpose.MARKETING, text_version="1", source="letter")
        made = operations.schedule(
            actor=None, kind="consent-confirmation", address_id=reader, purpose=Purpose.SERVICE,
            occasion=f"consent:{reader}", dedup_key=f"consent:{reader}:marketing",
            params={"purpose": "marketing", "language": "en"},
        )  # fmt: skip
        again = operations.schedule(
            actor=None, kind="consent-confirmation", address_id=reader, purpose=Purpose.SERVICE,
            occasion=f"consent:{reader}", dedup_key=f"consent:{reader}:marketing",
            params={"purpose": "marketing", "language": "en"},
        )  # fmt: skip
    assert (made.is_new, made.warning, again.is_new) == (True, None, False)
    with post.app.test_request_context(), transaction() as session:
        token = tokens.confirmation(reader, Purpose.MARKETING)
        letter = render(session.get_one(Message, made.id))
    assert f"/consent/{token}" in letter.text
    assert post.deliver(made.id) == {"sent": 1}
    browser = post.app.test_client()
    page = browser.get(f"/consent/{token}").text
    field = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert field is not None
    done = browser.post(f"/consent/{token}", data={"csrf_token": field[1]})
    assert done.status_code == 200
    again_read = browser.get(f"/consent/{token}").text
    assert "Согласие уже дано" in again_read
    assert "Согласен получать такие письма" not in again_read, "who has agreed is not asked again"
    assert "/unsubscribe/" in again_read
    assert post.deliver(post.letter(reader)) == {"sent": 1}


def test_d7_a_reader_with_a_broken_link_is_spoken_to_by_the_bank(post: Post) -> None:
    """Not of searches and first pages of a desk they have never seen."""
    page = post.app.test_client().get("/consent/broken", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "Open the link in the letter once more, whole." in page.text
    assert "The search finds everything" not in page.text
    assert "To the first page" not in page.text


def test_d7_whoever_schedules_it_is_warned_at_once(post: Post, reader: int) -> None:
    with transaction():
        made = operations.schedule(
            actor=None, kind="test", address_id=reader, purpose=Purpose.SERVICE,
            occasion="proposal:bought", dedup_key="proposal:bought",
        )  # fmt: skip
    assert made.warning is not None


def test_d7_any_consent_and_the_first_product_open_the_way(post: Post, reader: int) -> None:
    with transaction():
        operations.give(reader, Purpose.MARKETING, text_version="1", source="call", actor=None)
    assert post.deliver(post.letter(reader)) == {"sent": 1}
    with transaction():
        operations.withdraw(reader, [Purpose.MARKETING], source="call", actor=None)
    assert post.deliver(post.letter(reader)) == {"suppressed": 1}
    with transaction() as session:
        session.execute(sa.update(Client).values(lifecycle=Lifecycle.CLIENT))
    assert post.deliver(post.letter(reader)) == {"sent": 1}
