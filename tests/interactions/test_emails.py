"""E-mails that the desk sends for a manager (C3)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.queries import chosen_reader, readers_of
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.interactions import operations, queries
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.outbox.models import Message
from rmapp.outbox.renderers import render
from tests.cast import Cast
from tests.documents.files_of import pdf
from tests.factories import a_client, a_contact_person
from tests.interactions.conftest import in_days
from tests.interactions.reading import fields_of


def an_email(cast: Cast, client: Any, **facts: Any) -> Interaction:
    return operations.plan(
        actor=cast.actor("mara"),
        client=client,
        kind=Kind.EMAIL,
        at=in_days(1),
        matter=operations.Matter(**{"subject": "Our offer", "body": "Good day", **facts}),
    )


def waiting() -> list[Message]:
    return list(db.session.scalars(sa.select(Message).where(Message.kind == "contact-email")))


def test_c3_an_email_leaves_with_its_files_once_and_is_recorded_as_sent(
    scene: Any, cast: Cast
) -> None:
    client, mara = a_client(cast, emails=["info@kedr.example"], language="en"), cast.actor("mara")
    person = a_contact_person(client, email="Head@Kedr.example")
    files = operations.hand_in(client, [("offer.pdf", pdf())], actor=mara)
    one = an_email(cast, client, contact_person_id=person.id, enclosures=files)
    one = queries.interaction_of(one.public_id, actor=mara)
    readers = queries.readers_of_email(one)
    assert [reader.address for reader in readers] == ["head@kedr.example", "info@kedr.example"]
    with pytest.raises(Invalid) as refused:
        operations.send_email(one, actor=mara, version=one.version, email="other@evil.example")
    assert "email" in refused.value.fields
    version = one.version
    operations.send_email(one, actor=mara, version=version, email="head@kedr.example")
    operations.record_outcome(
        one,
        operations.Outcome(result=Result.SENT, no_next_reason=NoNextReason.WAITS),
        actor=mara,
        version=version,
    )
    [message] = waiting()
    letter = render(message)
    assert (letter.subject, letter.text, letter.language) == ("Our offer", "Good day", "en")
    [file] = letter.attachments
    assert (file.name, file.mime) == ("offer.pdf", "application/pdf")
    assert file.content == pdf()
    with pytest.raises(Conflict):
        operations.send_email(one, actor=mara, version=one.version, email="head@kedr.example")
    assert len(waiting()) == 1


@pytest.mark.parametrize(
    ("facts", "field"), [({"subject": ""}, "subject"), ({"body": " "}, "body")]
)
def test_c3_an_email_without_words_is_not_sent(
    scene: Any, cast: Cast, facts: dict[str, str], field: str
) -> None:
    client = a_client(cast, emails=["info@kedr.example"])
    one = an_email(cast, client, **facts)
    with pytest.raises(Invalid) as refused:
        operations.send_email(
            one, actor=cast.actor("mara"), version=one.version, email="info@kedr.example"
        )
    assert field in refused.value.fields
    assert waiting() == []


def test_c3_a_foreign_manager_and_a_stale_page_send_nothing(scene: Any, cast: Cast) -> None:
    client = a_client(cast, emails=["info@kedr.example"])
    one = an_email(cast, client)
    for who, version, refusal in (("otto", one.version, NotFound), ("mara", 99, Conflict)):
        with pytest.raises(refusal):
            operations.send_email(
                one, actor=cast.actor(who), version=version, email="info@kedr.example"
            )
    assert waiting() == []


def test_c3_it_is_sent_from_its_page_with_the_next_step_planned(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast, emails=["info@kedr.example"])
        pid = an_email(cast, client).public_id
    mara = browser_of("mara")
    page = mara.get(f"/interactions/{pid}")
    assert "info@kedr.example" in page.text
    form = page.text.split(f"/interactions/{pid}/send")[1].split("</form>")[0]
    fields = fields_of(f"<form>{form}</form>")
    sent = mara.post(f"/interactions/{pid}/send", data={**fields, "email": "info@kedr.example"})
    assert sent.status_code == 302
    with app.app_context(), transaction() as session:
        one = session.scalars(sa.select(Interaction).where(Interaction.public_id == pid)).one()
        assert (one.state, one.result) == (InteractionState.DONE, Result.SENT)
        assert one.next_id is not None
        assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 1


def test_c3_a_letter_to_somebody_is_never_offered_to_another(scene: Any, cast: Cast) -> None:
    client, mara = a_client(cast, emails=["info@kedr.example"]), cast.actor("mara")
    ivan = a_contact_person(client, name="Иванов Пётр Сергеевич")
    a_contact_person(client, name="Смирнова Анна", email="smirnova@kedr.example", is_head=True)
    one = an_email(cast, client, contact_person_id=ivan.id)
    one = queries.interaction_of(one.public_id, actor=mara)
    readers = queries.readers_of_email(one)
    assert [(reader.address, reader.name) for reader in readers] == [
        ("info@kedr.example", ""),
        ("smirnova@kedr.example", "Смирнова Анна"),
    ]
    assert chosen_reader(readers, is_to_somebody=True) == "info@kedr.example"
    assert chosen_reader(readers[1:], is_to_somebody=True) is None
    assert chosen_reader(readers[1:], is_to_somebody=False) == "smirnova@kedr.example"


def test_c3_whose_name_the_letter_begins_with_reads_it_first(scene: Any, cast: Cast) -> None:
    client = a_client(cast, emails=["info@kedr.example"])
    a_contact_person(client, name="Смирнова Анна", email="smirnova@kedr.example", is_head=True)
    a_contact_person(client, name="Иванов Пётр", email="ivanov@kedr.example")
    readers = readers_of(client.id, addressee="Иванов Пётр, главный бухгалтер")
    assert [one.address for one in readers] == [
        "ivanov@kedr.example",
        "info@kedr.example",
        "smirnova@kedr.example",
    ]
    assert readers[0].is_addressed


def test_c3_a_name_that_begins_like_another_is_another(scene: Any, cast: Cast) -> None:
    client = a_client(cast)
    short = a_contact_person(client, name="Анна Берг", email="berg@kedr.example", is_head=True)
    long = a_contact_person(client, name="Анна Бергман", email="bergman@kedr.example")
    first = readers_of(client.id, addressee="Анна Бергман, директор")[0]
    assert (first.address, first.is_addressed) == ("bergman@kedr.example", True)
    first = readers_of(client.id, person_id=long.id, addressee=short.name)[0]
    assert first.address == "bergman@kedr.example", "the person chosen, before any words"


def test_c3_a_letter_without_a_reader_chosen_stays_and_says_so(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast)
        ivan = a_contact_person(client, name="Иванов Пётр")
        a_contact_person(client, name="Смирнова Анна", email="smirnova@kedr.example")
        pid = an_email(cast, client, contact_person_id=ivan.id, body="Files are attached").public_id
    mara = browser_of("mara")
    page = mara.get(f"/interactions/{pid}").text
    assert "Смирнова Анна, smirnova@kedr.example" in page
    assert "none goes with this e-mail" in page
    form = page.split(f"/interactions/{pid}/send")[1].split("</form>")[0]
    fields = {**fields_of(f"<form>{form}</form>"), "email": ""}
    told = mara.post(f"/interactions/{pid}/send", data=fields, follow_redirects=True).text
    assert "Choose to whom it goes." in told
    form = told.split(f"/interactions/{pid}/send")[1].split("</form>")[0]
    fields = fields_of(f"<form>{form}</form>")
    sent = mara.post(
        f"/interactions/{pid}/send",
        data={**fields, "email": "smirnova@kedr.example"},
        follow_redirects=True,
    ).text
    assert "on its way to smirnova@kedr.example" in sent
    assert "smirnova@kedr.example" in mara.get(f"/interactions/{pid}").text


def test_c3_an_email_to_a_client_without_an_address_says_so_and_leads_to_the_dossier(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast)
        address, dossier = an_email(cast, client).public_id, client.public_id
    page = browser_of("mara").get(f"/interactions/{address}").text
    assert "No e-mail address of this client is known" in page
    assert f'href="/clients/{dossier}/edit"' in page
