"""The pages of contacts."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from html5lib import HTMLParser

from rmapp.clients.models import Client, ContactPerson, Lifecycle
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction, InteractionState, Promise, Scenario
from rmapp.interactions.strategies import Strategy
from rmapp.interactions.words import Kind, Purpose
from tests.cast import Cast
from tests.factories import a_client, a_contact_person
from tests.interactions.conftest import in_days


class Desk:
    """A client of Mara with a visit and a letter planned, in the database."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app = app
        with app.app_context(), transaction():
            client = a_client(cast, name="ООО «Кедр <b>»", must_know="Only after ten")
            person = a_contact_person(client, position="Директор")
            a_client(cast, name="ООО «Чужое»", manager="otto")
            mara = cast.actor("mara")
            visit = operations.plan(
                actor=mara,
                client=client,
                kind=Kind.VISIT,
                at=in_days(1),
                matter=operations.Matter(
                    purpose=Purpose.FIRST_CONTACT,
                    purpose_text="{{ 7*7 }} <script>",
                    contact_person_id=person.id,
                    strategies=["multi_level"],  # type: ignore[list-item]
                    structure=["Who we are"],
                ),
            )
            letter = operations.plan(
                actor=mara,
                client=client,
                kind=Kind.LETTER,
                at=in_days(0, 23),
                matter=operations.Matter(
                    subject="Зарплатный проект",
                    body="Уважаемый Илья Петрович!\n\nПредлагаем встретиться.",
                    addressee="Кузнецов И. П.",
                ),
            )
            self.client, self.visit, self.letter = (
                client.public_id,
                visit.public_id,
                letter.public_id,
            )

    def row(self, public_id: str) -> Interaction:
        """A fresh copy of the contact."""
        with self.app.app_context(), transaction() as session:
            return session.execute(
                sa.select(Interaction).where(Interaction.public_id == public_id)
            ).scalar_one()


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.text[:600]
    HTMLParser(strict=True).parse(response.text)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", response.text)
    return str(response.text)


def submit(browser: Any, url: str, **values: Any) -> Any:
    """Open the form at ``url`` and send it with ``values`` over what it proposes."""
    from tests.interactions.reading import fields_of

    page = browser.get(url)
    assert page.status_code == 200, page.text[:600]
    return browser.post(url, data={**fields_of(page.text), **values})


def test_c3_a_structure_left_empty_follows_the_scenario_that_was_chosen(
    desk: Desk, browser_of: Any
) -> None:
    mara = browser_of("mara")
    url = f"/interactions/plan?client={desk.client}&kind=visit&purpose=first_contact"
    chosen = next(
        value
        for value, text in re.findall(r'<option value="([0-9a-z]{16})">([^<]+)', mara.get(url).text)
        if text.startswith("First visit")
    )
    answer = submit(mara, url, at=in_days(2, 11).strftime("%Y-%m-%dT%H:%M"), scenario=chosen)
    assert answer.status_code == 302
    made = desk.row(answer.location.rpartition("/")[2])
    assert len(made.structure) > 2


def test_the_brief_says_what_the_visit_is_for_and_escapes_what_people_wrote(
    desk: Desk, browser_of: Any
) -> None:
    text = text_of(browser_of("mara").get(f"/interactions/{desk.visit}"))
    for words in ("Only after ten", "Who we are", "Multi-level links", "{{ 7*7 }} &lt;script&gt;"):
        assert words in text


def test_d8_a_planned_contact_shows_what_to_ask_next(desk: Desk, browser_of: Any) -> None:
    page = browser_of("mara").get(f"/interactions/{desk.visit}").text
    card = page.split("To ask next")[1].split("</section>")[0]
    assert 1 <= card.count("<li>") <= 3
    assert "/fields/" in card, "the answer goes straight into its field"


@pytest.mark.parametrize("path", ["", "/outcome", "/move", "/cancel", "/next"])
def test_a_foreign_contact_is_not_found(desk: Desk, browser_of: Any, path: str) -> None:
    assert browser_of("otto").get(f"/interactions/{desk.visit}{path}").status_code == 404
    assert browser_of("max").get(f"/interactions/{desk.visit}{path}").status_code == 404


def test_the_supervisor_of_the_team_reads_it_and_the_other_does_not(
    desk: Desk, browser_of: Any
) -> None:
    assert browser_of("sofia").get(f"/interactions/{desk.visit}").status_code == 200
    assert browser_of("stefan").get(f"/interactions/{desk.visit}").status_code == 404


@pytest.mark.parametrize("who", ["ada", "adam"])
def test_auditor_and_administrator_see_no_contacts(desk: Desk, browser_of: Any, who: str) -> None:
    browser = browser_of(who)
    for path in (f"/interactions/{desk.visit}", "/interactions/week", "/interactions/plan"):
        assert browser.get(path).status_code == 403


def test_a_visit_is_planned_by_the_form(desk: Desk, browser_of: Any, cast: Cast) -> None:
    mara = browser_of("mara")
    at = in_days(3, 15)
    answer = submit(
        mara,
        f"/interactions/plan?client={desk.client}&kind=visit",
        at=at.strftime("%d.%m.%Y 15:00"),
        minutes="45",
        purpose="presentation",
        structure="One\n\n Two ",
        strategies=["references", "less_risk"],
        seniors=[str(cast.ids["sofia"])],
        rank="board",
        place="Their office",
    )
    assert answer.status_code == 302, answer.text[:2000]
    made = desk.row(answer.location.rsplit("/", 1)[1])
    assert (made.kind, made.minutes, made.planned_at) == (Kind.VISIT, 45, at)
    assert made.structure == ["One", "Two"]
    assert made.strategies == ["references", "less_risk"]
    text_of(mara.get(answer.location))


def test_a_taken_time_is_refused_at_its_field(desk: Desk, browser_of: Any) -> None:
    answer = submit(
        browser_of("mara"),
        f"/interactions/plan?client={desk.client}&kind=meeting",
        at=in_days(1, 12).strftime("%Y-%m-%dT12:15"),
    )
    assert answer.status_code == 200
    assert "The diary is taken" in answer.text
    assert 'href="#at"' in answer.text


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_form(desk: Desk, browser_of: Any, kind: Kind) -> None:
    text = text_of(
        browser_of("mara").get(f"/interactions/plan?client={desk.client}&kind={kind.value}")
    )
    assert ("Text of the letter" in text) == (kind in (Kind.LETTER, Kind.EMAIL, Kind.MESSAGE))


def test_c3_a_contact_is_for_the_first_only_while_nobody_was_spoken_to(
    desk: Desk, browser_of: Any, app: Flask
) -> None:
    def chosen() -> str:
        page = browser_of("mara").get(f"/interactions/plan?client={desk.client}").text
        purpose = re.search(r'<select[^>]*name="purpose".*?</select>', page, re.S)
        assert purpose
        return re.findall(r'<option selected value="(\w+)"', purpose.group())[0]

    assert chosen() == "first_contact"
    with app.app_context(), transaction():
        client = db.session.scalars(sa.select(Client).filter_by(public_id=desk.client)).one()
        client.last_contact_at = clock.now()
    assert chosen() == "find_need"
    with app.app_context(), transaction():
        client = db.session.scalars(sa.select(Client).filter_by(public_id=desk.client)).one()
        client.lifecycle = Lifecycle.CLIENT
    assert chosen() == "service_review"


def test_a_foreign_client_cannot_be_planned_for(desk: Desk, browser_of: Any) -> None:
    assert browser_of("otto").get(f"/interactions/plan?client={desk.client}").status_code == 404


def test_the_client_is_found_first_when_none_is_named(desk: Desk, browser_of: Any) -> None:
    mara = browser_of("mara")
    assert "With whom" in text_of(mara.get("/interactions/plan"))
    text = text_of(mara.get("/interactions/plan?text=Кедр"))
    assert f"client={desk.client}" in text
    assert "Nobody found" in text_of(mara.get("/interactions/plan?text=Чужое"))


@pytest.mark.parametrize(
    "values",
    [
        {"at": "no time"},
        {"at": "0000-01-01T10:00"},
        {"at": "2026-02-30T10:00"},
        {"minutes": "9" * 30},
        {"minutes": "-1"},
        {"structure": "x" * 201},
        {"structure": "a\n" * 21},
        {"purpose": "nothing"},
        {"place": "x" * 501},
        {"contact_person": "9" * 30},
        {"seniors": ["1' OR 1=1"]},
        {"scenario": "nope"},
        {"strategies": ["magic"]},
    ],
)
def test_bad_input_gets_words_and_plans_nothing(
    desk: Desk, browser_of: Any, stage: Any, values: dict[str, Any]
) -> None:
    url = f"/interactions/plan?client={desk.client}&kind=visit"
    sane = {"at": in_days(4).strftime("%Y-%m-%dT12:00")}
    answer = submit(browser_of("mara"), url, **{**sane, **values})
    assert answer.status_code == 200
    assert "error-summary" in answer.text
    assert stage.scalar(sa.text("SELECT count(*) FROM interaction")) == 2


def test_an_outcome_with_the_proposed_step_takes_one_press(desk: Desk, browser_of: Any) -> None:
    """C5: choose the result, send."""
    mara = browser_of("mara")
    url = f"/interactions/{desk.letter}/outcome"
    # the visit planned already is the next step, so nothing more is asked
    answer = submit(mara, url, result="sent")
    assert answer.status_code == 302, answer.text[:3000]
    letter = desk.row(desk.letter)
    assert letter.state is InteractionState.DONE
    assert letter.next_id == desk.row(desk.visit).id
    # now nothing else is planned: the form proposes the step itself
    answer = submit(mara, f"/interactions/{desk.visit}/outcome?result=held", temperature="warm")
    assert answer.status_code == 302, answer.text[:3000]
    visit = desk.row(desk.visit)
    assert visit.next_id is not None
    assert "Next step" in text_of(mara.get(f"/interactions/{desk.visit}"))
    assert "Sent" in text_of(mara.get(f"/interactions/{desk.letter}"))


def test_c5_the_second_tap_records_a_result_with_the_step_the_rules_propose(
    desk: Desk, browser_of: Any
) -> None:
    mara = browser_of("mara")
    assert submit(mara, f"/interactions/{desk.letter}/cancel", reason="No").status_code == 302
    url = f"/interactions/{desk.visit}/outcome"
    assert 'name="at_once" value="held"' in mara.get(url).text
    assert submit(mara, url, at_once="nonsense").headers["Location"] == url
    assert desk.row(desk.visit).state is InteractionState.PLANNED
    assert submit(mara, url, at_once="held").status_code == 302
    assert desk.row(desk.visit).state is InteractionState.DONE
    assert desk.row(desk.visit).next_id is not None


def test_without_a_result_or_a_next_step_the_form_says_so(desk: Desk, browser_of: Any) -> None:
    mara = browser_of("mara")
    submit(mara, f"/interactions/{desk.letter}/cancel", reason="No")
    url = f"/interactions/{desk.visit}/outcome"
    answer = submit(mara, url)
    assert "Choose the result." in answer.text
    answer = submit(mara, url, result="held", next_step="")
    assert "Plan the next step, or say why there is none." in answer.text
    assert 'href="#next_step"' in answer.text
    assert desk.row(desk.visit).state is InteractionState.PLANNED


def test_giving_up_too_early_asks_for_a_tick(desk: Desk, browser_of: Any) -> None:
    """C6."""
    mara = browser_of("mara")
    url = f"/interactions/{desk.visit}/outcome"
    answer = submit(mara, url, result="refused", no_next_reason="refused")
    assert "gives up after 4 at the earliest" in answer.text
    answer = submit(mara, url, result="refused", no_next_reason="refused", drop_early="y")
    assert answer.status_code == 302


def test_a_promise_needs_its_day(desk: Desk, browser_of: Any, app: Flask) -> None:
    mara = browser_of("mara")
    url = f"/interactions/{desk.visit}/outcome"
    answer = submit(mara, url, result="held", promise="Send the tariff")
    assert "Say by when." in answer.text
    due = in_days(5).date().isoformat()
    answer = submit(mara, url, result="held", promise="Send the tariff", promise_due=due)
    assert answer.status_code == 302
    text = text_of(mara.get(f"/interactions/{desk.visit}"))
    assert "Send the tariff" in text
    with app.app_context(), transaction() as session:
        promise = session.execute(sa.select(Promise)).scalar_one()
    from tests.interactions.reading import fields_of

    kept = {**fields_of(text), "state": "kept", "version": promise.version}
    path = f"/interactions/promises/{promise.public_id}"
    otto = browser_of("otto")
    found = re.search('name="csrf-token" content="([^"]+)"', otto.get("/interactions/plan").text)
    assert found
    own = {**kept, "csrf_token": found[1]}
    assert otto.post(path, data=own).status_code == 404
    assert mara.post(path, data=kept).status_code == 302
    assert "Send the tariff" not in text_of(mara.get(f"/interactions/{desk.visit}"))


def test_the_next_step_follows_the_result_chosen(desk: Desk, browser_of: Any) -> None:
    mara = browser_of("mara")
    submit(mara, f"/interactions/{desk.letter}/cancel", reason="No")
    held = mara.get(f"/interactions/{desk.visit}/next?result=held").text
    missed = mara.get(f"/interactions/{desk.visit}/next?result=not_reached").text
    assert '<option selected value="call">' in held
    assert '<option selected value="visit">' in missed


def test_a_dialog_gets_the_form_alone(desk: Desk, browser_of: Any) -> None:
    for path in ("outcome", "move", "cancel"):
        answer = browser_of("mara").get(
            f"/interactions/{desk.visit}/{path}", headers={"X-Fragment": "1"}
        )
        assert answer.status_code == 200
        assert "<main" not in answer.text
        assert "<form" in answer.text


def test_a_contact_is_moved_and_goes_back_where_it_came_from(desk: Desk, browser_of: Any) -> None:
    mara = browser_of("mara")
    url = f"/interactions/{desk.visit}/move?back=/interactions/week"
    answer = submit(mara, url, at=in_days(2, 16).strftime("%Y-%m-%dT16:00"))
    assert (answer.status_code, answer.location) == (302, "/interactions/week")
    assert desk.row(desk.visit).planned_at == in_days(2, 16)


def test_c8_a_move_is_undone_at_one_click_unless_the_contact_was_changed_since(
    desk: Desk, browser_of: Any
) -> None:
    mara, stood = browser_of("mara"), desk.row(desk.visit).planned_at
    url = f"/interactions/{desk.visit}/move?back=/interactions/week"
    submit(mara, url, at=in_days(2, 16).strftime("%Y-%m-%dT16:00"))
    page = mara.get("/interactions/week").text
    undo = html.unescape(re.search(r'action="(/interactions/[^"]*/move-back[^"]*)"', page)[1])
    token = {"csrf_token": re.search('name="csrf-token" content="([^"]+)"', page)[1]}
    answer = mara.post(undo, data=token)
    assert (answer.status_code, answer.location) == (302, "/interactions/week")
    assert desk.row(desk.visit).planned_at == stood
    assert mara.post(undo, data=token).status_code == 409, "it was changed since"
    assert mara.post(undo.partition("?")[0], data=token).status_code == 302
    assert desk.row(desk.visit).planned_at == stood


def test_no_way_back_leads_out_of_the_house(desk: Desk, browser_of: Any) -> None:
    url = f"/interactions/{desk.visit}/cancel?back=https://evil.example"
    answer = submit(browser_of("mara"), url, reason="No")
    assert answer.location == f"/interactions/{desk.visit}"


def test_a_stale_form_shows_both_versions(desk: Desk, browser_of: Any) -> None:
    from tests.interactions.reading import fields_of

    mara = browser_of("mara")
    url = f"/interactions/{desk.visit}/move"
    stale = fields_of(mara.get(url).text)
    submit(mara, url, at=in_days(2).strftime("%Y-%m-%dT12:00"))
    answer = mara.post(url, data={**stale, "at": in_days(3).strftime("%Y-%m-%dT12:00")})
    assert answer.status_code == 409


def test_a_double_press_records_once(desk: Desk, browser_of: Any, stage: Any) -> None:
    from tests.interactions.reading import fields_of

    mara = browser_of("mara")
    url = f"/interactions/plan?client={desk.client}&kind=call"
    given = {
        **fields_of(mara.get(url).text),
        "at": in_days(6).strftime("%Y-%m-%dT12:00"),
    }
    first, second = mara.post(url, data=given), mara.post(url, data=given)
    assert first.location == second.location
    assert stage.scalar(sa.text("SELECT count(*) FROM interaction")) == 3


def test_the_letter_is_a_pdf_on_the_letterhead(desk: Desk, browser_of: Any) -> None:
    mara = browser_of("mara")
    answer = mara.get(f"/interactions/{desk.letter}/letter.pdf")
    assert answer.mimetype == "application/pdf"
    from io import BytesIO

    from pypdf import PdfReader

    words = PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert "Зарплатный проект" in words
    assert "Кузнецов" in words
    assert mara.get(f"/interactions/{desk.visit}/letter.pdf").status_code == 404
    assert browser_of("otto").get(f"/interactions/{desk.letter}/letter.pdf").status_code == 404


def test_the_week_shows_the_contacts_of_the_week(desk: Desk, browser_of: Any) -> None:
    week = in_days(1).date().isoformat()
    for view in ("", "&view=list"):
        text = text_of(browser_of("mara").get(f"/interactions/week?week={week}{view}"))
        assert "Кедр &lt;b&gt;" in text
    assert "Кедр" not in text_of(browser_of("max").get(f"/interactions/week?week={week}"))


def test_a_supervisor_watches_the_week_of_the_own_team_only(
    desk: Desk, browser_of: Any, cast: Cast
) -> None:
    mara = cast.public_ids["mara"]
    assert browser_of("sofia").get(f"/interactions/week?of={mara}").status_code == 200
    assert browser_of("stefan").get(f"/interactions/week?of={mara}").status_code == 404
    assert browser_of("max").get(f"/interactions/week?of={mara}").status_code == 404


@pytest.mark.parametrize("week", ["0000-00-00", "9999-12-31", "x" * 100, "2026-02-30", ""])
def test_a_week_that_is_none_is_this_week(desk: Desk, browser_of: Any, week: str) -> None:
    text_of(browser_of("mara").get("/interactions/week", query_string={"week": week}))


def test_russian_pages_speak_russian(desk: Desk, browser_of: Any, app: Flask, stage: Any) -> None:
    mara = browser_of("mara")
    stage.execute(sa.text("UPDATE employee SET language = 'ru' WHERE login = 'mara'"))
    text = text_of(mara.get(f"/interactions/{desk.visit}"))
    for words in ("Визит", "Первый контакт", "Структура", "Стратегии", "Многоуровневые связи"):
        assert words in text


def test_the_library_keeps_every_version(desk: Desk, browser_of: Any, app: Flask) -> None:
    sofia = browser_of("sofia")
    with app.app_context(), transaction() as session:
        first = session.execute(
            sa.select(Scenario).where(Scenario.code == "first-visit")
        ).scalar_one()
    assert "First visit" in text_of(sofia.get("/scenarios/"))
    url = f"/scenarios/{first.public_id}"
    answer = submit(sofia, url, title_en="The very first visit")
    assert answer.status_code == 302, answer.text[:2000]
    text = text_of(sofia.get(url))
    assert "The very first visit" in text
    assert "Earlier versions" in text
    assert browser_of("mara").get(url).status_code == 403


def test_a_new_scenario_is_offered_while_planning(desk: Desk, browser_of: Any) -> None:
    answer = submit(
        browser_of("sofia"),
        "/scenarios/new",
        purpose="renewal",
        kind="call",
        title_en="Renewal",
        title_ru="Продление",
        body_en="Ask first.",
        body_ru="Сначала спросите.",
    )
    assert answer.status_code == 302, answer.text[:2000]
    text = (
        browser_of("mara")
        .get(f"/interactions/scenarios-for?client={desk.client}&kind=call&purpose=renewal")
        .text
    )
    assert "Ask first." in text


@pytest.mark.parametrize("contacts", [1, 12])
def test_pages_send_the_same_statements_for_few_and_many(
    desk: Desk, browser_of: Any, app: Flask, cast: Cast, statements: list[str], contacts: int
) -> None:
    with app.app_context(), transaction() as session:
        client = session.execute(
            sa.select(Client).where(Client.public_id == desk.client)
        ).scalar_one()
        person = session.execute(sa.select(ContactPerson)).scalars().first()
        assert person is not None
        for hour in range(contacts):
            operations.plan(
                actor=cast.actor("mara"),
                client=client,
                kind=Kind.CALL,
                at=in_days(1, 8 + hour % 12),
                matter=operations.Matter(contact_person_id=person.id),
            )
    mara = browser_of("mara")
    week = in_days(1).date().isoformat()
    for path, most in (
        (f"/interactions/week?week={week}", 10),
        (f"/interactions/{desk.visit}", 12),
        (f"/interactions/{desk.visit}/outcome", 12),
    ):
        statements.clear()
        assert mara.get(path).status_code == 200
        assert len(statements) <= most, "\n".join(statements)


def test_c5_an_outcome_with_its_next_step_takes_few_statements(
    desk: Desk, browser_of: Any, statements: list[str]
) -> None:
    """Whoever follows contacts is asked at once; nobody is told whom one does not concern."""
    from tests.interactions.reading import fields_of

    mara = browser_of("mara")
    submit(mara, f"/interactions/{desk.letter}/outcome", result="sent")
    url = f"/interactions/{desk.visit}/outcome?result=held"
    given = fields_of(mara.get(url).text)
    statements.clear()
    assert mara.post(url, data=given).status_code == 302
    assert len(statements) <= 16, "\n".join(statements)
    assert desk.row(desk.visit).next_id is not None


def test_c6_a_planned_contact_counts_those_planned_before_it(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        client, mara = a_client(cast), cast.actor("mara")
        first, second = (
            operations.plan(actor=mara, client=client, kind=Kind.CALL, at=in_days(day))
            for day in (1, 3)
        )
        assert first.planned_at < second.planned_at
        pid = second.public_id
    page = browser_of("mara").get(f"/interactions/{pid}").text
    assert "Contact number 2; the bank gives up" in page, re.findall("Contact number.*", page)


def test_c4_the_strategy_of_references_leads_to_who_may_be_named(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    """Clients of the same trade within reach who agreed; nobody else, and no link for others."""
    with app.app_context(), transaction():
        asked = a_client(cast, name="ООО «Спросит»", activity="Bakery")
        agreed = dt.date(2026, 5, 5)
        a_client(cast, name="ООО «Назовём»", activity="Bakery", reference_on=agreed)
        a_client(cast, name="ООО «Другое дело»", activity="Mining", reference_on=agreed)
        a_client(cast, name="ООО «Не согласно»", activity="Bakery")
        a_client(cast, name="ООО «Чужое»", activity="Bakery", reference_on=agreed, manager="otto")
        with_it, without = (
            operations.plan(
                actor=cast.actor("mara"), client=asked, kind=Kind.CALL, at=in_days(1),
                matter=operations.Matter(strategies=strategies),
            ).public_id
            for strategies in ([Strategy.REFERENCES], [Strategy.LESS_RISK])
        )  # fmt: skip
    mara = browser_of("mara")
    assert "Who may be named" not in mara.get(f"/interactions/{without}").text
    page = mara.get(f"/interactions/{with_it}").text
    found = re.search(r'href="([^"]+)">Who may be named', page)
    assert found
    listed = mara.get(html.unescape(found[1])).text
    assert "Назовём" in listed
    for other in ("Другое дело", "Не согласно", "Чужое"):
        assert other not in listed, other
