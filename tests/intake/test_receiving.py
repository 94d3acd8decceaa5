"""I2: a letter finds its client; an answer stops what waits for one."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.audit.models import AuditEntry
from rmapp.clients.models import Client, ClientEvent
from rmapp.core.db import db
from rmapp.core.errors import Malformed, NotFound
from rmapp.core.transaction import transaction
from rmapp.intake import operations, queries
from rmapp.intake.models import FoundBy, IncomingLetter, LetterKind, LetterState
from rmapp.intake.rules import signed
from rmapp.outbox import operations as outbox
from rmapp.outbox import queries as letters
from rmapp.outbox.models import Message
from rmapp.outbox.states import AddressState, Purpose, State
from tests.dossiers.test_creating import defaults, hidden
from tests.factories import a_client, a_contact_person
from tests.opportunities.stories import submit


def a_letter(sender: str, *, head: str = "", text: str = "Hello") -> bytes:
    return (
        f"From: Ivan Petrov <{sender}>\nTo: mara@bank.example\nSubject: About us\n{head}\n{text}\n"
    ).encode()


def what_waits(client: Client, *, stops: bool = True) -> Message:
    address = outbox.address_for("ivan@kedr.example", client_id=client.id, actor=None)
    made = outbox.schedule(
        actor=None,
        kind="test-waiting",
        address_id=address.id,
        purpose=Purpose.SERVICE,
        occasion="test:1",
        dedup_key=f"test:{client.id}:{stops}",
        client_id=client.id,
        stops_on_reply=stops,
    )
    return db.session.get_one(Message, made.id)


@pytest.fixture
def client(scene: Any, cast: Any) -> Client:
    return a_client(cast, emails=["ivan@kedr.example"])


def test_a_letter_finds_its_client_by_address_and_stops_what_waits_for_an_answer(client):
    waiting, service = what_waits(client), what_waits(client, stops=False)
    received = operations.receive(a_letter("Ivan@Kedr.example"))
    assert received.letter.client_id == client.id
    assert (received.letter.found_by, received.stopped) == (FoundBy.ADDRESS, 1)
    db.session.expire_all()
    assert waiting.state is State.CANCELLED
    assert service.state is State.PENDING
    assert client.last_contact_at == received.letter.received_at
    facts = db.session.execute(
        sa.select(ClientEvent.kind).where(ClientEvent.client_id == client.id)
    ).scalars()
    assert "letter-received" in set(facts)


def test_the_thread_goes_before_the_address(cast, client):
    other = a_client(cast, name="ООО «Другой»", emails=["boss@home.example"])
    message = what_waits(client)
    received = operations.receive(
        a_letter("boss@home.example", head=f"In-Reply-To: {message.message_id}\n")
    )
    assert received.letter.client_id == client.id != other.id
    assert received.letter.found_by is FoundBy.THREAD
    assert received.letter.outbox_message_id == message.id


def test_a_contact_person_leads_to_the_firm(client):
    a_contact_person(client, email="Olga@Mail.example")
    received = operations.receive(a_letter("olga@mail.example"))
    assert (received.letter.client_id, received.letter.found_by) == (client.id, FoundBy.PERSON)


def test_an_address_of_two_clients_or_of_nobody_waits_for_a_person(cast, client):
    a_client(cast, name="ООО «Тёзка»", emails=["ivan@kedr.example"])
    for sender in ("ivan@kedr.example", "stranger@x.example"):
        received = operations.receive(a_letter(sender))
        assert (received.letter.client_id, received.letter.state) == (None, LetterState.TRIAGE)
        assert received.stopped == 0


def test_an_absence_notice_stops_nothing(client):
    waiting = what_waits(client)
    received = operations.receive(
        a_letter("ivan@kedr.example", head="Auto-Submitted: auto-replied\n")
    )
    assert received.letter.kind is LetterKind.AUTO_REPLY
    assert received.stopped == 0
    db.session.expire_all()
    assert waiting.state is State.PENDING
    assert client.last_contact_at is None


def test_the_same_bytes_twice_are_one_letter(client):
    first = operations.receive(a_letter("ivan@kedr.example"))
    again = operations.receive(a_letter("ivan@kedr.example"))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.letter.id == again.letter.id


def test_a_report_that_names_our_letter_marks_its_address(client):
    message = what_waits(client)
    report = (
        "From: MAILER-DAEMON@relay.example\nSubject: Undelivered\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822; ivan@kedr.example\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message.message_id}\n--b--\n"
    ).encode()
    received = operations.receive(report)
    assert received.letter.kind is LetterKind.BOUNCE
    assert received.letter.client_id == client.id
    db.session.expire_all()
    assert letters.address_of("ivan@kedr.example").state is AddressState.BOUNCED


def test_a_report_about_a_strangers_letter_marks_nothing(client):
    what_waits(client)
    report = (
        b"From: MAILER-DAEMON@relay.example\nSubject: Undelivered\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\n"
        b"Final-Recipient: rfc822; ivan@kedr.example\nAction: failed\n\n--b--\n"
    )
    operations.receive(report)
    db.session.expire_all()
    assert letters.address_of("ivan@kedr.example").state is AddressState.OK


def test_nothing_at_all_is_refused(scene):
    with pytest.raises(Malformed):
        operations.receive(b"  \n")


def test_a_letter_to_a_colleague_is_not_mine_to_sort(scene, cast):
    received = operations.receive(a_letter("stranger@x.example"))
    public_id = received.letter.public_id
    for who in ("mara", "sofia"):
        assert queries.letter_of(public_id, actor=cast.actor(who)).employee_id == cast.ids["mara"]
    for who in ("max", "otto", "stefan", "ada"):
        with pytest.raises(NotFound):
            queries.letter_of(public_id, actor=cast.actor(who))


def test_a_person_attaches_a_letter_to_a_client_of_theirs_only(scene, cast, client):
    letter = operations.receive(a_letter("stranger@x.example")).letter
    foreign = a_client(cast, name="ООО «Чужой»", manager="otto")
    mara = cast.actor("mara")
    with pytest.raises(NotFound):
        operations.attach(letter, foreign, actor=mara, version=letter.version)
    waiting = what_waits(client)
    assert operations.attach(letter, client, actor=mara, version=letter.version) == 1
    db.session.expire_all()
    assert waiting.state is State.CANCELLED


def test_the_pages_show_attach_and_put_aside(app: Flask, cast: Any, browser_of: Any) -> None:
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Кедр»")
        first = operations.receive(a_letter("stranger@x.example", text="<b>один</b>"))
        second = operations.receive(a_letter("stranger@x.example", text="два"))
        ids = [first.letter.public_id, second.letter.public_id]
    mara = browser_of("mara")
    page = mara.get("/incoming").text
    assert page.count("About us") == 2
    shown = mara.get(f"/incoming/{ids[0]}?q=Кедр").text
    assert "&lt;b&gt;один&lt;/b&gt;" in shown
    assert submit(mara, f"/incoming/{ids[0]}?q=Кедр", action="/attach").status_code == 302
    assert submit(mara, f"/incoming/{ids[1]}", action="/ignore").status_code == 302
    assert "Every letter has found its client" in mara.get("/incoming").text
    assert "ООО «Кедр»" in mara.get("/incoming?state=attached").text
    original = mara.get(f"/incoming/{ids[1]}/original")
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.content_type == "application/octet-stream"
    assert browser_of("otto").get(f"/incoming/{ids[0]}").status_code == 404


def test_the_command_takes_a_letter_from_standard_input(
    app: Flask, cast: Any, monkeypatch: Any
) -> None:
    from click.testing import CliRunner

    from rmapp.cli import group

    with app.app_context(), transaction():
        client = a_client(cast, emails=["ivan@kedr.example"]).public_id
    monkeypatch.setattr("rmapp.at_hand.application_at_hand", app.app_context)
    result = CliRunner().invoke(group, ["mail", "in"], input=a_letter("ivan@kedr.example"))
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["state"], told["client"], told["kind"]) == ("attached", client, "letter")
    assert CliRunner().invoke(group, ["mail", "in"], input=b"").exit_code == 2


def test_d12_a_letter_without_a_client_shows_its_senders_look_alikes(app, cast, browser_of):
    """Within reach by name; beyond it only that there is one, and who keeps it (ruling 17)."""
    footer = "Добрый день\n--\nИванов Пётр\nООО «Кедр»\nИНН 7707083893\nтел. +7 495 123-45-67"
    with app.app_context(), transaction():
        near = a_client(cast, name="ООО «Кедр»", phones=["+74951234567"]).public_id
        far = a_client(cast, name="ООО «Кедр»", inn="7707083893", manager="otto").public_id
        letter = operations.receive(a_letter("petr@new.example", text=footer)).letter.public_id
    page = browser_of("mara").get(f"/incoming/{letter}")
    card = page.text.split("Look-alikes of the sender")[1].split("</section>")[0]
    assert near in card
    assert "Otto Klein" in card
    assert far not in page.text
    assert 'name="handle"' in card
    with app.app_context(), transaction():
        tags = db.session.scalars(sa.select(AuditEntry.tag)).all()
    assert tags.count("duplicate:disclosed") == 1, "written down, once"


def test_d12_attaching_to_a_look_alike_beyond_reach_is_answered_plainly(app, cast, browser_of):
    """It exists, who keeps it, and how to ask; nothing of a stranger."""
    footer = "Добрый день\n--\nИванов Пётр\nООО «Кедр»\nИНН 7707083893"
    with app.app_context(), transaction():
        far = a_client(cast, name="ООО «Кедр»", inn="7707083893", manager="otto").public_id
        stranger = a_client(cast, name="ООО «Дуб»", manager="otto").public_id
        letter = operations.receive(a_letter("petr@new.example", text=footer)).letter.public_id
    mara = browser_of("mara")
    page = mara.get(f"/incoming/{letter}").text
    form = {**hidden(page), "version": "1"}
    done = mara.post(f"/incoming/{letter}/attach", data={**form, "client": far})
    assert done.status_code == 302
    told = mara.get(done.location).text
    assert "This client exists, kept by: Otto Klein" in told
    form = hidden(told)
    wrong = mara.post(f"/incoming/{letter}/attach", data={**form, "client": stranger})
    assert wrong.status_code == 404


FIRM = """Добрый день!
Нас посоветовали коллеги. Хотим обсудить эквайринг для 12 магазинов.

С уважением,
Алексей Ершов
финансовый директор
ООО «Северный лес»
ИНН 7707083893
тел. +7 (921) 555-01-02
"""


def from_a_new_firm(app: Flask) -> str:
    raw = (
        "From: =?utf-8?b?0JDQu9C10LrRgdC10Lkg0JXRgNGI0L7Qsg==?= <a.ershov@sevles.example>\n"
        "To: mara@bank.example\nSubject: Acquiring\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{FIRM}"
    ).encode()
    with app.app_context(), transaction():
        return operations.receive(raw).letter.public_id


def pressed(page: str) -> dict[str, str]:
    """What the button that makes a client from a letter sends."""
    form = re.search(r'<form method="post" action="/clients/new".*?</form>', page, re.DOTALL)
    assert form is not None, page
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form[0])
    }


def typed(page: str) -> dict[str, str]:
    """What stands in the fields of a form."""
    boxes = re.findall(r"<input[^>]*>", page)
    found = {}
    for box in boxes:
        name, value = re.search(r' name="([^"]+)"', box), re.search(r' value="([^"]*)"', box)
        if name and value and 'type="checkbox"' not in box:
            found[name[1]] = html.unescape(value[1])
    return {**found, **defaults(page)}


def test_ruling_24_39_a_new_client_is_made_from_a_letter_and_the_letter_is_theirs(
    app, cast, browser_of
):
    letter = from_a_new_firm(app)
    mara = browser_of("mara")
    page = mara.post("/clients/new", data=pressed(mara.get(f"/incoming/{letter}").text)).text
    filled = typed(page)
    assert filled["short_name"] == "ООО «Северный лес»"
    assert filled["inn"] == "7707083893"
    assert filled["person_email"] == "a.ershov@sevles.example"
    assert filled["phones"] == "8 (921) 555-01-02"
    assert filled["person_name"] == "Алексей Ершов"
    assert filled["person_position"] == "Финансовый директор"
    assert not filled.get("second_name"), "the sender is one person and not two"
    saved = mara.post("/clients/new?kind=organisation", data={**filled, **hidden(page)})
    assert saved.status_code == 302, saved.text
    with app.app_context(), transaction() as session:
        one = session.scalars(
            sa.select(IncomingLetter).where(IncomingLetter.public_id == letter)
        ).one()
        client = session.scalars(sa.select(Client).where(Client.inn == "7707083893")).one()
        assert (one.client_id, one.state) == (client.id, LetterState.ATTACHED)
        facts = set(
            session.scalars(sa.select(ClientEvent.kind).where(ClientEvent.client_id == client.id))
        )
        assert {"created", "letter-received"} <= facts


def test_ruling_24_39_nobody_attaches_a_letter_beyond_reach_by_making_a_client(
    app, cast, browser_of
):
    letter = from_a_new_firm(app)  # addressed to Mara
    max_ = browser_of("max")
    page = max_.get("/clients/new").text
    said = {**defaults(page), **hidden(page), "short_name": "ООО «Чужое»", "phones": "84955550101"}
    assert max_.post("/clients/new", data={**said, "origin": f"letter-{letter}"}).status_code == 302
    with app.app_context(), transaction() as session:
        state = session.scalar(
            sa.select(IncomingLetter.state).where(IncomingLetter.public_id == letter)
        )
        assert state is LetterState.TRIAGE


@pytest.mark.parametrize(
    ("words", "beneath"),
    [
        ("Hello", "Hello\n\nIvan Petrov\nivan@new.example"),
        ("Yours, IVAN PETROV", "Yours, IVAN PETROV\n\nivan@new.example"),
        ("Ivan Petrov, Ivan@new.example", "Ivan Petrov, Ivan@new.example"),
    ],
)
def test_ruling_24_39_the_sender_stands_beneath_unless_the_signature_names_them(words, beneath):
    assert signed(words, "Ivan Petrov", "ivan@new.example") == beneath
