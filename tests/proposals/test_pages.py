"""X6 on its pages: build with preview, approve, send, answer; nobody else sees it."""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any

import pypdf
import pytest
from flask import Flask

from rmapp.core.transaction import transaction
from rmapp.followups import operations as followups
from rmapp.outbox import operations as outbox
from rmapp.proposals import operations, queries
from rmapp.proposals.models import ProposalState
from tests.factories import a_client
from tests.opportunities.stories import an_opportunity, submit, token_of

ADDRESS = "finance@kedr.example"


@pytest.fixture
def draft(app: Flask, cast: Any) -> str:
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Северный Мост»", emails=[ADDRESS])
        opportunity = an_opportunity(client, cast.actor("mara"), "acquiring", "settlement")
        return operations.create_proposal(opportunity, actor=cast.actor("mara")).public_id


def text_of(pdf: bytes) -> str:

    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_proposal_begins_at_its_opportunity(app: Flask, cast: Any, browser_of: Any) -> None:
    with app.app_context(), transaction():
        one = an_opportunity(a_client(cast), cast.actor("mara"), "payroll").public_id
    mara = browser_of("mara")
    assert f"/proposals/new?opportunity={one}" in mara.get(f"/opportunities/{one}").text
    answer = submit(mara, f"/proposals/new?opportunity={one}", language="en")
    assert answer.status_code == 302
    assert 'value="en"' in mara.get(answer.location).text
    assert "P-20" in mara.get(f"/opportunities/{one}").text


def test_the_paper_is_drawn_in_both_languages(draft: str, browser_of: Any) -> None:
    mara = browser_of("mara")
    russian = mara.get(f"/proposals/{draft}/pdf?language=ru")
    english = mara.get(f"/proposals/{draft}/pdf?language=en")
    assert russian.content_type == english.content_type == "application/pdf"
    assert "Торговый эквайринг" in text_of(russian.data)
    assert "Merchant acquiring" in text_of(english.data)
    image = mara.get(f"/proposals/{draft}/pages/2?language=en")
    assert (image.content_type, image.data[:4]) == ("image/png", b"\x89PNG")
    assert mara.get(f"/proposals/{draft}/pages/59").status_code == 404
    assert mara.get(f"/proposals/{draft}/pdf?language=fr").status_code == 400


def test_the_builder_saves_and_the_preview_keeps_nothing(
    app: Flask, draft: str, browser_of: Any
) -> None:
    mara = browser_of("mara")
    page = f"/proposals/{draft}/edit"
    saved = submit(
        mara,
        page,
        action="/edit",
        summary="Экономия",
        cost_now="250 000",
        **{"lines-0-quantity": "86", "lines-0-discount": "10", "needs-0-task": "Дешевле"},
    )
    assert saved.status_code == 302
    shown = mara.get(page).text
    assert "Экономия" in shown
    assert 'value="86"' in shown
    paper = text_of(mara.get(f"/proposals/{draft}/pdf").data)
    assert "Сколько вы сэкономите" in paper
    wrong = submit(mara, page, action="/edit", **{"lines-0-quantity": "many"})
    assert wrong.status_code == 200
    assert "lines-0-quantity-error" in wrong.text
    looked = mara.post(
        f"/proposals/{draft}/preview",
        data={"csrf_token": token_of(mara), "language": "ru", "valid_until": "2999-01-01"},
    )
    assert looked.status_code == 200
    assert 'value="86"' in mara.get(page).text


def test_the_preview_draws_what_is_typed_and_warns_of_the_limit(
    app: Flask, draft: str, browser_of: Any
) -> None:

    mara = browser_of("mara")
    page = mara.get(f"/proposals/{draft}/edit").text
    product = re.search(r'<option selected value="(\w{16})">', page)
    assert product
    answer = mara.post(
        f"/proposals/{draft}/preview",
        data={
            "csrf_token": token_of(mara),
            "language": "ru",
            "valid_until": "2150-01-01",
            "lines-0-product": product[1],
            "lines-0-quantity": "100",
            "lines-0-discount": "90",
            "page": "2",
        },
    )
    assert "data:image/png;base64," in answer.text
    assert "cannot leave without approval" in answer.text


def test_sending_shows_the_letter_first_then_freezes(
    app: Flask, cast: Any, draft: str, browser_of: Any
) -> None:
    mara = browser_of("mara")
    looked = submit(mara, f"/proposals/{draft}/send", look="1", text="Кому: {client.name}")
    assert looked.status_code == 200
    assert "Кому: ООО «Северный Мост»" in looked.text
    wrong = submit(mara, f"/proposals/{draft}/send", text="{client.secret}")
    assert "there is no {client.secret}" in wrong.text
    sent = submit(mara, f"/proposals/{draft}/send", consent="y")
    assert sent.status_code == 302, sent.text
    shown = mara.get(sent.location).text
    assert "sent, no answer yet" in shown
    assert "Reminder after silence" in shown
    paper = mara.get(f"/proposals/{draft}/pdf").data
    with app.app_context(), transaction():
        one = queries.proposal_of(draft, actor=cast.actor("mara"))
        kept = queries.file_of(queries.current_version(one), "ru")
        assert hashlib.sha256(paper).hexdigest() == kept.sha256
    assert mara.get(f"/proposals/{draft}/edit").status_code == 302
    assert submit(mara, f"/proposals/{draft}/answer", answer="accepted").status_code == 302
    with app.app_context(), transaction():
        assert queries.proposal_of(draft, actor=cast.actor("mara")).state is ProposalState.ACCEPTED
    assert submit(mara, f"/proposals/{draft}", action="/revise").status_code == 302
    assert "version 2" in mara.get(f"/proposals/{draft}").text


def test_a_double_press_sends_once(app: Flask, cast: Any, draft: str, browser_of: Any) -> None:
    mara = browser_of("mara")

    page = mara.get(f"/proposals/{draft}/send").text
    fields = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]
        for name in ("csrf_token", "form_key", "version")
    }
    data = {**fields, "recipient": ADDRESS, "subject": "a", "text": "b", "remind": "y"}
    first = mara.post(f"/proposals/{draft}/send", data=data)
    again = mara.post(f"/proposals/{draft}/send", data=data)
    assert (first.status_code, again.status_code) == (302, 302)
    assert again.headers["Idempotent-Replay"] == "true"
    stale = mara.post(f"/proposals/{draft}/revise", data={**fields, "form_key": "other-key"})
    assert stale.status_code == 409


def test_x_approval_41_the_supervisor_is_told_and_decides_on_what_is_over_the_limit(
    app: Flask, draft: str, browser_of: Any
) -> None:
    mara, sofia = browser_of("mara"), browser_of("sofia")
    saved = submit(mara, f"/proposals/{draft}/edit", action="/edit", **{"lines-0-discount": "60"})
    assert saved.location.endswith(f"/proposals/{draft}")
    assert submit(mara, f"/proposals/{draft}/ask", words="86 точек").status_code == 302
    assert mara.get(f"/proposals/{draft}/decide").status_code == 403
    waiting = sofia.get("/proposals?approve=1").text
    assert "P-20" in waiting
    desk = sofia.get("/team").text
    assert "Discounts to approve" in desk, "X-approval, 41: a tile of the desk"
    badge = re.search(r'href="/proposals"[^>]*>.*?</a>', desk, re.DOTALL)
    assert badge is not None
    assert "1</" in badge[0], "and a number beside the place in the navigation"
    assert "asks to approve a discount" in sofia.get("/notices/").text
    asked = sofia.get(f"/proposals/{draft}/decide").text
    for words in ("86 точек", "60%", "Limit without approval"):
        assert words in asked, "who decides sees on what, how much and why"
    assert submit(sofia, f"/proposals/{draft}/decide", decision="given").status_code == 302
    assert "approved" in mara.get(f"/proposals/{draft}").text
    assert "The discount is approved" in mara.get("/notices/").text
    assert submit(mara, f"/proposals/{draft}/send").status_code == 302


@pytest.mark.parametrize(
    "path", ["", "/edit", "/send", "/pdf", "/pages/1", "/answer", "/withdraw", "/ask"]
)
def test_nobody_beyond_reach_finds_it(draft: str, browser_of: Any, path: str) -> None:
    for who in ("max", "otto", "stefan"):
        assert browser_of(who).get(f"/proposals/{draft}{path}").status_code == 404
    for who in ("adam", "ada"):
        assert browser_of(who).get(f"/proposals/{draft}{path}").status_code == 403


def test_the_list_asks_the_same_statements_for_3_and_30(
    app: Flask, cast: Any, browser_of: Any, statements: list[str]
) -> None:
    mara, counts = browser_of("mara"), []
    for more in (3, 27):
        with app.app_context(), transaction():
            actor = cast.actor("mara")
            for i in range(more):
                client = a_client(cast, name=f"ООО «Список {more} {i}»")
                operations.create_proposal(an_opportunity(client, actor, "payroll"), actor=actor)
        statements.clear()
        assert mara.get("/proposals").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8, statements


def test_the_chooser_offers_the_pages_there_are_and_begins_with_the_first(
    app: Flask, draft: str, browser_of: Any
) -> None:
    mara = browser_of("mara")
    page = mara.get(f"/proposals/{draft}/edit").text
    pages = pypdf.PdfReader(io.BytesIO(mara.get(f"/proposals/{draft}/pdf").data)).get_num_pages()
    assert chosen(page) == (list(range(1, pages + 1)), [1])
    assert f"/proposals/{draft}/pages/1?" in page
    long = {"terms": "Условие.\n" * 400, "language": "ru", "valid_until": "2150-01-01"}
    looked = mara.post(
        f"/proposals/{draft}/preview", data={"csrf_token": token_of(mara), "page": "2", **long}
    ).text
    offered, current = chosen(looked)
    assert len(offered) > pages
    assert current == [2]
    assert 'id="preview-pages" data-oob' in looked


def chosen(page: str) -> tuple[list[int], list[int]]:
    """The pages that are offered, and the one that is chosen."""
    [select] = re.findall(r'<select[^>]*id="preview-page".*?</select>', page, re.DOTALL)
    return (
        [int(number) for number in re.findall(r'value="(\d+)"', select)],
        [int(number) for number in re.findall(r'value="(\d+)" selected', select)],
    )


def test_every_cell_of_the_tables_is_labelled_by_its_column_and_its_row(
    draft: str, browser_of: Any
) -> None:
    page = browser_of("mara").get(f"/proposals/{draft}/edit").text
    labels = re.findall(r'<label class="vh" for="([^"]+)">([^<]+)</label>', page)
    named = dict(labels)
    assert named["steps-0-action"] == "Step 1"
    assert named["steps-1-term"] == "Time 2"
    assert named["steps-2-responsible"] == "Responsible 3"
    assert named["needs-0-solution"] == "Our solution 1"
    assert len(set(named.values())) == len(labels), "no two cells are called alike"


def test_the_file_is_named_with_its_version_and_its_language(draft: str, browser_of: Any) -> None:
    mara = browser_of("mara")
    for language in ("ru", "en"):
        head = mara.get(f"/proposals/{draft}/pdf?language={language}").headers
        assert re.search(
            rf'filename="P-\d+-\d+-v1-{language}\.pdf"', head["Content-Disposition"]
        ), language


def test_a_sign_that_cannot_be_printed_is_named_at_its_field_and_nothing_typed_is_lost(
    draft: str, browser_of: Any
) -> None:
    mara = browser_of("mara")
    page = f"/proposals/{draft}/edit"
    typed = {"summary": "Выгода 😀 растёт", "needs-0-task": "Быстро 🚀"}
    wrong = submit(mara, page, action="/edit", **typed)
    assert wrong.status_code == 200
    for words in (
        "In brief: The PDF cannot show these signs: 😀.",
        "Needs and answers, row 1, The client&#39;s task: The PDF cannot show these signs: 🚀.",
        'id="summary-error"',
        'id="needs-0-task-error"',
        "Выгода 😀 растёт</textarea>",
        "Быстро 🚀</textarea>",
    ):
        assert words in wrong.text, words
    looked = submit(mara, page, action="/edit").location
    assert looked, "without them it is saved"
    form = {"csrf_token": token_of(mara), "language": "ru", "valid_until": "2150-01-01"}
    seen = mara.post(f"/proposals/{draft}/preview", data={**form, "summary": "😀"}).text
    assert "The PDF cannot show these signs: 😀." in seen, "said while typing too"


def test_the_desks_own_words_are_printed_in_the_language_of_the_paper(
    draft: str, browser_of: Any
) -> None:
    mara = browser_of("mara")
    own = {"steps-1-action": "Обучение кассиров на месте", "steps-1-term": "3 дня"}
    assert submit(mara, f"/proposals/{draft}/edit", action="/edit", **own).status_code == 302
    paper = " ".join(text_of(mara.get(f"/proposals/{draft}/pdf?language=en").data).split())
    for words in ("Terms agreed, contract signed", "Your manager", "Operations", "Prices hold for"):
        assert words in paper, words
    for words in ("Согласование условий", "Ваш менеджер", "Операционный", "Цены действуют"):
        assert words not in paper, words
    assert "Обучение кассиров на месте" in paper, "what a person wrote stays as it was written"
    assert submit(mara, f"/proposals/{draft}/edit", action="/edit", language="en").location
    form = mara.get(f"/proposals/{draft}/edit").text
    assert "Terms agreed, contract signed" in form
    assert "Обучение кассиров на месте" in form


def test_the_letters_say_which_of_them_will_not_leave_and_the_proposal_that_none_is_planned(
    app: Flask, cast: Any, draft: str, browser_of: Any
) -> None:
    mara = browser_of("mara")
    sent = submit(mara, f"/proposals/{draft}/send", remind="y")
    shown = mara.get(sent.location).text
    assert shown.count("No reminder is planned. The client has not agreed to letters") == 2
    assert "Reminder after silence" not in mara.get("/messages").text
    with app.app_context(), transaction():
        one = queries.proposal_of(draft, actor=cast.actor("mara"))
        address = outbox.address_for(ADDRESS, client_id=one.client_id, actor=None)
        followups.schedule_silence(
            "proposal-silence",
            actor=None,
            kind="proposal-reminder",
            occasion=f"proposal:{one.id}",
            dedup_key="planned-before",
            client=one.client,
            address_id=address.id,
            employee_id=one.manager_id,
            params={"proposal": one.id},
        )
    planned = mara.get("/messages").text
    assert planned.count("As things stand it will not leave.") == 1
    assert "The client has not agreed to letters of this kind." in planned
