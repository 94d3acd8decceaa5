"""G5, D17: what hinders an erasure is looked at again when it is carried out."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.transaction import transaction
from rmapp.notices.models import Notice
from rmapp.privacy import operations, queries
from rmapp.privacy.models import RequestKind, RequestState, RetentionRule, RetentionRun, RunState
from rmapp.products.models import Holding, Product
from tests.dossiers.test_creating import hidden
from tests.factories import a_client


def _signed_run(cast, count):
    """A signed run over ``count`` prospects of four years ago: its key and theirs."""
    made = [a_client(cast, name=f"ООО «Старый {n}»", days_ago=365 * 4) for n in range(count)]
    run = operations.look_for_overdue()
    operations.ask_for_run(run, actor=cast.actor("sofia"), but=set())
    operations.sign_run(run, actor=cast.actor("stefan"))
    assert set(run.client_ids) == {one.id for one in made}
    return run.id, list(run.client_ids)


def _a_product(session, client_id):
    product = session.scalars(sa.select(Product)).first()
    session.add(Holding(client_id=client_id, product_id=product.id))


def _vip(session, client_id):
    session.get_one(Client, client_id).vip_tier = "vip"


def _a_contact(session, client_id):
    session.get_one(Client, client_id).next_contact_at = clock.now() + dt.timedelta(days=3)


def _restored(session, client_id):
    session.get_one(Client, client_id).last_contact_at = clock.now()


HINDRANCES = {"product": _a_product, "vip": _vip, "contact": _a_contact, "spoken with": _restored}


@pytest.mark.parametrize("what", HINDRANCES)
def test_g5_a_retention_run_spares_whom_something_hinders_since_the_signature(
    app, cast, browser_of, what
):
    with app.app_context(), transaction():
        run_id, keys = _signed_run(cast, 2)
    with app.app_context(), transaction() as session:
        HINDRANCES[what](session, keys[1])
    for number in range(2):
        with app.app_context(), transaction():
            operations.erase_of_run(run_id, number)
    with app.app_context(), transaction() as session:
        run = session.get_one(RetentionRun, run_id)
        assert (run.state, run.erased) == (RunState.DONE, 1)
        assert session.get_one(Client, keys[0]).erased_at is not None
        assert session.get_one(Client, keys[1]).erased_at is None
        path = f"/privacy/retention/{run.public_id}"
    page = browser_of("sofia").get(path).get_data(as_text=True)
    assert "1 client was left" in page


def test_g5_a_rule_switched_off_since_the_signature_erases_nobody(app, cast):
    with app.app_context(), transaction() as session:
        run_id, keys = _signed_run(cast, 1)
        for rule in session.scalars(sa.select(RetentionRule)):
            rule.is_active = False
    with app.app_context(), transaction() as session:
        operations.erase_of_run(run_id, 0)
        assert session.get_one(Client, keys[0]).erased_at is None
        assert session.get_one(RetentionRun, run_id).erased == 0


def test_g5_whose_request_about_data_is_open_is_answered_before_retention_erases(app, cast):
    with app.app_context(), transaction() as session:
        run_id, keys = _signed_run(cast, 1)
        client = session.get_one(Client, keys[0])
        operations.receive(
            client, actor=cast.actor("sofia"), kind=RequestKind.RECTIFICATION, channel="x", note=""
        )
    with app.app_context(), transaction() as session:
        operations.erase_of_run(run_id, 0)
        assert session.get_one(Client, keys[0]).erased_at is None


def test_g5_a_signed_erasure_that_is_hindered_meanwhile_waits_again_and_both_are_told(app, cast):
    with app.app_context(), transaction() as session:
        client = a_client(cast, name="ООО «Дуб»")
        asked = operations.receive(
            client, actor=cast.actor("sofia"), kind=RequestKind.ERASURE, channel="x", note=""
        )
        operations.approve_erasure(asked, actor=cast.actor("stefan"))
        _a_product(session, client.id)
        request_id, client_id = asked.id, client.id
    with app.app_context(), transaction():
        operations.carry_out_erasure(request_id)
    with app.app_context(), transaction() as session:
        asked = queries.request_by_id(request_id)
        assert asked.state is RequestState.WAITING
        assert (asked.approved_by_id, asked.approved_at) == (None, None)
        assert session.get_one(Client, client_id).erased_at is None
        assert operations.hindrance(asked) is not None
        told = session.scalars(
            sa.select(Notice.employee_id).where(Notice.kind == operations.HINDERED.code)
        ).all()
        assert set(told) == {cast.ids["sofia"], cast.ids["stefan"]}


def test_g5_d17_the_page_of_a_run_says_who_was_found_by_which_rule_and_who_keeps_them(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        near = a_client(cast, name="ООО «Свой»", days_ago=365 * 4, manager="mara").public_id
        far = a_client(cast, name="ООО «Чужой»", days_ago=365 * 4, manager="otto").public_id
        path = f"/privacy/retention/{operations.look_for_overdue().public_id}"
    sofia = browser_of("sofia")
    page = sofia.get(path).text
    assert "Prospects, since the last contact · 36 months" in page
    assert "erased for good" in page
    assert "the next run finds them again" in page
    for one in (near, far):
        assert f'name="spare" value="{one}"' in page
    assert f'href="/clients/{near}"' in page
    assert f'href="/clients/{far}"' not in page, "beyond reach: the name alone"
    assert "Lindt" in page
    sofia.post(f"{path}/ask", data={**hidden(page), "spare": far})
    signing = browser_of("stefan").get(path).text
    assert "ООО «Чужой»" not in signing
    assert "Sofia" in signing, "who asked"
    assert f"{path}/sign" in signing


def test_g5_whoever_changes_a_rule_reads_how_many_it_finds_now(app, cast, browser_of):
    with app.app_context(), transaction() as session:
        a_client(cast, days_ago=100)
        a_client(cast, days_ago=20)
        rule = session.scalars(
            sa.select(RetentionRule).where(RetentionRule.relation == "prospect")
        ).one()
        path = f"/privacy/rules/{rule.public_id}"
    adam = browser_of("adam")
    said = {**hidden(adam.get(path).text), "reason_en": "x", "reason_ru": "x", "is_active": "y"}
    for months, words in ((1, "1 client."), (36, "0 clients.")):
        said |= hidden(adam.get(path).text)
        assert adam.post(path, data={**said, "months": months}).status_code == 302
        assert f"Beyond this time now: {words}" in adam.get("/privacy/rules").text
