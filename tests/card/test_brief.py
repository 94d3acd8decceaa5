"""C3, V10: the brief before a contact, on screen and on paper."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from rmapp.card.brief import brief_of
from rmapp.card.brief.content import Brief, Part, Row
from rmapp.card.brief.paper import draw_briefs
from rmapp.clients.models import Client, Relation, RelationKind
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Promise
from rmapp.interactions.strategies import Motive, Strategy
from rmapp.interactions.words import Kind, NoNextReason, Purpose, Rank, Result, Side
from rmapp.materials.queries import in_use
from tests.core.test_pdf import words_of
from tests.factories import a_client, a_contact_person


@pytest.fixture
def visit(app: Flask, cast: Any) -> tuple[str, str]:
    """A client with a past and a visit to come: their public ids."""
    with app.app_context(), transaction():
        client = a_client(
            cast,
            name="ООО «Кедр»",
            phones=["+74952000000"],
            must_know="Never before ten",
            address="Москва, Тверская, 7",
        )
        a_contact_person(client, "Кузнецов Илья Петрович", position="Директор")
        before = contacts.plan(
            actor=cast.actor("mara"),
            client=client,
            kind=Kind.CALL,
            at=clock.now() + dt.timedelta(minutes=5),
        )
        contacts.record_outcome(
            before,
            contacts.Outcome(
                result=Result.REACHED,
                note="They think about leasing",
                next_step=None,
                no_next_reason=NoNextReason.WAITS,
            ),
            actor=cast.actor("mara"),
            version=before.version,
        )
        db.session.add(
            Promise(
                client_id=client.id, side=Side.BANK, owner_id=cast.ids["mara"],
                text="To send the tariffs", due_on=clock.today(None), created_at=clock.now(),
            )
        )  # fmt: skip
        made = contacts.plan(
            actor=cast.actor("mara"),
            client=client,
            kind=Kind.VISIT,
            at=clock.now() + dt.timedelta(days=2),
            matter=contacts.Matter(
                purpose=Purpose.PRESENTATION,
                purpose_text="Show the internet bank",
                structure=["Who we are", "The need"],
                strategies=[Strategy.FOOT_IN_DOOR],
                motives=[Motive.COMFORT],
                need="Wages without cash desks",
                seniors=[(cast.ids["sofia"], Rank.HEAD)],
                materials=[one for one in in_use("ru") if one.material.code == "booklet"],
            ),
        )
        db.session.flush()
        return client.public_id, made.public_id


SAID = (
    "Never before ten", "Кузнецов Илья Петрович", "They think about leasing", "To send the tariffs",
    "Show the internet bank", "Who we are", "What to ask", "Москва, Тверская, 7",
    "Sofia Berg (head of department)", "Materials to bring", "Booklet of the bank",
    "Foot in the door",
    "do not ask to change banks at once", "Wages without cash desks · Comfort",
)  # fmt: skip


def test_c3_the_brief_says_on_one_page_what_a_visit_needs(browser_of: Any, visit: Any) -> None:
    client, contact = visit
    page = browser_of("mara").get(f"/clients/{client}/brief?contact={contact}").text
    for words in SAID:
        assert words in page, words
    assert len(page.encode()) < 40_000


def test_c3_the_same_stands_on_paper(browser_of: Any, visit: Any, tmp_path: Any) -> None:
    client, contact = visit
    answer = browser_of("mara").get(f"/clients/{client}/brief.pdf?contact={contact}")
    assert answer.content_type == "application/pdf"
    path = tmp_path / "brief.pdf"
    path.write_bytes(answer.data)
    read = pypdf.PdfReader(path)
    words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    for one in ("ООО «Кедр»", *SAID):
        assert one in words, one
    assert len(read.pages) == 1


def test_v10_the_brief_of_a_client_stands_without_a_contact(browser_of: Any, visit: Any) -> None:
    page = browser_of("sofia").get(f"/clients/{visit[0]}/brief").text
    assert "They think about leasing" in page
    assert "What is planned" in page
    assert "Who we are" not in page, "how a visit is built stands on its own brief"


def test_v10_the_brief_names_the_family_the_firms_how_to_write_and_what_is_planned(
    app: Flask, cast: Any, visit: Any
) -> None:
    """What a receiver must not miss of an unknown client (V9): ties, wishes, the diary."""
    with app.app_context(), transaction():
        client = db.session.scalars(sa.select(Client).where(Client.public_id == visit[0])).one()
        client.family_status, client.family = "замужем", "двое детей"
        client.preferred_channel = "email"
        client.hours_from, client.hours_to = dt.time(10), dt.time(12, 30)
        firm = a_client(cast, name="АО «Лес»", manager="mara")
        foreign = a_client(cast, name="ООО «Чужое»", manager="otto")
        for other in (firm, foreign):
            db.session.add(
                Relation(client_id=client.id, other_id=other.id, kind=RelationKind.OWNER)
            )
        db.session.flush()
    with app.app_context(), transaction(), force_locale("en"):
        _dossier, brief = brief_of(visit[0], actor=cast.actor("mara"))
        parts = {part.title: part.rows for part in brief.parts}
        ties = [(row.first, row.second) for row in parts["Family and firms"]]
        assert ties == [("замужем · двое детей", ""), ("АО «Лес»", "Owner")], "none beyond reach"
        assert parts["Whom to speak to"][-1].first == "Preferred channel: by e-mail · 10:00–12:30"
        [planned] = parts["What is planned"]
        assert planned.first == "Visit: Show the internet bank"


@pytest.mark.parametrize("who", ["max", "otto", "stefan"])
def test_c3_a_foreign_brief_is_not_there(browser_of: Any, visit: Any, who: str) -> None:
    client, contact = visit
    browser = browser_of(who)
    for path in (f"/clients/{client}/brief", f"/clients/{client}/brief.pdf?contact={contact}"):
        assert browser.get(path).status_code == 404


def test_c3_a_contact_of_another_client_is_refused(
    app: Flask, cast: Any, browser_of: Any, visit: Any
) -> None:
    with app.app_context(), transaction():
        other = a_client(cast, name="ООО «Другой»").public_id
    assert browser_of("mara").get(f"/clients/{other}/brief?contact={visit[1]}").status_code == 404


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "+7 495 200-00-00"), ("ru", "8 (495) 200-00-00")]
)
def test_v10_numbers_are_written_as_the_reader_dials_them(
    browser_of: Any, visit: Any, language: str, shown: str
) -> None:
    sofia = browser_of("sofia")
    token = re.search(r'name="csrf_token" value="([^"]+)"', sofia.get("/profile/").text)
    assert token
    sofia.post(
        "/preferences/language",
        data={"csrf_token": token[1], "language": language, "next": "/"},
    )
    assert shown in sofia.get(f"/clients/{visit[0]}/brief").text


def test_v10_a_large_amount_is_not_broken_on_paper() -> None:
    row = Row("Settlement account", "", "RUB 127,000,000,000.00")
    brief = Brief(
        title="Kedr", subtitle="", must_know="", parts=(Part("What the client has", (row,)),),
        language="en", author="Mara", bank="Sample Bank",
        at=dt.datetime(2026, 12, 5, tzinfo=dt.UTC),
    )  # fmt: skip
    assert "RUB 127,000,000,000.00" in words_of(draw_briefs([brief]))


def test_v9_a_brief_with_much_behind_it_stays_on_one_page() -> None:
    """Eight parts of three rows, one of the three with a second line."""
    told = ("", "They think about it", "")
    rows = tuple(Row("Call: reached", second, "3 Dec") for second in told)
    parts = tuple(Part(f"Part {number}", rows) for number in range(8))
    brief = Brief("Client", "Person", "Write", parts, "en", "A", "B", dt.datetime.now(dt.UTC))
    assert len(pypdf.PdfReader(io.BytesIO(draw_briefs([brief]))).pages) == 1


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("letters", "lines", "parts"), [(30, 12, 9), (500, 4, 9), (2_000, 9, 10)])
def test_c3_the_longest_brief_is_one_page_and_says_what_it_left_out(
    app: Flask, language: str, letters: int, lines: int, parts: int
) -> None:
    long = ("Договориться о встрече " * 100)[:letters].strip()
    rows = tuple(Row(f"{number} {long}", long, "30 Sept 2026") for number in range(lines))
    brief = Brief(
        title=f"ООО «{long[:500]}»", subtitle=long, must_know=f"Осторожно! {long}",
        parts=tuple(Part(f"Part {number}", rows) for number in range(parts)),
        language=language, author="A", bank="B", at=dt.datetime(2026, 12, 5, tzinfo=dt.UTC),
    )  # fmt: skip
    with app.test_request_context(), force_locale(language):
        paper = draw_briefs([brief, brief])
    read = pypdf.PdfReader(io.BytesIO(paper))
    assert len(read.pages) == 2
    said = " ".join(read.pages[0].extract_text().split())
    assert "Осторожно!" in said
    for number in range(parts):
        assert f"Part {number}" in said
