"""The desk of many teams: folded, paged, added up from kept figures (S2)."""

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.home import operations, queries
from rmapp.home.models import ManagerFigures
from rmapp.policy.models import Role
from rmapp.staff.models import Employee, Team
from tests.factories import a_client
from tests.home.test_day import past, text_of

LIMIT = 60 * 1024


def hire(cast, team, count):
    """More acquisition managers in ``team``."""
    role = db.session.scalar(sa.select(Role.id).where(Role.code == "acquisition_manager"))
    people = [
        Employee(
            login=f"{team.lower()}{number}",
            given_name="Александра",
            patronymic="Константиновна",
            family_name=f"Долгорукова-Крымская {number:02}",
            name_key=f"dolgorukova {number:02}",
            role_id=role,
            team_id=cast.teams[team],
            language="ru",
            zone="Europe/Moscow",
            capacity_points=100,
        )
        for number in range(count)
    ]
    db.session.add_all(people)
    db.session.flush()
    return [one.id for one in people]


@pytest.fixture
def bank(app, cast):
    """Sofia supervises all of Sales: thirty more in North, five in South."""
    with app.app_context(), transaction():
        db.session.execute(
            sa.update(Employee)
            .where(Employee.id == cast.ids["sofia"])
            .values(team_id=cast.teams["Sales"], language="ru")
        )
        hire(cast, "North", 30)
        hire(cast, "South", 5)
        past(cast, a_client(cast, name="ООО «Просрочено»"), hours=50)
        a_client(cast, name="ООО «Бесшаговое»", manager="otto")
        return {name: db.session.get(Team, key).public_id for name, key in cast.teams.items()}


def desk(cast, **asked):
    actor = cast.actor("sofia")
    return queries.desk_of(actor, queries.Span(clock.today(actor.zone), actor.zone), **asked)


def test_s2_many_managers_are_folded_by_team(bank, browser_of):
    sofia = browser_of("sofia")
    text = text_of(sofia.get("/team"))
    for name in ("North", "South"):
        assert f'href="/team?team={bank[name]}"' in text
    assert "Mara Lindt" not in text
    south = text_of(sofia.get(f"/team?team={bank['South']}"))
    assert "Otto Klein" in south
    assert "Mara Lindt" not in south
    assert ">Стол руководителя</a>" in south, "the way back"


def test_s2_a_team_of_others_is_not_there(bank, browser_of):
    stefan = browser_of("stefan")
    for path in ("/team", "/team/cases/no_step"):
        assert stefan.get(f"{path}?team={bank['South']}").status_code == 200
        assert stefan.get(f"{path}?team={bank['North']}").status_code == 404
        assert stefan.get(f"{path}?team=nonsense").status_code == 404


def test_s2_a_large_team_is_read_page_by_page(bank, scene, cast):
    first = desk(cast, team=bank["North"])
    second = desk(cast, team=bank["North"], after=first.following)
    names = [row.load.employee.login for row in (*first.rows, *second.rows)]
    assert len(first.rows) == queries.MOST
    assert second.following == ""
    assert len(names) == len(set(names)) == first.total.managers == second.total.managers
    assert {"mara", "max", "lena", "pavel"} <= set(names)


def test_s2_a_folded_team_counts_as_its_managers_do(bank, scene, cast):
    whole = desk(cast)
    for row in whole.teams:
        inside = desk(cast, team=row.team.public_id)
        assert row.total == inside.total
    assert whole.total.no_step == sum(row.total.no_step for row in whole.teams) == 1
    assert whole.total.overdue == 1
    cases = queries.watched_ids(cast.actor("sofia"), bank["South"])
    assert cast.ids["otto"] in cases
    assert cast.ids["mara"] not in cases


def test_s2_what_folds_is_added_up_from_figures_that_were_kept(bank, scene, cast):
    counted = desk(cast)
    assert counted.as_of is None
    operations.keep_figures()
    kept = desk(cast)
    assert kept.as_of is not None
    assert (kept.total, kept.teams, kept.weeks) == (counted.total, counted.teams, counted.weeks)
    db.session.execute(sa.update(ManagerFigures).values(no_step=7))
    assert desk(cast).total.no_step == 7 * counted.total.managers
    old = clock.now() - dt.timedelta(hours=1)
    db.session.execute(sa.update(ManagerFigures).values(taken_at=old))
    assert desk(cast) == counted, "figures that are too old are counted anew"


def test_a_bank_that_one_desk_shows_keeps_no_figures(scene, cast):
    assert operations.keep_figures() == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ManagerFigures)) == 0


@pytest.mark.parametrize("more", [0, 30])
def test_the_desk_stays_light_with_any_number_of_managers(
    app, bank, cast, browser_of, statements, more
):
    """quality.md: at most twelve statements and 60 KB a page."""
    with app.app_context(), transaction():
        if more:
            team = Team(name="East", parent_id=cast.teams["Sales"])
            db.session.add(team)
            db.session.flush()
            cast.teams["East"] = team.id
            hire(cast, "East", more)
        operations.keep_figures()
    sofia = browser_of("sofia")
    for path in ("/team", f"/team?team={bank['North']}"):
        statements.clear()
        page = sofia.get(path)
        assert len(statements) <= 12, f"{path}\n" + "\n".join(statements)
        assert len(page.data) <= LIMIT, f"{path}: {len(page.data)} bytes"
