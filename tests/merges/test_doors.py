"""The pages and the API of look-alikes and merges (D12)."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.dossiers.operations import edit_client
from rmapp.dossiers.rules import AddressEntry
from rmapp.duplicates import operations as duplicates
from rmapp.duplicates.models import AccessRequest, DuplicatePair
from rmapp.duplicates.operations.searching import search
from rmapp.duplicates.queries import base, said_apart, subject_in_base
from rmapp.duplicates.queries.queue import Tab, queue
from rmapp.duplicates.rules import score
from rmapp.handovers.models import Handover, HandoverItem, HandoverReason
from rmapp.merges.models import Merge
from rmapp.notices.models import Notice
from rmapp.work.kinds import Task
from tests.factories import a_client, a_person


def token_of(answer: Any) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text).group(1)


def searched(resume: dict[str, Any] | None = None) -> list[Any]:
    return list(search(Task(7, "x", {}, resume or {}, 0, None, None)))


def twins(cast: Any, other: str = "mara") -> tuple[Client, Client]:
    one = a_client(cast, name="ООО «Ромашка»", inn="7707083893", phones=["+74951234567"])
    two = a_client(cast, name="Ромашка", inn="7707083893", manager=other)
    return one, two


def test_d12_the_search_finds_pairs_and_what_was_said_apart_stays_apart(scene, cast):
    one, two = twins(cast)
    a_client(cast, name="ООО «Совсем другое»")
    steps = searched()
    assert steps[-1].done == steps[-1].total
    page = queue(cast.actor("mara"))
    assert [(row.left.id, row.right.id) for row in page.rows] == [(one.id, two.id)]
    assert page.rows[0].pair.rule == "number-and-name"
    duplicates.say_apart(one, two, actor=cast.actor("mara"), reason="филиал")
    assert queue(cast.actor("mara")).rows == []
    searched()
    assert queue(cast.actor("sofia")).rows == [], "for everybody, after the next search too"
    duplicates.take_back(one, two, actor=cast.actor("mara"))
    searched()
    assert len(queue(cast.actor("mara")).rows) == 1


def test_d12_the_search_goes_on_where_it_was(scene, cast, monkeypatch):
    monkeypatch.setattr("rmapp.duplicates.operations.searching.SCORED", 1)
    for number in range(3):
        a_person(cast, name=f"Иванов Пётр {number}", phones=[f"+7495123456{number}"])
        a_person(cast, name=f"Иванов Петр {number}", phones=[f"+7495123456{number}"])
    whole = searched()
    after = next(step.resume for step in whole if step.resume.get("after"))
    db.session.execute(sa.delete(DuplicatePair))
    again = searched(after)
    assert 0 < sum(1 for step in again if step.resume != after) < len(whole)


def test_d12_a_pair_across_reach_tells_only_that_it_is_and_who_keeps_it(browser_of, app, cast):
    with app.app_context(), transaction():
        _one, two = twins(cast, other="otto")
        name, number = two.public_id, two.inn
        searched()
    mara = browser_of("mara")
    page = mara.get("/duplicates/")
    assert page.status_code == 200
    assert "Otto Klein" in page.text
    assert name not in page.text
    assert number not in page.text.split("Otto Klein")[1][:600]
    handle = re.search(r'name="handle" value="([^"]+)"', page.text).group(1)
    asked = mara.post("/duplicates/access", data={"csrf_token": token_of(page), "handle": handle})
    assert asked.status_code == 302
    with app.app_context(), transaction():
        told = db.session.scalars(sa.select(Notice.employee_id)).all()
        assert told == [cast.ids["otto"]], "the request reaches the keeper"
        request = db.session.scalars(sa.select(AccessRequest)).one().public_id
    otto = browser_of("otto")
    page = otto.get("/duplicates/requests")
    data = {"csrf_token": token_of(page), "version": "1"}
    assert browser_of("max").post(f"/duplicates/requests/{request}/grant").status_code in (400, 404)
    assert otto.post(f"/duplicates/requests/{request}/grant", data=data).status_code == 302
    assert mara.get(f"/clients/{name}").status_code == 200


def test_d12_merge_in_the_browser_and_the_old_address_leads_on(browser_of, app, cast):
    with app.app_context(), transaction():
        one, two = twins(cast)
        keys = one.public_id, two.public_id
    mara = browser_of("mara")
    assert f'href="/merges/of/{keys[0]}"' in mara.get(f"/clients/{keys[0]}").text
    assert f"/merges/{keys[0]}/{keys[1]}" in mara.get(f"/merges/of/{keys[0]}").text
    page = mara.get(f"/merges/{keys[0]}/{keys[1]}")
    assert page.status_code == 200
    versions = dict(re.findall(r'name="(survivor_version|loser_version)" value="(\d+)"', page.text))
    data = {"csrf_token": token_of(page), **versions, "field.short_name": "loser"}
    done = mara.post(f"/merges/{keys[0]}/{keys[1]}?survivor={keys[0]}", data=data)
    assert done.status_code == 302, done.text
    moved = mara.get(f"/clients/{keys[1]}")
    assert moved.status_code == 302
    assert moved.headers["Location"].endswith(f"/clients/{keys[0]}")
    assert browser_of("otto").get(f"/clients/{keys[1]}").status_code == 404
    with app.app_context(), transaction():
        assert db.session.scalars(sa.select(Client.short_name).where(
            Client.public_id == keys[0])).one() == "Ромашка"  # fmt: skip
        merge = db.session.scalars(sa.select(Merge.public_id)).one()
    page = mara.get(f"/merges/{merge}")
    back = {"csrf_token": token_of(page), "version": "1"}
    assert mara.post(f"/merges/{merge}/undo", data=back).status_code == 302
    assert mara.get(f"/clients/{keys[1]}").status_code == 200


def test_d12_the_message_of_a_merge_undoes_it_and_no_count_promises_too_much(browser_of, app, cast):
    with app.app_context(), transaction():
        one, two = twins(cast)
        duplicates.say_apart(one, two, actor=cast.actor("mara"), reason="филиал")
        keys = one.public_id, two.public_id
    mara = browser_of("mara")
    address = f"/merges/{keys[0]}/{keys[1]}"
    page = mara.get(address)
    assert "First take back that these two are not the same." in page.text
    assert "Afterwards, at most" in page.text, "the same phone stays with the merged record"
    mara.post(f"{address}/take-back", data={"csrf_token": token_of(page)})
    page = mara.get(address)
    assert "First take back" not in page.text
    versions = dict(re.findall(r'name="(survivor_version|loser_version)" value="(\d+)"', page.text))
    data = {"csrf_token": token_of(page), **versions}
    done = mara.post(f"{address}?survivor={keys[0]}", data=data)
    card = mara.get(done.headers["Location"])
    back = re.search(r'action="(/merges/\w{16}/undo\?version=\d+)"', card.text).group(1)
    assert mara.post(back, data={"csrf_token": token_of(card)}).status_code == 302
    assert mara.get(f"/clients/{keys[1]}").status_code == 200, "two records again"


def test_d12_v8_what_stands_in_the_way_of_a_merge_is_said_before_and_led_to(browser_of, app, cast):
    with app.app_context(), transaction():
        one, two = twins(cast)
        handover = Handover(
            leaver_id=cast.ids["mara"], reason=HandoverReason.LEAVE, effective_on=clock.today(None),
            created_by_id=cast.ids["sofia"], created_at=clock.now(),
        )  # fmt: skip
        db.session.add(handover)
        db.session.flush()
        db.session.add(HandoverItem(handover_id=handover.id, client_id=two.id))
        db.session.flush()
        way = f'href="/handovers/{handover.public_id}"'
        address = f"/merges/{one.public_id}/{two.public_id}"
    sofia = browser_of("sofia")
    page = sofia.get(address)
    assert way in page.text
    assert re.search(r'data-key="m" disabled', page.text)
    versions = dict(re.findall(r'name="(survivor_version|loser_version)" value="(\d+)"', page.text))
    late = sofia.post(address, data={"csrf_token": token_of(page), **versions})
    assert late.status_code == 409
    assert ">Something stands in the way</h1>" in late.text
    assert way in late.text
    theirs = browser_of("mara").get(address).text
    assert way not in theirs, "a draft is not told to them"
    assert "Handovers</th>" not in theirs, "nor counted"


def test_d12_a_machine_merges_only_what_an_administrator_has_switched_on(scene, cast):
    from rmapp.merges.operations.alone import merge_certain

    one, two = twins(cast)
    searched()
    assert list(merge_certain(7)) == [], "as shipped no record is merged without a person"
    duplicates.switch_rule(
        "number-and-name", is_on=True, merges_alone=True, version=0, actor=cast.actor("adam")
    )
    assert list(merge_certain(7)) == [1]
    assert {one.merged_into_id, two.merged_into_id} & {one.id, two.id}
    done = db.session.scalars(sa.select(Merge)).one()
    assert (done.made_by_id, done.rule) == (None, "number-and-name")


def test_d12_a_change_that_makes_a_twin_is_asked_about_once(scene, cast):
    import pytest

    from rmapp.core.errors import Invalid
    from rmapp.dossiers.operations import edit_client

    one = a_client(cast, name="ООО «Ромашка»", inn="7707083893", manager="max")
    two = a_client(cast, name="ООО «Ромашка»")
    actor = cast.actor("sofia")
    with pytest.raises(Invalid), db.session.begin_nested():
        edit_client(two, actor=actor, version=two.version, fields={"inn": "7707083893"})
    db.session.expire_all()
    edit_client(
        two, actor=actor, version=two.version, fields={"inn": "7707083893"}, is_different=True
    )
    assert said_apart(one.id, two.id) is not None
    edit_client(two, actor=actor, version=two.version, fields={"needs": "Кредит"})


def test_d12_put_off_comes_back_after_two_weeks(scene, cast):
    import datetime as dt

    twins(cast)
    searched()
    actor = cast.actor("mara")
    duplicates.put_off(queue(actor).rows[0].pair, actor=actor)
    assert queue(actor).rows == []
    assert len(queue(actor, Tab.LATER).rows) == 1
    clock.turn(dt.timedelta(days=15))
    assert len(queue(actor).rows) == 1


def test_d12_the_first_manager_is_asked_for_only_where_there_are_two(app, cast, browser_of):
    with app.app_context(), transaction():
        one = a_client(cast, name="ООО «Ромашка»", manager="max").public_id
        same = a_client(cast, name="Ромашка", manager="max").public_id
        other = a_client(cast, name="ООО Ромашка", manager="mara").public_id
    sofia = browser_of("sofia")
    asked = 'name="manager"'
    assert asked not in sofia.get(f"/merges/{one}/{same}").text
    assert asked in sofia.get(f"/merges/{one}/{other}").text


def test_d12_a_pair_said_apart_is_named_where_a_record_is_looked_for_and_taken_back(
    browser_of, app, cast
):
    with app.app_context(), transaction():
        one, two = twins(cast)
        other = a_client(cast, name="ООО «Ромашка плюс»", manager="otto")
        duplicates.say_apart(one, two, actor=cast.actor("mara"), reason="филиал в Твери")
        duplicates.say_apart(one, other, actor=cast.actor("sofia"))
        keys = one.public_id, two.public_id
    mara = browser_of("mara")
    page = mara.get(f"/merges/of/{keys[0]}")
    assert "Said not to be the same" in page.text
    assert "филиал в Твери" in page.text
    assert "Ромашка плюс" not in page.text, "nothing of a client beyond reach"
    assert f"/merges/{keys[0]}/{keys[1]}/take-back" in page.text
    assert f"/merges/{keys[1]}/{keys[0]}/take-back" in mara.get(f"/merges/of/{keys[1]}").text
    data = {"csrf_token": token_of(page)}
    done = mara.post(f"/merges/{keys[0]}/{keys[1]}/take-back", data=data)
    assert done.status_code == 302
    page = mara.get(f"/merges/of/{keys[0]}").text
    assert "Said not to be the same" not in page
    assert "same INN" in page, "proposed again"


def test_d12_a_town_alone_is_no_street_that_two_share(scene, cast):
    mara = cast.actor("mara")
    people = [a_person(cast, name) for name in ("Лапин Глеб Ильич", "Лапина Вера Глебовна")]
    for person in people:
        edit_client(
            person,
            actor=mara,
            version=person.version,
            fields={},
            addresses=[AddressEntry("Казань")],
        )
    scene.flush()
    for person in people:
        subject = subject_in_base(person.id)
        assert (subject.place.city, subject.place.street) == ("kazan", frozenset())
    rows = {row.id: base.subject_of(row) for row in base.page(0, 100)}
    one, two = (rows[person.id] for person in people)
    assert one.place == two.place
    found = score(one, two)
    assert "street_same" not in found.reasons
    assert "city_same" in found.reasons
