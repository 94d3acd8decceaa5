"""Profiles and loads of managers, and whom a client suits (V3)."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.interactions.models import Promise, PromiseState
from rmapp.interactions.words import Side
from rmapp.portfolios import operations, queries
from rmapp.portfolios.rules import Piece, Receiver, ranked, tier_points
from tests.factories import a_client


def test_v3_a_supervisor_keeps_the_profile_of_their_own_people(app, cast):
    with app.app_context(), transaction():
        sofia, lena = cast.actor("sofia"), cast.employee("lena")
        operations.keep_profile(
            lena, {"capacity_points": 80, "languages": ["ru", "de"], "licences": ["currency"]},
            version=lena.version, actor=sofia,
        )  # fmt: skip
        assert (lena.capacity_points, lena.languages) == (80, ["ru", "de"])
        with pytest.raises(Conflict):
            operations.keep_profile(lena, {}, version=lena.version - 1, actor=sofia)
        with pytest.raises(NotFound):
            queries.profile_of(cast.public_ids["lena"], actor=cast.actor("stefan"))
        a_client(cast, name="ООО «Важный»", lifecycle="client", manager="lena", vip_tier="vip")
        with pytest.raises(Invalid) as refused:
            operations.keep_profile(
                lena, {"is_vip_certified": False}, version=lena.version, actor=sofia
            )
        assert "is_vip_certified" in refused.value.fields


def test_v3_load_is_tier_times_norm_and_a_point_for_each_open_promise(app, cast):
    with app.app_context(), transaction():
        vip = a_client(cast, name="А", lifecycle="client", manager="lena", vip_tier="vip")
        a_client(cast, name="Б", lifecycle="client", manager="lena")
        a_client(cast, name="В", manager="lena")
        assert queries.loads([cast.ids["lena"]])[cast.ids["lena"]].points == 6 + 2 + 1
        db.session.add(
            Promise(
                client_id=vip.id,
                owner_id=cast.ids["lena"],
                text="x",
                side=Side.BANK,
                due_on=clock.today(None) + dt.timedelta(days=2),
                state=PromiseState.OPEN,
                created_at=clock.now(),
                created_by_id=cast.ids["lena"],
            )
        )
        db.session.flush()
        load = queries.loads([cast.ids["lena"]])[cast.ids["lena"]]
        assert (load.points, load.promises) == (10, 1)


def test_v3_a_vip_weighs_what_its_tier_asks_for_by_the_policy_in_force(app, cast):
    with app.app_context(), transaction():
        a_client(cast, name="А", lifecycle="client", manager="lena", vip_tier="gold")
        a_client(cast, name="Б", lifecycle="client", manager="lena", vip_tier="silver")
        a_client(cast, name="В", lifecycle="client", manager="lena", vip_tier="unknown")
        operations.weigh_tiers({"gold": 14, "silver": 200})
        assert queries.loads([cast.ids["lena"]])[cast.ids["lena"]].points == 13 + 1 + 6
        assert [tier_points(days) for days in (1, 14, 30, 45, 60, 366)] == [180, 13, 6, 4, 3, 1]


def test_v3_the_best_receiver_is_proposed_with_reasons_and_the_load_before_and_after(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Кедр»", lifecycle="client", manager=None, vip_tier="vip")
        client.language = "en"
        for who, speaks in (("lena", ["en"]), ("pavel", ["ru"])):
            cast.employee(who).languages = speaks
        db.session.flush()
        receivers = [queries.receiver_from(one) for one in queries.managers(cast.actor("sofia"))]
        order = ranked(queries.piece_of(client), receivers)
        assert order[0].employee_id == cast.ids["lena"]
        assert "language" in order[0].why
        assert {one.employee_id for one in order if one.cost is None} >= {cast.ids["mara"]}
        key = client.public_id
    page = browser_of("sofia").get(f"/portfolios/assign/{key}").text
    assert page.index("Соколова") < page.index("Громов")
    assert "speaks the client" in page
    assert "0 → 6 / 100" in page


def test_v3_the_profile_page_saves_and_gives_notice(app, cast, browser_of):
    sofia, place = browser_of("sofia"), f"/portfolios/managers/{cast.public_ids['lena']}"
    page = sofia.get(place).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    version = page.split('name="version" value="')[1].split('"')[0]
    form = {"csrf_token": token, "version": version, "capacity_points": "77", "languages": ["de"]}
    assert sofia.post(place, data=form).status_code == 302
    form = {"csrf_token": token, "leaves_on": "01.01.2001"}
    assert sofia.post(f"{place}/notice", data=form).status_code == 422
    form["leaves_on"] = (clock_today() + dt.timedelta(days=20)).strftime("%d.%m.%Y")
    assert sofia.post(f"{place}/notice", data=form).status_code == 302
    with app.app_context(), transaction():
        lena = cast.employee("lena")
        assert (lena.capacity_points, lena.languages) == (77, ["de"])
        assert lena.leaves_on is not None
    assert sofia.post(f"{place}/notice", data={**form, "stays": "1"}).status_code == 302
    assert browser_of("stefan").get(place).status_code == 404


def clock_today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def test_v3_a_load_is_drawn_alike_on_every_page_and_what_is_over_stands_beyond_the_capacity(
    app, cast, browser_of
):
    """The scale ends at half as much again; the capacity has one place on it, marked by a gap."""
    with app.app_context(), transaction():
        pavel = cast.employee("pavel")
        pavel.capacity_points = 1
        for number in range(3):
            a_client(cast, name=f"ООО «Клён {number}»", manager="pavel", lifecycle="client")
    sofia = browser_of("sofia")
    drawn = [
        sorted(re.findall(r'<meter class="load" min="0" max="([\d.]+)" value="([\d.]+)"', page))
        for page in (sofia.get(path).text for path in ("/portfolios/", "/team"))
    ]
    assert drawn[0]
    assert drawn[0] == drawn[1]
    assert ("1.5", "1.5") in drawn[0], "three times the capacity fills the scale"


def test_v3_the_role_offered_first_is_one_that_the_best_receiver_can_have(app, cast, browser_of):
    with app.app_context(), transaction():
        for who in ("mara", "max"):
            cast.employee(who).capacity_points = 1  # the winners are full
        key = a_client(cast, name="ООО «Кедр»", lifecycle="client", manager=None).public_id
    sofia = browser_of("sofia")
    page = sofia.get(f"/portfolios/assign/{key}").text
    assert 'selected value="personal"' in page
    first = re.search(
        r'<select[^>]*name="employee".*?<option[^>]* value="([0-9a-z]{16})"', page, re.S
    )
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    done = sofia.post(
        f"/portfolios/assign/{key}",
        data={"csrf_token": token, "employee": first.group(1), "role": "personal", "reason": "x"},
    )
    assert done.status_code == 302, "what stands there at first is not refused"


def test_v3_nobody_evens_out_the_load_beyond_capacity():
    def receiver(points):
        return Receiver(employee_id=1, points=points, capacity=100, languages=frozenset({"ru"}))

    piece = Piece(1, 2, language="ru")
    assert "balance" in ranked(piece, [receiver(98)])[0].why
    assert "balance" not in ranked(piece, [receiver(99)])[0].why
