"""V6: the service norms of VIP clients reach the manager before they are broken, and the supervisor
when they are, by the clock alone."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.intake.models import FoundBy, IncomingLetter, LetterKind, LetterState
from rmapp.interactions import operations as contacts
from rmapp.interactions.operations import Outcome, record_contact
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.notices.kinds import kind_of
from rmapp.notices.models import Notice
from rmapp.standing import operations
from rmapp.timetable import TIMETABLE
from tests.factories import a_client
from tests.handovers.test_handover import token_of


@pytest.fixture
def vip(scene, cast):
    """A VIP of Lena's, heard of so many days ago (norm of the seed: 30)."""

    def made(*, heard, **fields):
        client = a_client(
            cast, lifecycle="client", manager="lena", vip_tier="vip", days_ago=400, **fields
        )
        client.last_contact_at = clock.now() - dt.timedelta(days=heard, hours=1)
        db.session.flush()
        return client

    return made


def told(kind):
    rows = db.session.execute(
        sa.select(Notice.employee_id, Notice.client_id).where(Notice.kind == kind)
    )
    return {(employee, client) for employee, client in rows}


def test_v6_the_manager_hears_of_a_norm_before_it_is_broken_and_the_supervisor_when_it_is(
    cast, vip
):
    far, near, broken = vip(heard=20), vip(heard=28), vip(heard=33)
    assert operations.tell_contact_norms() > 0
    assert told("norm:contact-near") == {(cast.ids["lena"], near.id)}
    hear = {who for who, client in told("norm:contact-broken") if client == broken.id}
    assert {cast.ids["lena"], cast.ids["sofia"]} <= hear
    assert cast.ids["stefan"] not in hear, "another team's head"
    assert cast.ids["mara"] not in hear
    assert all(client != far.id for _who, client in told("norm:contact-broken"))
    assert operations.tell_contact_norms() == 0, "each silence once"


def notices_of(login, cast, kind):
    return list(
        db.session.scalars(
            sa.select(Notice)
            .where(Notice.kind == kind, Notice.employee_id == cast.ids[login])
            .order_by(Notice.id)
        )
    )


def test_v6_many_broken_norms_of_one_manager_are_one_notice_with_their_number_and_list(cast, vip):
    first = [vip(heard=33), vip(heard=40), vip(heard=50)]
    operations.tell_contact_norms()
    assert told("norm:contact-broken") == set()
    for login in ("lena", "sofia"):
        [notice] = notices_of(login, cast, "norm:contacts-broken")
        assert notice.params["count"] == 3
        assert (notice.endpoint, notice.values["manager"], notice.values["vip"]) == (
            "clients.listing", cast.employee("lena").public_id, "any",
        )  # fmt: skip
        assert not any(one.display_name in notice.subject for one in first), "a number names nobody"
    assert operations.tell_contact_norms() == 0, "each silence once"
    later = vip(heard=34)
    operations.tell_contact_norms()
    assert {client for _who, client in told("norm:contact-broken")} == {later.id}, "the new one"
    assert len(notices_of("lena", cast, "norm:contacts-broken")) == 1


def test_v6_the_notice_of_many_leads_to_the_vip_clients_longest_silent_first(app, cast, browser_of):
    with app.app_context(), transaction():
        near, broken = (
            a_client(
                cast, name=name, lifecycle="client", manager="lena", vip_tier="vip", days_ago=400
            )
            for name in ("Не так давно", "Давным-давно")
        )
        a_client(cast, name="Обычный", lifecycle="client", manager="lena", days_ago=400)
        near.last_contact_at = clock.now() - dt.timedelta(days=31)
        broken.last_contact_at = clock.now() - dt.timedelta(days=90)
        db.session.flush()
        operations.tell_contact_norms()
        [notice] = notices_of("lena", cast, "norm:contacts-broken")
        key = notice.public_id
    lena = browser_of("lena")
    page = lena.get("/notices")
    said = page.text.replace("\xa0", " ")
    assert "норма контакта: 2" in said or "norm of contact is broken: 2" in said
    answer = lena.post(f"/notices/{key}/open", data={"csrf_token": token_of(page)})
    listed = lena.get(answer.headers["Location"]).text
    assert "Обычный" not in listed
    assert 0 < listed.index("Давным-давно") < listed.index("Не так давно")


def test_v6_a_planned_contact_in_time_is_no_threat_and_a_talk_begins_a_new_silence(cast, vip):
    client, lena = vip(heard=28), cast.actor("lena")
    planned = contacts.plan(
        actor=lena, client=client, kind=Kind.CALL, at=clock.now() + dt.timedelta(hours=20)
    )
    db.session.flush()
    db.session.refresh(client)
    assert client.next_contact_at is not None
    assert operations.tell_contact_norms() == 0
    client.last_contact_at = clock.now() - dt.timedelta(days=40)
    db.session.flush()
    assert operations.tell_contact_norms() > 0, "broken, whatever is planned"
    assert planned.client_id == client.id
    record_contact(
        client, Outcome(result=Result.REACHED, no_next_reason=NoNextReason.WAITS), actor=lena,
        kind=Kind.CALL,
    )  # fmt: skip
    assert operations.tell_contact_norms() == 0


def test_v6_who_is_no_vip_or_rests_is_nobodys_broken_promise(cast, vip):
    client = a_client(cast, lifecycle="client", manager="lena", days_ago=900)
    client.last_contact_at = clock.now() - dt.timedelta(days=800)
    vip(heard=90, is_active=False)
    db.session.flush()
    assert operations.tell_contact_norms() == 0


def a_letter(client, *, days_ago, kind=LetterKind.LETTER):
    letter = IncomingLetter(
        received_at=clock.now() - dt.timedelta(days=days_ago), state=LetterState.ATTACHED,
        kind=kind, found_by=FoundBy.ADDRESS, from_address="x@y.example", subject="Please",
        raw_sha256=f"{client.id:032d}{days_ago:032d}", raw_size=1, client_id=client.id,
    )  # fmt: skip
    db.session.add(letter)
    db.session.flush()
    return letter


def test_v6_a_vips_letter_is_to_be_answered_in_the_hours_of_the_terms(cast, vip):
    fresh, old = vip(heard=1), vip(heard=1)
    a_letter(fresh, days_ago=0)
    a_letter(old, days_ago=9)
    operations.tell_answer_norms()
    assert (cast.ids["lena"], fresh.id) in told("norm:answer-due")
    hear = {who for who, client in told("norm:answer-broken") if client == old.id}
    assert {cast.ids["lena"], cast.ids["sofia"]} <= hear
    assert operations.tell_answer_norms() == 0, "each letter once"


def test_v6_what_was_answered_or_asks_for_nothing_is_not_told(cast, vip):
    answered, report, plain = vip(heard=1), vip(heard=1), a_client(cast, manager="lena")
    a_letter(answered, days_ago=9)
    record_contact(
        answered, Outcome(result=Result.REACHED, no_next_reason=NoNextReason.WAITS),
        actor=cast.actor("lena"), kind=Kind.CALL,
    )  # fmt: skip
    a_letter(report, days_ago=9, kind=LetterKind.AUTO_REPLY)
    a_letter(plain, days_ago=9)
    assert operations.tell_answer_norms() == 0


def test_v6_both_norms_are_told_by_the_timetable():
    jobs = {entry.job for entry in TIMETABLE}
    assert {operations.tell_contact_norms, operations.tell_answer_norms} <= jobs


def test_v6_a_notice_says_its_day_in_the_language_of_its_reader(app):
    kind = kind_of("norm:contact-broken")
    params = {"day": "2026-12-03", "who": "E. Sokolova"}
    with app.test_request_context(headers={"Accept-Language": "en"}):
        english = kind.said("Kedr", params)
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        russian = kind.said("Кедр", params)
    assert "3 Dec 2026" in english
    assert "3 дек. 2026" in russian.replace("\u202f", " ").replace("\xa0", " ")
    assert "3 дек. 2026 г." in kind.said("Кедр", {**params, "day": "3 дек. 2026 г."}), "told before"
