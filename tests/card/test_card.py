"""The card: one page that answers what a manager asks before a call."""

import datetime as dt

import sqlalchemy as sa

from rmapp.audit.models import AuditEntry
from rmapp.card import queries
from rmapp.clients.events import note
from rmapp.clients.models import Relation, RelationKind
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations
from rmapp.interactions import operations as interactions
from rmapp.interactions.models import Promise
from rmapp.interactions.words import Kind, Purpose, Side
from rmapp.opportunities.models import FunnelStage, Opportunity
from rmapp.products.models import Holding, Product, ProductKind
from tests.factories import a_client, a_contact_person, a_person


def made(app, maker):
    with app.app_context(), transaction():
        return maker()


def test_the_card_shows_what_is_known_and_what_to_do(app, cast, browser_of):
    def maker():
        client = a_client(
            cast,
            phones=["+74955407520"],
            emails=["info@kedr.example"],
            must_know="Звонить после обеда",
            activity="Мебель",
        )
        a_contact_person(client, "Кузнецов Илья")
        interactions.plan(
            actor=cast.actor("mara"),
            client=client,
            kind=Kind.CALL,
            at=clock.now() + dt.timedelta(days=2),
            minutes=30,
            matter=interactions.Matter(purpose=Purpose.FIRST_CONTACT),
        )
        return client.public_id

    page = browser_of("mara").get(f"/clients/{made(app, maker)}")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    for words in (
        "ООО «Кедр»", "Звонить после обеда", "8 (495) 540-75-20", "info@kedr.example", "Мебель",
        "Кузнецов Илья", "First contact", "Which banks serve the firm now", "Mara Lindt",
    ):  # fmt: skip
        assert words in text, words


def test_a_client_without_a_next_step_says_so(app, cast, browser_of):
    public_id = made(app, lambda: a_client(cast).public_id)
    assert "No next step" in browser_of("mara").get(f"/clients/{public_id}").get_data(as_text=True)


def test_a_foreign_card_is_not_there(app, cast, browser_of):
    public_id = made(app, lambda: a_client(cast, manager="mara").public_id)
    for who, status in (("mara", 200), ("sofia", 200), ("max", 404), ("otto", 404), ("ada", 403)):
        assert browser_of(who).get(f"/clients/{public_id}").status_code == status, who
    for nonsense in ("0" * 16, "short", "x" * 17, "../../etc"):
        assert browser_of("mara").get(f"/clients/{nonsense}").status_code == 404


def test_the_dossier_of_a_vip_leaves_a_trace_when_read(app, cast, browser_of):
    """G3."""
    vip, plain = made(
        app,
        lambda: (
            a_person(cast, vip_tier="VIP", manager="mara").public_id,
            a_client(cast).public_id,
        ),
    )
    browser = browser_of("mara")
    browser.get(f"/clients/{plain}")
    browser.get(f"/clients/{vip}")
    with app.app_context(), transaction():
        entries = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.tag == "client:viewed")
        ).all()
        assert [entry.actor_id for entry in entries] == [cast.ids["mara"]]


def test_related_clients_beyond_reach_are_not_named(scene, cast):
    mine, theirs = a_client(cast, name="Мой"), a_client(cast, name="Чужой", manager="otto")
    near = a_client(cast, name="Дочка")
    db.session.add_all(
        [
            Relation(client_id=mine.id, other_id=theirs.id, kind=RelationKind.GROUP),
            Relation(client_id=near.id, other_id=mine.id, kind=RelationKind.OWNER),
        ]
    )
    db.session.flush()
    dossier = queries.dossier_of(mine.public_id, actor=cast.actor("mara"))
    assert [(r["name"], r["is_back"]) for r in dossier.relations] == [("Дочка", True)]


def test_the_timeline_merges_what_happened_newest_first(scene, cast):
    """D18."""
    client, mara = a_client(cast), cast.actor("mara")
    operations.edit_client(client, actor=mara, version=client.version, fields={"notes": "x"})
    note(client.id, "stage", actor=mara, title="Сделка")
    db.session.flush()
    entries, more = queries.timeline(mara, client.id)
    assert [entry.kind for entry in entries] == ["stage", "changed", "assigned"]
    assert more is None
    kinds = {
        group: [entry.kind for entry in queries.timeline(mara, client.id, group=group)[0]]
        for group in queries.GROUPS
    }
    assert kinds["sales"] == ["stage"]
    assert kinds["system"] == ["changed", "assigned"]
    assert kinds["contacts"] == kinds["money"] == []


def test_every_entry_is_on_exactly_one_stretch_of_the_timeline(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    for number in range(60):
        note(client.id, "stage", actor=mara, title=str(number))
    db.session.flush()
    seen, before = [], None
    while True:
        entries, before = queries.timeline(mara, client.id, before=before, limit=7)
        seen += [entry.id for entry in entries]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 61
    assert seen == sorted(seen, reverse=True)


def test_a_broken_link_into_the_timeline_is_refused(app, cast, browser_of):
    public_id = made(app, lambda: a_client(cast).public_id)
    browser = browser_of("mara")
    for before in ("x", "~~", "2026-01-01~event~1", "9999-99-99T00:00:00+00:00~event~1", "a" * 200):
        answer = browser.get(f"/clients/{public_id}/timeline", query_string={"before": before})
        assert answer.status_code == 400, before
    assert browser.get(f"/clients/{public_id}?show=nonsense").status_code == 200
    assert browser.get(f"/clients/{public_id}/timeline?show=sales").status_code == 200


def test_the_card_costs_the_same_whatever_hangs_on_the_client(app, cast, browser_of, statements):
    """A page is at most 12 statements (quality.md)."""

    def grow(number):
        phones = [f"+7495540{n:04d}" for n in range(number)]
        client = a_client(cast, name=f"Фирма {number}", phones=phones)
        for n in range(number):
            a_contact_person(client, f"Человек {n}")
            note(client.id, "stage", actor=cast.actor("mara"), title="Этап")
        return client.public_id

    small, large = made(app, lambda: grow(1)), made(app, lambda: grow(25))
    browser = browser_of("mara")
    counts = []
    for public_id in (small, large):
        statements.clear()
        assert browser.get(f"/clients/{public_id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, statements


def test_income_is_masked_for_those_who_may_not_see_it(app, cast, browser_of):
    from rmapp.policy.models import Grant, Role

    public_id = made(app, lambda: a_person(cast, income_level="тайна 500").public_id)
    browser = browser_of("mara")
    assert "тайна 500" in browser.get(f"/clients/{public_id}").get_data(as_text=True)
    with app.app_context(), transaction() as session:
        role = session.scalar(sa.select(Role).where(Role.code == "acquisition_manager"))
        session.execute(
            sa.delete(Grant).where(
                Grant.role_id == role.id, Grant.permission == "clients:read-sensitive"
            )
        )
    assert "тайна 500" not in browser.get(f"/clients/{public_id}").get_data(as_text=True)
    assert "тайна 500" not in browser.get(f"/clients/{public_id}/edit").get_data(as_text=True)


def test_products_sales_and_promises_stand_on_the_card(app, cast, browser_of):
    def maker():
        mara, client = cast.actor("mara"), a_client(cast)
        product = Product(code="x", kind=next(iter(ProductKind)), name_en="Payroll", name_ru="ЗП")
        db.session.add(product)
        db.session.flush()
        db.session.add_all(
            [
                Holding(client_id=client.id, product_id=product.id, balance=18_240_000_00),
                Promise(
                    client_id=client.id, side=Side.BANK, owner_id=cast.ids["mara"],
                    text="Прислать тарифы", due_on=dt.date(2030, 1, 1), created_at=clock.now(),
                ),
                Opportunity(
                    client_id=client.id, manager_id=cast.ids["mara"], title="Эквайринг",
                    stage_id=db.session.scalar(sa.select(FunnelStage.id).limit(1)),
                    amount=5_000_00, created_at=clock.now(), stage_since=clock.now(),
                ),
            ]
        )  # fmt: skip
        note(client.id, "holding-opened", actor=mara, title="Payroll")
        return client.public_id

    text = browser_of("mara").get(f"/clients/{made(app, maker)}").get_data(as_text=True)
    for words in ("Payroll", "18,240,000", "Прислать тарифы", "Эквайринг", "1 Jan 2030"):
        assert words in text, words
