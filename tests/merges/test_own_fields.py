"""The bank's own fields when two records become one (D9, D12)."""

from __future__ import annotations

import re
from typing import Any

from rmapp.clients import custom
from rmapp.clients.models import Client, CustomType
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.dossiers.operations import edit_client
from rmapp.merges import operations
from rmapp.merges.models import Merge
from rmapp.merges.rules import Choices, Side
from tests.clients.test_custom_fields import define
from tests.factories import a_client
from tests.merges.test_doors import token_of


def two_with(cast: Any, **values: tuple[Any, Any]) -> tuple[Client, Client]:
    """Two records with these values of own fields: (of the first, of the second)."""
    pair = []
    for at, name in enumerate(("ООО «Ромашка»", "Ромашка")):
        client = a_client(cast, name=name)
        fields = {f"custom.{code}": both[at] for code, both in values.items() if both[at]}
        edit_client(client, actor=cast.actor("mara"), version=client.version, fields=fields)
        pair.append(client)
    return pair[0], pair[1]


def test_d12_own_fields_are_chosen_one_by_one_and_come_back_with_the_undo(scene, cast):
    for code in ("club", "region", "hall"):
        define(cast, CustomType.TEXT, code)
    define(cast, CustomType.CHOICES, "levels")
    one, other = two_with(
        cast,
        club=("Север", "Юг"), region=("Омск", "Тула"), hall=("", "Малый"),
        levels=(["gold"], ["silver"]),
    )  # fmt: skip
    before = custom.values_of(one.id), custom.values_of(other.id)
    fields = {"custom.club": Side.LOSER, "custom.levels": Side.BOTH}
    done = operations.merge(one, other, choices=Choices(fields), actor=cast.actor("mara"))
    assert custom.values_of(one.id) == {
        "custom.club": "Юг", "custom.region": "Омск", "custom.hall": "Малый",
        "custom.levels": ["gold", "silver"],
    }  # fmt: skip
    operations.undo(done, version=done.version, actor=cast.actor("mara"))
    assert (custom.values_of(one.id), custom.values_of(other.id)) == before


def test_d12_the_page_asks_about_own_fields_and_hides_what_is_sensitive(browser_of, app, cast):
    with app.app_context(), transaction():
        define(cast, CustomType.TEXT, "club")
        one, other = two_with(cast, club=("Север", "Юг"))
        address = f"/merges/{one.public_id}/{other.public_id}"
        survivor, key = one.id, one.public_id
    mara = browser_of("mara")
    page = mara.get(address)
    assert 'name="field.custom.club"' in page.text
    assert "Юг" in page.text
    versions = dict(re.findall(r'name="(survivor_version|loser_version)" value="(\d+)"', page.text))
    data = {"csrf_token": token_of(page), **versions, "field.custom.club": "loser"}
    assert mara.post(f"{address}?survivor={key}", data=data).status_code == 302
    with app.app_context(), transaction():
        assert custom.values_of(survivor) == {"custom.club": "Юг"}
        chosen = db.session.query(Merge.chosen).scalar()
    assert chosen["fields"]["custom.club"] == "loser"
