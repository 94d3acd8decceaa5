"""Migrations from the first table: up, down, up again; models and migrations say the same."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from rmapp.core import clock, migrate
from rmapp.core.db import db
from rmapp.factory import load_models
from rmapp.followups.models import FollowupRule
from rmapp.interactions.models import LetterText, Scenario
from rmapp.interactions.words import Stage
from rmapp.schedules.models import ScheduleTemplate, TemplateStep, TemplateVersion
from tests.engines import own_database
from tests.schema import wait_for_template

KEYS = ("id", "public_id", "version_id")


@pytest.fixture
def empty(worker):
    load_models()
    wait_for_template()  # one process migrates one database at a time
    with own_database(f"{os.environ['RMTEST_TEMPLATE']}_{worker}_migrations") as urls:
        yield urls


def tables(url):
    engine = sa.create_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_the_models_say_what_the_migrations_make_up_and_down_and_up_again(empty):
    owner, serving = empty
    role = str(sa.make_url(serving).username)
    migrate.upgrade(owner, serving_role=role)
    assert migrate.differences(owner) == []
    assert migrate.serving_faults(owner, role) == []
    migrate.downgrade(owner, "base")
    assert tables(owner) == {"alembic_version"}
    migrate.upgrade(owner, serving_role=role)
    assert migrate.differences(owner) == []


def test_the_revisions_are_one_line():
    assert len(migrate.heads()) == 1


def test_c3_shipped_scenarios_of_an_older_base_learn_whom_they_fit_unless_the_bank_wrote_them(
    scene,
):
    review, manager = (
        db.session.scalars(sa.select(Scenario).where(Scenario.code == code)).one()
        for code in ("vip-review", "new-manager")
    )
    table = Scenario.__table__
    as_before = {"fits": "any", "stage": "any", "version": 1}
    for scenario, values in ((review, as_before), (manager, {**as_before, "version": 2})):
        db.session.execute(sa.update(table).where(table.c.id == scenario.id).values(values))
    [script] = Path("migrations/versions").glob("*_scenario_stages.py")
    spec = importlib.util.spec_from_file_location("scenario_stages", script)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration.upgrade()
    db.session.expire_all()
    assert (review.stage, manager.stage) == (Stage.VIP, Stage.ANY)


def _migration(name):
    [script] = Path("migrations/versions").glob(f"*_{name}.py")
    spec = importlib.util.spec_from_file_location(name, script)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    return migration


def test_f1_letters_of_an_older_base_begin_with_the_greeting_unless_the_bank_wrote_them(scene):
    rule = db.session.scalars(sa.select(FollowupRule)).one()
    new_ru, new_en = rule.text_ru, rule.text_en
    rule.text_ru = new_ru.replace("{greeting}", "Здравствуйте!")
    rule.text_en = new_en.replace("{greeting}", "Good day,") + " Ours."
    thanks, other = db.session.scalars(
        sa.select(LetterText).where(LetterText.code != "").order_by(LetterText.id).limit(2)
    )
    table, old = LetterText.__table__, "Здравствуйте, {person}!"
    for one, version in ((thanks, 1), (other, 2)):
        body = one.body_ru.replace("{greeting}", old)
        values = {"body_ru": body, "version": version}
        db.session.execute(sa.update(table).where(table.c.id == one.id).values(values))
    db.session.flush()
    with Operations.context(MigrationContext.configure(db.session.connection())):
        _migration("greetings").upgrade()
    db.session.expire_all()
    assert rule.text_ru == new_ru
    assert rule.text_en.startswith("Good day,"), "the bank's own words stay"
    assert thanks.body_ru.startswith("{greeting}\n")
    assert other.body_ru.startswith(old), "somebody has changed it"


def _as_shipped_before():
    """A shipped schedule as it came before letters greeted by name."""
    now = db.session.scalars(
        sa.select(TemplateStep)
        .join(TemplateVersion, TemplateVersion.id == TemplateStep.version_id)
        .join(ScheduleTemplate, ScheduleTemplate.id == TemplateVersion.template_id)
        .where(ScheduleTemplate.code == "approach-firm")
        .order_by(TemplateStep.position)
    ).all()
    template = ScheduleTemplate(code="approach-before", number=1)
    version = TemplateVersion(template=template, number=0, title_en="Before", title_ru="Раньше")
    kept = [one.name for one in TemplateStep.__table__.columns if one.name not in KEYS]
    version.steps = [TemplateStep(**{name: getattr(one, name) for name in kept}) for one in now]
    for one in version.steps:
        one.message_ru = one.message_ru.replace("{greeting}", "Здравствуйте!")
        one.message_en = one.message_en.replace("{greeting}", "Good day,")
    db.session.add_all([template, version])
    db.session.flush()
    version.number, version.published_at = 1, clock.now()
    db.session.flush()
    return template


def test_c2_a_shipped_schedule_of_an_older_base_gets_a_version_that_greets_and_keeps_the_first(
    scene,
):
    template = _as_shipped_before()
    with Operations.context(MigrationContext.configure(db.session.connection())):
        _migration("greetings").upgrade()
    db.session.expire_all()
    assert template.number == 2
    first, second = (
        db.session.scalars(
            sa.select(TemplateStep)
            .join(TemplateVersion, TemplateVersion.id == TemplateStep.version_id)
            .where(TemplateVersion.template_id == template.id, TemplateVersion.number == number)
            .order_by(TemplateStep.position)
        ).all()
        for number in (1, 2)
    )
    assert [one.kind for one in first] == [one.kind for one in second]
    assert first[0].message_ru.startswith("Здравствуйте!")
    assert second[0].message_ru.startswith("{greeting}\n")
    assert len({one.public_id for one in (*first, *second)}) == len(first) * 2
