"""Fields take any usual writing."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.fields import (
    MomentField,
    NumberField,
    read_day,
    read_email,
    read_moment,
    read_money,
)
from rmapp.core.forms import Form


class NumberForm(Form):
    """A number with decimals, and one that has a least."""

    number = NumberField("Number")
    quantity = NumberField("Quantity", least=Decimal("0.001"))


class MomentForm(Form):
    """A day and an hour."""

    at = MomentField("At")


def test_a_moment_of_a_form_stands_on_the_clocks_of_its_reader(app):
    """To the minute: the zones of pytz are half an hour off where a time is put together."""
    zone = ZoneInfo(app.config["BABEL_DEFAULT_TIMEZONE"])
    for month in (1, 7):
        meant = dt.datetime(2026, month, 15, 10, 0, tzinfo=zone)
        with app.test_request_context():
            field = MomentForm(meta={"csrf": False}).at
            assert field.read(f"2026-{month:02}-15T10:00") == meant
            assert field.write(meant.astimezone(dt.UTC)) == f"2026-{month:02}-15T10:00"


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1284000,50", 128400050), ("1 284 000,50", 128400050), ("1,284,000.50", 128400050),
        ("1.284.000,50 ₽", 128400050), ("1284000", 128400000), ("1,284", 128400),
        ("1,2 млн", 120000000), ("500k", 50000000), ("500 тыс. руб.", 50000000), ("0", 0),
        ("1\u00a0284\u00a0000", 128400000), ("$12.5", 1250), ("3 млрд", 300000000000),
    ],
)  # fmt: skip
def test_money_is_read_in_any_usual_writing(text, minor):
    assert read_money(text) == minor


@pytest.mark.parametrize(
    ("language", "shown"), [("ru", ("0,04", "1,125", "1250")), ("en", ("0.04", "1.125", "1250"))]
)
def test_v1_a_number_stands_in_a_form_as_its_reader_writes_it(app, language, shown):
    """V1: 0,04 in Russian and 0.04 in English; what stands there is read back as it was."""
    with app.test_request_context(), force_locale(language):
        field = NumberForm(meta={"csrf": False}).number
        for value, written in zip(("0.04", "1.125", "1250"), shown, strict=True):
            assert field.write(Decimal(value)) == written
            assert field.read(written) == Decimal(value)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("typed", ["0,04", "0.04", " 0,040 "])
def test_v1_comma_and_point_are_both_taken_whoever_types(app, language, typed):
    with app.test_request_context(), force_locale(language):
        assert NumberForm(meta={"csrf": False}).number.read(typed) == Decimal("0.04")


@pytest.mark.parametrize("language", ["ru", "en"])
@given(value=st.decimals(0, 10**6, places=3))
def test_v1_every_number_of_a_form_comes_back_from_its_own_writing(app, language, value):
    with app.test_request_context(), force_locale(language):
        field = NumberForm(meta={"csrf": False}).number
        assert field.read(field.write(value)) == value


def test_v1_the_bounds_of_a_number_are_told_in_the_readers_writing(app):
    with app.test_request_context(), force_locale("ru"):
        field = NumberForm(meta={"csrf": False}).quantity
        with pytest.raises(ValueError, match="0,001"):
            field.read("0")


@pytest.mark.parametrize(
    "text",
    ["1,2,3", "1.2.3,4", "12,34.5", "12.345.67", "abc", "1e9", "10000000000000000", "1.005,1234",
     "٣", "1,,2", "9" * 500, "1234,567,890,1", "{{7*7}}", "=1+1", ""],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError):
        read_money(text)


@pytest.mark.parametrize(
    "text",
    ["24.11.2026", "2026-11-24", "24/11/2026", "11/24/2026", "24 ноября 2026 г.", "24 нояб. 2026",
     "Nov 24, 2026", "24 November 2026", "24th of November 2026", "24-11-26", "24,11,2026"],
)  # fmt: skip
def test_a_day_is_read_in_any_usual_writing(text):
    assert read_day(text) == dt.date(2026, 11, 24)


@given(st.dates(min_value=dt.date(1850, 1, 1), max_value=dt.date(2200, 12, 31)))
@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize("form", ["short", "medium", "long"])
def test_d9_a_day_as_the_desk_shows_it_can_be_pasted_back(locale, form, day):
    if form == "short":
        form = "dd.MM.yyyy"
    assert read_day(format_date(day, form, locale=locale)) == day


@pytest.mark.parametrize(
    "text",
    ["31.02.2026", "0000-01-01", "01.01.1849", "1.1.9999", "24.11", "2026", "tomorrow", "1/2/3/4",
     "24.11.202", "9" * 300, "24 ноября", "２４.11.2026", "{{x}}", "24.11.2026 cats"],
)  # fmt: skip
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError):
        read_day(text)


@pytest.mark.parametrize(
    "text",
    ["24.11.2026 9:30", "2026-11-24T09:30", "24 ноября 2026 в 09.30", "Nov 24, 2026 9:30 am"],
)
def test_a_moment_is_read_in_the_persons_zone(text):
    read = read_moment(text, ZoneInfo("Asia/Yekaterinburg"))
    assert read == dt.datetime(2026, 11, 24, 4, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["24.11.2026", "24.11.2026 25:00", "9:30", "", "x" * 500])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):
        read_moment(text, dt.UTC)


def test_an_address_is_kept_in_lower_case():
    assert read_email(" Ivan@Example.RU ") == "ivan@example.ru"
    with pytest.raises(ValueError):
        read_email("ivan@")
