"""Ruling 18, row 22: a dossier outside one's reach, for half an hour, with everybody told."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.audit import operations as audit
from rmapp.audit.models import AuditEntry
from rmapp.core import clock
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from rmapp.core.transaction import transaction
from rmapp.documents.models import PaperKind
from rmapp.notices.models import Notice
from rmapp.outbox import renderers
from rmapp.outbox.models import Message
from rmapp.oversight import operations, queries, seeing
from rmapp.oversight.models import ReadingAlarm, Sign
from rmapp.policy.models import Reach
from rmapp.staff.models import EmergencyAccess, EmergencyVerdict
from tests.documents.files_of import pdf
from tests.documents.test_documents import add
from tests.factories import a_client

READS = {"clients:read": Reach.OWN, "interactions:read": Reach.OWN}
REASON = "A complaint of the client to the regulator"


@pytest.fixture
def client(cast, scene):
    return a_client(cast, inn="7707083893")


def call(cast, client, **more):
    values = {"said": client.public_id, "reason": REASON, "ticket": "C-17", **more}
    return operations.open_in_emergency(actor=cast.actor("ada"), **values)


def csrf(browser, page="/notices/"):
    return browser.get(page).text.split('name="csrf-token" content="')[1].split('"')[0]


def test_row_22_keeper_and_supervisor_are_told_in_the_same_transaction(cast, client, scene):
    call(cast, client)
    told = {row.employee_id: row for row in scene.scalars(sa.select(Notice))}
    assert set(told) == {cast.ids["mara"], cast.ids["sofia"]}
    assert told[cast.ids["mara"]].params["reason"] == REASON
    letters = list(scene.scalars(sa.select(Message)))
    assert len(letters) == 2
    for letter in letters:
        made = renderers.render(letter)
        assert client.display_name not in made.text
        assert REASON in made.text


@pytest.mark.parametrize("reason", ["", "too short", "  a     b     c  d  "])
def test_row_22_a_reason_of_fifteen_characters_is_asked(cast, client, reason):
    with pytest.raises(Invalid) as refused:
        call(cast, client, reason=reason)
    assert "reason" in refused.value.fields


def test_row_22_only_an_exact_number_or_id_finds_a_dossier(cast, client):
    for said in ("Кедр", "77070838", "x" * 16, ""):
        with pytest.raises(Invalid):
            call(cast, client, said=said)
    assert call(cast, client, said="7707083893")[1] is client


def test_row_22_who_has_no_right_or_sees_it_anyway_calls_no_emergency(cast, client):
    for who, refusal in (("mara", Forbidden), ("sofia", Forbidden), ("adam", Forbidden)):
        with pytest.raises(refusal):
            operations.open_in_emergency(
                actor=cast.actor(who), said=client.public_id, reason=REASON
            )
    call(cast, client)
    ada = cast.actor("ada")
    again = ada.__class__(
        **{**ada.__dict__, "emergency": (client.id,), "grants": {**ada.grants, **READS}}
    )
    with pytest.raises(Conflict):
        operations.open_in_emergency(actor=again, said=client.public_id, reason=REASON)


def test_row_22_ten_a_day_are_enough(cast, client, scene):
    for _number in range(10):
        call(cast, client)
    with pytest.raises(TooMany):
        call(cast, client)


def test_row_22_it_opens_card_timeline_and_documents_and_nothing_else(app, cast, browser_of):
    with app.app_context(), transaction():
        client = a_client(cast, inn="7707083893")
        address = client.public_id
        [fate] = add(client, cast.actor("mara"), ("устав.pdf", pdf()))
        [secret] = add(
            client, cast.actor("mara"), ("p.pdf", pdf("passport")), kind=PaperKind.PASSPORT
        )
        paper, passport = fate.document.public_id, secret.document.public_id
        other = a_client(cast, name="ООО «Дуб»").public_id
    ada = browser_of("ada")
    assert ada.get(f"/clients/{address}").status_code == 403
    asked = ada.post(
        "/emergency/",
        data={"csrf_token": csrf(ada), "client": address, "reason": REASON},
    )
    assert asked.location == f"/clients/{address}"
    page = ada.get(f"/clients/{address}")
    assert page.status_code == 200
    assert "Emergency access, to be read only" in page.text
    assert ada.get(f"/clients/{address}/timeline").status_code == 200
    assert ada.get(f"/documents/{paper}/content").status_code == 200
    assert ada.get(f"/documents/{passport}/content").status_code == 404
    assert ada.get(f"/clients/{other}").status_code == 404
    token = csrf(ada)
    for path in (
        f"/clients/{address}/edit",
        f"/clients/{address}/bin",
        f"/clients/{address}/documents",
        f"/documents/{paper}/bin",
    ):
        assert ada.post(path, data={"csrf_token": token}).status_code in (403, 404), path
    assert ada.get("/export/clients").status_code in (403, 404)
    with app.app_context(), transaction() as session:
        tags = list(
            session.scalars(sa.select(AuditEntry.tag).where(AuditEntry.actor_id == cast.ids["ada"]))
        )
        assert {"client:emergency-opened", "client:viewed", "document:opened"} <= set(tags)


def test_row_22_after_half_an_hour_it_is_shut(app, cast, browser_of):
    with app.app_context(), transaction():
        address = a_client(cast).public_id
    ada = browser_of("ada")
    ada.post("/emergency/", data={"csrf_token": csrf(ada), "client": address, "reason": REASON})
    assert ada.get(f"/clients/{address}").status_code == 200
    with app.app_context(), transaction() as session:
        session.execute(
            sa.update(EmergencyAccess).values(until=clock.now() - dt.timedelta(seconds=1))
        )
    assert ada.get(f"/clients/{address}").status_code == 403


def test_row_22_one_ends_it_before_its_time(app, cast, browser_of):
    with app.app_context(), transaction():
        address = a_client(cast).public_id
    ada = browser_of("ada")
    ada.post("/emergency/", data={"csrf_token": csrf(ada), "client": address, "reason": REASON})
    with app.app_context(), transaction() as session:
        access = session.scalars(sa.select(EmergencyAccess.public_id)).one()
    assert ada.post(f"/emergency/{access}/close", data={"csrf_token": csrf(ada)}).status_code == 302
    assert ada.get(f"/clients/{address}").status_code == 403


def test_row_22_a_second_person_reviews_it_once(cast, client):
    access, _client = call(cast, client)
    sofia = cast.actor("sofia")
    with pytest.raises(Invalid):
        operations.review(access, actor=sofia, verdict=EmergencyVerdict.UNJUSTIFIED)
    operations.review(
        access, actor=sofia, verdict=EmergencyVerdict.UNJUSTIFIED, remark="Not his case"
    )
    assert access.closed_at is not None
    with pytest.raises(Conflict):
        operations.review(access, actor=sofia, verdict=EmergencyVerdict.JUSTIFIED)
    with pytest.raises(NotFound):
        queries.emergency_of(access.public_id, actor=cast.actor("stefan"))


def test_row_22_what_nobody_reviews_for_three_days_is_told_once(app, cast, client, scene):
    access, _client = call(cast, client)
    access.opened_at -= dt.timedelta(hours=73)
    assert operations.remind_of_reviews() == 1
    assert operations.remind_of_reviews() == 0


def test_row_22_the_queue_says_what_waits_too_long(app, cast, browser_of):
    with app.app_context(), transaction():
        access, _client = call(cast, a_client(cast))
        access.opened_at -= dt.timedelta(hours=80)
        access.until -= dt.timedelta(hours=80)
        public_id = access.public_id
    sofia = browser_of("sofia")
    assert "waits for more than 72 hours" in sofia.get("/oversight/").text
    done = sofia.post(
        f"/oversight/{public_id}/review",
        data={"csrf_token": csrf(sofia), "verdict": "justified"},
    )
    assert done.status_code == 302
    assert "waits for more than 72 hours" not in sofia.get("/oversight/").text


def test_row_22_unusual_reading_is_found_and_told_once(app, cast):
    def told(session):
        return list(session.scalars(sa.select(Notice).where(Notice.kind == "reading:many")))

    with app.app_context(), transaction():
        for number in range(61):
            audit.opened(a_client(cast, name=f"ООО «{number}»").id, actor=cast.actor("mara"))
    for _turn in range(2):
        with app.app_context(), transaction() as session:
            operations.watch_readings()
            alarms = {one.sign: one for one in session.scalars(sa.select(ReadingAlarm))}
            assert alarms[Sign.MANY].dossiers == 61
            assert [one.employee_id for one in told(session)] == [cast.ids["sofia"]]
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        [row] = [o for o in queries.alarms(sofia, waiting=True).rows if o.sign is Sign.MANY]
        operations.dismiss(row, actor=sofia, remark="A campaign")
        assert row.seen_by_id == cast.ids["sofia"]
        assert row not in queries.alarms(sofia, waiting=True).rows


def test_row_22_who_may_see_a_dossier_and_why(cast, client):
    call(cast, client)
    seers = {one.employee.login: one for one in seeing.who_sees(client.id, now=clock.now())}
    assert set(seers) == {"mara", "sofia", "ada"}
    assert seers["sofia"].by_team
    assert seers["mara"].roles
    assert seers["ada"].until is not None


def test_row_22_every_opening_of_a_dossier_is_seen_by_its_keeper(app, cast, browser_of):
    with app.app_context(), transaction():
        address = a_client(cast).public_id
    assert browser_of("sofia").get(f"/clients/{address}").status_code == 200
    assert "Berg" in browser_of("mara").get(f"/oversight/clients/{address}").text


def test_row_22_a_supervisor_sees_which_dossiers_an_alarm_is_about(app, cast, browser_of):
    with app.app_context(), transaction():
        for number in range(61):
            audit.opened(a_client(cast, name=f"ООО «№{number}»").id, actor=cast.actor("mara"))
        audit.opened(a_client(cast, name="ООО «Юг»", manager="otto").id, actor=cast.actor("mara"))
    with app.app_context(), transaction() as session:
        operations.watch_readings()
        many = sa.select(ReadingAlarm).where(ReadingAlarm.sign == Sign.MANY)  # at night two
        alarm = session.scalars(many).one()
        address = f"/oversight/reading?of={alarm.public_id}"
    sofia = browser_of("sofia")
    assert "ООО «№7»" not in sofia.get("/oversight/reading").text
    page = sofia.get(address).text
    assert "ООО «№7»" in page
    assert "ООО «Юг»" not in page, "another team's client stays unknown"
    assert browser_of("stefan").get(address).status_code == 404


def test_row_22_a_review_that_is_refused_keeps_what_was_chosen(app, cast, browser_of):
    with app.app_context(), transaction():
        access, _client = call(cast, a_client(cast, inn="7707083893"))
        address = f"/oversight/{access.public_id}"
    sofia = browser_of("sofia")
    said = {"verdict": "unjustified", "remark": " ", "csrf_token": csrf(sofia)}
    answer = sofia.post(f"{address}/review", data=said)
    assert answer.status_code == 422
    pid = address.rpartition("/")[2]
    assert f'href="#r-{pid}"' in answer.text
    assert f'id="r-{pid}"' in answer.text
    box = answer.text[answer.text.index(f'id="v-{pid}-unjustified"') :].split(">")[0]
    assert "checked" in box


def test_row_22_who_may_call_an_emergency_is_led_there_from_a_closed_dossier(app, cast, browser_of):
    with app.app_context(), transaction():
        path = f"/clients/{a_client(cast).public_id}"
    door = f"/emergency/?client={path.rpartition('/')[2]}"
    assert door in browser_of("ada").get(path).text
    assert door not in browser_of("otto").get(path).text


def test_row_22_the_auditor_follows_every_emergency_and_its_review_in_the_trail(
    app, cast, browser_of
):
    """Ruling 18: the auditor reads the trail; reviewing is the supervisors'."""
    ada = browser_of("ada")
    with app.app_context(), transaction():
        one, other = a_client(cast, name="Amber Sieve"), a_client(cast, name="Basalt Sieve")
        late, _client = call(cast, one)
        late.opened_at -= dt.timedelta(hours=73)
        reviewed, _client = call(cast, other)
        operations.review(
            reviewed,
            actor=cast.actor("sofia"),
            verdict=EmergencyVerdict.UNJUSTIFIED,
            remark="No complaint is known",
        )
        assert operations.remind_of_reviews() == 1
    missed = ada.post(
        "/emergency/",
        data={"csrf_token": csrf(ada), "client": "5003052454", "reason": REASON},
    )
    assert missed.status_code == 422
    page = ada.get("/audit/").text
    assert "Emergency access: all of it, with the reviews" in page
    page = ada.get("/audit/?tag=client:emergency-*").text
    for said in (
        "A dossier was opened in an emergency", "An emergency access was reviewed",
        "An emergency access was not reviewed in time", "An emergency access found no client",
        "5003052454", "No complaint is known",
    ):  # fmt: skip
        assert said in page.partition("<tbody>")[2], said
    assert "Somebody signed in" not in page.partition("<tbody>")[2]
    mine = ada.get("/emergency/").text.partition("Your emergencies and their reviews")[2]
    assert "not justified" in mine
    assert "No complaint is known" in mine
    assert "waits for review" in mine
    assert ada.get("/oversight/").status_code == 403
