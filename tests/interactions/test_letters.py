"""Letters: words from the library, files that go with them, what is changed before they leave."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Client, CustomType
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.documents.models import Document, PaperKind
from rmapp.documents.operations import add
from rmapp.dossiers import operations as dossiers
from rmapp.interactions import operations, queries
from rmapp.interactions.models import Interaction
from rmapp.interactions.rules.fitting import Situation, fits_client, fitting_first
from rmapp.interactions.rules.texts import called
from rmapp.interactions.words import Fits, Kind, NoNextReason, Purpose, Result, Stage
from rmapp.materials.queries import in_use
from tests.cast import Cast
from tests.clients.test_custom_fields import define
from tests.documents.files_of import pdf
from tests.factories import a_client, a_contact_person
from tests.interactions.conftest import in_days
from tests.interactions.reading import fields_of
from tests.opportunities.stories import submit, token_of


def texts_of(kind: str, client: str, browser: Any) -> tuple[str, dict[str, Any]]:
    address = f"/interactions/plan?client={client}&kind={kind}"
    return address, fields_of(browser.get(address).text)


def key_of(title: str) -> str:
    return next(one.public_id for one in queries.letter_texts() if one.title_en == title)


@pytest.fixture
def firm(app: Flask, cast: Cast) -> dict[str, str]:
    """A firm of Mara that reads English, with its head; the keys of what is needed."""
    with app.app_context(), transaction():
        client = a_client(cast, name="Cedar Ltd", language="en")
        head = a_contact_person(client, name="Ann Cedar", position="Director", is_head=True)
        return {
            "client": client.public_id,
            "head": str(head.id),
            "text": key_of("To the head of a firm, first letter"),
            "other": a_client(cast, name="Foreign", manager="otto").public_id,
        }


def test_c3_a_letter_takes_its_words_from_the_library_in_the_clients_language(
    firm: dict[str, str], browser_of: Any
) -> None:
    mara = browser_of("mara")
    _address, fields = texts_of("letter", firm["client"], mara)
    assert fields["addressee"] == "Ann Cedar, Director"
    part = mara.post("/interactions/letter-fields", data={**fields, "letter_text": firm["text"]})
    assert part.status_code == 200
    assert "A proposal to meet" in part.text
    assert "works with firms like Cedar Ltd" in part.text
    assert "Dear Ann Cedar," in part.text
    assert "{" not in part.text.split("<textarea")[1].split("</textarea>")[0]


def test_c3_without_scripts_the_words_are_put_in_by_the_form_itself_and_nothing_is_lost(
    firm: dict[str, str], browser_of: Any
) -> None:
    mara = browser_of("mara")
    address, fields = texts_of("letter", firm["client"], mara)
    page = mara.post(
        address, data={**fields, "letter_text": firm["text"], "note": "Keep me", "fill": "1"}
    )
    assert page.status_code == 200
    again = fields_of(page.text)
    assert again["subject"] == "A proposal to meet"
    assert again["note"] == "Keep me"
    again["letter_text"] = ""
    assert mara.post(address, data=again).status_code == 302


def test_c3_a_letter_is_looked_at_before_it_is_kept(
    firm: dict[str, str], browser_of: Any, app: Flask
) -> None:
    mara = browser_of("mara")
    _address, fields = texts_of("letter", firm["client"], mara)
    given = {**fields, "subject": "", "body": "{{ 7*7 }} <b>\u202e", "at": "nonsense"}
    paper = mara.post("/interactions/letter-preview", data=given)
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF")
    with app.app_context(), transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Interaction)) == 0
    for path in ("letter-preview", "letter-fields"):
        foreign = {**given, "client": firm["other"]}
        assert mara.post(f"/interactions/{path}", data=foreign).status_code == 404


def test_c3_files_go_with_an_email_and_lie_with_the_clients_documents(
    firm: dict[str, str], browser_of: Any, app: Flask
) -> None:
    mara = browser_of("mara")
    address, fields = texts_of("email", firm["client"], mara)
    answer = mara.post(
        address,
        data={**fields, "subject": "Offer", "files": [(io.BytesIO(pdf()), "offer.pdf")]},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302, answer.text[:1500]
    page = mara.get(answer.location)
    assert "offer.pdf" in page.text
    with app.app_context(), transaction() as session:
        document = session.scalars(sa.select(Document)).one()
        assert document.kind is PaperKind.OTHER
    link = f"/documents/{document.public_id}/content?version=1"
    assert link.replace("&", "&amp;") in page.text
    assert mara.get(link).data.startswith(b"%PDF")
    # the next letter is offered it, and the same file handed in twice is kept once
    address, fields = texts_of("email", firm["client"], mara)
    again = mara.post(
        address,
        data={**fields, "subject": "Again", "files": [(io.BytesIO(pdf()), "same.pdf")]},
        content_type="multipart/form-data",
    )
    assert again.status_code == 302
    with app.app_context(), transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Document)) == 1


def test_c3_a_file_that_goes_under_another_name_is_named_so(
    firm: dict[str, str], browser_of: Any
) -> None:
    mara = browser_of("mara")
    address, fields = texts_of("email", firm["client"], mara)
    files = [(io.BytesIO("итого = 1\n".encode()), "sum.py"), (io.BytesIO(pdf()), "offer.pdf")]
    answer = mara.post(
        address,
        data={**fields, "subject": "Offer", "files": files},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302, answer.text[:1500]
    page = mara.get(answer.location).text
    assert "sum.py is kept and sent as sum.py.txt." in page
    assert "offer.pdf is kept" not in page


def test_c3_a_bad_file_is_refused_at_its_field_and_the_letter_is_not_lost(
    firm: dict[str, str], browser_of: Any
) -> None:
    mara = browser_of("mara")
    address, fields = texts_of("email", firm["client"], mara)
    answer = mara.post(
        address,
        data={**fields, "body": "Written", "files": [(io.BytesIO(b"MZ\x90" * 9), "a.pdf")]},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200
    assert "a.pdf:" in answer.text
    assert fields_of(answer.text)["body"] == "Written"


def test_c3_a_planned_contact_is_changed_until_somebody_else_has_changed_it(
    scene: Any, cast: Cast, planned: Any
) -> None:
    client = a_client(cast)
    person = a_contact_person(client)
    one = planned(client, "visit", structure=["Who we are", "Needs"], place="There")
    operations.tick(one, [1], actor=cast.actor("mara"))
    whole = (*queries.WITH_PEOPLE,)
    mara = cast.actor("mara")
    found = queries.interaction_of(one.public_id, actor=mara, options=whole)
    before = found.version
    operations.change(
        found,
        operations.Matter(
            purpose=Purpose.NEGOTIATION,
            structure=["Needs", "Price"],
            motives=["safety"],  # type: ignore[list-item]
            need="Acquiring",
            contact_person_id=person.id,
        ),
        actor=mara,
        version=before,
    )
    assert (found.structure, found.ticked) == (["Needs", "Price"], [0])
    assert (found.purpose, found.need, found.place) == (Purpose.NEGOTIATION, "Acquiring", "")
    assert found.version > before
    with pytest.raises(Conflict):
        operations.change(found, operations.Matter(), actor=mara, version=before)


def test_c3_identity_documents_never_go_with_a_letter_and_files_need_a_written_contact(
    scene: Any, cast: Cast, planned: Any
) -> None:
    client, mara = a_client(cast), cast.actor("mara")
    add(client, actor=mara, handed_in=[("p.pdf", pdf("x"))], kind=PaperKind.PASSPORT)
    [fate] = add(client, actor=mara, handed_in=[("a.pdf", pdf("y"))], kind=PaperKind.CHARTER)
    assert fate.document is not None
    from rmapp.interactions.views.preparing import offer_for

    offered = offer_for(client, Kind.LETTER, Purpose.OTHER, actor=mara).documents
    assert [one.file_name for one in offered.values()] == ["a.pdf"]
    with pytest.raises(Invalid) as refused:
        planned(client, "call", enclosures=list(offered.values()))
    assert "files" in refused.value.fields


def test_c3_the_library_of_letters_is_kept_by_supervisors_with_known_places_only(
    scene: Any, cast: Cast
) -> None:
    facts: dict[str, Any] = {
        "kind": None, "purpose": Purpose.OFFER, "title_en": "A", "title_ru": "А",
        "subject_en": "", "subject_ru": "", "body_en": "Dear {addressee}", "body_ru": "{oops}",
    }  # fmt: skip
    sofia = cast.actor("sofia")
    with pytest.raises(Forbidden):
        operations.keep_letter_text(None, actor=cast.actor("mara"), **facts)
    with pytest.raises(Invalid) as refused:
        operations.keep_letter_text(None, actor=sofia, **facts)
    assert list(refused.value.fields) == ["body_ru"]
    with pytest.raises(Invalid):
        operations.keep_letter_text(
            None, actor=sofia, **{**facts, "body_ru": "{client.name}", "kind": Kind.CALL}
        )
    kept = operations.keep_letter_text(
        None, actor=sofia, **{**facts, "body_ru": "{manager.name} {{}}"}
    )
    version = kept.version
    operations.withdraw_letter_text(kept, actor=sofia, version=version)
    assert kept not in queries.letter_texts_for(Kind.LETTER)
    with pytest.raises(Conflict):
        operations.withdraw_letter_text(kept, actor=sofia, version=version)


def test_d9_own_fields_are_put_into_letters_of_the_library_in_the_clients_language(
    app: Any, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        row = define(cast, CustomType.CHOICE, "level")
        hidden = define(cast, CustomType.TEXT, "quiet", is_sensitive=True)
        client = a_client(cast, name="ООО «Кедр»", language="ru")
        dossiers.edit_client(
            client, actor=cast.actor("mara"), version=client.version, fields={row.key: "gold"}
        )
        facts: dict[str, Any] = {
            "kind": None, "purpose": Purpose.OFFER, "title_en": "A", "title_ru": "А",
            "subject_en": "", "subject_ru": "", "body_en": "{custom.level}",
        }  # fmt: skip
        keep = operations.keep_letter_text
        with pytest.raises(Invalid):
            keep(None, actor=cast.actor("sofia"), body_ru=f"{{{hidden.key}}}", **facts)
        text = keep(None, actor=cast.actor("sofia"), body_ru="Уровень: {custom.level}.", **facts)
        key, chosen = client.public_id, text.public_id
    page = browser_of("sofia").get("/letter-texts/new").text
    assert "{custom.level}" in page
    assert "{custom.quiet}" not in page
    mara = browser_of("mara")
    _address, fields = texts_of("email", key, mara)
    part = mara.post("/interactions/letter-fields", data={**fields, "letter_text": chosen})
    assert "Уровень: Золотой." in part.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Максимова Нина Артёмовна", "Нина Артёмовна"),
        ("Кузнецов Илья Ильич", "Илья Ильич"),
        ("Ann Cedar", "Ann Cedar"),
        ("Ли Бо", "Ли Бо"),
        ("ООО «Кедр и Сын»", "ООО «Кедр и Сын»"),
        ("", ""),
    ],
)
def test_c3_a_reader_is_spoken_to_as_people_are(name: str, said: str) -> None:
    assert called(name) == said


SHELF = st.builds(
    SimpleNamespace,
    kind=st.sampled_from([None, *Kind]),
    purpose=st.sampled_from(Purpose),
    fits=st.sampled_from(Fits),
    stage=st.sampled_from(Stage),
)
SITUATION = st.builds(
    Situation,
    kind=st.sampled_from(Kind),
    purpose=st.sampled_from(Purpose),
    is_organisation=st.booleans(),
    stage=st.sampled_from([Stage.PROSPECT, Stage.CLIENT, Stage.VIP]),
)


@given(st.lists(SHELF, max_size=12), SITUATION)
def test_c3_what_fits_purpose_and_client_comes_first_and_nothing_is_lost(
    shelf: list[Any], now: Situation
) -> None:
    rows = [(one, number) for number, one in enumerate(shelf)]
    ordered = fitting_first(rows, now)
    assert sorted(number for _one, number in ordered) == list(range(len(shelf)))
    fits = [one.purpose is now.purpose and fits_client(one, now) for one, _number in ordered]
    assert fits == sorted(fits, reverse=True)
    for_purpose = [one.purpose is now.purpose for one, _number in ordered]
    assert for_purpose == sorted(for_purpose, reverse=True)


def test_c3_a_scenario_for_firms_does_not_come_first_with_a_person() -> None:
    firm = SimpleNamespace(
        kind=Kind.CALL, purpose=Purpose.OFFER, fits=Fits.ORGANISATION, stage=Stage.ANY
    )
    anybody = SimpleNamespace(kind=None, purpose=Purpose.OFFER, fits=Fits.ANY, stage=Stage.ANY)
    rows = [(firm, "firm"), (anybody, "anybody")]
    person = Situation(Kind.CALL, Purpose.OFFER, False, Stage.PROSPECT)
    organisation = Situation(Kind.CALL, Purpose.OFFER, True, Stage.PROSPECT)
    assert [text for _one, text in fitting_first(rows, person)] == ["anybody", "firm"]
    assert [text for _one, text in fitting_first(rows, organisation)] == ["firm", "anybody"]


def test_c3_a_letter_names_its_enclosures_and_is_the_same_until_it_changes(
    scene: Any, cast: Cast, app: Flask
) -> None:
    from rmapp.interactions.document import letter_pdf

    client, mara = a_client(cast, language="en"), cast.actor("mara")
    files = operations.hand_in(client, [("Terms 2026.pdf", pdf())], actor=mara)
    made = operations.plan(
        actor=mara,
        client=client,
        kind=Kind.LETTER,
        at=in_days(1),
        matter=operations.Matter(
            body="Good day", enclosures=files, note="Ask for a discount",
            materials=[one for one in in_use("en") if one.material.code == "booklet"],
        ),
    )  # fmt: skip
    options = (*queries.WITH_FILES, *queries.WITH_MATERIALS)
    whole = queries.interaction_of(made.public_id, actor=mara, options=options)
    with app.test_request_context("/"):
        first, again = letter_pdf(whole), letter_pdf(whole)
    assert first == again
    from pypdf import PdfReader

    text = PdfReader(io.BytesIO(first)).pages[0].extract_text()
    assert "Enclosures:" in text
    assert "Terms 2026.pdf" in text
    assert "2. Booklet of the bank" in text
    assert "discount" not in text
    whole.body = ""
    with app.test_request_context("/"), pytest.raises(Conflict):
        letter_pdf(whole)  # a note is never printed


def test_c3_a_letter_without_a_text_leads_to_its_writing_and_has_no_paper(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast)
        made = operations.plan(
            actor=cast.actor("mara"), client=client, kind=Kind.LETTER, at=in_days(1),
            matter=operations.Matter(note="Bring: the tariffs"),
        ).public_id  # fmt: skip
    mara = browser_of("mara")
    page = mara.get(f"/interactions/{made}").text
    assert "Write the subject and the text" in page
    assert "letter.pdf" not in page
    assert mara.get(f"/interactions/{made}/letter.pdf").status_code == 409


def a_letter(cast: Cast) -> Interaction:
    return operations.plan(
        actor=cast.actor("mara"), client=a_client(cast), kind=Kind.LETTER, at=in_days(1),
        matter=operations.Matter(body="Good day"),
    )  # fmt: skip


def sent(letter: Interaction, cast: Cast, **dispatch: Any) -> Interaction:
    outcome = operations.Outcome(
        result=Result.SENT, no_next_reason=NoNextReason.WAITS,
        dispatch=operations.Dispatch(**dispatch),
    )  # fmt: skip
    return operations.record_outcome(
        letter, outcome, actor=cast.actor("mara"), version=letter.version
    )


def test_c3_a_letter_says_when_it_went_out_and_until_when_its_answer_is_awaited(
    scene: Any, cast: Cast
) -> None:
    today = clock.today("Europe/Moscow")
    earlier, until = today - dt.timedelta(days=6), today + dt.timedelta(days=30)
    plain = sent(a_letter(cast), cast)
    assert plain.dispatched_on == today
    assert plain.answer_by == operations.awaited_until(Kind.LETTER, today)
    posted = sent(a_letter(cast), cast, on=earlier)
    assert posted.dispatched_on == earlier
    assert posted.answer_by == operations.awaited_until(Kind.LETTER, earlier)
    assert sent(a_letter(cast), cast, answer_by=until).answer_by == until
    assert not sent(a_letter(cast), cast, awaits=False).awaits_answer
    for wrong, field in (
        ({"on": today + dt.timedelta(days=1)}, "dispatched_on"),
        ({"on": today - dt.timedelta(days=93)}, "dispatched_on"),
        ({"on": earlier, "answer_by": earlier - dt.timedelta(days=1)}, "awaited_until"),
    ):
        letter = a_letter(cast)
        with pytest.raises(Invalid) as refusal:
            sent(letter, cast, **wrong)
        assert list(refusal.value.fields) == [field]


def test_c3_the_days_of_a_letter_are_corrected_with_its_outcome(scene: Any, cast: Cast) -> None:
    letter = sent(a_letter(cast), cast)
    day = clock.today("Europe/Moscow") - dt.timedelta(days=3)

    def corrected(**facts: Any) -> Interaction:
        return operations.correct_outcome(
            letter, operations.Correction(no_next_reason=NoNextReason.WAITS, **facts),
            actor=cast.actor("mara"), version=letter.version, reason="Posted on Friday",
        )  # fmt: skip

    was = letter.answer_by
    corrected(result=Result.SENT, note="By post")
    assert letter.answer_by == was, "nothing is said of the days"
    corrected(result=Result.SENT, dispatch=operations.Dispatch(on=day, awaits=False))
    assert (letter.dispatched_on, letter.answer_by) == (day, None)
    corrected(result=Result.REACHED)
    assert letter.dispatched_on is None


def test_c3_the_form_of_a_letters_outcome_offers_the_days_by_the_rule_and_keeps_what_is_said(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        letter, call = a_letter(cast).public_id, operations.plan(
            actor=cast.actor("mara"), client=a_client(cast), kind=Kind.CALL, at=in_days(1)
        ).public_id  # fmt: skip
        today = clock.today("Europe/Moscow")
        by_rule = operations.awaited_until(Kind.LETTER, today)
        assert by_rule is not None
    mara = browser_of("mara")
    address = f"/interactions/{letter}/outcome"
    assert "awaited_until" not in fields_of(mara.get(f"/interactions/{call}/outcome").text)
    form = fields_of(mara.get(address).text)
    assert form["dispatched_on"] == today.isoformat()
    assert form["awaited_until"] == by_rule.isoformat()
    given = {**form, "result": "sent", "next_step": "", "no_next_reason": "waits"}
    tomorrow = (today + dt.timedelta(days=1)).isoformat()
    turned = mara.post(address, data={**given, "dispatched_on": tomorrow})
    assert "A letter goes out by the day of its outcome" in turned.text
    kept = mara.post(address, data={**given, "awaited_until": ""})
    assert kept.status_code == 302
    page = mara.get(f"/interactions/{letter}").text
    assert "Answer awaited until" not in page
    assert "The client has answered" not in page
    correct = fields_of(mara.get(f"/interactions/{letter}/correct").text)
    assert (correct["dispatched_on"], correct["awaited_until"]) == (today.isoformat(), "")


def test_c3_an_answer_noted_by_mistake_is_awaited_again_in_one_press(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        letter = sent(a_letter(cast), cast)
        page, client = f"/interactions/{letter.public_id}", letter.client_id
    mara = browser_of("mara")
    submit(mara, page, action="/answer")
    shown = mara.get(page).text
    assert "Answered on" in shown
    with app.app_context():
        assert db.session.get_one(Client, client).last_contact_at is not None
    token = token_of(mara)
    assert f"{page}/unanswer" in shown
    mara.post(f"{page}/unanswer", data={"csrf_token": token})
    again = mara.get(page).text
    assert "Answered on" not in again
    assert "Answer awaited until" in again
    with app.app_context():
        assert db.session.get_one(Client, client).last_contact_at is None, "nobody has spoken (C9)"
    assert mara.post(f"{page}/unanswer", data={"csrf_token": token}).status_code == 409
