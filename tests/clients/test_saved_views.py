"""Saved views are renamed, given to others and never replaced unasked (D16)."""

import json
import re

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmapp.clients.arrangements import (
    asked,
    change_view,
    default_of,
    make_default,
    save_view,
    views_of,
)
from rmapp.clients.catalogue.conditions import read
from rmapp.clients.models import DefaultView, SavedView, Sharing
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from tests.dossiers.test_creating import hidden

HOT = {"v": 1, "all": [{"field": "temperature", "op": "is", "value": ["hot"]}]}


def saved(actor, name="Горячие", **given):
    return save_view(
        actor=actor, name=name, condition=read(HOT, actor), columns=["phone"], sort="-last", **given
    )


def test_d16_a_view_is_renamed_and_keeps_what_it_shows(scene, cast):
    mara = cast.actor("mara")
    view = saved(mara)
    change_view(view, actor=mara, version=view.version, name=" Тёплые ", sharing=Sharing.MINE)
    assert (view.name, view.columns, view.sort) == ("Тёплые", ["phone"], "-last")
    assert view.condition == read(HOT, mara).plain()
    with pytest.raises(Conflict):
        change_view(view, actor=mara, version=0, name="x", sharing=Sharing.MINE)


def test_d16_two_views_of_a_person_never_have_one_name(scene, cast):
    mara, max_ = cast.actor("mara"), cast.actor("max")
    first, second = saved(mara), saved(mara, "Другой")
    saved(max_, "Третий")
    for name in ("Горячие", " Горячие", ""):
        with pytest.raises(Invalid):
            change_view(second, actor=mara, version=second.version, name=name, sharing=Sharing.MINE)
    change_view(second, actor=mara, version=second.version, name="Третий", sharing=Sharing.MINE)
    change_view(first, actor=mara, version=first.version, name="Горячие", sharing=Sharing.MINE)


def test_d16_only_its_owner_changes_a_view_and_only_a_supervisor_shares_it(scene, cast):
    mara, sofia = cast.actor("mara"), cast.actor("sofia")
    view, shared = saved(mara), saved(sofia, "Команде", sharing=Sharing.TEAM)
    for one, actor in ((view, sofia), (shared, mara)):
        with pytest.raises(Forbidden):
            change_view(one, actor=actor, version=one.version, name="x", sharing=Sharing.MINE)
    with pytest.raises(Forbidden):
        change_view(view, actor=mara, version=view.version, name="x", sharing=Sharing.BANK)
    assert shared in [one for one, _default in views_of(mara)]
    change_view(shared, actor=sofia, version=shared.version, name="Команде", sharing=Sharing.MINE)
    assert shared not in [one for one, _default in views_of(mara)]


def test_d16_a_view_becomes_the_first_of_the_team_in_the_place_of_another(scene, cast):
    sofia = cast.actor("sofia")
    old = saved(sofia, "Старый", sharing=Sharing.TEAM, is_team_default=True)
    new = saved(sofia, "Новый", sharing=Sharing.TEAM)
    change_view(
        new, actor=sofia, version=new.version, name="Новый", sharing=Sharing.TEAM,
        is_team_default=True,
    )  # fmt: skip
    db.session.refresh(old)
    assert (old.is_team_default, new.is_team_default) == (False, True)
    change_view(
        new, actor=sofia, version=new.version, name="Новый", sharing=Sharing.MINE,
        is_team_default=True,
    )  # fmt: skip
    assert not new.is_team_default  # nobody else finds it


def test_d16_what_an_old_link_and_its_condition_both_say_is_asked_once(scene, cast):
    mara = cast.actor("mara")
    once = asked({"temperature": "hot"}, mara).args
    again = asked({"temperature": "hot", **once}, mara)
    assert again.args == once
    assert len(again.where.groups) == 1
    both = asked({"temperature": "warm", **once}, mara)
    assert len(both.where.groups) == 2


def test_d16_the_browser_asks_before_a_view_is_replaced_and_says_what_a_view_holds(
    app, cast, browser_of
):
    mara, address = browser_of("mara"), "/clients/views?sort=-last"

    def save(name, where=None, **more):
        here = address + (f"&where={json.dumps(where)}" if where else "")
        page = mara.get(here).get_data(as_text=True)
        given = {**hidden(page), "name": name, "sharing": "mine", "opens": "", **more}
        return mara.post(here, data=given)

    assert save("Hot", HOT).status_code == 302
    assert save("Hot").status_code == 200  # asked first
    assert "Temperature: hot" in mara.get("/clients/views").get_data(as_text=True)
    assert save("Hot", replaces="y").status_code == 302
    page = mara.get("/clients/views").get_data(as_text=True)
    assert "Temperature: hot" not in page
    edit = re.search(r'href="(/clients/views/[0-9a-z]{16}/edit)"', page)[1]
    form = mara.get(edit).get_data(as_text=True)
    answer = mara.post(edit, data={**hidden(form), "name": "Lukewarm", "sharing": "mine"})
    assert answer.status_code == 302
    assert "Lukewarm" in mara.get("/clients/views").get_data(as_text=True)
    assert browser_of("max").get(edit).status_code == 404
    with app.app_context(), transaction():
        assert db.session.scalars(sa.select(SavedView.name)).all() == ["Lukewarm"]


def test_d16_a_person_may_open_with_everything_although_the_team_has_a_first_view(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        team = saved(
            cast.actor("sofia"), "Команды", sharing=Sharing.TEAM, is_team_default=True
        ).public_id
    mara, max_ = browser_of("mara"), browser_of("max")
    address = f"/clients/views/{team}/default"
    assert team in mara.get("/clients").location
    page = mara.get("/clients/views").text
    assert "Open with everything" in page
    assert mara.post(address, data=hidden(page)).status_code == 302
    assert mara.get("/clients").status_code == 200, "everything"
    page = mara.get("/clients/views").text
    assert "The list opens with everything." in page
    assert team in max_.get("/clients").location, "nobody else is touched"
    assert mara.post(address, data=hidden(page)).status_code == 302
    assert team in mara.get("/clients").location, "back to the team's"
    with app.app_context(), transaction():
        assert not db.session.scalar(sa.select(sa.func.count()).select_from(DefaultView))


@given(choices=st.lists(st.sampled_from(["everything", "own", "team"]), max_size=6))
@settings(suppress_health_check=list(HealthCheck), max_examples=15, deadline=None)
def test_d16_the_last_choice_of_what_the_list_opens_with_is_what_holds(scene, cast, choices):
    with db.session.begin_nested() as kept:
        mara, sofia = cast.actor("mara"), cast.actor("sofia")
        views = {
            "everything": None, "own": saved(mara, "Моё"),
            "team": saved(sofia, "Команды", sharing=Sharing.TEAM, is_team_default=True),
        }  # fmt: skip
        for one in choices:
            make_default(views[one], actor=mara)
        last = choices[-1] if choices else "team"
        assert default_of(views_of(mara), mara) is views[last]
        kept.rollback()


def test_d16_a_view_of_the_team_stays_the_teams_when_the_list_is_put_in_its_place(
    app, cast, browser_of
):
    sofia, address = browser_of("sofia"), "/clients/views?sort=-last"
    page = sofia.get(address).text
    given = {**hidden(page), "name": "Hot", "sharing": "team", "opens": "team"}
    assert sofia.post(address, data=given).status_code == 302
    anew = {**given, **hidden(sofia.get(address).text), "sharing": "mine", "opens": ""}
    asked = sofia.post(address, data=anew)
    assert asked.status_code == 200
    checked = set(re.findall(r"<input[^>]*\bchecked\b[^>]*>", asked.text))
    chosen = {re.search(r'name="(\w+)"[^>]*value="(\w*)"', one) for one in map(swapped, checked)}
    assert {one.groups() for one in chosen if one} >= {("sharing", "team"), ("opens", "team")}
    with app.app_context(), transaction():
        view = db.session.scalars(sa.select(SavedView)).one()
        kept = f"/clients/views?view={view.public_id}&sort=name"
    page = sofia.get(kept).text
    assert 'value="Hot"' in page, "the view that is open is written anew under its name"
    assert any("team" in one for one in re.findall(r"<input[^>]*\bchecked\b[^>]*>", page))


def swapped(tag: str) -> str:
    """The tag with its name before its value."""
    name, value = (re.search(rf'{one}="(\w*)"', tag)[1] for one in ("name", "value"))
    return f'name="{name}" value="{value}"'
