"""The demo's mail server and the page's reading of what it keeps."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rmapp.core.errors import NotFound
from rmapp.outbox import demo_smtp, letters
from rmapp.outbox.place import MAILBOX_PORT
from rmapp.outbox.states import Purpose, State
from tests.outbox.conftest import Post


@pytest.fixture
def mailbox(post: Post, tmp_path: Path) -> Iterator[Path]:
    """The mail server on a port of its own, found by its file."""
    post.app.config.pop("OUTBOX_SERVER")
    loop, until = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(demo_smtp.serve(tmp_path, until=until))
    )
    thread.start()
    written = threading.Event()
    while not (tmp_path / MAILBOX_PORT).exists() or not (tmp_path / MAILBOX_PORT).read_text():
        assert not written.wait(0.01)
    yield tmp_path
    loop.call_soon_threadsafe(until.set)
    thread.join(5)
    loop.close()


def test_a_letter_goes_to_the_demo_s_mailbox_and_can_be_read(post: Post, mailbox: Path) -> None:
    reader = post.address("anna@client.example", Purpose.MARKETING)
    id = post.letter(
        reader,
        purpose=Purpose.MARKETING,
        params={"subject": "Вклад «Осень»", "text": "Здравствуйте!\n.с точки\n<b>нет</b>"},
    )
    assert post.deliver(id) == {"sent": 1}
    assert post.state(id) is State.SENT
    (listed,) = letters.letters()
    assert (listed.recipient, listed.subject) == ("anna@client.example", "Вклад «Осень»")
    opened = letters.letter(listed.name)
    assert opened.text.startswith("Здравствуйте!\n.с точки\n<b>нет</b>")
    assert opened.header("list-unsubscribe-post") == "List-Unsubscribe=One-Click"
    assert opened.links
    assert opened.links[0] in opened.header("List-Unsubscribe")


def test_without_a_mailbox_letters_wait(post: Post) -> None:
    post.app.config.pop("OUTBOX_SERVER")
    id = post.letter()
    assert post.deliver(id) == {"relay": 1}
    assert post.state(id) is State.PENDING


def test_older_letters_follow_on_the_next_page(post: Post, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(5):
        demo_smtp.keep(folder, f"Subject: {number}\r\n\r\nx".encode())
    first = letters.letters(limit=3)
    second = letters.letters(before=first[-1].name, limit=3)
    assert [one.subject for one in (*first, *second)] == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "x", "", "0" * 19 + "-" + "0" * 8])
def test_no_other_file_can_be_named(post: Post, name: str) -> None:
    with pytest.raises(NotFound):
        letters.letter(name)


def test_a_broken_letter_is_shown_as_far_as_it_goes(post: Post, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    broken = b"Subject: =?utf-8?b?////?=\r\nContent-Type: text/plain; charset=x\xff\r\n\r\n\xff\xfe"
    demo_smtp.keep(folder, broken)
    (listed,) = letters.letters()
    assert letters.letter(listed.name).text
