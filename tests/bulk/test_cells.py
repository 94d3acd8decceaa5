"""One cell of the list changed where it stands (D16)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from rmapp.clients import custom
from rmapp.clients.models import Client, ClientPhone, CustomType, Temperature
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.dossiers.operations import edit_client
from rmapp.interactions.models import Interaction
from tests.clients.test_custom_fields import define
from tests.factories import a_client

PIECE = {"X-Fragment": "1"}


class Cell:
    """The cell ``key`` of a client as a browser opens and saves it."""

    def __init__(self, browser: Any, client: str, key: str) -> None:
        self.browser, self.address = browser, f"/clients/{client}/cells/{key}"
        self.page = browser.get(self.address, headers=PIECE)

    def given(self, **values: Any) -> dict[str, Any]:
        hidden = dict(
            re.findall(r'type="hidden" name="(\w+)" form="cell" value="([^"]*)"', self.page.text)
        )
        name = re.search(
            r'id="cell-value"[^>]* name="([^"]+)"|name="([^"]+)"[^>]* id="cell-value"',
            self.page.text,
        )
        if name is None:
            name = re.search(r'name="(value|custom\.\w+)"', self.page.text)
        return {**hidden, next(filter(None, name.groups())): values.pop("value"), **values}

    def save(self, value: Any, **more: Any) -> Any:
        return self.browser.post(self.address, data=self.given(value=value, **more), headers=PIECE)


@pytest.fixture
def client(app, cast) -> str:
    with app.app_context(), transaction():
        made = a_client(
            cast, name="ООО «Кедр»", phones=["+74951234567"], emails=["info@kedr.example"]
        )
        return made.public_id


def kept(app: Any, client: str) -> Any:
    with app.app_context(), transaction():
        return db.session.scalars(sa.select(Client).where(Client.public_id == client)).one()


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("phone", "8 (495) 765-43-21", "495) 765-43-21"),
        ("email", "Boss@Kedr.example", "boss@kedr.example"),
        ("address", "г. Омск, ул. Мира, 1", "Омск"),
        ("activity", "Лес", "Лес"),
        ("standing", "hot", "hot"),
        ("staff_count", "120", "120"),
        ("inn", "7707083893", "7707083893"),
        ("custom.own", "Клуб", "Клуб"),
    ],
)
def test_d16_a_cell_is_changed_in_the_list_and_drawn_anew(
    app, cast, browser_of, client, key, value, shown
):
    with app.app_context(), transaction():
        define(cast, CustomType.TEXT, "own")
    mara = browser_of("mara")
    cell = Cell(mara, client, key)
    assert cell.page.status_code == 200, cell.page.text
    assert cell.page.text.strip().startswith("<td")
    saved = cell.save(value)
    assert saved.status_code == 200, saved.text
    assert saved.text.strip().startswith("<td")
    assert shown in saved.text
    listed = mara.get(f"/clients?view=all&columns={key}").text
    assert f'data-cell="{key}"' in listed
    assert shown in listed


def test_d16_what_does_not_fit_is_said_at_the_cell_and_nothing_is_lost(app, browser_of, client):
    mara = browser_of("mara")
    for key, wrong in (
        ("phone", "12"),
        ("email", "boss@"),
        ("inn", "7707083890"),
        ("activity", "x" * 501),
    ):
        refused = Cell(mara, client, key).save(wrong)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
        assert f'value="{wrong}"' in refused.text
    assert Cell(mara, client, "phone").page.text.count("+74951234567") == 2


def test_d16_a_cell_a_colleague_changed_meanwhile_is_not_overwritten_unseen(
    app, cast, browser_of, client
):
    cell = Cell(browser_of("mara"), client, "activity")
    with app.app_context(), transaction():
        row = db.session.scalars(sa.select(Client).where(Client.public_id == client)).one()
        edit_client(
            row, actor=cast.actor("sofia"), version=row.version, fields={"activity": "Мебель"}
        )
    met = cell.save("Лес")
    assert met.status_code == 422
    assert "Мебель" in met.text
    assert 'value="Лес"' in met.text
    cell.page = met
    assert cell.save("Лес").status_code == 200
    assert kept(app, client).activity == "Лес"


def test_d16_a_change_elsewhere_in_the_dossier_does_not_stop_a_cell(app, cast, browser_of, client):
    cell = Cell(browser_of("mara"), client, "phone")
    with app.app_context(), transaction():
        row = db.session.scalars(sa.select(Client).where(Client.public_id == client)).one()
        edit_client(row, actor=cast.actor("sofia"), version=row.version, fields={"needs": "Кредит"})
    assert cell.save("").status_code == 200
    with app.app_context(), transaction():
        assert db.session.scalars(sa.select(ClientPhone.number)).all() == []


def test_d16_an_emptied_own_field_is_empty_and_a_required_one_is_not(app, cast, browser_of, client):
    with app.app_context(), transaction():
        define(cast, CustomType.CHOICE, "tier")
        define(cast, CustomType.TEXT, "need", is_required=True)
    mara = browser_of("mara")
    assert "Gold" in Cell(mara, client, "custom.tier").save("gold").text
    assert Cell(mara, client, "custom.tier").save("").status_code == 200
    assert Cell(mara, client, "custom.need").save("").status_code == 422
    with app.app_context(), transaction():
        assert custom.values_of(kept(app, client).id) == {}


def test_d16_the_next_contact_is_planned_and_moved_in_the_list(app, browser_of, client):
    mara = browser_of("mara")
    with app.app_context(), transaction():
        day = clock.now() + dt.timedelta(days=9)
    for hour in ("10:00", "11:30"):
        saved = Cell(mara, client, "next_contact_at").save(f"{day:%Y-%m-%d}T{hour}")
        assert saved.status_code == 200, saved.text
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count(Interaction.id))) == 1
    assert Cell(mara, client, "next_contact_at").save("").status_code == 422


def test_d16_a_foreign_client_and_a_field_of_another_kind_have_no_cell(
    app, cast, browser_of, client
):
    assert browser_of("otto").get(f"/clients/{client}/cells/activity").status_code == 404
    assert browser_of("mara").get(f"/clients/{client}/cells/birth_date").status_code == 404
    assert browser_of("mara").get(f"/clients/{client}/cells/public_id").status_code == 404
    assert browser_of("ada").get(f"/clients/{client}/cells/activity").status_code in (403, 404)


def test_d16_a_strong_look_alike_is_asked_about_at_the_cell(app, cast, browser_of, client):
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Кедр»", inn="7707083893")
    mara = browser_of("mara")
    cell = Cell(mara, client, "inn")
    asked = cell.save("7707083893")
    assert asked.status_code == 422
    assert 'name="is_different"' in asked.text
    cell.page = asked
    assert cell.save("7707083893", is_different="y").status_code == 200
    assert kept(app, client).temperature is Temperature.COLD
