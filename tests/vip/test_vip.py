"""VIP by written criteria, proposed, confirmed by a second person, with evidence (V1, V2)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from rmapp.clients.models import Assignment, AssignmentRole, Client
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.transaction import transaction
from rmapp.products.models import Holding, Product
from rmapp.vip import operations, queries
from rmapp.vip.gathering import clients_listed
from rmapp.vip.models import Basis, StatusState, VipStatus
from rmapp.vip.rules import judge, rule_of
from rmapp.vip.views.suiting import suiting
from tests.factories import a_client
from tests.vip.pages import token_of

MILLION = 100_000_000
MODEST = "ООО «Скромный»"


@pytest.fixture
def rich(app, cast):
    """A client of Mara's with a large balance and profit."""
    with app.app_context(), transaction():
        client = a_client(
            cast,
            name="АО «Богатырь»",
            lifecycle="client",
            manager="mara",
            role=AssignmentRole.ACQUISITION,
            client_since=dt.date(2015, 1, 1),
        )
        product = db.session.scalars(sa.select(Product).limit(1)).first()
        db.session.add(
            Holding(
                client_id=client.id,
                product_id=product.id,
                balance=90 * MILLION,
                profit_12m=3 * MILLION,
            )
        )
        a_client(
            cast,
            name=MODEST,
            lifecycle="client",
            manager="mara",
            role=AssignmentRole.ACQUISITION,
        )
        return client.public_id


def client_by(public_id):
    return db.session.scalar(sa.select(Client).where(Client.public_id == public_id))


def the_modest():
    """The other client, who meets nothing of the criteria."""
    return db.session.scalars(sa.select(Client).where(Client.display_name == MODEST)).one()


def decided(cast):
    """The modest one as a VIP of a decision."""
    status = operations.propose(the_modest(), actor=cast.actor("mara"), decision_reason="The board")
    operations.confirm(
        status, cast.employee("lena"), version=status.version, actor=cast.actor("sofia")
    )
    return status


def test_v2_a_confirmed_vip_gets_a_personal_manager_and_the_hunter_steps_back(app, cast, rich):
    with app.app_context(), transaction():
        status = operations.propose(client_by(rich), actor=cast.actor("mara"))
        assert client_by(rich).vip_tier == ""
        assert status.basis is Basis.CRITERIA
        assert {one["source"] for one in status.evidence} == {"holdings", "dossier"}
        operations.confirm(
            status, cast.employee("lena"), version=status.version, actor=cast.actor("sofia")
        )
        client = client_by(rich)
        assert client.vip_tier == "vip"
        rows = db.session.execute(
            sa.select(Assignment.employee_id, Assignment.role, Assignment.ended_at.is_(None)).where(
                Assignment.client_id == client.id
            )
        ).all()
        assert (cast.ids["lena"], AssignmentRole.PERSONAL, True) in rows
        assert (cast.ids["mara"], AssignmentRole.ACQUISITION, False) in rows


def test_v2_who_proposes_never_confirms(app, cast, rich):
    with app.app_context(), transaction():
        status = operations.propose(client_by(rich), actor=cast.actor("sofia"))
        with pytest.raises(Forbidden):
            operations.confirm(
                status, cast.employee("lena"), version=status.version, actor=cast.actor("sofia")
            )


def test_v2_a_vip_is_never_given_to_somebody_who_may_not_serve_vips(app, cast, rich):
    with app.app_context(), transaction():
        status = operations.propose(client_by(rich), actor=cast.actor("mara"))
        with pytest.raises(Invalid):
            operations.confirm(
                status, cast.employee("max"), version=status.version, actor=cast.actor("sofia")
            )


def test_v1_below_the_criteria_a_decision_needs_its_reason_and_holds_a_year(app, cast, rich):
    with app.app_context(), transaction():
        modest = the_modest()
        with pytest.raises(Invalid) as refused:
            operations.propose(modest, actor=cast.actor("mara"))
        assert "decision_reason" in refused.value.fields
        status = operations.propose(
            modest, actor=cast.actor("mara"), decision_reason="owner of the group"
        )
        assert (status.basis, status.decision_reason) == (Basis.DECISION, "owner of the group")
        assert status.holds_until is not None
        assert status.evidence, "what was not met stands beside the decision"


def test_v7_personal_service_is_sold_to_those_below_vip(app, cast, rich):
    with app.app_context(), transaction():
        modest = the_modest()
        with pytest.raises(Invalid) as refused:
            operations.propose(modest, actor=cast.actor("mara"), tier="personal")
        assert "decision_reason" in refused.value.fields
        status = operations.propose(
            modest, actor=cast.actor("mara"), tier="personal", decision_reason="contract 17"
        )
        assert (status.tier, status.basis) == ("personal", Basis.PAID)


def test_v2_nobody_is_proposed_twice_nor_a_prospect(app, cast, rich):
    with app.app_context(), transaction():
        operations.propose(client_by(rich), actor=cast.actor("mara"))
        with pytest.raises(Conflict):
            operations.propose(client_by(rich), actor=cast.actor("mara"))
        prospect = a_client(cast, name="ООО «Новый»")
        with pytest.raises(Conflict):
            operations.propose(prospect, actor=cast.actor("mara"))


def test_v2_no_status_stands_without_a_version_and_evidence(scene, cast):
    client = a_client(cast, lifecycle="client")
    version = queries.policy_in_force()
    bare = {"client_id": client.id, "tier": "vip", "proposed_at": dt.datetime.now(dt.UTC)}
    for told in ({"policy_version_id": version.id}, {"decision_reason": "the board"}):
        nested = scene.begin_nested()
        scene.add(VipStatus(**bare, **told))
        with pytest.raises(sa.exc.IntegrityError):
            scene.flush()
        nested.rollback()


def test_v2_the_pages_from_the_proposal_to_the_confirmation(app, cast, rich, browser_of):
    mara, sofia = browser_of("mara"), browser_of("sofia")
    page = mara.get(f"/vip/propose/{rich}")
    answer = mara.post(f"/vip/propose/{rich}", data={"csrf_token": token_of(page), "tier": "vip"})
    assert answer.status_code == 302, answer.text
    place = answer.headers["Location"]
    assert place in sofia.get("/vip/").text
    page = sofia.get(place)
    version = re.search(r'name="version" value="(\d+)"', page.text).group(1)
    data = {"csrf_token": token_of(page), "employee": cast.public_ids["lena"], "version": version}
    assert sofia.post(f"{place}/confirm", data=data).status_code == 302
    assert "Богатырь" in browser_of("lena").get("/vip/").text
    assert browser_of("otto").get(place).status_code == 404
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(VipStatus.state)) is StatusState.CONFIRMED


def test_v3_whoever_confirms_a_vip_sees_whom_it_suits_and_the_load_before_and_after(
    app, cast, rich, browser_of
):
    with app.app_context(), transaction():
        client = db.session.scalars(sa.select(Client).where(Client.public_id == rich)).one()
        status = operations.propose(client, tier="vip", actor=cast.actor("mara"))
        place = f"/vip/status/{status.public_id}"
        [lena] = [
            one for one in suiting(client, "vip", cast.actor("sofia"))
            if one.manager.employee.id == cast.ids["lena"]
        ]  # fmt: skip
        assert lena.after == lena.manager.load.points + 6, "a contact a month in half a year"
        assert lena.rank.why
        label = lena.label
    page = browser_of("sofia").get(place).text
    assert label in page, "to choose from, with the load before and after"
    assert "Whom this client suits" in page


def test_c9_the_contact_norm_of_a_tier_is_offered_to_whoever_counts_breaches(scene, cast):
    assert queries.contact_norms() == {"premier": 14, "vip": 30, "personal": 60}
    assert queries.terms_of("premier").answer_hours == 2
    assert queries.terms_of("forgotten").tier == "personal", "served as the lowest tier"
    assert queries.terms_of("") is None
    client = a_client(cast, lifecycle="client", vip_tier="vip")
    norm = scene.scalar(sa.select(queries.contact_norm()).where(Client.id == client.id))
    assert norm == 30


def test_v2_who_decides_second_reads_who_was_first_and_when(app, cast, rich, browser_of):
    """Two supervisors have one proposal open; the second one reads whose word stands."""
    with app.app_context(), transaction():
        status = operations.propose(client_by(rich), actor=cast.actor("mara"))
        version, key = status.version, status.public_id
        operations.confirm(
            status, cast.employee("lena"), version=version, actor=cast.actor("sofia")
        )
        db.session.flush()
        first = cast.employee("sofia").name
        with pytest.raises(Conflict, match=f"подтверждено: {first}") as caught:
            operations.refuse(status, version=version, reason="no", actor=cast.actor("stefan"))
        assert caught.value.extra["leads_to"]["values"] == {"public_id": key}
        operations.end(status, version=status.version, reason="sold out", actor=cast.actor("sofia"))
        with pytest.raises(Conflict, match=r"прекращён .+: sold out"):
            operations.end(status, version=version, reason="again", actor=cast.actor("stefan"))
    sofia = browser_of("sofia")
    page = sofia.get(f"/vip/status/{key}").text
    sent = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)}
    sent |= {"version": str(version), "reason": "no"}
    late = sofia.post(f"/vip/status/{key}/refuse", data=sent)
    assert late.status_code == 409
    assert f'href="/vip/status/{key}"' in late.text


def test_v4_the_list_never_leaves_the_evidence_of_a_status_empty(app, cast, rich):
    """A status of earlier figures on which nothing is met any more says what and that it is not."""
    with app.app_context(), transaction(), force_locale("en"):
        status = decided(cast)
        status.basis = Basis.CRITERIA
        db.session.flush()
        rows, _is_cut = clients_listed(cast.actor("sofia"), "en")
        [row] = [one for one in rows if one.name == MODEST]
        assert row.why
        assert all(line.endswith(": not met") for line in row.why)
        status.short_since = dt.date(2026, 3, 4)
        db.session.flush()
        rows, _is_cut = clients_listed(cast.actor("sofia"), "en")
        [row] = [one for one in rows if one.name == MODEST]
        assert row.why[-1].startswith("Below the criteria since ")
        assert row.why[-1].endswith(", in grace")


def test_v4_the_list_says_what_is_not_met_where_what_is_met_is_too_little_for_the_tier(
    app, cast, rich
):
    """One figure of "two of these four" does not read as if it were enough; two do."""
    with app.app_context(), transaction(), force_locale("en"):
        status = decided(cast)
        status.basis, status.tier = Basis.CRITERIA, "vip"
        rule = next(
            rule_of(tier.rule)
            for one in queries.versions()
            for tier in one.tiers
            if one.id == status.policy_version_id and tier.code == "vip"
        )
        [group] = rule.groups
        asked = [one.measure for one in group.criteria]
        for met in (1, group.needed):
            figures = {one.figure: one.least for one in group.criteria[:met]}
            status.evidence = [one.plain() for one in judge(rule, figures).evidence]
            db.session.flush()
            [row] = [
                one for one in clients_listed(cast.actor("sofia"), "en")[0]
                if one.name == MODEST
            ]  # fmt: skip
            unmet = [line for line in row.why if line.endswith(": not met")]
            assert len(row.why) - len(unmet) == met
            assert len(unmet) == (0 if met == group.needed else len(asked) - met)
