"""The bank's own fields in an import (D9, D13)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from rmapp.clients import custom
from rmapp.clients.custom.defining import Option, define_field
from rmapp.clients.models import Client, CustomType, CustomValue
from rmapp.clients.queries import search
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.dossiers.operations import edit_client
from rmapp.exchange import book
from rmapp.exchange.models import Fate, Import, ImportRow
from tests.clients.test_custom_fields import SAMPLES, define
from tests.exchange.importing import Desk
from tests.factories import a_client

HEAD = "Наименование;ИНН;Уровень"


@pytest.fixture
def desk(app: Any, cast: Any) -> Desk:
    return Desk(app, cast)


def kept(desk: Desk) -> list[Any]:
    with desk.app.app_context(), transaction():
        clients = db.session.scalars(sa.select(Client.id).order_by(Client.id)).all()
        return [custom.values_of(id).get("custom.own") for id in clients]


@pytest.mark.parametrize("type", list(CustomType))
def test_d9_a_column_called_like_an_own_field_is_brought_in(desk: Desk, type: CustomType) -> None:
    text, value = SAMPLES[type]
    with desk.app.app_context(), transaction():
        define(desk.cast, type, "own", is_searchable=type is CustomType.TEXT)
    content = f"{HEAD}\nООО Кедр;7707083893;{text}\nООО Мост;;".encode()
    desk.take_in(content)
    assert kept(desk) == [value, None]
    if type is CustomType.TEXT:
        with desk.app.app_context(), transaction():
            assert search(desk.cast.actor("mara"), text), "it is found by it at once"


def test_d9_what_does_not_fit_is_an_error_of_its_row_and_goes_to_the_notes_if_asked(
    desk: Desk,
) -> None:
    with desk.app.app_context(), transaction():
        define(desk.cast, CustomType.NUMBER, "own")
    content = f"{HEAD}\nООО Кедр;7707083893;много\nООО Мост;;12".encode()
    id = desk.bring(content)
    desk.check(id)
    with desk.app.app_context(), transaction():
        rows = db.session.scalars(
            sa.select(ImportRow).where(ImportRow.import_id == id).order_by(ImportRow.number)
        ).all()
        assert [row.fate for row in rows] == [Fate.ERROR, Fate.CREATE]
        assert rows[0].problems == [["custom.own", "own_number", "много", True]]
    desk.take_in(content, is_lenient=True)
    with desk.app.app_context(), transaction():
        notes = db.session.scalars(sa.select(Client.notes).order_by(Client.id)).all()
    assert "own: много" in notes[0]


def test_d9_known_clients_are_filled_up_and_the_undo_brings_back_what_was(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        mara = desk.cast.actor("mara")
        define(desk.cast, CustomType.CHOICES, "own")
        for name, number, codes in (("Кедр", "7707083893", ["gold"]), ("Мост", "7736050003", None)):
            client = a_client(desk.cast, name=f"ООО «{name}»", inn=number)
            edit_client(client, actor=mara, version=client.version, fields={"custom.own": codes})
    content = f"{HEAD}\nООО Кедр;7707083893;Silver\nООО Мост;7736050003;Золотой, silver".encode()
    desk.take_in(content)
    assert kept(desk) == [["gold"], ["gold", "silver"]], "only what was empty"
    done = desk.take_in(content, overwrites=True)
    assert kept(desk) == [["silver"], ["gold", "silver"]]
    with desk.app.app_context(), transaction():
        mara = desk.cast.actor("mara")
        operation, _author = book.operation_of(
            db.session.scalar(
                sa.select(book.Operation.public_id).where(
                    book.Operation.id == db.session.get_one(Import, done.id).operation_id
                )
            ),
            actor=mara,
        )
        book.undo(operation, actor=mara)
    assert kept(desk) == [["gold"], ["gold", "silver"]]


def test_d9_no_is_an_answer_and_not_an_empty_cell(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        define(desk.cast, CustomType.FLAG, "own")
    rows = [("Кедр", "7707083893", "нет"), ("Мост", "", "да"), ("Лес", "", "-"), ("Бор", "", "no")]
    desk.take_in("\n".join([HEAD, *[f"ООО {a};{b};{c}" for a, b, c in rows]]).encode())
    assert kept(desk) == [False, True, None, False]
    desk.take_in(f"{HEAD}\nООО Мост;;нет\nООО Кедр;7707083893;да".encode(), overwrites=True)
    assert kept(desk) == [True, False, None, False]


def test_d9_a_choice_may_be_called_no(desk: Desk) -> None:
    options = (Option("None", "Нет"), Option("Loan", "Кредит"))
    with desk.app.app_context(), transaction():
        define_field(
            actor=desk.cast.actor("adam"), type=CustomType.CHOICE, code="own", name_en="Tier",
            name_ru="Уровень", kinds=["organisation"], options=options,
        )  # fmt: skip
    desk.take_in(f"{HEAD}\nООО Кедр;7707083893;нет\nООО Мост;;кредит\nООО Бор;;n/a".encode())
    assert kept(desk) == ["none", "loan", None]


def test_d9_a_sensitive_field_is_not_brought_in_by_files(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        define(desk.cast, CustomType.TEXT, "own", is_sensitive=True)
    desk.take_in(f"{HEAD}\nООО Кедр;7707083893;тайна".encode())
    with desk.app.app_context(), transaction():
        assert db.session.scalars(sa.select(CustomValue)).all() == []
