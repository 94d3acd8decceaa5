"""Days in a history of contacts: read in any form, and as so many days before the contact (C11)."""

from __future__ import annotations

import datetime as dt
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.priority.learning import area_under_curve, learn
from rmapp.priority.learning.dates import Days, day, is_day_first

FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d %b %Y", "%Y-%m-%dT%H:%M")


@given(st.dates(dt.date(1950, 1, 1), dt.date(2035, 12, 31)), st.sampled_from(FORMS))
def test_c11_a_day_is_the_same_in_every_form(when: dt.date, form: str) -> None:
    written = dt.datetime(when.year, when.month, when.day, tzinfo=dt.UTC).strftime(form)
    assert day(written) == when.toordinal()


@given(st.text(max_size=20), st.booleans())
def test_c11_no_text_breaks_the_reading_of_days(text: str, first: bool) -> None:
    value = day(text, day_first=first)
    assert math.isnan(value) or value > 0


def test_c11_one_cell_tells_how_a_column_writes_its_days() -> None:
    assert is_day_first(["01/02/2026", "28/01/2026"])
    assert not is_day_first(["01/02/2026", "01/28/2026"])
    assert day("01/02/2026", day_first=True) == dt.date(2026, 2, 1).toordinal()
    assert day("01/02/2026") == dt.date(2026, 1, 2).toordinal()
    assert day("5 мая 2026 г.") == dt.date(2026, 5, 5).toordinal()


def campaign(form: str, rows: int = 2_400) -> tuple[dict[str, list[str]], list[int]]:
    """Contacts of 400 days; who paid within 45 days before says yes more often."""
    dice = random.Random(5)
    sheet: dict[str, list[str]] = {"called": [], "paid": [], "noise": []}
    outcomes = []
    for number in range(rows):
        now = dt.date(2024, 1, 1) + dt.timedelta(days=number * 400 // rows)
        gap = dice.choice([dice.randint(0, 44), dice.randint(45, 500)])
        sheet["called"].append(now.strftime(form))
        sheet["paid"].append((now - dt.timedelta(days=gap)).strftime(form))
        sheet["noise"].append(dice.choice("abc"))
        outcomes.append(int(dice.random() < (0.3 if gap < 45 else 0.1)))
    return sheet, outcomes


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y"])
def test_c11_how_long_before_the_contact_a_day_was_is_learned(form: str) -> None:
    sheet, outcomes = campaign(form)
    past = {name: cells[:1_600] for name, cells in sheet.items()}
    later = {name: cells[1_600:] for name, cells in sheet.items()}
    model = learn(past, outcomes[:1_600])
    assert model.days.clock == "called"
    assert model.days.before == ("paid",)
    area = area_under_curve(outcomes[1_600:], model.log_odds(later))
    assert area is not None
    assert area > 0.6, "a day by itself tells nothing of a later year"
    assert {name for row in model.spoken_for(later) for name in row} <= {"paid", "noise"}


def test_c11_without_the_day_of_the_contact_days_stay_as_they_are() -> None:
    sheet, _outcomes = campaign("%Y-%m-%d", 200)
    shuffled = {"paid": sheet["paid"], "noise": sheet["noise"]}
    days = Days.of(shuffled)
    assert (days.clock, days.before) == ("", ())
    assert days.told(shuffled) is shuffled


def test_c11_an_unknown_day_is_unknown_and_not_long_ago() -> None:
    sheet, outcomes = campaign("%Y-%m-%d")
    days = Days.of(sheet)
    told = days.told({"called": ["2025-01-31", "", "x"], "paid": ["2025-01-01", "2025-01-01", ""]})
    assert told["paid"] == ["30", "", ""]
    model = learn(sheet, outcomes)
    scores = model.log_odds({"called": ["", "2026-01-01"], "paid": ["?", ""], "noise": ["a", "z"]})
    assert not any(map(math.isnan, scores))
