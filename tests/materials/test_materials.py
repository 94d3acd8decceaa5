"""C10: what is brought, what was given to whom, stock, limits of gifts, expired versions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Client, ClientEvent
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.interactions import operations, queries
from rmapp.interactions.models import HandingState, Interaction
from rmapp.interactions.operations import Handed
from rmapp.interactions.rules.gifts import Given, over_limit
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.materials import operations as keeping
from rmapp.materials.models import Material, MaterialKind, MaterialVersion
from rmapp.materials.queries import in_use
from tests.cast import Cast
from tests.factories import a_client, a_contact_person
from tests.interactions.conftest import in_days
from tests.opportunities.stories import submit

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def a_material(cast: Cast, name: str = "Буклет", **facts: Any) -> MaterialVersion:
    given_facts = {"kind": MaterialKind.BROCHURE, "name_en": name, "name_ru": name, **facts}
    return keeping.keep_material(None, actor=cast.actor("sofia"), **given_facts).versions[0]


def held(cast: Cast, client: Client, *handed: Handed, hour: int = 12, **values: Any) -> Interaction:
    """A visit that was planned and is over."""
    mara = cast.actor("mara")
    visit = operations.plan(
        actor=mara,
        client=client,
        kind=Kind.VISIT,
        at=in_days(1, hour),
        matter=operations.Matter(**values),
    )
    return operations.record_outcome(
        visit,
        operations.Outcome(result=Result.HELD, no_next_reason=NoNextReason.WAITS, handed=handed),
        actor=mara,
        version=visit.version,
    )


def test_c10_what_was_brought_is_noted_as_given_or_not(cast: Cast, scene: Any) -> None:
    client = a_client(cast)
    head = a_contact_person(client, email="head@kedr.example")
    booklet, sample = a_material(cast), a_material(cast, "Договор", kind=MaterialKind.SAMPLE)
    visit = held(
        cast,
        client,
        Handed(booklet, 2, head.id),
        materials=[booklet, sample],
    )
    states = {one.version_id: one.state for one in queries.handings_of(visit.id)}
    assert states == {booklet.id: HandingState.HANDED, sample.id: HandingState.KEPT}
    [(one, contact)] = queries.given_to(client.id)
    assert (one.quantity, one.contact_person_id, contact.id) == (2, head.id, visit.id)
    assert one.handed_by_id == cast.ids["mara"]
    kinds = db.session.scalars(
        sa.select(ClientEvent.kind).where(ClientEvent.client_id == client.id)
    ).all()
    assert "material-handed" in kinds


def test_c10_stock_is_taken_and_never_below_nothing(cast: Cast, scene: Any) -> None:
    pen = a_material(cast, "Ручка", stock=3)
    held(cast, a_client(cast), Handed(pen, 2))
    assert pen.material.stock == 1
    other = a_client(cast, name="ООО «Дуб»")
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        held(cast, other, Handed(pen, 2), hour=15)
    assert "Ручка" in str(refusal.value.fields["handed"][0])
    db.session.refresh(pen.material)
    assert pen.material.stock == 1


def test_c10_a_gift_beyond_the_limits_of_a_year_is_refused(cast: Cast, scene: Any) -> None:
    client = a_client(cast)
    watch = a_material(cast, "Часы", kind=MaterialKind.GIFT, cost=200_000)
    held(cast, client, Handed(watch), hour=9)
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        held(cast, client, Handed(watch), hour=11)
    assert "3" in str(refusal.value.fields["handed"][0])
    calendar = a_material(cast, "Календарь", cost=100, most_a_year=1)
    held(cast, client, Handed(calendar), hour=13)
    with pytest.raises(Invalid), db.session.begin_nested():
        held(cast, client, Handed(calendar), hour=15)
    held(cast, a_client(cast, name="ООО «Дуб»"), Handed(calendar), hour=17)


@given(
    pieces=st.integers(0, 20),
    worth=st.integers(0, 10**6),
    quantity=st.integers(1, 20),
    cost=st.integers(0, 10**6),
    most_pieces=st.none() | st.integers(1, 20),
    most_worth=st.none() | st.integers(1, 10**6),
)
def test_c10_what_is_allowed_is_within_every_limit(
    pieces: int,
    worth: int,
    quantity: int,
    cost: int,
    most_pieces: int | None,
    most_worth: int | None,
) -> None:
    over = over_limit(
        Given(pieces, worth),
        quantity=quantity,
        cost=cost,
        most_pieces=most_pieces,
        most_worth=most_worth,
    )
    within = (most_pieces is None or pieces + quantity <= most_pieces) and (
        most_worth is None or worth + quantity * cost <= most_worth
    )
    assert (over is None) == within


def test_c10_the_newest_version_in_the_clients_language_is_offered_and_an_expired_one_says_so(
    cast: Cast, scene: Any
) -> None:
    sofia = cast.actor("sofia")
    first = a_material(cast, "Тарифы")
    material = first.material
    yesterday = clock.today(None) - dt.timedelta(days=1)
    english = keeping.add_version(material, actor=sofia, language="en", valid_until=yesterday)
    russian = keeping.add_version(
        material, actor=sofia, language="ru", content=PDF, file_name="t.pdf"
    )
    newer = keeping.add_version(material, actor=sofia, language="ru")
    for language, version in (("ru", newer), ("en", english), ("kk", first)):
        offered = [one.id for one in in_use(language) if one.material_id == material.id]
        assert offered == [version.id]
    assert english.is_expired(clock.today(None))
    assert (russian.number, russian.media, newer.number) == (1, "pdf", 2)
    with pytest.raises(Invalid):
        keeping.add_version(material, actor=sofia, content=b"MZ\x90\x00", file_name="x.pdf")
    with pytest.raises(Forbidden):
        keeping.add_version(material, actor=cast.actor("mara"))


def test_c10_a_material_is_brought_given_and_found_again_on_the_pages(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    sofia, mara = browser_of("sofia"), browser_of("mara")
    made = submit(
        sofia, "/materials/new", name_ru="Буклет ВЭД", name_en="FX booklet", kind="brochure"
    )
    assert made.status_code == 302
    assert (
        "Добавить" in sofia.get(made.headers["Location"]).text
        or "Add" in sofia.get(made.headers["Location"]).text
    )
    with app.app_context(), transaction():
        client = a_client(cast)
        pid = client.public_id
        [version] = [one for one in in_use("ru") if one.material.name_en == "FX booklet"]
        key = version.public_id
    at = in_days(1, 12).strftime("%Y-%m-%dT%H:%M")
    planned = submit(
        mara,
        f"/interactions/plan?client={pid}&kind=visit&at={at}",
        action="/interactions/plan",
        materials=key,
    )
    assert planned.status_code == 302, planned.text
    there = planned.headers["Location"]
    assert "FX booklet" in mara.get(there).text
    facts = {"result": "held", "no_next_reason": "waits", "next_step": "", "promise_side": "bank"}
    need = {"handed": key, "need": "Salary project", "wants_opportunity": "y"}
    page = f"{there}/outcome?result=held"
    done = submit(mara, page, action="/outcome", **facts, **need)
    assert done.status_code == 302
    history = mara.get(f"/interactions/materials-of/{pid}").text
    assert "FX booklet" in history
    assert "Salary project" in mara.get("/opportunities").text
    assert browser_of("otto").get(f"/interactions/materials-of/{pid}").status_code == 404


def test_c10_what_was_given_at_a_contact_nobody_planned_is_recorded_with_it(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast)
        pid = client.public_id
        booklet = a_material(cast, "Буклет вкладчика", stock=10)
        card = a_material(cast, "Карточка", stock=10)
        keys = [booklet.public_id, card.public_id]
    mara = browser_of("mara")
    offered = mara.get(f"/interactions/record/to-give?client={pid}").text
    assert "Буклет вкладчика" in offered
    page = f"/interactions/record?client={pid}&kind=meeting&result=held"
    given = {"result": "held", "no_next_reason": "waits", "next_step": "", "promise_side": "bank"}
    done = submit(mara, page, action="/interactions/record", also=keys, **given)
    assert done.status_code == 302, done.text
    history = mara.get(f"/interactions/materials-of/{pid}").text
    assert "Буклет вкладчика" in history
    assert "Карточка" in history
    with app.app_context():
        stock = db.session.scalars(
            sa.select(Material.stock).where(Material.name_ru == "Карточка")
        ).one()
    assert stock == 9
