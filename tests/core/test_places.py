"""D4: where a telephone and an address lie."""

import csv
import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.core.places import (
    read_address,
    region_of_phone,
    zone_of_phone,
    zone_of_place,
)
from rmapp.core.places.regions import regions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "620085, Свердловская область, г. Екатеринбург, ул. 8 Марта, д. 269",
            ("620085", "Свердловская область", "Екатеринбург", "ул. 8 Марта, д. 269"),
        ),
        (
            "119619, г. Москва, ул. Производственная, д. 6, корп.14",
            ("119619", "Москва", "Москва", "ул. Производственная, д. 6, корп.14"),
        ),
        ("Респ Башкортостан, г Уфа", ("", "Башкортостан", "Уфа", "")),
        ("Казань, ул. Баумана, 1", ("", "Татарстан", "Казань", "ул. Баумана, 1")),
        ("101000", ("101000", "Москва", "Москва", "")),
        ("МО, Ступинский р-он, д. Куртино", ("", "Московская область", "Куртино", "")),
        ("", ("", "", "", "")),
    ],
)
def test_d4_an_address_is_read_into_its_parts(text, parts):
    read = read_address(text)
    assert (read.postcode, read.region, read.city, read.street) == parts


def test_d4_a_town_tells_the_clock():
    assert zone_of_place("Екатеринбург", "") == "Asia/Yekaterinburg"
    assert zone_of_place("Урай", "Ханты-Мансийский автономный округ") == "Asia/Yekaterinburg"
    assert zone_of_place("Верхоянск", "Якутия") == "Asia/Vladivostok"
    assert zone_of_place("Благовещенск", "") == ""  # two towns of that name, two clocks
    assert zone_of_place("", "") == ""


def test_d4_an_area_code_tells_the_region_and_a_mobile_does_not():
    region = region_of_phone("+73432000000")
    assert (region.code, region.name("ru"), region.name("en")) == (
        "RU-SVE", "Свердловская область", "Sverdlovsk Region",
    )  # fmt: skip
    assert zone_of_phone("+74955407520") == "Europe/Moscow"
    assert zone_of_phone("+380442000000") == "Europe/Kyiv"
    assert region_of_phone("+79161234567") is None
    assert zone_of_phone("+79161234567") == ""
    assert region_of_phone("+4930123456") is None


def test_d4_every_region_has_a_clock_and_its_own_codes():
    seen = set()
    for region in regions().values():
        ZoneInfo(region.zone)
        for area in region.areas:
            assert (region.code[:2], area) not in seen, area
            seen.add((region.code[:2], area))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_d4_no_text_breaks_the_reading_of_an_address(text):
    read = read_address(text)
    assert len(read.city) <= 200
    assert len(read.street) <= 300
    assert read.zone == "" or ZoneInfo(read.zone)


def _data(name):
    return Path(os.environ.get("RMAPP_REAL_DATA", "")) / name


@pytest.mark.real_data
def test_d4_real_towns_are_never_given_a_wrong_clock():
    right = silent = 0
    with _data("firms/cities_ru.csv").open() as file:
        for row in csv.DictReader(file):
            zone = read_address(row["address"] + ", ул. Ленина, д. 1").zone
            if not zone:
                silent += 1
                continue
            offset = dt.datetime(2026, 11, 1, tzinfo=ZoneInfo(zone)).utcoffset()
            assert f"UTC+{offset.total_seconds() / 3600:g}" == row["timezone"], row["address"]
            right += 1
    assert right / (right + silent) > 0.98


@pytest.mark.real_data
def test_d4_real_firms_get_their_town():
    with _data("firms/suppliers_ru_utf8.csv").open() as file:
        read = [read_address(row["address"]) for row in csv.DictReader(file)]
    assert sum(bool(one.region) for one in read) / len(read) > 0.98
    assert sum(bool(one.city) for one in read) / len(read) > 0.95


@pytest.mark.real_data
def test_d4_the_area_codes_are_those_of_the_numbering_plan():
    """A code of the published plan that we know lies in the region it names."""
    told_otherwise = {"7411": "Якутия", "7871": "Чечня", "7496": "Московская область"}
    checked = 0
    for line in _data("phones/geocoding_ru_7.txt").read_text().splitlines():
        prefix, _bar, name = line.partition("|")
        region = region_of_phone(f"+{prefix}0000000") if name and len(prefix) == 4 else None
        if region is None or prefix[1] == "7":
            continue
        checked += 1
        name = told_otherwise.get(prefix, name)
        words = [word for word in name.split() if word not in ("Республика", "г.")]
        root = words[0].casefold()[:4]
        in_moscow = {name, region.name_ru} <= {"Московская обл.", "Москва", "Московская область"}
        assert in_moscow or root in region.name_ru.casefold(), (line, region.name_ru)
    assert checked > 60
