"""D18: one timeline, narrowed, searched, folded, pinned; every entry has its address; the dossier
as it was on any day."""

import ast
import datetime as dt
import email.policy
import re
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

import rmapp
from rmapp.card import operations as card
from rmapp.card import queries
from rmapp.card.models import TimelinePin
from rmapp.card.queries import FINE, Wanted, happenings
from rmapp.card.rules import Folded, as_it_was, fold_runs, local_hour
from rmapp.card.words import EVENTS, told
from rmapp.clients import custom
from rmapp.clients.custom import define_field
from rmapp.clients.events import note
from rmapp.clients.models import ClientEvent, ClientKind, CustomType
from rmapp.clients.queries import client_of
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, NotFound
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations
from rmapp.interactions import operations as contacts
from rmapp.interactions.words import Kind
from rmapp.outbox import operations as outbox
from rmapp.outbox import renderers
from rmapp.outbox.models import Message, RenderedMail
from rmapp.outbox.states import Purpose, State
from rmapp.proposals.models import ProposalState
from tests.dossiers.test_creating import hidden
from tests.factories import a_client, a_person
from tests.interactions.conftest import MOSCOW, in_days


def kinds(actor, client, **wanted):
    return [e.kind for e in queries.timeline(actor, client.id, wanted=Wanted(**wanted))[0]]


def test_d18_the_timeline_is_narrowed_by_kind_words_author_and_days(scene, cast):
    client, mara, sofia = a_client(cast), cast.actor("mara"), cast.actor("sofia")
    note(client.id, "stage", actor=sofia, title="Эквайринг 100%")
    note(client.id, "proposal-sent", actor=mara, title="P-1")
    operations.edit_client(
        client, actor=mara, version=client.version, fields={"banks_now": "Банк_Один"}
    )
    db.session.flush()
    assert kinds(mara, client, group="stages") == ["stage"]
    assert kinds(mara, client, group="proposals") == ["proposal-sent"]
    assert kinds(mara, client, group="service") == ["assigned"]
    assert kinds(mara, client, group="changes") == ["changed"]
    for group in ("calls", "meetings", "letters"):
        assert kinds(mara, client, group=group) == []
    assert kinds(mara, client, text="эквайринг") == ["stage"]
    assert kinds(mara, client, text="100%") == ["stage"]  # no wildcard
    assert kinds(mara, client, text="банк_один") == ["changed"]
    assert kinds(mara, client, author=cast.public_ids["sofia"]) == ["stage"]
    assert kinds(mara, client, author="0" * 16) == []
    today = clock.today("Europe/Moscow")
    day = dt.timedelta(days=1)
    assert len(kinds(mara, client, since=today, until=today, zone="Europe/Moscow")) == 4
    for apart in ({"until": today - day}, {"since": today + day}):
        assert kinds(mara, client, zone="Europe/Moscow", **apart) == []
    assert set(FINE) & {"calls", "changes"} == {"calls", "changes"}


def test_d18_an_entry_has_an_address_and_stays_on_top(app, cast, browser_of):
    with app.app_context(), transaction():
        client = a_client(cast)
        note(client.id, "stage", actor=cast.actor("mara"), title="Важное")
        db.session.flush()
        key = db.session.scalar(sa.select(sa.func.max(ClientEvent.id)))
        public_id = client.public_id
    mara, path = browser_of("mara"), f"/clients/{public_id}/timeline/event-{key}"
    page = mara.get(path).get_data(as_text=True)
    assert "Важное" in page
    assert f"/clients/{public_id}/as-of?on=" in page
    form = {**hidden(page), "off": "0"}
    assert mara.post(f"{path}/pin", data=form).status_code == 302
    assert 'class="timeline pins"' in mara.get(f"/clients/{public_id}").get_data(as_text=True)
    again = {**hidden(mara.get(path).get_data(as_text=True)), "off": "1"}
    assert mara.post(f"{path}/pin", data=again).status_code == 302
    assert 'class="timeline pins"' not in mara.get(f"/clients/{public_id}").get_data(as_text=True)
    for wrong in ("event-0", "event-99999999999", "nonsense-1", "event", "event-1'--", "../x"):
        assert mara.get(f"/clients/{public_id}/timeline/{wrong}").status_code == 404, wrong
    assert browser_of("otto").get(path).status_code == 404


def test_d18_an_entry_of_another_client_is_not_found_under_this_one(scene, cast):
    one, two, mara = a_client(cast), a_client(cast, name="ООО «Дуб»"), cast.actor("mara")
    db.session.flush()
    theirs = queries.timeline(mara, two.id)[0][0]
    with pytest.raises(NotFound):
        queries.entry_of(mara, one.id, theirs.source, theirs.id)


def test_d18_five_entries_at_most_stay_on_top(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    for number in range(6):
        note(client.id, "stage", actor=mara, title=str(number))
    db.session.flush()
    entries = queries.timeline(mara, client.id)[0]
    for entry in entries[:5]:
        card.pin(client, entry, actor=mara, stays=True)
    card.pin(client, entries[0], actor=mara, stays=True)  # twice is once
    assert len(queries.pinned(mara, client.id)) == 5
    with pytest.raises(Conflict):
        card.pin(client, entries[5], actor=mara, stays=True)
    card.pin(client, entries[0], actor=mara, stays=False)
    assert db.session.scalar(sa.select(sa.func.count(TimelinePin.id))) == 4


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", None]), max_size=30), st.integers(2, 5))
def test_d18_folding_loses_no_entry_and_keeps_the_order(keys, least):
    items = list(enumerate(keys))
    folded = fold_runs(items, lambda item: item[1], least=least)
    flat = []
    for one in folded:
        if isinstance(one, Folded):
            assert len(one.items) >= least
            assert len({key for _number, key in one.items}) == 1
            assert one.items[0][1] is not None
            flat += one.items
        else:
            flat.append(one)
    assert flat == items


def test_d18_many_small_changes_fold_into_one_line(app, cast, browser_of):
    with app.app_context(), transaction():
        client, mara = a_client(cast), cast.actor("mara")
        for number in range(4):
            operations.edit_client(
                client, actor=mara, version=client.version, fields={"notes": f"v{number}"}
            )
        public_id = client.public_id
    page = browser_of("mara").get(f"/clients/{public_id}").get_data(as_text=True)
    assert "4 changes of the dossier" in page
    assert "v3" in page


changes = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 9)), max_size=12)


@settings(deadline=None)
@given(changes)
def test_d18_walking_back_over_all_changes_gives_the_first_state(steps):
    state, log = {"a": 0, "b": 0}, []
    for number, (field, value) in enumerate(steps):
        log.append(SimpleNamespace(field=field, before=state[field], at=number, author=None))
        state[field] = value
    past = as_it_was(state, list(reversed(log)))
    assert {name: was.value for name, was in past.items()} == {"a": 0, "b": 0}


def test_d18_the_dossier_is_shown_as_it_was_on_a_day(app, cast, browser_of):
    now = dt.datetime.now(dt.UTC)
    with app.app_context(), transaction():
        mara = cast.actor("mara")
        client = a_client(cast, days_ago=100, banks_now="Сбербанк")
        person = a_person(cast, days_ago=100, income_level="тайна")
        operations.edit_client(
            client, actor=mara, version=client.version,
            fields={"banks_now": "ВТБ", "possible_profit": 1_000_00},
        )  # fmt: skip
        operations.edit_client(
            client, actor=mara, version=client.version, fields={"banks_now": "Альфа"}
        )
        public_id, other = client.public_id, person.public_id
    browser = browser_of("mara")
    before = (now - dt.timedelta(days=5)).date().isoformat()
    page = browser.get(f"/clients/{public_id}/as-of?on={before}").get_data(as_text=True)
    row = page[page.index("Banks that serve it now") :].split("</tr>")[0]
    assert "Сбербанк" in row
    assert "Альфа" in row  # as it is now
    assert "Mara Lindt" in row
    there = now.astimezone(ZoneInfo("Europe/Moscow")).date()
    today = browser.get(f"/clients/{public_id}/as-of?on={there}").get_data(as_text=True)
    row = today[today.index("Banks that serve it now") :].split("</tr>")[0]
    assert "Сбербанк" not in row
    long_ago = browser.get(f"/clients/{public_id}/as-of?on=2001-01-01").get_data(as_text=True)
    assert "not in the base yet" in long_ago
    for nonsense in ("", "x", "9999-99-99", "2026-02-30", "3000-01-01"):
        assert browser.get(f"/clients/{public_id}/as-of?on={nonsense}").status_code == 200
    assert "тайна" in browser.get(f"/clients/{other}/as-of").get_data(as_text=True)
    assert browser_of("max").get(f"/clients/{public_id}/as-of").status_code == 404


def test_d18_one_value_is_put_back_from_the_change_that_replaced_it(app, cast, browser_of):
    with app.app_context(), transaction():
        mara, adam = cast.actor("mara"), cast.actor("adam")
        own = define_field(
            actor=adam, type=CustomType.NUMBER, code="mileage", name_en="Mileage", name_ru="Пробег",
            kinds=[kind.value for kind in ClientKind],
        )  # fmt: skip
        client = a_client(cast, banks_now="Сбербанк")
        for fields in (
            {"banks_now": "ВТБ", own.key: Decimal("12.5")},
            {"banks_now": "Альфа", own.key: Decimal("77.5"), "problems": "нет"},
        ):
            operations.edit_client(client, actor=mara, version=client.version, fields=fields)
        public_id, key, version = client.public_id, own.key, client.version
        changed = [e for e in queries.timeline(mara, client.id)[0] if e.kind == "changed"]
        last, first = changed[0].name, changed[1].name
    browser = browser_of("mara")
    address = f"/clients/{public_id}/timeline/{last}"
    page = browser.get(address)
    assert page.text.count("/back") == 3, "each of the three can be put back"
    assert "The change on its own" in browser.get(f"/clients/{public_id}").text

    def put_back(who, entry, what, version):
        form = hidden(who.get(f"/clients/{public_id}/timeline/{last}").text)
        data = form | {"what": what, "version": version}
        return who.post(f"/clients/{public_id}/timeline/{entry}/back", data=data)

    assert put_back(browser, last, key, version).status_code == 302
    with app.app_context(), transaction():
        client = client_of(public_id, actor=cast.actor("mara"))
        assert custom.values_of(client.id)[key] == Decimal("12.5")
        assert (client.banks_now, client.version) == ("Альфа", version + 1)
        newest = next(e for e in queries.timeline(cast.actor("mara"), client.id)[0])
        assert newest.kind == "changed"
        assert newest.detail["changes"] == {key: ["77.5", "12.5"]}
    assert browser.get(address).text.count("/back") == 2, "what stands again is not offered"
    assert put_back(browser, last, "banks_now", version).status_code == 409, "a stale page"
    assert put_back(browser, last, "inn", version + 1).status_code == 404
    assert put_back(browser, first, "problems", version + 1).status_code == 404
    assert put_back(browser, "event-999999", key, version + 1).status_code == 404
    assert browser.post(f"{address}/back", data={}).status_code == 400, "no token"
    assert put_back(browser, first, "banks_now", version + 1).status_code == 302
    with app.app_context(), transaction():
        assert client_of(public_id, actor=cast.actor("mara")).banks_now == "Сбербанк"
    assert browser_of("max").get(address).status_code == 404


def test_d4_the_clock_of_the_client_says_whether_one_may_call():
    monday = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
    assert local_hour(monday, "Europe/Moscow", None, None).may_call  # 15:00
    assert not local_hour(monday, "Asia/Vladivostok", None, None).may_call  # 22:00
    assert local_hour(monday, "Asia/Vladivostok", dt.time(21), dt.time(23)).may_call
    assert local_hour(monday, "Asia/Vladivostok", dt.time(21), dt.time(2)).may_call  # over midnight
    saturday = monday + dt.timedelta(days=5)
    assert not local_hour(saturday, "Europe/Moscow", None, None).may_call
    assert local_hour(saturday, "Europe/Moscow", dt.time(10), None).may_call


def test_d18_every_fact_that_is_noted_has_words():
    """A fact without words would be shown by its code, in no language."""
    noted = set()
    for path in Path(rmapp.__file__).parent.rglob("*.py"):
        text = path.read_text("utf-8")
        if "clients.events import" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            name = getattr(getattr(node, "func", None), "id", "")
            if name in ("note", "note_event", "note_all") and len(node.args) > 1:
                said = node.args[1]
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    noted.add(said.value)
    assert len(noted) > 20
    assert noted - set(EVENTS) - {"changed", "letter-received"} == set()


def a_sent_letter(client, mara, *, subject, kind="proposal-sent"):
    """A letter of ``kind`` that has left; its row keeps the subject with its places unfilled."""
    address = outbox.address_for("ivanov@kedr.example", client_id=client.id, actor=mara)
    key = outbox.schedule(
        actor=mara, kind=kind, address_id=address.id, purpose=Purpose.SERVICE,
        occasion=f"{kind}:1", dedup_key=f"{kind}:1", client_id=client.id,
        params={"subject": "Предложение № {proposal.number} для {client.name}"},
    ).id  # fmt: skip
    now = clock.now()
    db.session.execute(
        sa.update(Message).where(Message.id == key).values(state=State.SENT, sent_at=now)
    )
    if subject:
        letter = EmailMessage()
        letter["From"], letter["To"] = "mara@bank.example", "ivanov@kedr.example"
        letter["Subject"] = subject
        letter.set_content("…")
        content = letter.as_bytes(policy=email.policy.SMTP)
        db.session.add(
            RenderedMail(
                outbox_message_id=key, lease_token=1, sha256="0" * 64, content=content, at=now
            )
        )
    db.session.flush()


def test_d18_31_a_letter_stands_in_the_history_with_its_subject_and_recipient(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    subject = "Предложение № P-2026-0038 для ООО «Северный Маяк», с приложениями на двух языках"
    a_sent_letter(client, mara, subject=subject)
    with force_locale("en"):
        one = told(queries.timeline(mara, client.id, wanted=Wanted(group="letters"))[0][0])
    assert one.line == f"E-mail sent: {subject}"
    assert one.text == "To: ivanov@kedr.example"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_d18_31_no_kind_of_fact_is_told_by_a_code_or_an_unfilled_place(scene, cast, language):
    client, mara = a_client(cast), cast.actor("mara")
    known = {*EVENTS, *(kind for group in happenings.EVENTS.values() for kind in group)}
    known |= {f"proposal-{state.value}" for state in ProposalState}
    for kind in known - {"proposal-sent"}:
        note(client.id, kind, actor=mara)
    for kind in renderers.kinds():
        a_sent_letter(client, mara, subject="", kind=kind)
    a_sent_letter(client, mara, subject="", kind="of-a-slice-that-is-gone")
    db.session.flush()
    with force_locale(language):
        found = queries.timeline(mara, client.id, limit=500)[0]
        assert {one.source for one in found} == {"event", "message"}
        for one in found:
            said = told(one)
            assert not set("{}") & set(said.line + said.text), said
            assert one.kind not in {"-", said.line, said.line.split(": ")[-1]}, said
            assert "%(" not in said.line, said
            if language == "ru" and not one.title:
                assert not re.search("[a-z]{3}", said.line), said


def test_d18_a_planned_moved_or_cancelled_contact_is_told_by_kind_moment_and_reason(
    scene, app, cast
):
    client, mara = a_client(cast), cast.actor("mara")
    planned = in_days(3, 11)
    call = contacts.plan(actor=mara, client=client, kind=Kind.CALL, at=planned)
    moved = in_days(4, 15)
    contacts.reschedule(call, actor=mara, version=call.version, at=moved, minutes=15)
    contacts.cancel(call, actor=mara, version=call.version, reason="Передумали")
    db.session.flush()
    entries = queries.timeline(mara, client.id)[0]
    with app.test_request_context(), force_locale("en"):
        found = [told(one) for one in entries]
    said = {one.entry.kind: one.text for one in found}
    first, second = (f"{at.astimezone(MOSCOW):%H:%M}" for at in (planned, moved))
    assert said["contact-planned"].startswith("Call · ")
    assert said["contact-planned"].endswith(first)
    before, after = said["contact-moved"].split(" → ")
    assert (before[-5:], after[-5:]) == (first, second)
    assert said["contact-cancelled"].startswith("Call · ")
    assert said["contact-cancelled"].endswith(f"{second} · Передумали")


def test_c8_who_asks_for_another_time_is_told_with_the_time_and_the_words(scene, app, cast):
    client, wished = a_client(cast), in_days(3, 16)
    detail = {"how": "link", "wish": "После обеда", "at": wished.isoformat()}
    note(client.id, "invitation-other-time", actor=None, title="Глава Иван", detail=detail)
    db.session.flush()
    [entry] = [
        one
        for one in queries.timeline(cast.actor("mara"), client.id)[0]
        if one.kind == "invitation-other-time"
    ]
    with app.test_request_context(), force_locale("en"):
        said = told(entry)
    assert said.line == "Asks for another time: Глава Иван"
    assert said.text.endswith(f"{wished.astimezone(MOSCOW):%H:%M} · После обеда")
