"""Lists of this desk that come back with some of their columns only (D9, D13, D14)."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import ClientEvent, CustomType, Source
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from tests.cast import Cast
from tests.clients.test_custom_fields import define
from tests.exchange.importing import Desk
from tests.exchange.test_round_trip import base as base
from tests.exchange.test_round_trip import brought, known, taken_out


def test_d9_d13_a_list_without_the_kind_column_takes_the_kind_of_each_client(
    app: Flask, desk: Desk, cast: Cast, base: dict[str, str]
) -> None:
    with app.app_context(), transaction():
        for name, kinds in (("Score", ["person"]), ("Fleet", ["organisation"])):
            define(cast, CustomType.NUMBER, name.lower(), name_en=name, name_ru=name, kinds=kinds)
    head, *rows = taken_out(app, cast, "en", ["custom.score", "custom.fleet"])
    score, fleet, named = head.index("Score"), head.index("Fleet"), head.index("Name")
    for row in rows:
        row[score], row[fleet] = "77.5", "4"
        if row[named] == "Benjamin Barnes":
            row[named] = "Benjamin Barnes-Lee"
    id = brought(desk, app, cast, [head, *rows])
    found = {row.name: row for row in desk.rows(id)}
    person, firm = found["Benjamin Barnes-Lee"], found["ООО «Кедр»"]
    assert person.changes["own"] == {"custom.score": [None, "77.5"]}
    assert person.changes["values"]["family_name"] == ["Barnes", "Barnes-Lee"]
    assert firm.changes == {"own": {"custom.fleet": [None, "4"]}}
    assert [row.reasons for row in found.values()] == [["record_same"]] * 3
    assert desk.work(desk.begin(id)) == "done"
    assert known(app, base["Benjamin Barnes"]).display_name == "Benjamin Barnes-Lee"


def test_d13_a_corrected_source_is_taken_from_the_banks_list_and_no_other(
    app: Flask, desk: Desk, cast: Cast, base: dict[str, str]
) -> None:
    head, *rows = taken_out(app, cast, "ru", ["source", "social_networks"])
    with app.app_context(), transaction():
        first, second = db.session.scalars(
            sa.select(Source).where(Source.kind == "source", Source.is_active).limit(2)
        ).all()
        names = {first.name_ru: first.id, second.name_en: second.id}
    source, social = head.index("Источник"), head.index("Социальные сети")
    for row, said in zip(rows, [*names, "Сорока на хвосте"], strict=True):
        row[source], row[social] = said, "vk.com/kedr"
    id = brought(desk, app, cast, [head, *rows])
    found = desk.rows(id)
    assert [row.changes["values"].get("source_id", [0, None])[1] for row in found] == [
        *names.values(), None,
    ]  # fmt: skip
    assert found[2].problems == [["source", "choice_unknown", "", False]]
    assert desk.work(desk.begin(id)) == "done"
    for one, key in zip(found, names.values(), strict=False):
        client = known(app, one.draft["record"])
        assert (client.source_id, client.social_networks, client.notes) == (key, "vk.com/kedr", "")
    with app.app_context(), transaction():
        told = db.session.scalars(
            sa.select(ClientEvent.detail).where(ClientEvent.object_kind == "import")
        ).all()
    assert first.name_ru in {detail["changes"].get("source_id", ["", ""])[1] for detail in told}


def test_d13_a_list_needs_no_name_where_the_record_says_who_it_is(
    app: Flask, desk: Desk, cast: Cast, base: dict[str, str]
) -> None:
    head, *rows = taken_out(app, cast, "ru", ["needs"])
    cells = [head[1:], *[[*row[1:]] for row in rows]]
    for row in cells[1:]:
        row[0] = "Лизинг"
    id = brought(desk, app, cast, cells)
    assert [list(row.changes["values"]) for row in desk.rows(id)] == [["needs"]] * 3
    assert desk.work(desk.begin(id)) == "done"
    for name, number in base.items():
        assert (known(app, number).display_name, known(app, number).needs) == (name, "Лизинг")
