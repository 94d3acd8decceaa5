"""The policy: composed in the browser, approved by a second person, printed (V1, V4, V5)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from rmapp.clients.models import AssignmentRole
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.core.papers import page_count
from rmapp.core.transaction import transaction
from rmapp.vip import operations, queries
from rmapp.vip.gathering import clients_listed, managers_listed
from rmapp.vip.models import PolicyState, StatusState, VipFigure, VipPolicyVersion, VipStatus
from rmapp.vip.paper import Listed, draw_clients
from rmapp.vip.queries.figures import NAMES
from rmapp.vip.rules import rule_of
from tests.core.test_pdf import words_of
from tests.factories import a_client
from tests.vip.pages import token_of

MILLION = 100_000_000
FIELDS = {
    "name_en": "Gold", "name_ru": "Золото", "contact_days": "10", "answer_hours": "3",
    "channels": ["phone"], "terms_en": "One\nTwo", "terms_ru": "Раз", "every": "any",
    "concession": "0,05", "bonus": "1,5", "service_cost": "7 000", "fee": "",
    "figure_1_1": "profit", "least_1_1": "2 млн", "figure_1_2": "group_balance",
    "least_1_2": "50 000 000", "needed_1": "1", "figure_2_1": "years", "least_2_1": "5",
}  # fmt: skip


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def test_v1_a_tier_is_composed_in_the_browser_and_a_second_person_puts_it_in_force(
    app, cast, browser_of
):
    sofia, stefan = browser_of("sofia"), browser_of("stefan")
    token = token_of(sofia.get("/vip/policy"))
    place = sofia.post("/vip/policy/new", data={"csrf_token": token}).headers["Location"]
    page = sofia.get(f"{place}/tiers/new")
    data = {**FIELDS, "csrf_token": token, "version": version_in(page), "code": "gold"}
    wrong = sofia.post(f"{place}/tiers/new", data={**data, "least_1_1": "many"})
    assert wrong.status_code == 422
    assert 'value="50 000 000"' in wrong.text, "nothing that was typed is lost"
    assert sofia.post(f"{place}/tiers/new", data=data).status_code == 302
    stale = sofia.post(f"{place}/tiers/gold", data=data)
    assert stale.status_code == 409
    mine = sofia.post(f"{place}/approve", data={"csrf_token": token})
    assert mine.status_code == 403
    other = token_of(stefan.get("/vip/policy"))
    assert stefan.post(f"{place}/approve", data={"csrf_token": other}).status_code == 409
    looked_at = {"csrf_token": other, "version": version_in(stefan.get(place))}
    assert stefan.post(f"{place}/approve", data=looked_at).status_code == 302
    with app.app_context(), transaction():
        found = queries.policy_in_force()
        gold = queries.tier_of(found, "gold")
        rule = rule_of(gold.rule)
        assert (rule.every, [group.needed for group in rule.groups]) == (False, [1, 1])
        assert [one.figure for one in rule.groups[0].criteria] == ["profit", "group_balance"]
        assert rule.groups[0].criteria[0].least == 2 * MILLION
        assert (gold.concession_bp, gold.bonus_bp, gold.service_cost) == (5, 150, 700_000)
        assert found.number == 2
        first = db.session.scalar(sa.select(VipPolicyVersion).where(VipPolicyVersion.number == 1))
        assert first.state is PolicyState.REPLACED
    assert browser_of("mara").get(f"{place}/tiers/gold").status_code == 403
    assert browser_of("mara").get(place).status_code == 200


def test_v1_an_approved_version_is_never_edited_not_even_by_the_database(scene, cast):
    sofia, stefan = cast.actor("sofia"), cast.actor("stefan")
    draft = operations.begin_version(actor=sofia)
    with pytest.raises(Conflict):
        operations.begin_version(actor=stefan)
    with pytest.raises(Forbidden):
        operations.approve_version(draft, actor=sofia, read=draft.version)
    operations.approve_version(draft, actor=stefan, read=draft.version)
    with pytest.raises(Conflict, match=f"утверждена: {stefan.name}"):
        operations.approve_version(draft, actor=stefan, read=draft.version)
    with pytest.raises(Conflict):
        operations.change_version(
            draft, read=draft.version, fields={"title_en": "Other"}, actor=sofia
        )
    for words in (
        "UPDATE vip_tier SET contact_days = 1",
        "DELETE FROM vip_tier",
        "UPDATE vip_policy_version SET title_en = 'x' WHERE state = 'in-force'",
        "DELETE FROM vip_policy_version WHERE state = 'replaced'",
    ):
        nested = scene.begin_nested()
        with pytest.raises(sa.exc.DBAPIError):
            scene.execute(sa.text(words))
        nested.rollback()


def test_v1_a_version_waits_for_its_first_day(scene, cast):
    draft = operations.begin_version(actor=cast.actor("sofia"))
    tomorrow = dt.date(2190, 1, 1)
    operations.change_version(
        draft, read=draft.version, fields={"valid_from": tomorrow}, actor=cast.actor("sofia")
    )
    operations.approve_version(draft, actor=cast.actor("stefan"), read=draft.version)
    assert draft.state is PolicyState.APPROVED
    assert operations.bring_into_force() is None
    assert queries.policy_in_force().number == 1
    draft.valid_from = dt.date(2026, 1, 1)
    scene.flush()
    assert operations.bring_into_force().id == draft.id
    assert queries.policy_in_force().id == draft.id


def test_v1_of_two_versions_for_one_day_the_newer_one_holds_and_the_older_never_does(scene, cast):
    """Also where the newer one begins earlier: nothing older comes back on its day, 29 February
    among them."""
    sofia, stefan = cast.actor("sofia"), cast.actor("stefan")
    leap = dt.date(2188, 2, 29)

    def approved(day):
        draft = operations.begin_version(actor=sofia)
        operations.change_version(
            draft, read=draft.version, fields={"valid_from": day}, actor=sofia
        )
        operations.approve_version(draft, actor=stefan, read=draft.version)
        scene.flush()
        return draft

    older, newer = approved(leap), approved(leap)
    scene.refresh(older)
    assert (older.state, older.never_held) == (PolicyState.REPLACED, True)
    assert newer.state is PolicyState.APPROVED
    early = approved(dt.date(2188, 1, 31))
    scene.refresh(newer)
    assert newer.never_held
    later = approved(leap)
    scene.refresh(early)
    assert early.state is PolicyState.APPROVED, "it holds until the later one begins"
    early.valid_from = later.valid_from = dt.date(2026, 1, 1)
    scene.flush()
    assert operations.bring_into_force().id == later.id
    scene.refresh(early)
    assert early.never_held
    assert operations.bring_into_force() is None


def test_v1_a_rule_that_cannot_be_is_refused_at_its_place(scene, cast):
    draft = operations.begin_version(actor=cast.actor("sofia"))
    fields = {"name_en": "x", "name_ru": "x", "fee": 0}
    for code, rule, where in (
        ("Gold!", rule_of({}), "code"),
        ("gold", rule_of({}), "rule"),
        ("gold", rule_of({"every": True, "groups": [{"needed": 2, "criteria": [
            {"measure": "profit", "least": 1, "scope": "client"}]}]}), "rule"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            operations.save_tier(draft, code, read=draft.version, rule=rule, fields=fields,
                                 actor=cast.actor("sofia"))  # fmt: skip
        assert where in refused.value.fields


@pytest.fixture
def vips(app, cast):
    """Two VIP clients of Lena's: one worth it, one not; the public id of a status."""
    with app.app_context(), transaction() as session:
        version = queries.policy_in_force()
        ids = []
        for name, profit, balance in (("АО «Кит»", 9, 90), ("АО «Мель»", 0, 900)):
            client = a_client(
                cast, name=name, lifecycle="client", manager="lena", vip_tier="vip",
                role=AssignmentRole.PERSONAL,
            )  # fmt: skip
            values = {"profit": profit * MILLION + MILLION, "balance": balance * MILLION}
            rest = dict.fromkeys(set(NAMES) - {"profit", "balance", "members"}, 0)
            session.add(VipFigure(client_id=client.id, members=1, by_months=True, **values, **rest))
            status = VipStatus(
                client_id=client.id, policy_version_id=version.id, tier="vip",
                state=StatusState.CONFIRMED, proposed_at=dt.datetime.now(dt.UTC),
                decided_at=dt.datetime.now(dt.UTC),
                evidence=[{"group": 1, "measure": "profit", "scope": "client", "required": MILLION,
                           "actual": 9 * MILLION, "met": True, "source": "months",
                           "as_of": "2026-10-31"}],
            )  # fmt: skip
            session.add(status)
            session.flush()
            ids.append(status.public_id)
        return ids


def test_v5_the_economics_name_who_is_not_worth_the_terms_and_why(app, cast, vips, browser_of):
    with app.app_context(), transaction():
        found = queries.Economics(cast.actor("sofia"), queries.policy_in_force())
        first, second = found.clients().rows
        assert (first.name, second.name) == ("АО «Мель»", "АО «Кит»"), "the costliest first"
        assert first.cost.bonus == 900 * MILLION * 20 // 10_000
        assert first.cost.net < 0 < second.cost.net
        whole = found.whole()
        assert (whole.clients, whole.losing) == (2, 1)
        assert whole.cost.net == first.cost.net + second.cost.net
        (manager,) = found.managers()
        assert manager.cost == whole.cost
        assert not queries.Economics(cast.actor("otto"), queries.policy_in_force()).whole().clients
    page = browser_of("sofia").get("/vip/economics?show=losing")
    assert "Мель" in page.text
    assert "Кит" not in page.text
    assert "повышенная ставка" in page.text or "higher interest" in page.text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_v4_every_paper_is_drawn_in_both_languages(cast, vips, browser_of, language):
    sofia = browser_of("sofia")
    policy = re.search(r'href="(/vip/policy/[0-9a-z]{16}/pdf)"', sofia.get("/vip/policy").text)
    for address in (
        policy.group(1), "/vip/managers/pdf", "/vip/clients/pdf", "/vip/economics/pdf",
        f"/vip/status/{vips[0]}/terms",
    ):  # fmt: skip
        answer = sofia.get(f"{address}?language={language}")
        assert answer.status_code == 200, address
        assert answer.mimetype == "application/pdf"
        assert page_count(answer.data) >= 1
        banks = {"en": "Sample Bank", "ru": "Банк «Образец»"}
        assert {code for code, name in banks.items() if name in words_of(answer.data)} == {language}
        if "/policy/" in address:
            assert page_count(answer.data) == 2, "no page is left half empty"
    assert browser_of("otto").get(f"/vip/status/{vips[0]}/terms").status_code == 404


def test_v2_what_if_says_at_its_field_what_it_cannot_read(vips, browser_of):
    sofia = browser_of("sofia")
    place = re.search(r'href="(/vip/policy/[0-9a-z]{16})/what-if"', sofia.get("/vip/policy").text)
    page = sofia.get(f"{place.group(1)}/what-if?vip-0-0=nonsense&vip-0-1=500000")
    assert page.status_code == 200
    assert 'value="nonsense"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert browser_of("mara").get(f"{place.group(1)}/what-if").status_code == 403


def test_v1_a_version_that_came_with_the_desk_says_so(browser_of):
    page = browser_of("sofia").get("/vip/policy")
    assert "comes with the desk, as an example" in page.text
    one = re.search(r'href="(/vip/policy/\w{16})"', page.text).group(1)
    assert "comes with the desk, as an example" in browser_of("sofia").get(one).text


def test_v4_who_has_fallen_short_since_is_told_though_the_evidence_was_good(app, cast, vips):
    with app.app_context(), transaction() as session:
        status = session.scalars(sa.select(VipStatus).where(VipStatus.public_id == vips[0])).one()
        status.short_since = dt.date(2026, 11, 30)
        session.flush()
        told = {one.name: one.why for one in clients_listed(cast.actor("sofia"), "en")[0]}
    assert told["АО «Кит»"][-1] == "Below the criteria since 30 Nov 2026, in grace"
    assert not any("in grace" in line for line in told["АО «Мель»"])


def test_v4_the_list_writes_its_days_in_words(scene, cast):
    """Whoever writes the month first and whoever writes the day first read the same day."""
    one = Listed("ООО «Клён»", "VIP", dt.date(2026, 3, 4), 1, ("profit",), "Mara Lindt")
    with force_locale("en"):
        words = words_of(draw_clients([one], at=dt.datetime(2026, 11, 30, tzinfo=dt.UTC)))
    assert "since 4 Mar 2026" in " ".join(words.split())


def test_v4_a_place_in_a_long_list_stands_on_one_line(scene, cast):
    """170 is a number and no column of digits; an English list counts with No."""
    some = [
        Listed(f"ООО «Клён {n}»", "VIP", dt.date(2026, 3, 4), 1, ("profit",), "Mara Lindt")
        for n in range(1, 1101)
    ]
    with force_locale("en"):
        words = words_of(draw_clients(some, at=dt.datetime(2026, 11, 30, tzinfo=dt.UTC)))
    said = " ".join(words.split())
    assert "170 ООО «Клён 170»" in said
    assert "1100 ООО «Клён 1100»" in said
    assert "No. Client Tier" in said


def test_v4_the_list_of_managers_names_nobody_whose_access_has_ended(app, cast, vips):
    with app.app_context(), transaction():
        sofia, lena = cast.actor("sofia"), cast.employee("lena")
        assert lena.name in {one.name for one in managers_listed(sofia, "en")}
        lena.access_closed_at = dt.datetime.now(dt.UTC)
        db.session.flush()
        assert lena.name not in {one.name for one in managers_listed(sofia, "en")}


@pytest.mark.parametrize(("language", "said"), [("en", "0.02%"), ("ru", "0,02 %")])
def test_v4_shares_are_written_as_the_language_of_the_paper_writes_them(
    app, cast, language, said, browser_of
):
    with app.app_context(), transaction():
        key = queries.policy_in_force().public_id
    paper = browser_of("sofia").get(f"/vip/policy/{key}/pdf?language={language}").data
    assert said in words_of(paper).replace("\xa0", " ")


def test_v5_a_loss_and_missing_figures_are_told_apart(app, cast, vips, browser_of):
    """A client nobody has figures of, and one that costs the bank money before any terms."""
    with app.app_context(), transaction() as session:
        kit, mel = session.scalars(sa.select(VipFigure).order_by(VipFigure.client_id))
        session.delete(kit)
        mel.profit, mel.balance = -300_000_00, -5_000_000_00
        session.flush()
        found = queries.Economics(cast.actor("sofia"), queries.policy_in_force())
        first, second = found.clients().rows
        assert (first.name, first.is_known) == ("АО «Мель»", True)
        assert (second.name, second.is_known) == ("АО «Кит»", False)
        assert first.cost.bonus == 0, "an overdraft earns no interest"
    sofia = browser_of("sofia")
    for language, known in (
        ("en", ("No figures of this client are known", "Brings a loss of")),
        ("ru", ("Показателей клиента нет", "Приносит убыток")),
    ):
        paper = words_of(sofia.get(f"/vip/economics/pdf?language={language}").data)
        assert all(one in paper for one in known), paper
    page = sofia.get("/vip/economics").text
    assert "No figures of this client are known" in page
    assert "Brings a loss of" in page


def test_v5_what_is_brought_less_what_it_costs_is_what_is_left_to_the_kopeck(
    app, cast, vips, browser_of
):
    """On the page and on paper: nothing is rounded apart that a reader adds up."""
    with app.app_context(), transaction() as session:
        session.execute(sa.update(VipFigure).values(profit=12_397_049, turnover=1_234_567))
        found = queries.Economics(cast.actor("sofia"), queries.policy_in_force())
        costs = [row.cost for row in found.clients().rows]
        whole = found.whole().cost
        assert whole.net == sum(one.net for one in costs)
        amounts = {
            language: [
                f"{one:,}".replace(",", " ") for cost in (*costs, whole)
                for one in (cost.profit + cost.fee, cost.total, cost.net)
            ]
            for language in ("en",)
        }  # fmt: skip
    digits = [re.sub(r"\D", "", one) for one in amounts["en"]]
    page = re.sub(r"[^\d<]", "", browser_of("sofia").get("/vip/economics").text)
    assert all(f"{one}<" in page for one in digits[:6]), "each client's three figures"
    paper = browser_of("sofia").get("/vip/economics/pdf?language=en").data
    said = re.sub(r"[ ,.\u00a0]", "", words_of(paper))
    assert all(one in said for one in digits[-3:])


def test_v6_terms_that_promise_another_norm_are_refused_at_the_text(scene, cast):
    sofia = cast.actor("sofia")
    draft = operations.begin_version(actor=sofia)
    tier = queries.tier_of(draft, "vip")
    assert "30" in tier.terms_en, "as shipped, beside a norm of 30"
    with pytest.raises(Invalid) as refused:
        operations.save_tier(
            draft, "vip", read=draft.version, rule=rule_of(tier.rule),
            fields={"contact_days": 21}, actor=sofia,
        )  # fmt: skip
    assert set(refused.value.fields) == {"terms_en", "terms_ru"}
    assert "21" in refused.value.fields["terms_en"][0]
    operations.save_tier(
        draft, "vip", read=draft.version, rule=rule_of(tier.rule), actor=sofia,
        fields={
            "contact_days": 21, "terms_en": tier.terms_en.replace("30 days", "21 days"),
            "terms_ru": tier.terms_ru.replace("30 дней", "21 день"),
        },
    )  # fmt: skip
    assert queries.tier_of(draft, "vip").contact_days == 21


@pytest.mark.parametrize(("language", "shown"), [("en", "30,000,000"), ("ru", "30 000 000")])
def test_v1_limits_are_written_as_the_language_of_the_page_writes_numbers(
    vips, browser_of, language, shown
):
    sofia = browser_of("sofia")
    page = sofia.get("/vip/policy")
    sofia.post(
        "/preferences/language",
        data={"csrf_token": token_of(page), "language": language, "next": "/"},
    )
    place = re.search(r'href="(/vip/policy/[0-9a-z]{16})/what-if"', sofia.get("/vip/policy").text)
    text = sofia.get(f"{place.group(1)}/what-if").text
    values = [re.sub(r"[\u00a0\u202f]", " ", one) for one in re.findall(r' value="([^"]+)"', text)]
    assert shown in values
    again = sofia.get(f"{place.group(1)}/what-if?vip-0-0={shown}")
    assert 'aria-invalid="true"' not in again.text, "what is shown is read again"
    wrong = sofia.get(f"{place.group(1)}/what-if?vip-0-0=nonsense").text
    assert ("1,284,000.50" if language == "en" else "1 284 000,50") in wrong


def test_v2_the_picture_of_a_what_if_is_drawn_for_a_phone_as_well(vips, browser_of):
    sofia = browser_of("sofia")
    place = re.search(r'href="(/vip/policy/[0-9a-z]{16})/what-if"', sofia.get("/vip/policy").text)
    for page in (
        sofia.get(f"{place.group(1)}/what-if").text, sofia.get("/vip/economics").text,
    ):  # fmt: skip
        widths = {float(one) for one in re.findall(r'<svg[^>]* viewBox="0 0 ([\d.]+) ', page)}
        assert min(widths) <= 360 < 700 < max(widths), "one for a desk, one for a phone"


def test_v1_whoever_changed_the_draft_last_does_not_approve_it(scene, cast):
    """A second person who moves a threshold has written it: the first one approves that."""
    sofia, stefan = cast.actor("sofia"), cast.actor("stefan")
    draft = operations.begin_version(actor=sofia)
    operations.change_version(draft, read=draft.version, fields={"grace_days": 90}, actor=stefan)
    scene.flush()
    with pytest.raises(Forbidden):
        operations.approve_version(draft, actor=stefan, read=draft.version)
    looked_at = draft.version
    operations.change_version(draft, read=draft.version, fields={"grace_days": 30}, actor=stefan)
    scene.flush()
    with pytest.raises(Conflict, match=r"изменился|has changed since"):
        operations.approve_version(draft, actor=sofia, read=looked_at)
    operations.approve_version(draft, actor=sofia, read=draft.version)
    assert draft.approved_by_id == sofia.employee_id
    assert draft.made_by_id == stefan.employee_id


def test_v2_every_proposal_that_waits_is_counted_and_reached(app, cast, browser_of):
    """Ten stand open, the rest are folded below; none is left out behind a limit."""
    with app.app_context(), transaction():
        version = queries.policy_in_force()
        for number in range(12):
            client = a_client(cast, name=f"ООО «Ждёт {number:02}»", manager="lena")
            db.session.add(
                VipStatus(
                    client_id=client.id,
                    policy_version_id=version.id,
                    tier="vip",
                    evidence=[{"measure": "years"}],
                    state=StatusState.PROPOSED,
                    proposed_at=dt.datetime.now(dt.UTC),
                )
            )
    page = browser_of("sofia").get("/vip/").text
    assert "Show 2 more" in page
    assert all(f"ООО «Ждёт {number:02}»" in page for number in range(12))
