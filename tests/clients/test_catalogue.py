"""The catalogue of fields: every field can be selected, printed and tested."""

import datetime as dt

from rmapp.clients import catalogue
from rmapp.clients.models import Client
from rmapp.clients.queries import visible_to
from rmapp.core.db import db
from tests.factories import a_client, a_person


def _row(actor, *keys):
    fields = catalogue.chosen(keys, actor)
    statement = visible_to(actor).with_only_columns(
        Client.currency, *[field.selected(actor) for field in fields]
    )
    currency, *values = db.session.execute(statement).one()
    return {
        field.key: catalogue.shown(field, value, currency=currency)
        for field, value in zip(fields, values, strict=True)
    }


def test_d16_every_field_of_the_catalogue_can_be_shown_and_filed(scene, cast):
    a_person(cast, "Гамма Анна", birth_date=dt.date(1980, 11, 24), income_level="высокий")
    sofia = cast.actor("sofia")
    fields = list(catalogue.offered(sofia).values())
    row = db.session.execute(
        visible_to(sofia).with_only_columns(*[field.selected(sofia) for field in fields])
    ).one()
    told = [catalogue.shown(f, v) for f, v in zip(fields, row, strict=True)]
    filed = [catalogue.plain(f, v) for f, v in zip(fields, row, strict=True)]
    assert len(told) == len(filed) >= len(catalogue.BUILTIN)
    by_key = dict(zip([field.key for field in fields], filed, strict=True))
    assert by_key["birth_date"] == dt.date(1980, 11, 24)
    assert by_key["is_active"] is True


def test_d16_a_manager_is_shown_by_name_and_money_in_the_clients_currency(scene, cast):
    a_client(cast, possible_profit=1_284_000_00, currency="USD")
    told = _row(cast.actor("mara"), "manager", "possible_profit", "no-such-field")
    assert told["manager"] == "Mara Lindt"
    assert "$" in told["possible_profit"]
    assert "1284000" in "".join(filter(str.isdigit, told["possible_profit"]))


def test_g1_a_sensitive_field_is_empty_beyond_its_reach_and_absent_without_it(scene, cast):
    a_person(cast, "Гамма Анна", income_level="высокий")
    sofia, mara = cast.actor("sofia"), cast.actor("mara")
    assert _row(sofia, "income_level") == {"income_level": "высокий"}
    del mara.grants["clients:read-sensitive"]
    assert "income_level" not in catalogue.offered(mara)


def test_d18_every_field_a_history_can_name_has_words(scene):
    columns = {column.key for column in Client.__table__.columns}
    for key in ("client_since", "last_contact_at", "short_name", "is_active"):
        assert key in columns
        assert str(catalogue.label_of(key)) != key
