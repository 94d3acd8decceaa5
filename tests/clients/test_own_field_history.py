"""Histories keep own fields plain, so that every reader has them in their own words (D9, D18)."""

import datetime as dt

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from rmapp.audit import shown
from rmapp.card.queries import changes_after
from rmapp.clients import custom
from rmapp.clients.custom.defining import Option
from rmapp.clients.models import ClientEvent, CustomField, CustomType, SourceKind
from rmapp.core.db import db
from rmapp.dossiers import operations as dossiers
from rmapp.dossiers.operations.reconciling import reconcile
from rmapp.dossiers.spoken import told
from tests.clients.test_custom_fields import SAMPLES, define
from tests.factories import a_client

IN_WORDS = {
    CustomType.NUMBER: ("1,234.5", "1\xa0234,5"),
    CustomType.MONEY: ("RUB\xa01,200,000", "1\xa0200\xa0000\xa0₽"),
    CustomType.DATE: ("24 Nov 2026", "24 нояб. 2026\u202fг."),
    CustomType.CHOICE: ("Gold", "Золотой"),
    CustomType.CHOICES: ("Gold, Silver", "Золотой, Серебряный"),
    CustomType.FLAG: ("yes", "да"),
}
HIDDEN = CustomField(id=0, type=CustomType.TEXT, code="x", options=[], is_sensitive=True)


def brought_together(client, fields, **given):
    return reconcile(client, fields=fields, rows={}, naming=lambda *_: "", **given)


def changes_of(client):
    event = db.session.scalars(
        sa.select(ClientEvent)
        .where(ClientEvent.kind == "changed", ClientEvent.client_id == client.id)
        .order_by(ClientEvent.id.desc())
        .limit(1)
    ).one()
    return event.detail["changes"]


@pytest.mark.parametrize("type", list(IN_WORDS))
def test_d9_d18_each_reads_a_change_of_an_own_field_in_their_own_language(scene, cast, type):
    row, client = define(cast, type, "own"), a_client(cast)
    value, english, russian = SAMPLES[type][1], *IN_WORDS[type]
    for writes in ("en", "ru"):
        with force_locale(writes):
            dossiers.edit_client(
                client, actor=cast.actor("mara"), version=client.version,
                fields={row.key: value if writes == "en" else None},
            )  # fmt: skip
        kept = changes_of(client)[row.key]
        for language, words in (("en", english), ("ru", russian)):
            with force_locale(language):
                said = [told(row.key, one, "USD") for one in kept]
                assert said == (["—", words] if writes == "en" else [words, "—"])
                ((_name, line),) = shown.lines("client:changed", {"changes": {row.key: kept}})
                assert line == " → ".join(said)


@pytest.mark.parametrize("type", list(IN_WORDS))
def test_d9_d18_a_colleague_who_reads_another_language_has_no_clash_they_did_not_make(
    scene, cast, type
):
    row, client = define(cast, type, "own"), a_client(cast)
    with force_locale("en"):
        dossiers.edit_client(
            client, actor=cast.actor("mara"), version=client.version,
            fields={row.key: SAMPLES[type][1]},
        )  # fmt: skip
        seen = client.version
        dossiers.edit_client(client, actor=cast.actor("mara"), version=seen, fields={row.key: None})
    with force_locale("ru"):
        form = {"notes": "мои", row.key: SAMPLES[type][1]}  # as the form was drawn
        given = brought_together(client, form, actor=cast.actor("sofia"), version=seen)
    assert row.key not in given.fields  # what the colleague saved stands
    assert given.theirs == [row.name_ru]


def test_d18_a_source_is_the_same_in_both_languages_when_two_edit(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    first, second = [
        dossiers.add_source(
            SourceKind.SOURCE,
            actor=cast.actor("sofia"),
            name_en=f"Fair {at}",
            name_ru=f"Выставка {at}",
        ).id
        for at in (1, 2)
    ]  # fmt: skip
    with force_locale("en"):
        dossiers.edit_client(
            client, actor=mara, version=client.version, fields={"source_id": first}
        )
        seen = client.version
        dossiers.edit_client(client, actor=mara, version=seen, fields={"source_id": second})
    with force_locale("ru"):
        form = {"source_id": first}
        given = brought_together(client, form, actor=cast.actor("sofia"), version=seen)
    assert given.fields == {}


@pytest.mark.parametrize("type", list(CustomType))
def test_d18_an_own_value_comes_back_also_after_its_choice_was_renamed(scene, cast, type):
    row, client, mara = define(cast, type, "own"), a_client(cast), cast.actor("mara")
    value = SAMPLES[type][1]
    for one in (value, None):
        dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: one})
    if row.options:
        renamed = [
            Option(f"{one['en']} plus", f"{one['ru']} плюс", one["code"]) for one in row.options
        ]
        custom.edit_field(row, actor=cast.actor("adam"), version=row.version, options=renamed)
    was = changes_of(client)[row.key][0]
    dossiers.bring_back_field(client, row.key, was, actor=mara, version=client.version)
    assert custom.values_of(client.id) == {row.key: value}


@pytest.mark.parametrize("type", [*IN_WORDS, CustomType.TEXT, CustomType.LINK])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_d18_rows_of_before_that_keep_words_are_shown_and_understood(scene, cast, type, language):
    row, client = define(cast, type, "own"), a_client(cast)
    with force_locale(language):
        words = custom.spoken(row, SAMPLES[type][1])
    assert custom.retold(row.key, words) == words
    with force_locale(language):
        assert custom.settled(row.key, words) == custom.told(row, SAMPLES[type][1])
    assert custom.settled(row.key, "•••") == "•••"
    event = ClientEvent(
        client_id=client.id, kind="changed", at=client.created_at + dt.timedelta(hours=1),
        author_id=cast.ids["mara"], detail={"version": 1, "changes": {row.key: [words, None]}},
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    with force_locale(language):
        (change,), _is_cut = changes_after(client.id, client.created_at)
    assert change.before == custom.told(row, SAMPLES[type][1])


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4))
def test_d9_a_number_goes_into_a_history_and_comes_back_the_same(value):
    row = CustomField(id=1, type=CustomType.NUMBER, code="n", options=[], is_sensitive=False)
    kept = custom.told(row, value)
    assert isinstance(kept, str)
    assert custom.taken_back(row, kept) == value
    assert custom.told(row, custom.taken_back(row, kept)) == kept


def test_d9_a_hidden_value_never_goes_into_a_history():
    assert custom.told(HIDDEN, "secret") == custom.MASK
    assert custom.told(HIDDEN, None) is None


def test_g3_the_trail_says_an_amount_in_units_and_not_in_kopecks(scene, cast):
    client = a_client(cast)
    with force_locale("en"):
        ((name, line),) = shown.lines(
            "client:changed", {"changes": {"revenue": [108_000_000_00, 99_50]}}
        )
        assert (name, line) == ("Revenue a year", "108,000,000 → 99.5")
    assert client.revenue is None
