"""Temperature with its reason, and the clock of silence (C9)."""

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.clients import catalogue
from rmapp.clients.catalogue.conditions import Condition, leaf_of
from rmapp.clients.models import ClientEvent, ClientKind, Lifecycle, Sharing, Temperature
from rmapp.clients.queries import Filter, listed
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.interactions.operations import Outcome, record_contact
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.segments.models import SegmentMember
from rmapp.segments.operations import create_segment
from rmapp.standing import operations, words
from rmapp.standing.models import ClientHeat, ContactNorm
from rmapp.standing.queries import heat_of, norm_days, norms, to_be_taken, to_breach
from rmapp.standing.rules.silence import Norm, norm_for
from tests.dossiers.test_creating import hidden
from tests.factories import a_client, a_person


def spoke(client, actor, result=Result.REACHED, **more):
    outcome = Outcome(result=result, no_next_reason=NoNextReason.WAITS, **more)
    return record_contact(client, outcome, actor=actor, kind=Kind.CALL)


def why(client):
    return words.because(*heat_of(client.id))


def test_an_outcome_takes_the_temperature_and_says_because(scene, cast):
    mara, client = cast.actor("mara"), a_client(cast)
    spoke(client, mara, Result.AGREED)
    assert client.temperature is Temperature.HOT
    assert "with a yes" in why(client) or "согласием" in why(client)
    event = db.session.scalars(
        sa.select(ClientEvent).where(ClientEvent.kind == "temperature")
    ).one()
    assert event.detail == {"before": "cold", "after": "hot"}
    spoke(client, mara, Result.AGREED, temperature=Temperature.WARM)
    assert client.temperature is Temperature.WARM  # what the colleague says stands


def test_a_temperature_set_by_hand_is_a_word_and_cools_with_time(scene, cast):
    client = a_client(cast, temperature=Temperature.HOT)
    operations.take([client.id])
    kept = db.session.get_one(ClientHeat, client.id)
    assert (kept.because, kept.word, client.temperature) == ("word", "hot", Temperature.HOT)
    kept.word_at = clock.now() - dt.timedelta(days=40)
    db.session.flush()
    assert to_be_taken(0, 10, clock.now()) == [client.id]
    assert operations.take([client.id]) == 1
    assert client.temperature is Temperature.WARM


def test_an_override_needs_a_reason_and_a_day_and_ends_by_itself(scene, cast):
    mara, client = cast.actor("mara"), a_client(cast)
    today = clock.today("Europe/Moscow")
    with pytest.raises(Invalid) as wrong:
        operations.override(client, Temperature.HOT, actor=mara, until=today, reason=" ")
    assert set(wrong.value.fields) == {"reason", "until"}
    until = today + dt.timedelta(days=10)
    operations.override(
        client, Temperature.HOT, actor=mara, until=until, reason="Звонил председатель"
    )
    assert client.temperature is Temperature.HOT
    assert "Звонил председатель" in why(client)
    spoke(client, mara, Result.REFUSED)
    assert client.temperature is Temperature.HOT  # the rules keep still
    kept = db.session.get_one(ClientHeat, client.id)
    kept.override_until = today - dt.timedelta(days=1)
    db.session.flush()
    operations.take([client.id])
    assert client.temperature is Temperature.COLD
    operations.lift_override(client, actor=mara)
    with pytest.raises(Conflict):
        operations.lift_override(client, actor=mara)


def days_of(client):
    return db.session.execute(
        sa.select(norm_days(), to_breach(clock.now())).where(client.__class__.id == client.id)
    ).one()


def test_c9_the_norm_in_the_base_is_the_norm_of_the_rules(scene, cast):
    sofia = cast.actor("sofia")
    by_hand = create_segment(actor=sofia, name="Ключевые", condition=None, sharing=Sharing.BANK)
    admin = cast.actor("adam")
    operations.keep_norm(actor=admin, days=90, kind=ClientKind.PERSON)
    operations.keep_norm(actor=admin, days=20, vip="*")
    operations.keep_norm(actor=admin, days=45, segment=by_hand)
    rows, _tiers = norms()
    plain = [
        Norm(
            row.norm.days,
            kind=row.norm.kind.value if row.norm.kind else "",
            vip=row.norm.vip,
            list_id=row.norm.segment_id,
        )
        for row in rows
    ]
    for number, (vip, on_list, make) in enumerate(
        (vip, on_list, make)
        for vip in ("", "gold")
        for on_list in (False, True)
        for make in (a_client, a_person)
    ):
        name = f"Имя{number} Фамилия"
        client = make(cast, name=name, lifecycle=Lifecycle.CLIENT, vip_tier=vip, days_ago=50)
        if on_list:
            db.session.add(
                SegmentMember(segment_id=by_hand.id, client_id=client.id, added_at=clock.now())
            )
            db.session.flush()
        lists = {by_hand.id} if on_list else set()
        wanted = norm_for(plain, kind=client.kind.value, vip=vip, lists=lists).days
        found, left = days_of(client)
        assert (found, left) == (wanted, wanted - 50 - 1) or left == wanted - 50


def test_c9_only_what_both_said_stops_the_clock_and_the_inactive_are_left_alone(scene, cast):
    mara = cast.actor("mara")
    client = a_client(cast, lifecycle=Lifecycle.CLIENT, days_ago=200)
    assert days_of(client)[1] < 0
    spoke(client, mara, Result.NOT_REACHED)
    assert days_of(client)[1] < 0
    spoke(client, mara)
    assert days_of(client)[1] >= 179
    client.is_active = False
    db.session.flush()
    assert days_of(client)[1] is None
    assert days_of(a_client(cast, name="ООО «Новый»", days_ago=900))[1] is None  # a prospect


def test_c9_the_list_shows_sorts_and_filters_the_days_and_paints_a_breach(app, cast, browser_of):
    with app.app_context(), transaction():
        mara = cast.actor("mara")
        for name, days in (("ООО «Давно»", 300), ("ООО «Недавно»", 10), ("ООО «Скоро»", 170)):
            a_client(cast, name=name, lifecycle=Lifecycle.CLIENT, days_ago=days)
        a_client(cast, name="ООО «Проспект»")
        field = catalogue.offered(mara)["days_to_breach"]
        wanted = Filter(columns=(field,), order=field)
        names = [row.name for row in listed(mara, wanted).rows]
        assert names == ["ООО «Давно»", "ООО «Скоро»", "ООО «Недавно»", "ООО «Проспект»"]
        passed = Condition(((leaf_of(field, "less", "0"),),))
        where = Filter(where=passed)
        assert [row.name for row in listed(mara, where).rows] == ["ООО «Давно»"]
    page = browser_of("mara").get("/clients?columns=standing,days_to_breach&sort=days_to_breach")
    assert page.status_code == 200
    assert '<span class="down">-12' in page.text or '<span class="down">−12' in page.text


def test_c9_norms_are_rows_that_only_an_administrator_edits(scene, cast):
    adam, mara = cast.actor("adam"), cast.actor("mara")
    with pytest.raises(Forbidden):
        operations.keep_norm(actor=mara, days=10)
    default = db.session.scalars(sa.select(ContactNorm)).one()
    with pytest.raises(Invalid) as wrong:
        operations.keep_norm(actor=adam, days=30)
    assert set(wrong.value.fields) == {"whom"}
    operations.keep_norm(actor=adam, days=150, norm=default, version=default.version)
    with pytest.raises(Conflict):
        operations.keep_norm(actor=adam, days=100, norm=default, version=default.version - 1)
    with pytest.raises(Conflict):
        operations.remove_norm(default, actor=adam)
    client = a_client(cast, lifecycle=Lifecycle.CLIENT)
    assert days_of(client)[0] == 150


def test_the_rules_are_read_by_everybody_and_a_temperature_is_overridden_in_the_browser(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        client = a_client(cast)
        address = f"/clients/{client.public_id}/temperature"
    for who in ("mara", "adam", "ada"):
        assert browser_of(who).get("/standing").status_code == 200
    mara, adam = browser_of("mara"), browser_of("adam")
    form = mara.get(address)
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=9)).date().isoformat()
    given = {"temperature": "hot", "reason": "Звонил сам", "until": until}
    assert mara.post(address, data={**hidden(form.text), **given}).status_code == 302
    assert "Звонил сам" in mara.get(address).text
    card = mara.get(address.removesuffix("/temperature")).text
    assert "Звонил сам" in card, "the reason stands beside the temperature"
    assert "norm: 180 days" in card
    assert mara.get("/standing/norms/new").status_code == 403
    form = adam.get("/standing/norms/new")
    done = adam.post(
        "/standing/norms/new", data={**hidden(form.text), "whom": "kind:person", "days": "60"}
    )
    assert done.status_code == 302
