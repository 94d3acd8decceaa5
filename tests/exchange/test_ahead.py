"""Speed without a loss: rows are understood in a process of their own, words enter the index of the
search together, and what every other session leaves waiting there stays small (D13, D15)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Client
from rmapp.clients.operations import refresh_search_many
from rmapp.core import copying
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.exchange.ahead import ahead
from rmapp.exchange.operations import running, understanding
from rmapp.exchange.readers import ReaderRefusal
from rmapp.exchange.readers.table import RefusalCode
from tests.exchange.importing import Desk, many


def test_what_is_made_ahead_comes_in_order_from_another_process() -> None:
    with ahead(lambda: ((number, os.getpid()) for number in range(3))) as made:
        found = list(made)
    assert [number for number, _pid in found] == [0, 1, 2]
    assert {pid for _number, pid in found}.isdisjoint({os.getpid()})


def test_what_two_make_comes_in_turn_and_the_first_that_ends_is_the_end() -> None:
    def dealt(turn: int) -> Iterator[tuple[int, int]]:
        return ((number, os.getpid()) for number in range(turn, 7, 2))

    with ahead(lambda: dealt(0), lambda: dealt(1)) as made:
        found = list(made)
    assert [number for number, _pid in found] == list(range(7))
    assert len({pid for _number, pid in found}) == 2
    with ahead(lambda: dealt(6), lambda: dealt(7)) as made:
        assert [number for number, _pid in made] == [6]


def test_d13_rows_understood_by_two_are_those_of_one_in_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(understanding, "CHUNK", 7)
    kept = []
    for hands in (1, 2, 3):
        monkeypatch.setattr(understanding, "HANDS", hands)
        id = desk.bring(many(50))
        assert desk.check(id) == "done"
        kept.append([(row.number, row.name, row.draft) for row in desk.rows(id)])
    assert kept[0] == kept[1] == kept[2]
    assert [number for number, _name, _draft in kept[0]] == sorted({n for n, _a, _b in kept[0]})


def test_a_refusal_of_the_reader_comes_up_as_it_is() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ReaderRefusal(RefusalCode.TOO_MANY_ROWS, "row 7")

    with ahead(broken) as made:
        assert next(made) == 1
        with pytest.raises(ReaderRefusal) as refused:
            next(made)
    assert (refused.value.code, refused.value.detail) == (RefusalCode.TOO_MANY_ROWS, "row 7")


def test_a_process_that_dies_ahead_is_an_error_and_not_the_end_of_the_file() -> None:
    with ahead(lambda: (os._exit(1) for _ in range(1))) as made, pytest.raises(RuntimeError):
        next(made)


def test_a_stop_in_the_middle_leaves_no_process_behind() -> None:
    with ahead(lambda: (os.getpid() for _ in range(1_000_000))) as made:
        child = next(made)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_words_made_ahead_are_those_that_an_edit_writes(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)  # the words of all but the first ten come ahead
    desk.take_in(many(30))
    words = sa.select(Client.id, Client.name_key, sa.cast(Client.search, sa.Text))
    with app.app_context(), transaction():
        imported = db.session.execute(words.order_by(Client.id)).all()
        refresh_search_many([row.id for row in imported])
        assert db.session.execute(words.order_by(Client.id)).all() == imported


def test_an_import_leaves_nothing_waiting_for_the_index_and_others_little(
    app: Flask, desk: Desk
) -> None:
    desk.take_in(many(30))
    with app.app_context(), transaction() as session:
        assert session.scalar(sa.text("SELECT client_search_settle()")) == 0
        assert session.scalar(sa.text("SHOW gin_pending_list_limit")) == "64kB"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_no_text_ends_a_value_or_a_row_of_a_copy(text: str) -> None:
    written = copying.field(text)
    assert not {"\t", "\n", "\r"} & set(written)
    plain = (
        written.replace("\\\\", "\0")
        .replace("\\t", "\t")
        .replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\0", "\\")
    )
    assert plain == text
