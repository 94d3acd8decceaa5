"""Whose the new clients of an import will be: asked openly, with the load it makes (D13)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, Client, UnservedClient
from rmapp.core.db import db
from rmapp.core.errors import Invalid
from rmapp.core.transaction import transaction
from rmapp.exchange import keepers, operations
from rmapp.exchange.models import Import, ImportRow, KeeperRule
from rmapp.staff.models import Employee, Team
from tests.exchange.importing import FIRMS, HEAD, Desk, many, table
from tests.factories import a_client


def served(desk: Desk) -> dict[str, str]:
    """Client → the login of its first manager, "" in the queue."""
    with desk.app.app_context(), transaction():
        rows = db.session.execute(
            sa.select(Client.short_name, Employee.login)
            .outerjoin(Assignment, Assignment.client_id == Client.id)
            .outerjoin(Employee, Employee.id == Assignment.employee_id)
        )
        return {name: login or "" for name, login in rows}


def carried_out(desk: Desk, content: bytes, who: str, value: str | None) -> dict[str, str]:
    with desk.app.app_context(), transaction():
        actor = desk.cast.actor(who)
        keeping = None if value is None else keepers.chosen(value, actor)
    desk.take_in(content, who, keeping=keeping)
    return served(desk)


def test_d13_a_managers_import_goes_to_them_and_a_supervisors_to_the_queue(desk: Desk) -> None:
    assert set(carried_out(desk, table(FIRMS[0]), "mara", None).values()) == {"mara"}
    found = carried_out(desk, table(*FIRMS[1:]), "sofia", None)
    assert sorted(found.values()) == ["", "", "mara"]
    with desk.app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(UnservedClient)) == 2


def test_d13_a_manager_may_leave_the_new_clients_to_the_queue(desk: Desk) -> None:
    assert set(carried_out(desk, table(), "mara", keepers.NOBODY).values()) == {""}


@pytest.mark.parametrize("value", ["nobody", "team", "max", ""])
def test_d13_who_got_them_is_remembered_with_the_columns(desk: Desk, value: str) -> None:
    with desk.app.app_context(), transaction():
        actor = desk.cast.actor("sofia")
        team = db.session.get_one(Team, desk.cast.teams["North"]).public_id
        value = {"team": f"team:{team}", "max": desk.cast.public_ids["max"]}.get(value, value)
        keeping = keepers.chosen(value, actor)
    desk.take_in(table(FIRMS[0]), "sofia", keeping=keeping)
    with desk.app.app_context(), transaction():
        actor = desk.cast.actor("sofia")
        again = operations.upload(actor=actor, content=table(FIRMS[1]), file_name="next.csv")
        assert keepers.value_of(again) == value
        other = operations.upload(actor=actor, content=b"name\nCedar", file_name="other.csv")
        assert keepers.value_of(other) == keepers.NOBODY, "other columns: the usual"


def test_d13_a_colleague_who_is_out_of_reach_by_now_is_not_offered_again(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        keeping = keepers.chosen(desk.cast.public_ids["max"], desk.cast.actor("sofia"))
    desk.take_in(table(FIRMS[0]), "sofia", keeping=keeping)
    with desk.app.app_context(), transaction() as session:
        session.get_one(Employee, desk.cast.ids["max"]).team_id = desk.cast.teams["South"]
    with desk.app.app_context(), transaction():
        actor = desk.cast.actor("sofia")
        again = operations.upload(actor=actor, content=table(FIRMS[1]), file_name="next.csv")
        assert keepers.value_of(again) == keepers.NOBODY


def test_d13_a_team_gets_them_by_load(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        for number in range(5):
            a_client(desk.cast, name=f"ООО «Есть {number}»", manager="mara")
        team = db.session.get_one(Team, desk.cast.employee("mara").team_id).public_id
    found = carried_out(desk, many(20), "sofia", f"team:{team}")
    given = [login for name, login in found.items() if "Номер" in name]
    assert len(given) == 20
    assert "" not in given
    assert given.count("mara") < given.count("max"), "who serves more gets fewer"


def test_d13_a_column_that_names_a_manager_is_obeyed_and_a_stranger_is_told(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        one = desk.cast.employee("max")
        name = f"{one.family_name} {one.given_name}"
    lines = [f"{FIRMS[0]};{name}", f"{FIRMS[1]};MAX", f"{FIRMS[2]};Никто Никитич"]
    content = table(*lines, head=f"{HEAD};Менеджер")
    found = carried_out(desk, content, "sofia", keepers.NOBODY)
    assert sorted(found.values()) == ["", "max", "max"]
    with desk.app.app_context(), transaction():
        import_ = db.session.scalars(sa.select(Import)).one()
        problems = [one for row in db.session.scalars(sa.select(ImportRow.problems)) for one in row]
        assert problems == [["manager", "manager_unknown", "Никто Никитич", False]]
        assert import_.keeper_rule is KeeperRule.NOBODY
        notes = db.session.scalars(sa.select(Client.notes).where(Client.notes != "")).all()
        assert any("Никто Никитич" in note for note in notes), "what was said is not lost"


def test_d13_nobody_gives_clients_to_a_colleague_beyond_their_right(desk: Desk, browser_of) -> None:
    page = browser_of("mara")
    id = desk.bring(table(), "mara")
    with desk.app.app_context(), transaction():
        public_id = db.session.get_one(Import, id).public_id
        other = desk.cast.public_ids["max"]
    shown = page.get(f"/imports/{public_id}/columns").text
    assert "me: 0 clients now" in shown
    assert "nobody: they wait among the clients without a manager" in shown
    assert other not in shown
    with desk.app.app_context(), transaction():
        with pytest.raises(Invalid) as refusal:
            keepers.chosen(other, desk.cast.actor("mara"))
        assert "assign_to" in refusal.value.fields


def test_d13_the_check_tells_how_many_each_gets_before_anything_is_written(
    desk: Desk, browser_of
) -> None:
    with desk.app.app_context(), transaction():
        a_client(desk.cast, name="ООО «Есть»", manager="mara")
    id = desk.bring(table(), "mara")
    desk.check(id)
    with desk.app.app_context(), transaction():
        public_id = db.session.get_one(Import, id).public_id
        name = desk.cast.employee("mara").name
    page = browser_of("mara").get(f"/imports/{public_id}/check").text
    assert f"Who gets the new clients: {name}: +3 (1 client now" in page
