"""Before a field of the bank's own goes out of use, who names it is told (D9, C3)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients import custom
from rmapp.clients.arrangements.saved import save_view
from rmapp.clients.catalogue import conditions
from rmapp.clients.models import CustomType, Sharing
from rmapp.core import placeholders
from rmapp.core.db import db
from rmapp.core.errors import Invalid
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations as dossiers
from rmapp.exchange.models import ImportMapping
from rmapp.followups.models import FollowupRule
from rmapp.followups.seeds import SILENCE
from rmapp.followups.words import not_sent_words
from rmapp.interactions import operations
from rmapp.interactions.models import LetterText
from rmapp.interactions.rules.texts import gap_of
from rmapp.interactions.words import Kind, Purpose
from rmapp.outbox.queries import messages_for
from rmapp.outbox.renderers import NoLetter, render
from rmapp.proposals.mails import letter_occasion
from rmapp.segments.models import Segment
from tests.clients.test_custom_fields import define
from tests.dossiers.test_creating import hidden
from tests.factories import a_client
from tests.interactions.conftest import in_days
from tests.proposals.test_sending import a_draft, client, reminder_of, send

__all__ = ["client"]

NAMED = "Ваш клуб: {custom.club}, ждём вас."
WHERE = {"v": 1, "all": [{"field": "custom.club", "op": "is", "value": ["gold"]}]}


def a_text(body: str = NAMED, **facts: Any) -> LetterText:
    made = LetterText(
        code="", is_active=True, purpose=Purpose.OTHER, title_en="To the club", title_ru="В клуб",
        subject_en="Club", subject_ru="Клуб", body_en=body, body_ru=body, **facts,
    )  # fmt: skip
    db.session.add(made)
    return made


def a_club(cast: Any) -> Any:
    """A list of the bank's own that views, a segment, a text, a rule and a mapping name."""
    row = define(cast, CustomType.CHOICE, "club", is_filterable=True)
    other = define(cast, CustomType.TEXT, "clubs_of_old")  # its name begins alike
    mara, sofia = cast.actor("mara"), cast.actor("sofia")
    where = conditions.read(WHERE, sofia)
    facts: dict[str, Any] = {"columns": ["name"], "sort": ""}
    save_view(actor=sofia, name="Club", condition=where, sharing=Sharing.BANK, **facts)
    none = conditions.Condition()
    save_view(actor=mara, name="Own", condition=none, columns=["name", row.key], sort="")
    save_view(actor=mara, name="Old", condition=none, columns=["name", other.key], sort="")
    db.session.add(
        Segment(name="Gold", owner_id=mara.employee_id, condition=WHERE, created_at=row.created_at)
    )
    a_text()
    a_text("{custom.clubs_of_old}")
    db.session.add(
        FollowupRule(
            code="club", name_en="Club", name_ru="Клуб", working_days=3,
            subject_en="", subject_ru="",
            text_en="{ custom.club }", text_ru="",
        )
    )  # fmt: skip
    db.session.add(
        ImportMapping(
            employee_id=mara.employee_id,
            fingerprint="f",
            mapping=["name", row.key],
            used_at=row.created_at,
        )
    )
    client = a_client(cast)
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: "gold"})
    db.session.flush()
    return row


@pytest.fixture
def club(app: Flask, cast: Any) -> str:
    """The public id of :func:`a_club`."""
    with app.app_context(), transaction():
        return str(a_club(cast).public_id)


def test_d9_everything_that_names_a_field_is_told_and_nothing_that_only_begins_alike(
    scene: Any, cast: Any
) -> None:
    club = a_club(cast)
    with force_locale("en"):
        told = {use.what: (use.count, use.names) for use in custom.uses_of(club)}
    assert told == {
        "Saved views of the list of clients": (2, ("Club",)),
        "Segments": (1, ()),
        "Texts of letters": (1, ("To the club",)),
        "Follow-up rules": (1, ("Club",)),
        "Imports: mappings of columns": (1, ()),
    }


def test_d9_a_page_asks_before_a_field_goes_out_of_use(browser_of: Any, club: str) -> None:
    adam = browser_of("adam")
    assert f'action="/fields/{club}/retire"' not in adam.get("/fields").text
    page = adam.get(f"/fields/{club}/retire").text
    for words in ("To the club", "Segments", "1 client has a value in it.", "names are theirs"):
        assert words in page
    assert ">Own<" not in page
    assert "out of use</span>" not in adam.get("/fields").text
    done = adam.post(f"/fields/{club}/retire", data=hidden(page))
    assert done.status_code == 302
    assert "out of use</span>" in adam.get("/fields").text


def test_d9_the_library_tells_which_text_names_a_field_out_of_use(
    browser_of: Any, club: str
) -> None:
    sofia, adam = browser_of("sofia"), browser_of("adam")
    assert "names a field out of use" not in sofia.get("/letter-texts").text
    adam.post(f"/fields/{club}/retire", data=hidden(adam.get(f"/fields/{club}/retire").text))
    library = sofia.get("/letter-texts").text
    assert library.count("names a field out of use") == 1
    (text,) = re.findall(r'href="(/letter-texts/\w{16})">To the club', library)[:1]
    page = sofia.get(text).text
    assert "names what no text may any more" in page
    assert "{custom.club}" in page


@pytest.mark.parametrize("state", ["empty", "retired", "sensitive"])
def test_d9_c3_no_e_mail_leaves_with_an_own_field_that_is_nowhere(
    scene: Any, cast: Any, state: str
) -> None:
    adam, mara = cast.actor("adam"), cast.actor("mara")
    row = define(cast, CustomType.TEXT, "club", name_ru="Клуб")
    client = a_client(cast, emails=["info@kedr.example"])
    if state != "empty":
        dossiers.edit_client(
            client, actor=mara, version=client.version, fields={row.key: "Пеликан"}
        )
    if state == "retired":
        custom.retire_field(row, actor=adam)
    if state == "sensitive":
        custom.edit_field(row, actor=adam, version=row.version, is_sensitive=True)
    values = custom.values_to_write([NAMED], client.id, language="ru")
    body = placeholders.fill(NAMED, values)
    assert body == "Ваш клуб: [Клуб: ____], ждём вас."
    contact = operations.plan(
        actor=mara,
        client=client,
        kind=Kind.EMAIL,
        at=in_days(1),
        matter=operations.Matter(subject="Клуб", body=body),
    )
    with pytest.raises(Invalid) as refused:
        operations.send_email(
            contact, actor=mara, version=contact.version, email="info@kedr.example"
        )
    assert "[Клуб: ____]" in str(refused.value.fields["body"][0])
    contact.subject, contact.body = body, "Ждём вас."
    scene.flush()
    with pytest.raises(Invalid) as refused:
        operations.send_email(
            contact, actor=mara, version=contact.version, email="info@kedr.example"
        )
    assert list(refused.value.fields) == ["subject"]


def test_d9_a_value_that_is_there_leaves_no_place_to_fill_in(scene: Any, cast: Any) -> None:
    row, mara = define(cast, CustomType.FLAG, "club"), cast.actor("mara")
    client = a_client(cast)
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: False})
    for language in ("ru", "en"):
        values = custom.values_to_write([NAMED], client.id, language=language)
        assert gap_of(placeholders.fill(NAMED, values)) == ""


def test_d9_a_proposal_is_not_sent_with_an_own_field_its_client_has_nothing_in(
    scene: Any, cast: Any, client: Any
) -> None:
    define(cast, CustomType.TEXT, "club", name_ru="Клуб")
    proposal = a_draft(cast, client)
    with pytest.raises(Invalid) as refused:
        send(proposal, cast.actor("mara"), text=NAMED)
    assert list(refused.value.fields) == ["text"]
    assert "[Клуб: ____]" in refused.value.fields["text"][0]


def test_d9_letters_that_leave_by_themselves_fail_with_the_reason_when_their_field_went_out_of_use(
    scene: Any, cast: Any, client: Any
) -> None:
    row, mara = define(cast, CustomType.TEXT, "club", name_ru="Клуб"), cast.actor("mara")
    dossiers.edit_client(client, actor=mara, version=client.version, fields={row.key: "Пеликан"})
    proposal = a_draft(cast, client)
    rule = scene.query(FollowupRule).filter_by(code=SILENCE).one()
    rule.text_ru = NAMED
    sent = send(proposal, mara, text=NAMED)
    messages = [reminder_of(proposal), messages_for(letter_occasion(proposal.id))[-1]]
    assert sent.reminder is not None
    for message in messages:
        assert "Ваш клуб: Пеликан" in render(message).text
    custom.retire_field(row, actor=cast.actor("adam"))
    for message in messages:
        with pytest.raises(NoLetter) as refused:
            render(message)
        assert "[Клуб: ____]" in not_sent_words(str(refused.value))


_NAMES = st.characters(blacklist_characters="[]\n\r", min_codepoint=32)


@given(st.text(alphabet=_NAMES, min_size=1, max_size=200))
def test_d9_c3_a_place_of_a_field_is_found_in_the_middle_of_a_line(name: str) -> None:
    assert gap_of(f"Уважаемый клиент, [{name}: ____] ждёт.") == f"[{name}: ____]"
