"""G5: the pages of requests, as people use them."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from rmapp.clients import custom
from rmapp.clients.models import CustomType
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.privacy import archive, operations
from rmapp.privacy.models import RequestKind, SubjectRequest
from rmapp.privacy.report import written
from tests.clients.test_custom_fields import define
from tests.factories import a_client


def csrf(browser):
    return browser.get("/notices/").text.split('name="csrf-token" content="')[1].split('"')[0]


def test_g5_a_request_is_written_down_seen_and_answered(app, cast, browser_of):
    with app.app_context(), transaction():
        address = a_client(cast).public_id
    sofia = browser_of("sofia")
    asked = sofia.post(
        f"/clients/{address}/privacy/requests",
        data={"csrf_token": csrf(sofia), "kind": "rectification", "channel": "letter"},
    )
    page = sofia.get(asked.location)
    assert page.status_code == 200
    assert "Correct what is wrong" in page.text
    empty = sofia.post(f"{asked.location}/answer", data={"csrf_token": csrf(sofia)})
    assert empty.status_code == 422
    done = sofia.post(
        f"{asked.location}/answer", data={"csrf_token": csrf(sofia), "answer": "Corrected"}
    )
    assert done.status_code == 302
    assert "Nobody waits" in sofia.get("/privacy/").text


def test_g5_a_second_person_of_another_team_sees_and_signs_an_erasure(app, cast, browser_of):
    with app.app_context(), transaction() as session:
        client = a_client(cast, name="ООО «Подпись»")
        operations.receive(
            client, actor=cast.actor("sofia"), kind=RequestKind.ERASURE, channel="x", note=""
        )
        asked = session.scalars(sa.select(SubjectRequest.public_id)).one()
    stefan = browser_of("stefan")
    assert "Подпись" in stefan.get("/privacy/").text
    page = stefan.get(f"/privacy/{asked}").text
    assert "What goes" in page
    assert "Dossier: 1" in page, "in words, not in names of tables"
    assert "client_event" not in page
    assert "Sign the erasure" in page
    assert "Sign the erasure" not in browser_of("sofia").get(f"/privacy/{asked}").text
    signed = stefan.post(f"/privacy/{asked}/sign", data={"csrf_token": csrf(stefan)})
    assert signed.status_code == 302
    with app.app_context(), transaction() as session:
        row = session.scalars(sa.select(SubjectRequest)).one()
        assert row.approved_by_id == cast.ids["stefan"]
        operations.carry_out_erasure(row.id)
    for who in ("stefan", "sofia"):
        browser = browser_of(who)
        assert f"/privacy/{asked}" in browser.get("/privacy/?all=1").text
        page = browser.get(f"/privacy/{asked}").text
        assert "What is gone" in page, "whoever asked and whoever signed read what became of it"
        assert "never a client of the bank" in page
        assert "Подпись" not in page
    assert browser_of("otto").get(f"/privacy/{asked}").status_code in (403, 404)


def test_g5_a_request_that_is_worked_on_goes_on_to_its_archive_by_itself(app, cast, browser_of):
    with app.app_context(), transaction() as session:
        client = a_client(cast)
        operations.receive(
            client, actor=cast.actor("sofia"), kind=RequestKind.ACCESS, channel="x", note=""
        )
        asked = session.scalars(sa.select(SubjectRequest)).one()
        key, path = asked.id, f"/privacy/{asked.public_id}"
    sofia = browser_of("sofia")
    assert f'data-get="{path}" data-poll' in sofia.get(path).text
    part = sofia.get(path, headers={"X-Fragment": "1"})
    assert "data-poll" in part.text
    assert "<main" not in part.text
    with app.app_context(), transaction():
        operations.make_archive(key)
    assert sofia.get(path, headers={"X-Fragment": "1"}).headers["X-Location"] == path
    assert f"{path}/archive" in sofia.get(path).text


def test_g5_the_report_says_in_russian_what_stands_in_the_other_file_alone(scene, cast):
    with force_locale("ru"):
        page = written(a_client(cast), {"client_fact": [{"id": 1}]})
    assert "Кроме того, в файле data.json" in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ru",
            (
                "Какие данные",
                "Закреплён",
                "Телефоны",
                "12 000 000,00 ₽",
                "Клуб",
                "Золотой",
                "1 марта 2024 г.",
                "да",
            ),
        ),
        (
            "en",
            ("What we hold on", "Phones", "RUB 12,000,000", "Club", "Gold", "1 March 2024", "540"),
        ),
    ],
)
def test_g5_the_report_speaks_the_language_of_the_person_in_words(app, cast, scene, language, said):
    """Amounts, days, choices and telephones as people write them; no column of a table, no key."""
    club = define(cast, CustomType.CHOICE, "club", name_en="Club", name_ru="Клуб")
    client = a_client(cast, name="ООО «Отчёт»", phones=["+74955407520"], language=language)
    client.revenue, client.reference_on = 1_200_000_000, dt.date(2024, 3, 1)
    custom.write(client, {club: "gold"})
    db.session.flush()
    content, _counts = archive.make(client.id)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        report = re.sub(r"\s", " ", opened.read("report.html").decode())
        whole = json.loads(opened.read("data.json"))
    for words in said:
        assert words in report
    assert f'lang="{language}"' in report
    assert re.findall(r"<dt>([a-z]+_[a-z_]+)</dt>", report) == []
    assert whole["client"][0]["public_id"] == client.public_id, "the whole stands beside"
    assert client.public_id not in report
    assert "Mara Lindt" not in report, "names of colleagues are not the person's"
