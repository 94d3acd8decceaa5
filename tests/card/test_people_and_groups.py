"""D5: the map of the people. D6: what a group has together."""

import datetime as dt
import re

import sqlalchemy as sa
from flask_babel import force_locale

from rmapp.card import queries
from rmapp.card.levels import people_map
from rmapp.card.rules import level_of, unmet
from rmapp.clients.events import note
from rmapp.clients.models import (
    Attitude,
    ClientPhone,
    DecisionRole,
    Level,
    Relation,
    RelationKind,
)
from rmapp.core import clock
from rmapp.core.charts import svg
from rmapp.core.db import db
from rmapp.core.formatting import day
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations
from rmapp.interactions.models import Interaction, InteractionState, Participant
from rmapp.interactions.words import Kind, Result
from rmapp.products.models import Holding, Product, ProductKind
from tests.factories import a_client, a_contact_person


def met(client, cast, *people, kind=Kind.MEETING, result=Result.HELD):
    now = clock.now()
    contact = Interaction(
        client_id=client.id, manager_id=cast.ids["mara"], diary_id=cast.ids["mara"],
        kind=kind, state=InteractionState.DONE, result=result, outcome_at=now,
        planned_at=now - dt.timedelta(hours=1), ends_at=now, created_at=now,
        participants=[Participant(contact_person_id=one.id) for one in people],
    )  # fmt: skip
    db.session.add(contact)
    db.session.flush()


def test_d5_the_map_shows_levels_bonds_and_whom_nobody_has_met(app, cast):
    with app.test_request_context(), transaction():
        client = a_client(cast)
        head = a_contact_person(client, "Глава Иван", is_head=True, attitude=Attitude.FOR)
        db.session.flush()
        clerk = a_contact_person(
            client, "Счетов <b>Пётр</b>", decision_role=DecisionRole.FINANCIAL,
            reports_to_id=head.id, attitude=Attitude.AGAINST,
        )  # fmt: skip
        db.session.flush()
        met(client, cast, head)
        dossier = queries.dossier_of(client.public_id, actor=cast.actor("mara"))
        drawn = people_map(dossier)
        assert drawn.unmet == (Level.FINANCIAL, Level.TECHNICAL, Level.USER)
        picture = str(svg(drawn.chart, "map"))
        assert "<b>" not in picture
        assert 'class="link"' in picture  # who answers to whom
        assert picture.count('class="band open"') == 3
        assert f"/persons/{head.public_id}" in picture
        names = {row[0]: row for row in drawn.chart.table.rows}
        assert names[clerk.name][5] == head.name
        assert len(drawn.chart.table.head) == len(names[head.name]) == 7


def test_d5_c9_a_letter_that_was_sent_is_no_meeting_on_the_map(app, cast):
    with app.test_request_context(), transaction():
        client = a_client(cast)
        head = a_contact_person(client, "Глава Иван", is_head=True)
        spoken = a_contact_person(client, "Счетов Пётр", decision_role=DecisionRole.FINANCIAL)
        db.session.flush()
        met(client, cast, head, kind=Kind.LETTER, result=Result.SENT)
        met(client, cast, spoken, kind=Kind.CALL, result=Result.REACHED)
        met(client, cast, spoken, kind=Kind.CALL, result=Result.NOT_REACHED)
        with force_locale("en"):
            drawn = people_map(queries.dossier_of(client.public_id, actor=cast.actor("mara")))
            today = day(clock.now())
        assert Level.TOP in drawn.unmet  # nobody has heard the head
        names = {row[0]: row[6] for row in drawn.chart.table.rows}
        assert names == {head.name: f"we wrote {today}", spoken.name: today}


def test_d5_c9_the_card_says_when_both_last_spoke_and_calls_no_letter_a_talk(app, cast, browser_of):
    with app.test_request_context(), transaction():
        client = a_client(cast)
        db.session.flush()
        met(client, cast, kind=Kind.LETTER, result=Result.SENT)
        address = f"/clients/{client.public_id}"
    page = browser_of("mara").get(address).text
    assert "Last talk" in page
    assert "none yet" in page
    assert "Last contact" not in page
    assert ">never" not in page


def test_d5_the_level_follows_from_role_head_or_position():
    unknown, other = Level.UNKNOWN, DecisionRole.INFLUENCES
    assert level_of(Level.USER, DecisionRole.DECIDES, is_head=True) is Level.USER
    assert level_of(unknown, other, is_head=True) is Level.TOP
    assert level_of(unknown, DecisionRole.FINANCIAL, is_head=False) is Level.FINANCIAL
    assert level_of(unknown, other, is_head=False, position="Главный бухгалтер") is Level.FINANCIAL
    assert level_of(unknown, other, is_head=False, position="IT director") is Level.TECHNICAL
    assert level_of(unknown, other, is_head=False, position="Сторож") is unknown
    assert unmet([Level.TOP, Level.UNKNOWN]) == (Level.FINANCIAL, Level.TECHNICAL, Level.USER)


def holding(client, product, balance, currency="RUB"):
    db.session.add(
        Holding(
            client_id=client.id, product_id=product.id, balance=balance, profit_12m=balance // 10,
            currency=currency,
        )
    )  # fmt: skip


def test_d6_a_group_adds_up_over_ties_of_ties_within_reach_only(scene, cast):
    mara = cast.actor("mara")
    product = Product(code="x", kind=next(iter(ProductKind)), name_en="Account", name_ru="Счёт")
    db.session.add(product)
    db.session.flush()
    one, two, three = (a_client(cast, name=f"ООО «{n}»") for n in ("А", "Б", "В"))
    former, partner = a_client(cast, name="ООО «Г»"), a_client(cast, name="ООО «Д»")
    foreign = a_client(cast, name="ООО «Е»", manager="otto")
    for client in (one, two, three, former, partner, foreign):
        holding(client, product, 100_00)
    holding(two, product, 777_00, "USD")
    group, day = RelationKind.GROUP, dt.date(2020, 1, 1)
    db.session.add_all(
        [
            Relation(client_id=one.id, other_id=two.id, kind=group),
            Relation(client_id=three.id, other_id=two.id, kind=RelationKind.HOUSEHOLD),
            Relation(client_id=three.id, other_id=one.id, kind=group),  # a ring
            Relation(client_id=one.id, other_id=former.id, kind=group, until=day),
            Relation(client_id=one.id, other_id=partner.id, kind=RelationKind.PARTNER),
            Relation(client_id=one.id, other_id=foreign.id, kind=group),
        ]
    )
    db.session.flush()
    dossier = queries.dossier_of(one.public_id, actor=mara)
    totals = queries.business_of(mara, dossier).group
    assert totals == {
        "members": 3, "products": 4, "balance": 300_00, "profit": 30_00, "elsewhere": 1,
    }  # fmt: skip


def test_d18_a_card_full_of_everything_keeps_its_budgets(app, cast, browser_of, statements):
    """A page is at most 60 KB and 12 statements, however much hangs on the client."""

    def full(count):
        client, mara = a_client(cast, name=f"Фирма {count}"), cast.actor("mara")
        operations.edit_client(
            client, actor=mara, version=client.version,
            fields=dict.fromkeys(("banks_now", "activity", "notes", "needs"), "слово " * 60),
            phones=[f"+7495540{n:04d}" for n in range(min(count, 20))],
            emails=[f"a{n}@kedr.example" for n in range(min(count, 20))],
            addresses=[f"г. Омск, ул. Мира, {n}" for n in range(1, min(count, 10))],
        )  # fmt: skip
        for n in range(count):
            a_contact_person(client, f"Человек Номер {n}", position="Главный бухгалтер")
            note(client.id, "stage", actor=mara, title=f"Этап {n}")
            other = a_client(cast, name=f"Дочка {count} {n}")
            db.session.add(
                Relation(client_id=client.id, other_id=other.id, kind=RelationKind.GROUP)
            )
        return client.public_id

    with app.app_context(), transaction():
        small, large = full(1), full(25)
        assert db.session.scalar(sa.select(sa.func.count(ClientPhone.id))) == 21
    browser, counts = browser_of("mara"), []
    for public_id in (small, large):
        statements.clear()
        answer = browser.get(f"/clients/{public_id}")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, statements
    page = answer.get_data()
    parts = {
        m[1]: len(m[0]) for m in re.finditer(rb'<section[^>]*id="(\w+)".*?</section>', page, re.S)
    }
    assert len(page) <= 60 * 1024, (len(page), parts)
    assert len(re.findall(r"<\w", answer.get_data(as_text=True))) <= 1_500
