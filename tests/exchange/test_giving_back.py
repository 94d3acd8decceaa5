"""The undo of an import or a bulk change: told to every history, by a worker where it is large
(D13, D16, D18)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client, ClientEvent, CustomType
from rmapp.clients.queries import search
from rmapp.core import journal
from rmapp.core.db import db
from rmapp.core.errors import Conflict
from rmapp.core.transaction import transaction
from rmapp.dossiers.operations import edit_client
from rmapp.exchange import book
from rmapp.exchange.models import Import, ImportState
from rmapp.work import runner
from rmapp.work.models import WorkItem
from tests.cast import Cast
from tests.clients.test_custom_fields import define
from tests.exchange.importing import Desk, many, table
from tests.exchange.test_pages import keys, text
from tests.factories import a_client

KEDR, MOST = "7707083893", "7736050003"
HEAD = "Наименование;ИНН;Телефон;Сайт;own"


def the_operation(import_id: int) -> journal.Operation:
    key = db.session.get_one(Import, import_id).operation_id
    return db.session.get_one(journal.Operation, key)


def changes(inn: str) -> list[dict[str, Any]]:
    """What the history of the client tells of changes, oldest first."""
    rows = db.session.scalars(
        sa.select(ClientEvent.detail)
        .join(Client, Client.id == ClientEvent.client_id)
        .where(Client.inn == inn, ClientEvent.kind == "changed")
        .order_by(ClientEvent.id)
    )
    return [row["changes"] for row in rows]


@pytest.fixture
def filled(desk: Desk) -> int:
    """An import that filled up two known firms over what they had and made a third."""
    with desk.app.app_context(), transaction():
        define(desk.cast, CustomType.CHOICE, "own")
        for name, number in (("Кедр", KEDR), ("Мост", MOST)):
            client = a_client(desk.cast, name=f"ООО «{name}»", inn=number, web="http://old.example")
            edit_client(
                client, actor=desk.cast.actor("mara"), version=client.version,
                fields={"custom.own": "silver"},
            )  # fmt: skip
    rows = [
        "ООО Кедр;7707083893;(495) 540-75-20;new.example;Gold",
        "ООО Мост;7736050003;(495) 540-75-21;new.example;Gold",
        "ООО Новый;;(495) 540-75-22;new.example;Gold",
    ]
    return desk.take_in("\n".join([HEAD, *rows]).encode(), overwrites=True).id


def test_d13_d18_the_undo_of_an_import_is_told_in_the_history_of_each_it_had_changed(
    desk: Desk, filled: int
) -> None:
    with desk.app.app_context(), transaction() as session:
        most = session.scalars(sa.select(Client).where(Client.inn == MOST)).one()
        edit_client(
            most, actor=desk.cast.actor("mara"), version=most.version,
            fields={"web": "http://most.example"},
        )  # fmt: skip
    with desk.app.app_context(), transaction():
        book.undo(the_operation(filled), actor=desk.cast.actor("mara"))
    with desk.app.app_context(), transaction() as session:
        *_before, last = changes(KEDR)
        assert last["web"] == ["http://new.example", "http://old.example"]
        assert last["custom.own"] == ["gold", "silver"]
        assert last["phones"] == ["+74955407520", None]
        *_before, last = changes(MOST)
        assert "web" not in last, "what somebody changed since stays and is not told"
        assert last["custom.own"] == ["gold", "silver"]
        assert not search(desk.cast.actor("mara"), "5407520"), "the search has forgotten it too"
        events = sa.select(ClientEvent).where(ClientEvent.author_id == desk.cast.ids["mara"])
        assert session.scalars(events.order_by(ClientEvent.id.desc())).first().kind == "changed"


def test_d13_an_undo_names_own_fields_and_values_as_people_do(
    desk: Desk, filled: int, browser_of: Any
) -> None:
    with desk.app.app_context(), transaction() as session:
        kedr = session.scalars(sa.select(Client).where(Client.inn == KEDR)).one()
        edit_client(
            kedr, actor=desk.cast.actor("mara"), version=kedr.version,
            fields={"custom.own": None},
        )  # fmt: skip
        kedr = session.scalars(sa.select(Client).where(Client.inn == MOST)).one()
        edit_client(
            kedr, actor=desk.cast.actor("mara"), version=kedr.version,
            fields={"custom.own": "silver"},
        )  # fmt: skip
        path = f"/journal/{the_operation(filled).public_id}"
    mara = browser_of("mara")
    page = text(mara.get(path))
    assert "own: Gold" in page
    assert "Silver" in page
    assert mara.post(f"{path}/undo", data=keys(page)).status_code == 302
    page = text(mara.get(path))
    assert "partly undone" in page
    assert f"{path}/undo" not in page, "nothing is left to put back"


def test_d13_the_undo_of_a_large_import_goes_to_a_worker_and_is_done_once(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "AT_ONCE", 10)
    cast = Cast.enter(own_app)
    desk = Desk(own_app, cast)
    id = desk.take_in(many(25)).id
    with desk.app.app_context(), transaction():
        path = f"/journal/{the_operation(id).public_id}"
    mara = cast.browser(own_app, "mara")
    assert mara.post(f"{path}/undo", data=keys(text(mara.get(path)))).status_code == 302
    assert desk.clients() == 25, "nothing has moved yet"
    page = text(mara.get(path))
    assert "This is being undone" in page
    assert f"{path}/undo" not in page
    with desk.app.app_context(), transaction(), pytest.raises(Conflict):
        book.begin(the_operation(id), actor=desk.cast.actor("mara"))
    with desk.app.app_context():
        with transaction() as session:
            item = session.scalars(sa.select(WorkItem.id).where(WorkItem.kind == book.WORK)).one()
        assert runner.run(item) == "done"
        assert runner.run(item) == "noop"
    assert desk.clients() == 0
    assert desk.read(id).state is ImportState.UNDONE
    with desk.app.app_context(), transaction(), pytest.raises(Conflict):
        book.begin(the_operation(id), actor=desk.cast.actor("mara"))


def test_d13_the_undo_of_an_import_that_brought_nothing_is_refused(desk: Desk) -> None:
    id = desk.bring(table())
    with desk.app.app_context(), transaction() as session, pytest.raises(Conflict):
        book.begin_import(session.get_one(Import, id), actor=desk.cast.actor("mara"))
