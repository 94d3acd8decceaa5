"""D14: a list goes out as it is seen, with a reason, within limits, marked, for a while."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import python_calamine
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from rmapp.audit.models import AuditEntry
from rmapp.clients import custom
from rmapp.clients.models import Client, ClientPhone, CustomType
from rmapp.core import clock, files, phones
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.exchange import own, spool
from rmapp.exchange.models import Export, ExportState, Fate, ImportRow
from rmapp.exchange.operations import exporting
from rmapp.exchange.queries import Marks
from rmapp.interactions.models import Interaction
from rmapp.interactions.words import Kind
from rmapp.limits import operations as limits
from rmapp.limits.models import Reading
from rmapp.limits.table import EXPORT_ROWS, EXPORT_ROWS_A_DAY, READING_MOST
from rmapp.opportunities.models import FunnelStage, Opportunity
from rmapp.outbox.models import Message, RecipientAddress
from rmapp.outbox.states import Purpose
from rmapp.policy.models import Grant, Reach
from rmapp.proposals.models import Proposal, ProposalVersion
from rmapp.work import runner
from rmapp.work.models import WorkItem, WorkState
from tests.cast import Cast
from tests.clients.test_custom_fields import define
from tests.exchange.importing import Desk
from tests.exchange.test_pages import keys, text
from tests.factories import a_client, a_person, set_limit

Browser = Callable[[str], FlaskClient]
REASON = "Список для обзвона"


@pytest.fixture
def base(app: Flask, cast: Cast) -> Cast:
    """Four clients of North, one of South."""
    with app.app_context(), transaction():
        for name in ("Альфа", "Берег", "Волна"):
            a_client(cast, name=f"ООО «{name}»", phones=["+74955407520"])
        a_client(cast, name="=cmd|' /C calc'!A0", lifecycle="client")
        a_client(cast, name="ООО «Чужой»", manager="otto")
    return cast


def ask(browser: FlaskClient, address: str = "/exports/new/clients", **values: str) -> Any:
    form = keys(text(browser.get(address)))
    return browser.post(address, data={**form, "format": "csv", "reason": REASON, **values})


def lines(content: bytes) -> list[list[str]]:
    written = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(written, newline="")))


def fetched(browser: FlaskClient, asked: Any) -> list[list[str]]:
    assert asked.status_code == 302, text(asked)
    answer = browser.get(asked.location + "/file")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return lines(answer.get_data())


def test_d14_an_export_needs_a_reason_and_leaves_a_trail(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    sofia = browser_of("sofia")
    assert "Say what the list is for" in text(ask(sofia, reason=""))
    asked = ask(sofia, "/exports/new/clients?lifecycle=client")
    head, *rows, mark = fetched(sofia, asked)
    assert head == ["Name", "Next contact", "Kind", "Lifecycle", "Temperature", "VIP status",
                    "Manager", "Last talk", "Phone", "Record number"]  # fmt: skip
    assert "'=cmd|' /C calc'!A0" in [row[0] for row in rows]
    assert "Sofia Berg" in mark[0], "the mark says who took it out"
    with app.app_context(), transaction() as session:
        entries = list(
            session.scalars(
                sa.select(AuditEntry)
                .where(AuditEntry.object_kind == "export")
                .order_by(AuditEntry.id)
            )
        )
        assert [one.tag for one in entries] == [
            "export:asked", "export:made", "export:downloaded",
        ]  # fmt: skip
        assert entries[1].reason == REASON
        assert entries[1].detail["filter"] == {"lifecycle": "client"}
        export = session.scalars(sa.select(Export)).one()
        assert export.public_id in mark[0]
        assert export.sha256 == entries[1].detail["sha256"]
    assert browser_of("mara").get("/exports/new/clients").status_code == 403


def test_d14_the_file_has_the_rows_and_the_order_of_the_list(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    sofia = browser_of("sofia")
    asked = ask(sofia, "/exports/new/clients?lifecycle=prospect&sort=-name&cursor=abc")
    rows = fetched(sofia, asked)[1:-1]
    with app.app_context(), transaction() as session:
        canary = session.scalars(sa.select(Export)).one().canary
    names = [row[0] for row in rows if row[0] != canary["name"]]
    assert names == ["ООО «Волна»", "ООО «Берег»", "ООО «Альфа»"]
    assert len(rows) == 4, "one marked row stands among them"
    marked = next(row for row in rows if row[0] == canary["name"])
    assert canary["phone"].startswith("+74950")
    for mark in (canary["name"], marked[8]):
        found = text(sofia.get("/exports/", query_string={"q": mark}))
        assert REASON in found, "whoever finds the row in a copy finds the export"
    assert REASON not in text(sofia.get("/exports/", query_string={"q": "ООО «Альфа»"}))


def test_d14_a_workbook_is_typed_and_says_of_itself_who_took_it(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    sofia = browser_of("sofia")
    asked = ask(sofia, format="xlsx")
    content = sofia.get(asked.location + "/file").get_data()
    book = python_calamine.load_workbook(io.BytesIO(content))
    table, about = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert "=cmd|' /C calc'!A0" in [row[0] for row in table]
    assert "8(495)5407520" in {str(row[8]).replace(" ", "").replace("-", "") for row in table[1:-2]}
    facts = dict(about)
    assert facts["Taken out by"] == "Sofia Berg"
    assert facts["What for"] == REASON
    assert facts["Rows"] == "4"


def test_d14_above_the_limit_a_second_person_lets_it_go(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    with app.app_context(), transaction():
        set_limit(EXPORT_ROWS, 3, base)
    sofia, stefan = browser_of("sofia"), browser_of("stefan")
    assert "a second person has to approve" in text(sofia.get("/exports/new/clients"))
    asked = ask(sofia)
    address = asked.location
    assert sofia.get(address + "/file").status_code == 404
    form = keys(text(sofia.get(address)))
    own = sofia.post(address + "/decision", data={**form, "verdict": "grant"})
    assert own.status_code == 403, "nobody signs their own export"
    assert address in text(stefan.get("/exports/to-decide"))
    assert address not in text(sofia.get("/exports/to-decide"))
    page = text(stefan.get(address))
    assert "Rows of one export" in page
    refused = stefan.post(address + "/decision", data={**keys(page), "verdict": "refuse"})
    assert refused.status_code == 422, "a refusal says why"
    done = stefan.post(
        address + "/decision", data={**keys(page), "verdict": "grant", "note": "For the mailing"}
    )
    assert done.status_code == 302
    assert len(fetched(sofia, asked)) == 7
    assert stefan.get(address + "/file").status_code == 404, "the file is its author's alone"
    with app.app_context(), transaction() as session:
        export = session.scalars(sa.select(Export)).one()
        assert export.decided_by_id == base.ids["stefan"]
        alone = session.scalar(
            sa.select(Reading.rows).where(Reading.employee_id == base.ids["sofia"])
        )
        assert (alone or 0) < 20, "what a second person let go is not what one took alone"
        with pytest.raises(Conflict):
            exporting.decide(export.public_id, actor=base.actor("stefan"), grant=True)


def test_d14_a_refused_export_has_no_file(app: Flask, base: Cast, browser_of: Browser) -> None:
    with app.app_context(), transaction():
        set_limit(EXPORT_ROWS, 3, base)
        export = exporting.ask("clients", {}, actor=base.actor("sofia"), form="csv", reason=REASON)
        address = f"/exports/{export.public_id}"
    with app.app_context(), transaction():
        exporting.decide(
            export.public_id, actor=base.actor("stefan"), grant=False, note="Too many names"
        )
    sofia = browser_of("sofia")
    assert "Too many names" in text(sofia.get(address))
    assert sofia.get(address + "/file").status_code == 404


def test_d14_the_rows_of_a_day_are_capped(app: Flask, base: Cast, scene: Any) -> None:
    sofia = base.actor("sofia")
    set_limit(EXPORT_ROWS_A_DAY, 6, base)
    first = exporting.ask("clients", {}, actor=sofia, form="csv", reason=REASON)
    assert first.state is ExportState.READY
    second = exporting.ask("clients", {}, actor=sofia, form="csv", reason=REASON)
    assert (second.state, second.needs) == (ExportState.ASKED, [EXPORT_ROWS_A_DAY])


def test_d14_beyond_the_budget_of_the_day_an_export_needs_a_second_person(
    app: Flask, base: Cast, scene: Any
) -> None:
    sofia = base.actor("sofia")
    set_limit(READING_MOST, 10, base)
    limits.read(8, actor=sofia)
    export = exporting.ask("clients", {}, actor=sofia, form="csv", reason=REASON)
    assert (export.state, export.needs) == (ExportState.ASKED, [READING_MOST])
    assert limits.room(sofia) == 2


def test_d14_bad_wishes_are_refused_with_words(app: Flask, base: Cast, scene: Any) -> None:
    sofia = base.actor("sofia")
    with pytest.raises(NotFound):
        exporting.ask("salaries", {}, actor=sofia, form="csv", reason=REASON)
    with pytest.raises(Invalid):
        exporting.ask("clients", {}, actor=sofia, form="exe", reason=REASON)
    with pytest.raises(Invalid):
        exporting.ask("clients", {}, actor=sofia, form="csv", reason="   x   ")
    with pytest.raises(Conflict):
        exporting.ask("clients", {"q": "zzzz"}, actor=sofia, form="csv", reason=REASON)
    with pytest.raises(Forbidden):
        exporting.ask("clients", {}, actor=base.actor("mara"), form="csv", reason=REASON)
    with pytest.raises(Forbidden):
        exporting.ask("clients", {}, actor=base.actor("adam"), form="csv", reason=REASON)


def grant(cast: Cast, who: str, permission: str, reach: Reach) -> None:
    """Another reach of a role; inside an open transaction."""
    role_id = cast.employee(who).role_id
    db.session.execute(
        sa.delete(Grant).where(Grant.role_id == role_id, Grant.permission == permission)
    )
    db.session.add(Grant(role_id=role_id, permission=permission, reach=reach))
    db.session.flush()


def content_of(export: Export) -> list[list[str]]:
    assert export.sha256 is not None
    return lines(files.read(export.sha256, "csv"))


def test_d14_an_export_goes_no_further_than_its_permission_and_the_lists(
    app: Flask, base: Cast, scene: Any
) -> None:
    a_client(base, name="ООО «Макс»", manager="max")
    grant(base, "mara", "exports:run", Reach.ALL)
    export = exporting.ask("clients", {}, actor=base.actor("mara"), form="csv", reason=REASON)
    assert export.rows == 4, "she reads her own only"
    grant(base, "mara", "clients:read", Reach.TEAM)
    grant(base, "mara", "exports:run", Reach.OWN)
    export = exporting.ask("clients", {}, actor=base.actor("mara"), form="csv", reason=REASON)
    names = {row[0] for row in content_of(export)}
    assert export.rows == 4
    assert "ООО «Макс»" not in names


def test_d14_masked_fields_stay_masked(app: Flask, base: Cast, scene: Any) -> None:
    a_person(base, "Левина Марина Олеговна", income_level="очень высокий")
    address = {"columns": "income_level,birth_date", "q": "Левина"}
    sofia = base.actor("sofia")
    seen = exporting.ask("clients", address, actor=sofia, form="csv", reason=REASON)
    assert "очень высокий" in str(content_of(seen))
    grant(base, "sofia", "clients:read-sensitive", Reach.NONE)
    sofia = base.actor("sofia")
    masked = exporting.ask("clients", address, actor=sofia, form="csv", reason=REASON)
    assert "очень высокий" not in str(content_of(masked))
    assert "income_level" not in masked.columns


def test_d14_the_columns_are_those_of_the_list(app: Flask, base: Cast, scene: Any) -> None:
    address = {"columns": "phone,revenue,nonsense"}
    export = exporting.ask("clients", address, actor=base.actor("sofia"), form="csv", reason=REASON)
    assert content_of(export)[0] == ["Name", "Phone", "Revenue a year", "Record number", "Currency"]


@pytest.fixture
def trade(app: Flask, base: Cast, scene: Any) -> Client:
    """A client with an opportunity, a proposal, a contact and a letter."""
    client = a_client(base, name="ООО «Сделка»", emails=["head@deal.example"])
    now, mara = clock.now(), base.ids["mara"]
    stage = db.session.scalars(sa.select(FunnelStage).order_by(FunnelStage.position)).first()
    assert stage is not None
    deal = Opportunity(
        client_id=client.id, manager_id=mara, stage_id=stage.id, title="=Account", amount=123456,
        created_at=now, stage_since=now,
    )  # fmt: skip
    contact = Interaction(
        client_id=client.id, manager_id=mara, diary_id=mara, created_at=now, kind=Kind.VISIT,
        planned_at=now, ends_at=now + dt.timedelta(hours=1), minutes=60,
    )  # fmt: skip
    address = RecipientAddress(address="head@deal.example", client_id=client.id, created_at=now)
    db.session.add_all([deal, contact, address])
    db.session.flush()
    offer = Proposal(
        number="P-2026-0001", opportunity_id=deal.id, client_id=client.id, manager_id=mara,
        language="en", valid_until=clock.today(None), created_at=now, total=100,
        versions=[ProposalVersion(no=1, created_at=now)],
    )  # fmt: skip
    letter = Message(
        kind="proposal-sent", client_id=client.id, recipient_address_id=address.id,
        employee_id=mara, purpose=Purpose.SERVICE, occasion="x", dedup_key="x",
        message_id="<x@bank.example>", params={}, due_at=now, next_at=now, created_at=now,
        not_after=now + dt.timedelta(days=2),
    )  # fmt: skip
    db.session.add_all([offer, letter])
    db.session.flush()
    return client


@pytest.mark.parametrize(
    ("name", "address", "cell"),
    [
        ("opportunities", {"whose": ""}, "1234.56"),
        ("proposals", {"state": "draft"}, "P-2026-0001"),
        ("interactions", {"of": "all"}, "Visit"),
        ("messages", {}, "head@deal.example"),
    ],
)
def test_d14_every_list_goes_out_the_same_way(
    base: Cast, trade: Client, name: str, address: dict[str, str], cell: str
) -> None:
    sofia = base.actor("sofia")
    export = exporting.ask(name, address, actor=sofia, form="csv", reason=REASON)
    head, *rows, mark = content_of(export)
    assert (export.rows, len(rows)) == (1, 2)
    assert trade.display_name in rows[0]
    assert cell in rows[0]
    assert export.canary["name"] in rows[1]
    assert {len(row) for row in rows} == {len(head)}
    assert export.public_id in mark[0]
    with pytest.raises(Conflict):
        exporting.ask(name, address, actor=base.actor("stefan"), form="csv", reason=REASON)


def test_d14_the_file_expires_and_who_took_what_stays(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    sofia = browser_of("sofia")
    asked = ask(sofia)
    assert sofia.get(asked.location + "/file").status_code == 200
    with app.app_context(), transaction() as session:
        export = session.scalars(sa.select(Export)).one()
        sha256 = export.sha256 or ""
        assert export.expires_at is not None
        assert export.made_at is not None
        assert export.expires_at - export.made_at == dt.timedelta(days=7)
        assert files.place(sha256, "csv").exists()
        assert exporting.expire_due() == 0
        export.expires_at = clock.now()
    assert sofia.get(asked.location + "/file").status_code == 404, "before the sweep already"
    with app.app_context(), transaction():
        assert exporting.expire_due() == 1
        assert not (files._path(sha256, "csv")).exists()
    page = text(sofia.get(asked.location))
    assert "file deleted" in page
    assert REASON in page


@pytest.fixture
def long_list(app: Flask, base: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """An export of four rows that counts as long: two rows a step. Its key."""
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    monkeypatch.setattr(exporting, "STEP", 2)
    with app.app_context(), transaction():
        sofia = base.actor("sofia")
        export = exporting.ask("clients", {}, actor=sofia, form="csv", reason=REASON)
        assert export.state is ExportState.MAKING
        key = export.id
    yield key
    with app.app_context(), transaction():
        spool.drop(db.session.get_one(Export, key).public_id)


def item_of(session: Any) -> WorkItem:
    return session.scalars(  # type: ignore[no-any-return]
        sa.select(WorkItem)
        .where(WorkItem.kind == "export")
        .execution_options(populate_existing=True)
    ).one()


def test_d14_a_long_export_is_work_that_stops_and_goes_on(
    app: Flask, base: Cast, browser_of: Browser, long_list: int
) -> None:
    sofia = browser_of("sofia")
    with app.app_context():
        with transaction() as session:
            item, public_id = item_of(session).id, session.get_one(Export, long_list).public_id
        assert runner.run(item, turn=-1) == "turn"
    page = text(sofia.get(f"/exports/{public_id}"))
    assert "2 / 4" in page
    with app.app_context(), transaction() as session:
        work = item_of(session).public_id
    form = {"csrf_token": keys(text(sofia.get("/profile/")))["csrf_token"]}
    assert sofia.post(f"/work/{work}/stop", data=form).status_code == 302
    assert "Go on" in text(sofia.get(f"/exports/{public_id}"))
    # a crash in the middle of a step leaves half a line behind the place to go on from
    with app.app_context(), spool._path(public_id).open("ab") as file:
        file.write(b'["half a')
    assert sofia.post(f"/work/{work}/resume", data=form).status_code == 302
    with app.app_context():
        assert runner.run(item) == WorkState.DONE.value
    rows = lines(sofia.get(f"/exports/{public_id}/file").get_data())
    names = [row[0] for row in rows[1:-1]]
    assert len(names) == len(set(names)) == 5, "four clients and the marked row, none twice"
    with app.app_context(), transaction():
        assert not spool._path(public_id).exists()


def test_d14_an_export_is_resumed_at_its_file_when_the_rows_are_whole(
    app: Flask, base: Cast, long_list: int
) -> None:
    with app.app_context():
        with transaction() as session:
            item = item_of(session).id
        assert [runner.run(item, turn=-1) for _ in range(3)] == ["turn", "turn", "done"]
        with transaction() as session:
            export = session.get_one(Export, long_list)
            assert export.state is ExportState.READY
            assert len(content_of(export)) == 7


def test_d14_a_long_export_never_grows_beyond_what_was_asked_for(
    app: Flask, base: Cast, long_list: int
) -> None:
    with app.app_context():
        with transaction() as session:
            item = item_of(session).id
            for number in range(5):
                a_client(base, name=f"ООО «Ещё {number}»")
        assert runner.run(item) == WorkState.DONE.value
        with transaction() as session:
            assert len(content_of(session.get_one(Export, long_list))) == 4 + 3


def test_d14_whoever_has_left_or_lost_the_right_takes_nothing_out(
    app: Flask, base: Cast, long_list: int
) -> None:
    with app.app_context():
        with transaction() as session:
            item = item_of(session).id
            grant(base, "sofia", "exports:run", Reach.NONE)
        assert runner.run(item) == WorkState.FAILED.value
        with transaction() as session:
            assert session.get_one(Export, long_list).sha256 is None


def test_d14_the_supervisor_sees_who_took_what_and_only_of_the_team(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    with app.app_context(), transaction():
        grant(base, "mara", "exports:run", Reach.OWN)
        exporting.ask("clients", {}, actor=base.actor("mara"), form="csv", reason=REASON)
    assert "M. Lindt" in text(browser_of("sofia").get("/exports/"))
    with app.app_context(), transaction() as session:
        address = f"/exports/{session.scalars(sa.select(Export.public_id)).one()}"
    stefan = browser_of("stefan")
    assert REASON not in text(stefan.get("/exports/"))
    assert stefan.get(address).status_code == 404, "an approver sees what waits, not all"
    assert REASON not in text(browser_of("max").get("/exports/"))
    assert browser_of("ada").get("/exports/").status_code == 403


def test_the_list_pages_lead_to_their_export(app: Flask, base: Cast, browser_of: Browser) -> None:
    page = text(browser_of("sofia").get("/clients?q=Альфа&sort=-name"))
    assert "/exports/new/clients?q=" in page
    assert "sort=-name" in page
    assert "/exports/new" not in text(browser_of("mara").get("/clients"))


def test_d14_the_chosen_rows_of_a_list_are_taken_out_and_no_other(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    sofia = browser_of("sofia")
    page = text(sofia.get("/clients?sort=-name"))
    assert 'name="chosen" value="1" formaction="/exports/new/clients"' in page
    with app.app_context(), transaction() as session:
        found = session.execute(
            sa.select(Client.display_name, Client.public_id).where(
                Client.display_name.in_(["ООО «Волна»", "ООО «Альфа»"])
            )
        )
        ids = [row.public_id for row in found]
    address = f"/exports/new/clients?sort=-name&chosen=1&ids={ids[0]}&ids={ids[1]}"
    assert "Chosen rows: 2" in text(sofia.get(address))
    asked = ask(sofia, address)
    with app.app_context(), transaction() as session:
        export = session.scalars(sa.select(Export)).one()
        assert (export.rows, export.reason) == (2, REASON)
        assert sorted(export.filter["ids"].split(",")) == sorted(ids)  # and so in the log
        canary = export.canary["name"]
    names = [row[0] for row in fetched(sofia, asked)[1:-1] if row[0] != canary]
    assert names == ["ООО «Волна»", "ООО «Альфа»"]
    none = sofia.get("/exports/new/clients?chosen=1&sort=-name")
    assert (none.status_code, none.location) == (302, "/clients?sort=-name")
    whole = text(sofia.get(f"{address}&everything=1"))
    assert "Chosen rows" not in whole
    assert browser_of("mara").get(address).status_code == 403
    assert "/exports/new" not in text(browser_of("mara").get("/clients"))


def test_d14_an_extension_and_the_currency_of_an_own_amount_go_out_and_come_in_again(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    with app.app_context(), transaction() as session:
        row = define(base, CustomType.MONEY, "volume", name_ru="Оборот")
        client = session.scalars(
            sa.select(Client).where(Client.display_name == "ООО «Волна»")
        ).one()
        phone = session.scalars(
            sa.select(ClientPhone).where(ClientPhone.client_id == client.id)
        ).one()
        phone.extension = "12"
        custom.write(client, {row: 1_500_00})
        key = row.key
    sofia = browser_of("sofia")
    listed = text(sofia.get(f"/clients?columns=phone,{key}"))
    assert re.search(r'<a href="tel:\+74955407520;ext=12">[^<]*#12</a>', listed)
    asked = ask(sofia, f"/exports/new/clients?columns=phone,{key},possible_profit")
    head, *rows, _mark = fetched(sofia, asked)
    assert head == ["Name", "Phone", "volume, RUB", "Possible profit a year", "Record number",
                    "Currency"]  # fmt: skip
    found = next(one for one in rows if one[0] == "ООО «Волна»")
    assert (found[1][-3:], found[2]) == ("#12", "1500.00")
    with app.app_context(), transaction():
        read = phones.parse_phone(found[1])
        assert (read.e164, read.extension) == ("+74955407520", "12")
        assert own.named(head) == {2: key}
    without = ask(sofia, f"/exports/new/clients?columns={key}")
    assert fetched(sofia, without)[0] == ["Name", "volume, RUB", "Record number"]


def test_d14_cancel_leads_back_to_the_saved_view(
    app: Flask, base: Cast, browser_of: Browser
) -> None:
    page = browser_of("sofia").get("/exports/new/clients?view=abcdefgh12345678&sort=-name").text
    assert re.search(r'href="/clients\?[^"]*view=abcdefgh12345678[^"]*"', page)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_d13_d14_an_export_that_comes_back_brings_neither_its_mark_nor_who_took_it(
    app: Flask, base: Cast, browser_of: Browser, form: str
) -> None:
    sofia, desk = browser_of("sofia"), Desk(app, base)
    asked = ask(sofia, "/exports/new/clients?columns=phone", format=form)
    content = sofia.get(asked.location + "/file").get_data()
    before = desk.clients()
    id = desk.bring(content, "sofia")
    assert desk.check(id, "sofia") == "done"
    fates = {row.name: row.fate.value for row in desk.rows(id)}
    with app.app_context(), transaction() as session:
        canary = session.scalars(sa.select(Export.canary["name"].astext)).one()
        left_out = [
            row.problems[0][1]
            for row in session.scalars(sa.select(ImportRow).where(ImportRow.fate == Fate.SKIP))
        ]
    assert fates[canary] == "skip"
    assert left_out == ["export_mark"] * len(left_out)
    assert len(left_out) == 2
    assert desk.counts(id)["create"] == 0
    assert desk.clients() == before


@given(st.lists(st.text(max_size=20), max_size=6), st.integers(0, 5))
def test_d13_a_row_of_a_file_is_no_mark_unless_it_names_one(cells: list[str], at: int) -> None:
    marks = Marks(frozenset(["ООО «Метка»"]), frozenset(["z0taq5ndembt7a3v"]))
    assert not marks.are_in(cells)
    assert marks.are_in([*cells[:at], "ООО «Метка»", *cells[at:]])
    said = "Taken out by Sofia Berg, number z0taq5ndembt7a3v."
    assert marks.are_in(["", said, " "])
    assert not marks.are_in(["ООО «Кедр»", said])
