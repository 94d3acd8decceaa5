"""Lists sort choices by what people read, not by codes (D9, D16, D7)."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from rmapp.clients import catalogue, custom, queries
from rmapp.clients.custom.defining import Option
from rmapp.clients.models import ClientKind, CustomType, Source, SourceKind
from rmapp.clients.queries import Filter
from rmapp.core.db import db
from rmapp.dossiers import operations as dossiers
from tests.factories import a_client

OPTIONS = (Option("Zinc", "Алмаз"), Option("Amber", "Янтарь"), Option("Moon", "Луна"))


def sorted_by(actor, key):
    """The names of the clients of ``actor`` by ``key``, upwards and downwards."""
    field = catalogue.offered(actor)[key]
    return [
        [one.name for one in queries.listed(actor, Filter(sort=f"{sign}{key}", order=field)).rows]
        for sign in ("", "-")
    ]


@pytest.mark.parametrize(
    ("language", "up"), [("en", ["Amber", "Moon", "Zinc"]), ("ru", ["Zinc", "Moon", "Amber"])]
)
def test_d9_d16_an_own_choice_sorts_by_the_labels_of_the_reader_empties_last(
    scene, cast, language, up
):
    mara = cast.actor("mara")
    row = custom.define_field(
        actor=cast.actor("adam"), type=CustomType.CHOICE, code="own", name_en="Own", name_ru="Своё",
        kinds=list(ClientKind), options=OPTIONS, is_filterable=True,
    )  # fmt: skip
    codes = {name: code for code, name in ((o["code"], o["en"]) for o in row.options)}
    a_client(cast, name="Пусто")
    for name in ("Zinc", "Amber", "Moon"):
        client = a_client(cast, name=name)
        dossiers.edit_client(
            client, actor=mara, version=client.version, fields={row.key: codes[name]}
        )
    with force_locale(language):
        assert sorted_by(mara, "custom.own") == [[*up, "Пусто"], [*reversed(up), "Пусто"]]


@pytest.mark.parametrize("key", ["source", "channel", "campaign"])
@pytest.mark.parametrize(("language", "up"), [("en", ["One", "Two"]), ("ru", ["Two", "One"])])
def test_d7_d16_source_channel_and_campaign_sort_by_their_names(scene, cast, key, language, up):
    mara = cast.actor("mara")
    a_client(cast, name="Empty")
    for client, name_en, name_ru in (("One", "Autumn", "Осень"), ("Two", "Call", "Звонок")):
        kept = Source(kind=SourceKind(key), name_en=name_en, name_ru=name_ru)
        db.session.add(kept)
        db.session.flush()
        a_client(cast, name=client, **{f"{key}_id": kept.id})
    with force_locale(language):
        assert sorted_by(mara, key) == [[*up, "Empty"], [*reversed(up), "Empty"]]


def test_d16_temperature_sorts_from_cold_to_hot(scene, cast):
    mara = cast.actor("mara")
    for heat in ("hot", "cold", "warm"):
        a_client(cast, name=heat, temperature=heat)
    up, down = sorted_by(mara, "temperature")
    assert up in (["cold", "warm", "hot"], ["hot", "warm", "cold"])
    assert down == up[::-1]
