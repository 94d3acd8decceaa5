"""A file comes into the base: every row's fate known before, nothing twice, all of it undoable
(D12, D13)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.audit.models import AuditEntry
from rmapp.clients.arrangements import asked
from rmapp.clients.models import (
    Assignment,
    AssignmentRole,
    Client,
    ClientEvent,
    ClientKind,
    ClientPhone,
    NameWord,
)
from rmapp.clients.operations import refresh_search_many
from rmapp.clients.queries import WITH_DETAILS, listed, search
from rmapp.core import journal
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid, NotFound
from rmapp.core.journal import Operation
from rmapp.core.transaction import transaction
from rmapp.exchange import book, brought, operations, queries
from rmapp.exchange.models import Fate, ImportMode, ImportState, KindRule
from rmapp.exchange.operations import running
from rmapp.work import operations as work
from rmapp.work import transitions
from rmapp.work.models import WorkItem
from tests.cast import Cast
from tests.exchange.importing import FIRMS, HEAD, Desk, many, table
from tests.factories import a_client


def firms(app: Flask) -> list[Client]:
    with app.app_context(), transaction():
        return list(
            db.session.execute(
                sa.select(Client)
                .where(Client.deleted_at.is_(None))
                .options(*WITH_DETAILS)
                .order_by(Client.id)
            ).scalars()
        )


def test_a_file_becomes_clients_of_whoever_imports_it(app: Flask, desk: Desk, cast: Cast) -> None:
    import_ = desk.take_in(table())
    assert (import_.state, import_.created, import_.updated) == (ImportState.DONE, 3, 0)
    kedr = firms(app)[0]
    assert (kedr.display_name, kedr.full_name, kedr.legal_form) == ("ООО «Кедр»", "Кедр", "ООО")
    assert (kedr.inn, kedr.external_id, kedr.web) == ("7707083893", "1", "http://kedr.ru")
    assert [phone.number for phone in kedr.phones] == ["+74955407520"]
    assert [email.address for email in kedr.emails] == ["info@kedr.ru"]
    assert [(place.kind, place.text) for place in kedr.addresses] == [
        ("legal", "г. Москва, ул. Лесная, д. 5")
    ]
    with app.app_context(), transaction() as session:
        assignment = session.execute(
            sa.select(Assignment).where(Assignment.client_id == kedr.id)
        ).scalar_one()
        assert assignment.employee_id == cast.ids["mara"]
        assert assignment.role is AssignmentRole.ACQUISITION
        kinds = session.execute(
            sa.select(ClientEvent.kind).where(ClientEvent.client_id == kedr.id)
        ).scalars()
        assert list(kinds) == ["imported"]
        found = [hit.public_id for hit in search(cast.actor("mara"), "кедр", 5)]
        assert found == [kedr.public_id], "D15: it is found at once"


def test_the_search_column_is_what_an_edit_would_write(app: Flask, desk: Desk) -> None:
    people = "Д'Артаньян \\\\ Шарль;д.+1 916 1234567;О'Коннор Мария"
    desk.take_in(table(people, head="ФИО;Телефон;Контактное лицо"))
    desk.take_in(table("5;ООО;О'Кедр \\\\ Ко;;+7 916 123-45-67;o'c@kedr.ru;7707083893;"))
    with app.app_context(), transaction() as session:
        column = sa.select(Client.id, sa.cast(Client.search, sa.Text)).order_by(Client.id)
        written = session.execute(column).all()
        refresh_search_many([id for id, _search in written])
        assert session.execute(column).all() == written
        assert all(search for _id, search in written)
        known = set(session.scalars(sa.select(NameWord.word)))
        assert {"дартаньян", "шарль"} <= known  # a typo in them is found (D15)


def test_the_check_writes_nothing_into_the_base(desk: Desk) -> None:
    id = desk.bring(table())
    assert desk.check(id) == "done"
    assert desk.read(id).state is ImportState.CHECKED
    assert desk.counts(id)["create"] == 3
    assert desk.clients() == 0


def test_the_same_file_again_makes_nobody_twice(desk: Desk) -> None:
    desk.take_in(table())
    again = desk.take_in(table().decode("cp1251").replace(";", "\t").encode("utf-16"))
    assert (again.created, again.updated) == (0, 0)
    assert desk.counts(again.id)["duplicate"] == 3
    assert desk.clients() == 3


def test_an_unreadable_contact_never_loses_the_firm(app: Flask, desk: Desk) -> None:
    line = "7;ООО;Полюс;Москва;позвонить;Форма обратной связи;;не знаю"
    import_ = desk.take_in(table(line))
    assert import_.created == 1
    problems = desk.rows(import_.id)[0].problems
    assert {(field, is_error) for field, _code, _cell, is_error in problems} == {
        ("phone", False),
        ("email", False),
        ("web", False),
    }
    notes = firms(app)[0].notes
    assert "Форма обратной связи" in notes
    assert "позвонить" in notes


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("7;ООО;;Москва;;;;", "full_name", "name_missing"),
        ("7;ООО;" + "Большая фирма " * 700 + ";Москва;;;;", "full_name", "name_too_long"),
        ("7;ООО;Полюс;Москва;;;7707083894;", "inn", "inn_wrong_checksum"),
        ("7;ООО;Полюс;Москва;;;" + str(2**63) + ";", "inn", "inn_wrong_length"),
        ("7;ООО;Полюс;Москва;;;;;лишнее;ещё", "", "row_too_many_cells"),
    ],
)
def test_a_row_that_cannot_be_taken_in_says_why(
    desk: Desk, line: str, field: str, code: str
) -> None:
    id = desk.bring(many(12) + b"\r\n" + line.encode("cp1251"))
    assert desk.check(id) == "done"
    row = desk.rows(id)[-1]
    assert row.fate is Fate.ERROR
    assert [field, code] in [problem[:2] for problem in row.problems]
    assert desk.counts(id)["create"] == 12, "the others are not held up"


def test_a_day_that_never_was_is_an_error_unless_it_may_go_to_the_notes(
    app: Flask, desk: Desk
) -> None:
    content = table("Левина Марина Олеговна;00.00.0000", head="ФИО;Дата рождения")
    id = desk.bring(content)
    desk.check(id)
    assert [row.fate for row in desk.rows(id)] == [Fate.ERROR]
    lenient = desk.take_in(content, is_lenient=True)
    assert lenient.created == 1
    person = firms(app)[0]
    assert (person.kind, person.family_name, person.patronymic) == (
        ClientKind.PERSON,
        "Левина",
        "Олеговна",
    )
    assert "00.00.0000" in person.notes


def test_two_rows_that_are_one_record_make_one_client(desk: Desk) -> None:
    head = "Наименование;Телефон;E-mail"
    line = "ООО Ромашка;(495) 540-75-20;a@romashka.ru"
    id = desk.bring(table(line, line, head=head))
    desk.check(id)
    first, second = desk.rows(id)
    assert (first.fate, second.fate) == (Fate.CREATE, Fate.DUPLICATE)
    assert second.twin_number == first.number


def test_look_alikes_that_the_source_numbers_apart_stay_two(desk: Desk) -> None:
    """D12: a machine merges nothing; the second bears a remark."""
    twin = FIRMS[0].replace("1;ООО;Кедр", "9;ООО;Кедр").replace("info@", "sales@")
    import_ = desk.take_in(table(FIRMS[0], twin))
    assert import_.created == 2
    assert desk.rows(import_.id)[1].twin_number == desk.rows(import_.id)[0].number
    again = desk.take_in(table(FIRMS[0], twin))
    assert (again.created, desk.clients()) == (0, 2), "each row finds its own"


def test_a_known_client_is_filled_up_and_never_overwritten(app: Flask, desk: Desk) -> None:
    desk.take_in(table("1;ООО;Кедр;Москва, Лесная, 5;(495) 540-75-20;;;"))
    better = "1;ООО;Кедр;Тверь;(495) 540-75-20;new@kedr.ru;7707083893;kedr.ru"
    import_ = desk.take_in(table(better))
    assert (import_.created, import_.updated) == (0, 1)
    kedr = firms(app)[0]
    assert (kedr.inn, kedr.web) == ("7707083893", "http://kedr.ru")
    assert [email.address for email in kedr.emails] == ["new@kedr.ru"]
    assert [place.text for place in kedr.addresses] == ["Москва, Лесная, 5"]
    with app.app_context(), transaction() as session:
        event = session.execute(
            sa.select(ClientEvent).where(ClientEvent.kind == "changed")
        ).scalar_one()
        assert event.detail["changes"]["inn"] == [None, "7707083893"]


def test_what_the_file_says_replaces_when_it_is_told_to(app: Flask, desk: Desk) -> None:
    desk.take_in(table("1;ООО;Кедр;;(495) 540-75-20;;7707083893;old.ru"))
    desk.take_in(table("1;ООО;Кедр;;(495) 540-75-20;;7707083893;new.ru"), overwrites=True)
    assert firms(app)[0].web == "http://new.ru"


def test_only_new_or_only_known_rows_are_touched_by_the_mode(desk: Desk) -> None:
    desk.take_in(table("1;ООО;Кедр;;(495) 540-75-20;;;"))
    id = desk.bring(table(), mode=ImportMode.UPDATE)
    desk.check(id)
    assert [row.fate for row in desk.rows(id)] == [Fate.UPDATE, Fate.SKIP, Fate.SKIP]
    id = desk.bring(table(), mode=ImportMode.CREATE)
    desk.check(id)
    assert [row.fate for row in desk.rows(id)] == [Fate.DUPLICATE, Fate.CREATE, Fate.CREATE]


def test_a_colleagues_client_is_told_by_its_keeper_alone(
    app: Flask, desk: Desk, cast: Cast
) -> None:
    """Ruling 17: existence and keeper, on a strong match, written into the trail."""
    with app.app_context(), transaction():
        client = a_client(
            cast,
            manager="otto",
            phones=["+74955407520"],
            emails=["info@kedr.ru"],
            inn="7707083893",
            notes="secret-marker",
        )
        foreign = client.id
    id = desk.bring(table())
    desk.check(id)
    row = desk.rows(id)[0]
    assert (row.fate, row.is_foreign, row.keeper) == (Fate.DUPLICATE, True, "Otto Klein")
    assert row.changes == {}
    assert desk.counts(id)["foreign"] == 1
    with app.app_context(), transaction() as session:
        entry = session.execute(
            sa.select(AuditEntry).where(AuditEntry.tag == "duplicate:disclosed")
        ).scalar_one()
        assert entry.detail["clients"] == [foreign]
        shown = queries.rows(desk.read(id), actor=cast.actor("mara")).rows[0]
        assert (shown.client_public_id, shown.client_name) == (None, None)


def test_a_person_decides_about_rows(desk: Desk, app: Flask, cast: Cast) -> None:
    desk.take_in(table(FIRMS[0]))
    id = desk.bring(table())
    desk.check(id)
    numbers = [row.number for row in desk.rows(id)]
    with app.app_context(), transaction():
        import_, actor = queries.locked(id), cast.actor("mara")
        assert operations.decide(import_, actor=actor, numbers=numbers[:1], fate=Fate.CREATE) == 1
        assert operations.decide(import_, actor=actor, numbers=numbers[1:], fate=Fate.SKIP) == 2
        with pytest.raises(Invalid):
            operations.decide(import_, actor=actor, numbers=numbers, fate=Fate.ERROR)
    assert desk.work(desk.begin(id)) == "done"
    assert (desk.read(id).created, desk.clients()) == (1, 2)


class Death(BaseException):
    """A process dies."""


def dying(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """The ``at``-th batch dies in its middle."""
    real, calls = running._mark_done, iter(range(1, 1_000))

    def mark(rows: Any) -> None:
        real(rows)
        if next(calls) == at:
            raise Death

    monkeypatch.setattr(running, "_mark_done", mark)


def test_an_import_that_dies_goes_on_where_it_was_and_makes_nobody_twice(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    id = desk.bring(many(45))
    desk.check(id)
    item = desk.begin(id)
    with monkeypatch.context() as dies:
        dying(dies, at=3)
        with pytest.raises(Death):
            desk.work(item)
    assert desk.clients() == 20, "what the third batch had written is gone with it"
    assert desk.read(id).created == 20
    with app.app_context(), transaction() as session:
        session.execute(
            sa.text("UPDATE work_item SET lease_until = now() - interval '1 s' WHERE id = :id"),
            {"id": item},
        )
        transitions.sweep(10)
    assert desk.work(item) == "done"
    assert (desk.clients(), desk.read(id).created) == (45, 45)
    names = [client.display_name for client in firms(app)]
    assert len(set(names)) == 45
    with app.app_context(), transaction() as session:
        assert session.get_one(WorkItem, item).done == 45


def test_a_stop_keeps_what_is_done_and_the_rest_can_follow(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    id = desk.bring(many(35))
    desk.check(id)
    item = desk.begin(id)
    real = running._mark_done

    def mark(rows: Any) -> None:
        real(rows)
        db.session.execute(
            sa.text("UPDATE work_item SET wish = 'stop' WHERE id = :id"), {"id": item}
        )

    with monkeypatch.context() as stops:
        stops.setattr(running, "_mark_done", mark)
        assert desk.work(item) == "stopped"
    assert desk.clients() == 10
    with app.app_context(), transaction() as session:
        import_ = desk_import(id)
        assert queries.standing(import_, queries.item_of(import_)) is ImportState.STOPPED
        work.resume(session.get_one(WorkItem, item).public_id, actor=None)
    assert desk.work(item) == "done"
    assert desk.clients() == 35


def desk_import(id: int) -> Any:
    return queries.locked(id)


def test_a_check_that_dies_begins_anew(desk: Desk, app: Flask) -> None:
    id = desk.bring(table())
    with app.app_context():
        with transaction():
            item = operations.begin_check(queries.locked(id), actor=desk.cast.actor("mara"))
        with transaction():
            claim = transitions.claim(item.id, owner="dead", lease=-1)
            assert claim is not None
        with transaction():
            transitions.sweep(10)
    assert desk.work(item.id) == "done"
    assert desk.counts(id)["all"] == 3


def test_what_came_in_meanwhile_is_not_made_again(desk: Desk) -> None:
    """Two people check the same file; the second run finds the clients of the first."""
    first, second = desk.bring(table()), desk.bring(table(), "max")
    desk.check(first)
    desk.check(second, "max")
    assert desk.work(desk.begin(first)) == "done"
    assert desk.work(desk.begin(second, "max")) == "done"
    assert (desk.read(first).created, desk.read(second).created) == (3, 0)
    assert desk.clients() == 3
    assert {row.fate for row in desk.rows(second)} == {Fate.DUPLICATE}


@pytest.fixture
def imported(desk: Desk) -> int:
    """An import that made two firms and filled up one."""
    desk.take_in(table("1;ООО;Кедр;;(495) 540-75-20;;;"))
    return desk.take_in(table()).id


def undone(app: Flask, cast: Cast, id: int, who: str = "mara") -> list[journal.UndoPreview]:
    with app.app_context(), transaction():
        return operations.undo_import(queries.locked(id), actor=cast.actor(who))


def test_the_whole_import_can_be_undone(app: Flask, desk: Desk, cast: Cast, imported: int) -> None:
    assert desk.clients() == 3
    undone(app, cast, imported)
    assert desk.clients() == 1
    kedr = firms(app)[0]
    assert (kedr.inn, kedr.web, kedr.emails, kedr.addresses) == ("", "", [], [])
    assert [phone.number for phone in kedr.phones] == ["+74955407520"]
    assert desk.read(imported).state is ImportState.UNDONE
    with pytest.raises(Conflict):
        undone(app, cast, imported)


def test_undo_keeps_what_somebody_changed_since(
    app: Flask, desk: Desk, cast: Cast, imported: int
) -> None:
    with app.app_context(), transaction() as session:
        most = session.execute(
            sa.select(Client).where(Client.display_name == "АО «Северный мост»")
        ).scalar_one()
        most.must_know = "звонить после обеда"
        session.flush()
    done = undone(app, cast, imported)
    assert {one.table: one.kept for one in done}["client"] == 1
    assert {client.display_name for client in firms(app)} == {"ООО «Кедр»", "АО «Северный мост»"}


def test_an_import_under_way_is_not_undone_and_an_undone_one_does_not_go_on(
    app: Flask, desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    id = desk.bring(many(25))
    desk.check(id)
    item = desk.begin(id)
    with monkeypatch.context() as dies:
        dying(dies, at=2)
        with pytest.raises(Death):
            desk.work(item)
    with pytest.raises(Conflict):
        undone(app, cast, id)
    with app.app_context(), transaction() as session:
        session.execute(
            sa.text("UPDATE work_item SET state = 'stopped' WHERE id = :id"), {"id": item}
        )
    undone(app, cast, id)
    assert desk.clients() == 0
    with app.app_context(), transaction() as session:
        work.resume(session.get_one(WorkItem, item).public_id, actor=None)
    assert desk.work(item) == "failed"
    assert desk.clients() == 0


def test_another_persons_import_is_not_there_but_the_supervisor_sees_it(
    app: Flask, desk: Desk, cast: Cast
) -> None:
    public_id = desk.read(desk.bring(table())).public_id
    with app.app_context(), transaction():
        assert queries.import_of(public_id, actor=cast.actor("sofia")).public_id == public_id
        for who in ("max", "stefan", "otto"):
            with pytest.raises(NotFound):
                queries.import_of(public_id, actor=cast.actor(who))


def test_the_journal_shows_ones_own_and_the_teams_operations(
    app: Flask, cast: Cast, imported: int
) -> None:
    with app.app_context(), transaction():
        operation = db.session.execute(
            sa.select(Operation).order_by(Operation.id.desc()).limit(1)
        ).scalar_one()
        for who, seen in (("mara", True), ("sofia", True), ("max", False), ("otto", False)):
            page = book.operations(cast.actor(who))
            assert (operation in [row[0] for row in page.rows]) is seen, who


def test_columns_once_said_are_offered_again(app: Flask, desk: Desk, cast: Cast) -> None:
    mapping = {"Наименование": "full_name", "Код": "notes"}
    desk.bring(table(), mapping=mapping)
    with app.app_context(), transaction():
        again = operations.upload(
            actor=cast.actor("mara"), content=table(FIRMS[2]), file_name="other.csv"
        )
        assert again.column_fields == {"Код": "notes", "Наименование": "full_name"}
        others = operations.upload(actor=cast.actor("max"), content=table(), file_name="o.csv")
        assert others.column_fields["Код"] == "external_id"


@pytest.mark.parametrize(
    "mapping",
    [{"Нет такой": "phone"}, {"Код": "nonsense"}, {"Код": "phone"}],
    ids=["no such column", "no such field", "no name"],
)
def test_columns_that_make_no_sense_are_refused(desk: Desk, mapping: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        desk.bring(table(), mapping=mapping)


def test_one_field_for_two_columns_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.bring(table(), mapping={"Код": "inn", "ИНН": "inn", "Наименование": "full_name"})


def test_formulas_tags_and_templates_are_kept_as_text(app: Flask, desk: Desk) -> None:
    nasty = '=HYPERLINK("http://evil") <script>alert(1)</script> {{ 7*7 }} %s'
    desk.take_in(table(f"7;ООО;{nasty};;;;;", head=HEAD), kind_rule=KindRule.ORGANISATION)
    assert nasty in firms(app)[0].display_name


def test_d13_conflicts_of_an_undo_are_shown_with_both_values(
    app: Flask, desk: Desk, cast: Cast, imported: int
) -> None:
    with app.app_context(), transaction() as session:
        kedr = session.execute(
            sa.select(Client).where(Client.display_name == "ООО «Кедр»")
        ).scalar_one()
        kedr.web = "https://other.example"
        session.flush()
        operation = session.get_one(journal.Operation, desk_import(imported).operation_id)
        before = book.conflicts(operation, actor=cast.actor("mara"))
        assert [(one.client.display_name, one.table) for one in before if one.client] == [
            ("ООО «Кедр»", "client")
        ]
        assert ("http://kedr.ru", "https://other.example") in [
            (left, now) for one in before for _name, left, now in one.values
        ]
        assert book.conflicts(operation, actor=cast.actor("otto"))[0].client is None
    undone(app, cast, imported)
    with app.app_context(), transaction() as session:
        operation = session.get_one(journal.Operation, desk_import(imported).operation_id)
        after = book.conflicts(operation, actor=cast.actor("mara"))
        assert len(after) == 1, "what was kept stays visible when it is undone"


@pytest.mark.parametrize(
    ("match_by", "created", "updated"),
    [
        ((), 0, 0),  # the duplicate check: the same name and phone, nothing new
        (("external_id",), 0, 1),
        (("inn",), 0, 0),
        (("external_id", "inn"), 1, 0),  # the INN differs: somebody else
    ],
)
def test_d13_known_clients_are_recognised_by_the_fields_a_person_chose(
    desk: Desk, match_by: tuple[str, ...], created: int, updated: int
) -> None:
    desk.take_in(table("7;ООО;Кедр;;(495) 540-75-20;;7707083893;"))
    line = {
        (): "8;ООО;Кедр;;(495) 540-75-20;;7707083893;",
        ("external_id",): "7;ООО;Совсем Иначе;;;new@name.ru;;",
        ("inn",): "9;ООО;Кедр;;;;7707083893;",
        ("external_id", "inn"): "7;ООО;Кедр;;;;7728168971;",
    }[match_by]
    again = desk.take_in(table(line), match_by=match_by)
    assert (again.created, again.updated) == (created, updated)
    assert desk.clients() == 1 + created


@pytest.mark.parametrize(
    ("column", "number"),
    [("ЕДРПОУ", "32855961"), ("VAT", "DE136695976"), ("LEI", "213800KUD8LAJWSQ9D15")],
)
def test_d13_a_firm_is_recognised_by_the_registration_number_of_its_country(
    desk: Desk, column: str, number: str
) -> None:
    field = {"ЕДРПОУ": "edrpou", "VAT": "vat", "LEI": "lei"}[column]
    head = f"Код;Наименование;{column};E-mail"
    desk.take_in(table(f"1;Перша фірма;{number};", head=head))
    again = desk.take_in(
        table(f"2;Друга назва;{number};a@firm.example", head=head), match_by=(field,)
    )
    assert (again.created, again.updated) == (0, 1)
    assert desk.clients() == 1


def test_d13_the_clients_of_an_import_are_exactly_those_it_brought(
    app: Flask, cast: Cast, desk: Desk
) -> None:
    desk.take_in(table("1;ООО;Старый;;(495) 540-75-21;;;"))
    second = desk.take_in(table("2;ООО;Новый;;(495) 540-75-22;;;", "3;ООО;Ещё;;;;;"))
    with app.test_request_context(), transaction():
        where = brought.of(second).text()
        wanted = asked({"where": where, "view": "all"}, cast.actor("mara"))
        rows = listed(cast.actor("mara"), wanted.filter).rows
    assert {row.name for row in rows} == {"ООО «Новый»", "ООО «Ещё»"}


def test_d13_update_by_a_chosen_field_leaves_strangers_out(desk: Desk) -> None:
    desk.take_in(table("7;ООО;Кедр;;;;;"))
    done = desk.take_in(
        table("7;ООО;Кедр-Плюс;;;a@kedr.ru;;", "8;ООО;Полюс;;;b@polus.ru;;"),
        mode=ImportMode.UPDATE,
        match_by=("external_id",),
    )
    assert (done.created, done.updated) == (0, 1)
    assert desk.clients() == 1


@pytest.mark.parametrize("match_by", [("web",), ("kpp",), ("email",)])
def test_d13_a_match_field_must_tell_clients_apart_and_be_in_the_file(
    desk: Desk, match_by: tuple[str, ...]
) -> None:
    content = table("1;Кедр;773601001", head="Код;Наименование;КПП")
    with pytest.raises(Invalid) as refused:
        desk.bring(content, match_by=match_by)
    assert "match_by" in refused.value.fields


def test_d13_what_an_export_guarded_with_an_apostrophe_comes_back_as_it_was(
    app: Flask, desk: Desk
) -> None:
    """And an apostrophe of the name's own stays."""
    from rmapp.exchange.writing import csv_bytes

    names = ["=Формула ООО", "'t Hooft BV", "+Плюс ООО", "''двойной ООО"]
    rows = [[name, "+7 495 540-75-20" if not at else ""] for at, name in enumerate(names)]
    desk.take_in(csv_bytes(["Наименование", "Телефон"], rows))
    with app.app_context(), transaction():
        kept = db.session.scalars(sa.select(Client.full_name).order_by(Client.id)).all()
        phones = db.session.scalars(sa.select(ClientPhone.number)).all()
    assert kept == names
    assert phones == ["+74955407520"]


def test_d13_addresses_are_read_into_parts_and_say_the_clients_hour(app: Flask, desk: Desk) -> None:
    desk.take_in(table("1;ООО;Кедр;644043, г. Омск, ул. Мира, д. 5;;;;"))
    with app.app_context(), transaction():
        client = db.session.scalars(sa.select(Client).options(*WITH_DETAILS)).one()
        place = client.addresses[0]
    assert (place.postcode, place.city, place.street) == ("644043", "Омск", "ул. Мира, д. 5")
    assert place.region == "Омская область"
    assert (place.zone, client.zone) == ("Asia/Omsk", "Asia/Omsk")
