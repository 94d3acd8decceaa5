"""The import wizard, the tray of work, the journal and the export as pages (D13, D14)."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import python_calamine
import sqlalchemy as sa
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient

from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.exchange.models import Import, ImportState
from rmapp.exchange.operations import checking, running
from rmapp.plans import operations as plans
from rmapp.work import operations as work
from rmapp.work import runner
from rmapp.work.models import WorkItem, WorkState
from tests.cast import Cast
from tests.exchange.importing import FIRMS, Desk, many, table
from tests.factories import a_client
from tests.plans.conftest import facts, target

Browser = Callable[[str], FlaskClient]


def keys(page: str) -> dict[str, str]:
    """The hidden fields that every form carries."""
    found = dict(re.findall(r'name="(csrf_token|form_key)" value="([^"]+)"', page))
    assert "csrf_token" in found, page[:500]
    return found


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


def upload(client: FlaskClient, content: bytes, name: str = "firms.csv") -> Any:
    form = keys(text(client.get("/imports/new")))
    return client.post("/imports/new", data={**form, "file": (io.BytesIO(content), name)})


def columns(client: FlaskClient, url: str, **changed: str) -> Any:
    """The form of the columns sent as it was offered, ``changed`` apart."""
    page = text(client.get(url))
    chosen = {}
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        found = re.search(r'<option selected value="([^"]*)"', body)
        chosen[name] = found[1] if found else ""
    return client.post(url, data={**keys(page), "mode": "both", **chosen, **changed})


def finish_work(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            ids = list(
                session.scalars(sa.select(WorkItem.id).where(WorkItem.state == WorkState.QUEUED))
            )
        for id in ids:
            runner.run(id)


def test_the_whole_way_of_a_file(app: Flask, browser_of: Browser) -> None:
    mara = browser_of("mara")
    sent = upload(mara, table())
    assert sent.status_code == 302
    page = text(mara.get(sent.location))
    assert "Наименование" in page
    assert "Северный мост" in page
    began = columns(mara, sent.location)
    assert began.status_code == 302, text(began)[-3000:]
    assert "data-poll" in text(mara.get(began.location)), "it waits for a worker"
    finish_work(app)
    checked = text(mara.get(began.location))
    assert "ООО «Кедр»" in checked
    assert "Take in rows: 3" in checked
    public_id = began.location.split("/")[2]
    progress = mara.get(f"/imports/{public_id}/progress")
    assert "data-poll" not in text(progress), "the server ends the polling"
    assert progress.headers["X-Location"] == f"/imports/{public_id}", "and the page goes on"
    assert mara.post(f"/imports/{public_id}/run", data=keys(checked)).status_code == 302
    finish_work(app)
    done = text(mara.get(f"/imports/{public_id}", follow_redirects=True))
    assert "Undo the import" in done
    assert "ООО «Кедр»" in text(mara.get("/clients"))
    assert "firms.csv" in text(mara.get("/imports/"))


def test_c1_the_new_clients_of_an_import_go_straight_into_a_plan(
    app: Flask, cast: Cast, browser_of: Browser
) -> None:
    """From the result of the import: one press to the plans, one to take them all."""
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        made = plans.make_plan(facts(target(sofia)), actor=sofia)
        plans.share_out(made, {cast.public_ids["mara"]: 30}, actor=sofia, version=made.version)
        plan = made.public_id
    mara = browser_of("mara")
    sent = upload(mara, table())
    began = columns(mara, sent.location)
    finish_work(app)
    public_id = began.location.split("/")[2]
    checked = text(mara.get(f"/imports/{public_id}/check"))
    mara.post(f"/imports/{public_id}/run", data=keys(checked))
    finish_work(app)
    done = text(mara.get(f"/imports/{public_id}", follow_redirects=True))
    [way] = re.findall(r'href="([^"]+)">Take into a plan<', done)
    way = way.replace("&amp;", "&")
    asked = text(mara.get(way))
    assert ">3</" in asked, "all that came in, and nobody else"
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', asked)
    taken = mara.post("/bulk/new", data={**{n: html.unescape(v) for n, v in fields}, "plan": plan})
    assert taken.status_code == 302, text(taken)[-3000:]
    after = text(mara.get(taken.location))
    assert f"/plans/{plan}" in after, "the plan is the next place"
    assert "ООО «Кедр»" in text(mara.get(f"/plans/{plan}"))


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (40 * 1024 * 1024))
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7\n" + b"x" * 500, "This is no table"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "This is no table"),
        (b"<?xml version='1.0'?><a>1</a>", "This is no table"),
        (";".join(f"c{n}" for n in range(10_000)).encode() + b"\n1;2", "more than 500 columns"),
        (bomb(), "unpacks to far more"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 4000, "damaged"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
    ],
    ids=["empty", "pdf", "png", "xml", "columns", "bomb", "broken xls", "broken zip"],
)
def test_a_file_that_is_not_what_it_says_gets_words_at_the_field(
    app: Flask, browser_of: Browser, content: bytes, words: str
) -> None:
    answer = upload(browser_of("mara"), content, "firms.xlsx")
    assert answer.status_code == 200
    assert words in text(answer)
    with app.app_context(), transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Import.id))) == 0, "nothing half-done"


def test_no_file_and_a_file_of_broken_letters_get_words(browser_of: Browser) -> None:
    mara = browser_of("mara")
    form = keys(text(mara.get("/imports/new")))
    assert "Choose a file." in text(mara.post("/imports/new", data=form))
    answer = upload(mara, b"name,phone\r\n" + bytes(range(128, 160)) * 40 + b"\xff\xfe,1\r\n")
    assert answer.status_code in (200, 302)


def test_a_file_over_the_limit_is_refused(browser_of: Browser) -> None:
    mara = browser_of("mara")
    answer = upload(mara, b"a;b\n" + b"1;2\n" * (17 * 1024 * 1024))
    assert answer.status_code == 413
    assert "MiB" in text(answer), "how large it may be"


def test_columns_that_are_not_clear_get_words_at_the_column(browser_of: Browser) -> None:
    mara = browser_of("mara")
    url = upload(mara, table()).location
    page = text(columns(mara, url, column_2=""))
    assert "Say which column holds the name of the client." in page
    page = text(columns(mara, url, column_0="inn"))
    assert "Another column is this field already." in page


def test_d13_a_file_that_was_read_wrongly_is_read_as_a_person_says(browser_of: Browser) -> None:
    mara = browser_of("mara")
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made:
        for sheet, name in (("Первый", "Мусор"), ("Второй", "Наименование")):
            page = made.add_worksheet(sheet)
            page.write_column(0, 0, [name, "ООО «Кедр»", "ООО «Полюс»"])
            page.write_column(0, 1, ["Телефон", "(495) 540-75-20", ""])
    sent = upload(mara, book.getvalue(), "book.xlsx")
    page = text(mara.get(sent.location))
    assert "Мусор" in page
    url = sent.location.replace("/columns", "/reading")
    said = {**keys(page), "how-sheet": "Второй", "how-encoding": "", "how-delimiter": "",
            "how-header": ""}  # fmt: skip
    assert mara.post(url, data=said).status_code == 302
    page = text(mara.get(sent.location))
    assert "Наименование" in page
    wrong = mara.post(url, data={**keys(page), **{n: said[n] for n in said if n[:4] == "how-"},
                                 "how-sheet": "Третий"})  # fmt: skip
    assert wrong.status_code == 200
    assert "Наименование" in text(wrong)
    odd = upload(mara, "имя^тел\nООО Кедр^(495) 540-75-20\n".encode("cp1251"))
    assert "тел" in text(mara.get(odd.location))


def test_a_person_decides_on_the_page_and_bad_decisions_are_refused(
    app: Flask, desk: Desk, browser_of: Browser
) -> None:
    id = desk.bring(table())
    desk.check(id)
    public_id, mara = desk.read(id).public_id, browser_of("mara")
    page = text(mara.get(f"/imports/{public_id}/check"))
    numbers = [str(row.number) for row in desk.rows(id)][:2]
    form = {**keys(page), "ids": [*numbers, "9" * 30, "-1", "x"], "fate": "skip"}
    assert mara.post(f"/imports/{public_id}/decide", data=form).status_code == 422
    form["ids"] = [*numbers, "-1", "x"]
    assert mara.post(f"/imports/{public_id}/decide", data=form).status_code == 302
    assert desk.counts(id)["skip"] == 2
    again = {**keys(text(mara.get(f"/imports/{public_id}/check"))), "ids": numbers, "fate": "error"}
    assert mara.post(f"/imports/{public_id}/decide", data=again).status_code == 422


def test_the_errors_come_back_in_their_own_columns_and_compute_nothing(
    desk: Desk, browser_of: Browser
) -> None:
    id = desk.bring(table(*FIRMS, "=1+1;ООО;;@SUM(A1);;;7707083894;"))
    desk.check(id)
    public_id, mara = desk.read(id).public_id, browser_of("mara")
    lines = mara.get(f"/imports/{public_id}/errors.csv").get_data().decode("utf-8-sig")
    assert '"\'=1+1"' in lines
    assert '"\'@SUM(A1)"' in lines
    assert "check digit" in lines
    book = mara.get(f"/imports/{public_id}/errors.xlsx").get_data()
    sheet = python_calamine.load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert sheet[0][:3] == ["Код", "ОПФ", "Наименование"]
    assert sheet[1][0] == "=1+1"


def test_a_foreign_dossier_leaves_no_word_on_the_page(
    app: Flask, desk: Desk, cast: Cast, browser_of: Browser
) -> None:
    with app.app_context(), transaction():
        client = a_client(
            cast, name="ООО «Кедр»", manager="otto", phones=["+74955407520"], inn="7707083893",
            activity="foreign-marker",
        )  # fmt: skip
        public_id = client.public_id
    id = desk.bring(table())
    desk.check(id)
    page = text(browser_of("mara").get(f"/imports/{desk.read(id).public_id}/check"))
    assert "Otto Klein" in page
    assert "foreign-marker" not in page
    assert public_id not in page


@pytest.mark.parametrize("path", ["", "/columns", "/check", "/run", "/progress", "/errors.csv"])
def test_another_persons_import_is_404(desk: Desk, browser_of: Browser, path: str) -> None:
    id = desk.bring(table())
    desk.check(id)
    url = f"/imports/{desk.read(id).public_id}{path}"
    assert browser_of("max").get(url).status_code == 404
    assert browser_of("sofia").get(url).status_code in (200, 302)
    assert browser_of("ada").get(url).status_code == 403


def test_another_persons_import_cannot_be_changed(desk: Desk, browser_of: Browser) -> None:
    id = desk.bring(table())
    desk.check(id)
    url, otto = f"/imports/{desk.read(id).public_id}", browser_of("otto")
    form = keys(text(otto.get("/imports/new")))
    for path in ("/run", "/decide", "/stop", "/resume", "/columns"):
        assert otto.post(url + path, data={**form, "fate": "skip"}).status_code == 404
    assert desk.read(id).state is ImportState.CHECKED


def test_the_journal_previews_and_undoes(app: Flask, desk: Desk, browser_of: Browser) -> None:
    desk.take_in(table())
    mara = browser_of("mara")
    listing = text(mara.get("/journal/"))
    url = re.search(r'href="(/journal/\w{16})"', listing)
    assert url is not None
    page = text(mara.get(url[1]))
    assert "What an undo would do now" in page
    assert browser_of("max").get(url[1]).status_code == 404
    assert desk.clients() == 3
    assert mara.post(url[1] + "/undo", data=keys(page)).status_code == 302
    assert desk.clients() == 0
    assert "undone" in text(mara.get(url[1]))


def test_d13_37_the_undo_of_an_import_names_its_deed_and_promises_what_can_be_opened(
    desk: Desk, browser_of: Browser
) -> None:
    desk.take_in(table())
    mara = browser_of("mara")
    url = re.findall(r'href="(/journal/\w{16})"', text(mara.get("/journal/")))[0]
    page = text(mara.get(url))
    assert mara.get("/clients/bin").status_code == 403
    assert "go to the bin" not in page, "38: what she cannot open is not promised"
    assert "Your supervisor can bring them back" in page
    form = re.search(rf'<form method="post" action="{url}/undo".*?</form>', page, re.DOTALL)
    assert form is not None
    assert 'data-verb="Put back as it was"' in form[0]
    assert "btn danger" in form[0]
    confirm = re.search(r'<dialog id="confirm".*?</dialog>', page, re.DOTALL)
    assert confirm is not None
    assert ">Leave it alone</button>" in confirm[0]
    assert "go to the bin" in text(browser_of("sofia").get(url))


def test_d13_22_the_dry_run_is_stopped_by_a_button_that_promises_nothing(
    app: Flask, desk: Desk, browser_of: Browser
) -> None:
    id = desk.bring(table())
    mara = browser_of("mara")
    for kind, said in ((checking.WORK, "Stop the check"), (running.WORK, "Stop, keep what is")):
        with app.app_context(), transaction():
            work.submit(kind, actor=desk.cast.actor("mara"), params={"import": id})
        assert said in text(mara.get("/work/tray"))


def test_a_second_undo_is_a_conflict(desk: Desk, browser_of: Browser) -> None:
    desk.take_in(table())
    mara = browser_of("mara")
    url = re.findall(r'href="(/journal/\w{16})"', text(mara.get("/journal/")))[0]
    page = text(mara.get(url))
    mara.post(url + "/undo", data=keys(page))
    fresh = keys(text(mara.get("/imports/new")))
    assert mara.post(url + "/undo", data=fresh).status_code == 409


def test_the_tray_shows_ones_own_work_alone(desk: Desk, browser_of: Browser) -> None:
    desk.check(desk.bring(table()))
    mara, max_ = browser_of("mara"), browser_of("max")
    tray = text(mara.get("/work/tray"))
    assert "Check of an import: firms.csv" in tray
    assert 'data-running="0"' in tray
    assert "firms.csv" not in text(max_.get("/work/tray"))


def test_work_is_stopped_and_resumed_by_whoever_began_it(
    app: Flask, desk: Desk, browser_of: Browser
) -> None:
    id = desk.bring(table())
    desk.check(id)
    item = desk.begin(id)
    with app.app_context(), transaction() as session:
        public_id = session.get_one(WorkItem, item).public_id
    mara, max_ = browser_of("mara"), browser_of("max")
    assert 'data-running="1"' in text(mara.get("/work/tray"))
    form = keys(text(max_.get("/imports/new")))
    assert max_.get(f"/work/{public_id}/progress").status_code == 404
    assert max_.post(f"/work/{public_id}/stop", data=form).status_code == 404
    form = {"csrf_token": keys(text(mara.get("/imports/new")))["csrf_token"]}
    assert mara.post(f"/work/{public_id}/stop", data=form).status_code == 302
    assert desk.work(item) == "noop"
    assert mara.post(f"/work/{public_id}/resume", data=form).status_code == 302
    assert desk.work(item) == "done"
    assert desk.clients() == 3


def test_the_pages_ask_as_much_of_many_rows_as_of_few(
    desk: Desk, browser_of: Browser, statements: list[str]
) -> None:
    few, lot = desk.bring(many(3)), desk.bring(many(60))
    desk.check(few)
    desk.check(lot)
    mara, counted = browser_of("mara"), []
    for id in (few, lot):
        url = f"/imports/{desk.read(id).public_id}/check"
        statements.clear()
        assert mara.get(url).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 12


def test_d13_the_counts_move_with_the_bar_while_an_import_runs(
    app: Flask, desk: Desk, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "FIRST", 2)
    id = desk.bring(table(*FIRMS))
    desk.check(id)
    desk.begin(id)
    mara = browser_of("mara")
    with app.app_context(), transaction():
        url = f"/imports/{db.session.get_one(Import, id).public_id}"
        next(running.run(id, after=0, done=0))
    part = text(mara.get(f"{url}/progress", headers={"X-Fragment": "1"}))
    tiles = re.search(
        r'<div class="tiles" id="import-tiles" data-oob>.*?</div>\s*</div>', part, re.S
    )
    assert tiles
    assert re.findall(r'class="value">(\d+)<', part)[0] == "2"
    page = text(mara.get(f"{url}/run"))
    assert page.count('id="import-tiles"') == 1
    assert "data-oob" not in page
