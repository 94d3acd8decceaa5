"""The made-up bank is whole, agrees with itself, and opens for everybody in it."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from typing import Any

import phonenumbers
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import selectinload

from rmapp import at_hand
from rmapp.audit import shown
from rmapp.audit.models import AuditEntry
from rmapp.clients.models import (
    Assignment,
    Client,
    ClientEmail,
    ClientKind,
    ClientPhone,
    Lifecycle,
    NameWord,
)
from rmapp.clients.operations import refresh_search_many
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.registration_numbers import NumberKind, check
from rmapp.core.text import words
from rmapp.core.transaction import transaction
from rmapp.demo import cli, filling
from rmapp.demo.people import PASSWORD
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.operations.dates import keep_dates
from rmapp.opportunities.models import Opportunity
from rmapp.plans.models import Plan, PlanProspect, PlanShare
from rmapp.portfolios.queries import loads
from rmapp.schedules.models import Schedule
from rmapp.schedules.words import ScheduleState, StepState
from rmapp.settings import Mode, settings
from rmapp.staff.models import Employee
from rmapp.staff.passwords import faults
from rmapp.vip.models import StatusState, VipStatus
from tests.demo.conftest import CLIENTS, make_bank

LISTS = {
    "acquisition_manager": ("/", "/clients", "/opportunities", "/proposals", "/interactions/week"),
    "personal_manager": ("/", "/clients", "/opportunities", "/vip", "/handovers"),
    "supervisor": ("/", "/team", "/clients", "/portfolios", "/vip", "/handovers", "/opportunities"),
    "administrator": ("/staff", "/roles", "/products"),
    "auditor": ("/audit", "/staff", "/roles"),
}


def test_there_are_people_of_every_role_and_their_password_is_a_good_one(
    people: list[dict[str, Any]],
) -> None:
    assert {person["role"] for person in people} == set(LISTS)
    assert {"mara", "lena", "sofia", "stefan", "adam", "ada"} <= {one["login"] for one in people}
    assert all(set(person) == {"login", "password", "role", "team"} for person in people)
    for person in people:
        assert not faults(person["password"], [person["login"], "bank"])


def test_a_supervisor_stands_over_every_team_that_serves_clients(
    people: list[dict[str, Any]],
) -> None:
    heads = Counter(one["team"] for one in people if one["role"] == "supervisor")
    serving = {one["team"] for one in people if one["role"].endswith("_manager")}
    assert serving <= set(heads)


@pytest.mark.parametrize("login", ["mara", "lena", "sofia", "adam", "ada"])
def test_everybody_signs_in_and_every_list_opens(
    login: str, people: list[dict[str, Any]], visitor: Any
) -> None:
    person = next(one for one in people if one["login"] == login)
    browser = visitor(person)
    for path in LISTS[person["role"]]:
        answer = browser.get(path, follow_redirects=True)
        assert answer.status_code == 200, (login, path, answer.status_code)


def test_the_base_has_as_many_clients_as_asked_for_and_one_entry_in_the_trail(
    looked_at: Any,
) -> None:
    assert looked_at.scalar(sa.select(sa.func.count(Client.id))) == CLIENTS
    entry = looked_at.scalars(sa.select(AuditEntry).where(AuditEntry.tag == "demo:filled")).one()
    assert entry.detail["clients"] == CLIENTS


def test_g3_every_detail_of_the_trail_is_called_something(looked_at: Any) -> None:
    details = looked_at.execute(sa.select(AuditEntry.tag, AuditEntry.detail)).all()
    nameless = {
        (tag, key) for tag, detail in details for key in detail if shown.name_of(key) is None
    }
    assert len(details) > 20
    assert nameless == set()


def test_an_active_client_has_one_primary_manager_or_stands_in_the_queue(looked_at: Any) -> None:
    rows = looked_at.execute(
        sa.select(Client.id, sa.func.count(Assignment.id))
        .outerjoin(
            Assignment,
            sa.and_(
                Assignment.client_id == Client.id,
                Assignment.is_primary.is_(True),
                Assignment.ended_at.is_(None),
            ),
        )
        .where(Client.is_active.is_(True))
        .group_by(Client.id)
    ).all()
    served = [count for _client, count in rows]
    assert max(served) == 1
    assert sum(served) > 0.9 * len(served)


def test_dates_of_contact_are_those_the_contacts_say(looked_at: Any) -> None:
    query = sa.select(Client.id, Client.next_contact_at, Client.last_contact_at).order_by(Client.id)
    before = looked_at.execute(query).all()
    keep_dates([row.id for row in before])
    after = looked_at.execute(query).all()
    looked_at.rollback()
    assert before == after
    assert sum(row.next_contact_at is not None for row in before) > len(before) / 2


def test_the_search_column_is_what_the_product_itself_would_write(looked_at: Any) -> None:
    query = sa.select(
        Client.id, Client.name_key, sa.cast(Client.search, sa.Text).label("search")
    ).order_by(Client.id)
    words = sa.select(NameWord.word).order_by(NameWord.word)
    before, known = looked_at.execute(query).all(), list(looked_at.scalars(words))
    refresh_search_many([row.id for row in before])
    after, still = looked_at.execute(query).all(), list(looked_at.scalars(words))
    looked_at.rollback()
    assert before == after
    assert known
    assert known == still


def test_contacts_are_numbered_and_name_the_one_that_followed(looked_at: Any) -> None:
    rows = looked_at.scalars(
        sa.select(Interaction).order_by(Interaction.client_id, Interaction.planned_at)
    ).all()
    keys = {row.id: row for row in rows}
    now = clock.now()
    seen: Counter[int] = Counter()
    for row in rows:
        seen[row.client_id] += 1
        assert row.contact_number == seen[row.client_id]
        if row.state is InteractionState.DONE:
            assert row.outcome_at <= now
            assert (row.next_id is None) != (row.no_next_reason is None)
            if row.next_id is not None:
                assert keys[row.next_id].client_id == row.client_id
                assert keys[row.next_id].planned_at > row.planned_at


def test_every_manager_has_something_to_do_today(looked_at: Any) -> None:
    rows = looked_at.execute(
        sa.select(Interaction.manager_id, sa.func.count())
        .where(
            Interaction.planned_at > clock.now() - dt.timedelta(days=10),
            Interaction.planned_at < clock.now() + dt.timedelta(days=1),
            Interaction.state == InteractionState.PLANNED,
        )
        .group_by(Interaction.manager_id)
    ).all()
    assert len(rows) >= 8
    assert min(count for _manager, count in rows) >= 2


def test_numbers_have_right_checksums_and_mail_goes_nowhere(looked_at: Any) -> None:
    for client in looked_at.scalars(sa.select(Client)).all():
        if client.inn:
            assert check(NumberKind.INN, client.inn).ok, client.inn
        if client.kpp:
            assert check(NumberKind.KPP, client.kpp).ok
        if client.ogrn:
            kind = NumberKind.OGRN if len(client.ogrn) == 13 else NumberKind.OGRNIP
            assert check(kind, client.ogrn).ok, client.ogrn
    for number in looked_at.scalars(sa.select(ClientPhone.number)).all():
        assert phonenumbers.is_valid_number(phonenumbers.parse(number)), number
    for address in looked_at.scalars(sa.select(ClientEmail.address)).all():
        assert address.endswith(".example")


def test_russian_clients_are_written_about_in_russian(looked_at: Any) -> None:
    rows = looked_at.execute(
        sa.select(Client.language, Interaction.outcome_note, Client.needs)
        .join(Interaction, Interaction.client_id == Client.id)
        .where(Interaction.outcome_note != "")
    ).all()
    assert {row.language for row in rows} == {"ru", "en"}
    for row in rows:
        for text in (row.outcome_note, row.needs):
            letters = [char for word in words(text) for char in word if char.isalpha()]
            cyrillic = sum("\u0400" <= char <= "\u04ff" for char in letters)
            assert not letters or (cyrillic > len(letters) / 2) == (row.language == "ru"), text


def test_vips_meet_the_policy_and_are_served_by_those_who_may(looked_at: Any) -> None:
    rows = looked_at.execute(
        sa.select(VipStatus, Client, Employee)
        .join(Client, Client.id == VipStatus.client_id)
        .join(Assignment, Assignment.client_id == Client.id)
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(
            VipStatus.state == StatusState.CONFIRMED,
            Assignment.is_primary.is_(True),
            Assignment.ended_at.is_(None),
        )
    ).all()
    assert rows
    for status, client, employee in rows:
        assert client.vip_tier == status.tier
        assert client.lifecycle is Lifecycle.CLIENT
        assert employee.is_vip_certified
        assert status.decided_by_id != status.proposed_by_id
    tiers = looked_at.scalar(sa.select(sa.func.count()).where(Client.vip_tier != ""))
    assert tiers == len(rows)


def test_nobody_but_one_carries_more_than_they_can(looked_at: Any) -> None:
    over = [load for load in loads().values() if load.points > load.capacity]
    assert len(over) <= 2


def test_c1_a_team_has_a_plan_at_work(looked_at: Any) -> None:
    plan = looked_at.scalars(sa.select(Plan)).one()
    assert plan.starts_on < clock.today(None) < plan.deadline
    shared = looked_at.scalar(sa.select(sa.func.sum(PlanShare.volume)))
    assert shared == plan.volume
    assert looked_at.scalar(sa.select(sa.func.count(PlanProspect.id))) > 0


def test_there_are_sales_at_every_stage_and_all_kinds_of_clients(looked_at: Any) -> None:
    assert len(looked_at.scalars(sa.select(Opportunity.stage_id).distinct()).all()) >= 5
    kinds = looked_at.scalars(sa.select(Client.kind).distinct()).all()
    assert set(kinds) == set(ClientKind)


def test_the_same_seed_makes_the_same_bank_and_another_one_another(
    bank: Flask, worker: str
) -> None:
    def told(app: Flask) -> list[Any]:
        with app.app_context(), transaction() as session:
            return list(
                session.execute(
                    sa.select(
                        Client.display_name, Client.inn, Client.must_know, Client.client_since,
                        sa.func.count(Interaction.id), sa.func.min(Interaction.outcome_note),
                    )
                    .outerjoin(Interaction, Interaction.client_id == Client.id)
                    .group_by(Client.id)
                    .order_by(Client.id)
                )
            )  # fmt: skip

    template = os.environ["RMTEST_TEMPLATE"]
    first = told(bank)
    for seed, same in ((1, True), (2, False)):
        for app in make_bank(f"demo_twin_{worker}", template, clients=CLIENTS, seed=seed):
            assert (told(app) == first) is same


def test_the_command_changes_nothing_in_a_filled_base(
    bank: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "application_at_hand", bank.app_context)
    again = CliRunner().invoke(cli.demo, [])
    assert (again.exit_code, again.stdout) == (0, "")
    assert "nothing was changed" in again.stderr
    told = CliRunner().invoke(cli.demo, ["--people"])
    assert told.exit_code == 0
    assert {
        "login": "mara",
        "password": PASSWORD,
        "role": "acquisition_manager",
        "team": "North",
    } in (json.loads(told.stdout))


def test_production_has_no_demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    production = settings().model_copy(update={"mode": Mode.PRODUCTION})
    monkeypatch.setattr(at_hand, "application_at_hand", app.app_context)
    for module in (cli, filling):
        monkeypatch.setattr(module, "settings", lambda: production)
    refused = CliRunner().invoke(cli.demo, [])
    assert refused.exit_code == 1
    assert "demo" in refused.stderr


def test_c2_schedules_are_under_way_paused_and_over_with_steps_that_tell_it(bank: Flask) -> None:
    with bank.app_context(), transaction():
        found = list(db.session.scalars(sa.select(Schedule).options(selectinload(Schedule.steps))))
        states = Counter(one.state for one in found)
        assert states[ScheduleState.RUNNING] > states[ScheduleState.PAUSED] > 0
        assert states[ScheduleState.FINISHED] > 0
        for one in found:
            kinds = [step.state for step in one.steps]
            done = kinds.count(StepState.DONE)
            assert kinds[:done] == [StepState.DONE] * done, "what took place comes first"
            days = [step.done_on for step in one.steps[:done] if step.done_on is not None]
            assert days == sorted(days)
            if one.state is ScheduleState.RUNNING:
                assert StepState.PLANNED in kinds
            elif one.state is ScheduleState.FINISHED:
                assert done == len(kinds)
            else:
                assert StepState.PLANNED not in kinds
