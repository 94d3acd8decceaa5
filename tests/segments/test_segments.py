"""Saved conditions and lists by hand."""

import pytest

from rmapp.clients import catalogue
from rmapp.clients.catalogue.conditions import Condition, leaf_of
from rmapp.clients.models import Sharing, Temperature
from rmapp.core.errors import Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.segments import operations, queries
from tests.dossiers.test_creating import hidden
from tests.factories import a_client


def hot(actor):
    return Condition(((leaf_of(catalogue.offered(actor)["temperature"], "is", ["hot"]),),))


def test_d16_a_segment_holds_whoever_fits_now_and_everybody_sees_their_own(scene, cast):
    sofia, mara, otto = (cast.actor(who) for who in ("sofia", "mara", "otto"))
    a_client(cast, name="А", temperature=Temperature.HOT)
    later = a_client(cast, name="Б")
    a_client(cast, name="В", manager="max", temperature=Temperature.HOT)
    segment = operations.create_segment(
        actor=sofia, name="Горячие", condition=hot(sofia), sharing=Sharing.BANK
    )
    assert segment.condition["v"] == 1
    assert [queries.count(segment, actor=who) for who in (sofia, mara, otto)] == [2, 1, 0]
    later.temperature = Temperature.HOT
    assert queries.count(segment, actor=mara) == 2


def test_d16_a_segment_is_found_by_whom_it_is_shared_with(scene, cast):
    sofia, mara, otto = (cast.actor(who) for who in ("sofia", "mara", "otto"))
    team = operations.create_segment(
        actor=sofia, name="Команды", condition=hot(sofia), sharing=Sharing.TEAM
    )
    assert queries.segments_of(mara) == [team]
    assert queries.segments_of(otto) == []
    with pytest.raises(NotFound):
        queries.segment_of(team.public_id, actor=otto)
    with pytest.raises(Forbidden):
        operations.create_segment(
            actor=mara, name="Чужим", condition=hot(mara), sharing=Sharing.BANK
        )
    with pytest.raises(Forbidden):
        operations.retire_segment(team, actor=mara)


def test_d16_a_segment_needs_a_name_and_a_condition(scene, cast):
    mara = cast.actor("mara")
    for name, condition in (("", hot(mara)), ("Все", Condition())):
        with pytest.raises(Invalid):
            operations.create_segment(actor=mara, name=name, condition=condition)
    operations.create_segment(actor=mara, name="Раз", condition=hot(mara))
    with pytest.raises(Invalid):
        operations.create_segment(actor=mara, name="Раз", condition=hot(mara))


def test_d16_the_list_becomes_a_segment_in_the_browser_and_opens_as_a_list(app, cast, browser_of):
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Кедр»", temperature=Temperature.HOT)
        a_client(cast, name="ООО «Липа»")
    mara = browser_of("mara")
    form = mara.get("/segments/new?temperature=hot")
    done = mara.post(
        "/segments/new?temperature=hot",
        data={**hidden(form.text), "name": "Горячие", "sharing": "mine"},
    )
    assert done.status_code == 302, done.text
    page = mara.get("/segments").text
    assert "Горячие" in page
    address = page.split('href="/segments/')[1].split('"')[0]
    opened = mara.get(f"/segments/{address}", follow_redirects=True).text
    if "Кедр" not in opened:
        address = page.split("data-open-item")[0].rsplit('href="', 1)[1].split('"')[0]
        opened = mara.get(address, follow_redirects=True).text
    assert "Кедр" in opened
    assert "Липа" not in opened
