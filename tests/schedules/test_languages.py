"""What a template says is read in the language of whoever reads it (C2, C3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core import clock
from rmapp.core.transaction import transaction
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction
from rmapp.interactions.models.spoken import kept_of, pair_of, pairs_of, read_as
from rmapp.interactions.operations import Matter
from rmapp.interactions.queries import WITH_PEOPLE, interaction_of
from rmapp.interactions.words import Purpose
from rmapp.schedules.queries import desk_of
from rmapp.schedules.rules.steps import Reason, Why
from rmapp.schedules.words import explain
from rmapp.staff import administration
from rmapp.staff.models import CalendarDay, Employee
from rmapp.staff.queries import holidays_within as names_of_days
from rmapp.staff.seeds import seed
from tests.factories import a_client
from tests.schedules.conftest import fresh

RU, EN = "ru", "en"


def said(contact: Interaction, language: str) -> tuple[str, list[str], str]:
    with force_locale(language):
        return contact.goal, contact.points, contact.told


@pytest.fixture
def visit(scene: Any, cast: Any, started: Any) -> Interaction:
    """The first visit of an approach to a firm, started by one who reads English."""
    contact = fresh(started(a_client(cast))).steps[2].interaction
    assert contact is not None
    mara = cast.actor("mara")
    return interaction_of(contact.public_id, actor=mara, options=WITH_PEOPLE, anew=True)


def test_c2_a_step_is_read_in_the_language_of_its_reader(visit: Interaction) -> None:
    english, russian = said(visit, EN), said(visit, RU)
    assert english[0] == "The needs, and who decides"
    assert russian[0] == "Выяснить потребности и кто принимает решение"
    assert english[1] == visit.structure
    assert len(english[1]) == len(russian[1]) > 2
    assert not set(english[1]) & set(russian[1])


def test_c2_what_is_brought_and_who_is_taken_along_is_read_in_both(
    scene: Any, cast: Any, started: Any
) -> None:
    contact = fresh(started(a_client(cast))).steps[3].interaction
    assert contact is not None
    assert "Bring: Proposal on paper" in said(contact, EN)[2]
    assert "Коммерческое предложение на бумаге" in said(contact, RU)[2]


def test_c3_a_point_that_somebody_changed_stays_as_it_was_typed_and_ticks_stay(
    visit: Interaction, cast: Any
) -> None:
    """The others are still read in both; the ticks are of the points and not of their words."""
    contacts.tick(visit, [0, 2], actor=cast.actor("mara"))
    russian = said(visit, RU)
    points = [russian[1][0], "Спросить о складе", *russian[1][2:]]
    matter = Matter(purpose=Purpose.FIRST_CONTACT, purpose_text=russian[0], structure=points)
    contacts.change(visit, matter, actor=cast.actor("mara"), version=visit.version)
    english = said(visit, EN)
    assert english[0] == "The needs, and who decides"
    assert english[1][1] == "Спросить о складе"
    assert english[1][0] != russian[1][0]
    assert said(visit, RU)[1] == points
    assert visit.ticked == [0, 2]
    again = Matter(purpose_text="Own words", structure=points[1:])
    contacts.change(visit, again, actor=cast.actor("mara"), version=visit.version)
    assert said(visit, EN)[0] == said(visit, RU)[0] == "Own words"
    assert said(visit, RU)[1] == points[1:]
    assert visit.ticked == [1]


def test_c2_every_page_and_the_api_say_it_in_the_language_of_the_reader(
    app: Any, cast: Any, started: Any, browser_of: Any
) -> None:
    """The contact, the week, My day, the card, the form: in Russian what was begun in English."""
    with app.app_context(), transaction() as session:
        client = a_client(cast)
        key = client.public_id
        steps = fresh(started(client)).steps
        first = steps[2].interaction
        assert first is not None
        visit, goal, points = first.public_id, *said(first, RU)[:2]
        week = f"/interactions/week?view=list&week={first.planned_at:%Y-%m-%d}"
        letter = said(steps[0].interaction, RU)[0]  # type: ignore[arg-type]
        session.execute(sa.update(Employee).where(Employee.login == "mara").values(language="ru"))
    mara = browser_of("mara")
    for path in (f"/interactions/{visit}", f"/interactions/{visit}/edit"):
        page = mara.get(path).text
        assert goal in page
        assert all(point in page for point in points), path
    for path in (f"/clients/{key}/brief?contact={visit}", week):
        assert goal in mara.get(path).text, path
    assert letter in mara.get(f"/clients/{key}").text
    with app.app_context(), transaction() as session:
        now = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
        session.execute(
            sa.text("UPDATE interaction SET planned_at = :at, ends_at = :at + interval '1 hour'"
                    " WHERE public_id = :key"),
            {"at": now, "key": visit},
        )  # fmt: skip
    assert goal in mara.get("/").text


@given(st.text(max_size=5), st.text(max_size=5), st.sampled_from([RU, EN]))
def test_c2_both_languages_lead_to_the_same_pair_and_a_missing_one_to_none(
    en: str, ru: str, reader: str
) -> None:
    pair = pair_of(en, ru)
    assert (pair is None) == (not en or not ru)
    assert pairs_of([en], [ru]) == ([pair] if pair else [])
    assert pairs_of([en], []) == []
    if pair:
        assert kept_of(en, None, pair) == kept_of(ru, pair) == pair
        assert kept_of(en + ru + "x", pair) is None
        assert read_as(en, pair, reader) == read_as(ru, pair, reader) == pair[reader]
    assert read_as(en, None, reader) == en


def test_c2_a_holiday_is_called_as_its_reader_calls_it(
    app: Any, cast: Any, started: Any, browser_of: Any
) -> None:
    """In the reasons of a date and in the month; a day the bank entered is called as it was."""
    with app.app_context(), transaction() as session:
        eve = dt.date(clock.today("Europe/Moscow").year + 1, 1, 5)
        session.execute(sa.update(CalendarDay).values(title_en=""))
        seed()
        named = session.get_one(CalendarDay, eve)
        assert (named.title, named.title_en) == ("Новогодние каникулы", "New Year Holidays")
        assert not session.scalars(
            sa.select(CalendarDay.day).where(
                CalendarDay.is_seeded, CalendarDay.title != "", CalendarDay.title_en == ""
            )
        ).all()
        names = desk_of(session.get_one(Employee, cast.ids["mara"])).diary.names
        why = Reason(Why.HOLIDAY, {"day": eve.isoformat(), "name": names[eve]})
        for language, told in (
            (EN, "5 January is a holiday (New Year Holidays)"),
            (RU, "5 января — праздник (Новогодние каникулы)"),
        ):
            with force_locale(language):
                assert explain([why.plain()]) == [told]
        own = dt.date(eve.year, 1, 12)
        administration.set_day(own, is_working=False, title="День банка", actor=cast.actor("adam"))
        assert names_of_days(own, own) == {own: "День банка"}
    mara = browser_of("mara")
    page = mara.get(f"/calendar/month?month={eve:%Y-%m}").text
    assert "New Year Holidays" in page
    assert "Новогодние" not in page


def test_c2_reasons_kept_before_holidays_had_two_names_are_read_in_both(
    scene: Any, cast: Any, started: Any
) -> None:
    """Once the days are named in English, also those in the reasons of steps kept before."""
    step = fresh(started(a_client(cast))).steps[0]
    eve = dt.date(clock.today("Europe/Moscow").year + 1, 1, 5)
    own = eve + dt.timedelta(days=60)
    others = [
        {"why": "offset", "days": 0, "anchor": "start", "after": ""},
        {"why": "holiday", "day": own.isoformat(), "name": "День банка"},
        {"why": "holiday", "day": own.isoformat(), "name": ""},
    ]
    old = {"why": "holiday", "day": eve.isoformat(), "last": f"{eve.year}-01-08"}
    step.why = [others[0], {**old, "name": "Новогодние каникулы"}, *others[1:]]
    scene.flush()
    scene.execute(sa.update(CalendarDay).values(title_en=""))
    seed()
    scene.refresh(step)
    both = {"en": "New Year Holidays", "ru": "Новогодние каникулы"}
    assert step.why == [others[0], {**old, "name": both}, *others[1:]]
    with force_locale(EN):
        assert "5–8 January are holidays (New Year Holidays)" in explain(step.why)


def test_c2_a_day_that_was_moved_says_from_when_so_that_nobody_takes_it_for_another(
    scene: Any,
) -> None:
    """The library writes 01/04/2026 in English: the fourth of January, not the first of April."""
    scene.execute(sa.delete(CalendarDay))
    administration.seed_years("RU", [2026])
    told = scene.get_one(CalendarDay, dt.date(2026, 12, 31))
    assert told.title == "Выходной (перенесено с 04.01.2026)"
    assert told.title_en == "Day off (substituted from 4 January 2026)"
