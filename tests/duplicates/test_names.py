"""Whether two written names are one (D12), and lists that tell nothing but names."""

from __future__ import annotations

import csv
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.bench import likeness
from rmapp.core.text import to_latin
from rmapp.duplicates.rules import Verdict, name_likeness
from rmapp.exchange.pairs import Proposed, pairs_in

FAMILIES = [
    "Воронцов", "Лебедев", "Тимофеев", "Карпухин", "Щербаков", "Юдин", "Белозёров", "Жданов",
    "Хомяков", "Цветаев", "Рыжов", "Мельниченко", "Самойлов", "Яковлев", "Дегтярёв", "Гречко",
    "Пахомов", "Одинцов", "Куприянов", "Стрельцов",
]  # fmt: skip
GIVEN = [
    ("Пётр", "Петя", "Petr"), ("Екатерина", "Катя", "Ekaterina"), ("Дмитрий", "Дима", "Dmitri"),
    ("Наталья", "Наташа", "Natalia"), ("Георгий", "Жора", "Georgy"), ("Инна", "Инна", "Inna"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Shcherbakov Yuri", "Юрий Щербаков"),
        ("Дегтярёв Пётр Ильич", "Petya Degtyarev"),
        ("Dr. Anna Whitfield", "Whitfield, Anna"),
        ("AnnaWhitfield", "Anna Whitfield"),
        ("A. Whitfield", "Anna Maria Whitfield"),
        ('ООО "Северный ветер"', "Северный ветер, общество с ограниченной ответственностью"),
        ("Harbor Lights Ltd", "Harbour Lights Limited"),
        ("H.B.L. Freight", "HBL Freight GmbH"),
        ("Third Street Bakery", "3rd Street Bakery"),
    ],
)
def test_d12_one_name_is_known_however_it_is_written(one: str, two: str) -> None:
    assert name_likeness(one, two) > 0.78


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Petrov", "Сидоров"),
        ("Иванов Пётр Ильич", "Иванов Олег Ильич"),
        ("Бердников Виктор", "Бердников Виктория"),
        ("Anna Whitfield", "Anna Marlow"),
        ("Завод ЖБИ-3", "Завод ЖБИ-5"),
        ("HBL Freight", "HKL Freight"),
        ("Северный ветер", "Северный полюс"),
        ("", "Иванов"),
    ],
)
def test_d12_another_name_is_another_name(one: str, two: str) -> None:
    assert name_likeness(one, two) < 0.7


NAMES = st.lists(
    st.one_of(
        st.text(st.characters(), max_size=12),
        st.sampled_from(["ООО", "Ltd", "Иван", "I.", "L.X.C", "7", "007", "7th", "dr", "٣", "²"]),
    ),
    max_size=5,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(NAMES, NAMES)
def test_d12_a_likeness_is_a_share_the_same_from_both_sides(one: str, two: str) -> None:
    assert 0 <= name_likeness(one, two) <= 1
    assert name_likeness(one, two) == pytest.approx(name_likeness(two, one), abs=0.02)
    if name_likeness(one, one):
        assert name_likeness(one, one) == 1


def proposed(path: Path, head: list[str], rows: list[list[str]]) -> list[Proposed]:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return list(pairs_in(path))


@pytest.mark.parametrize("head", ["name", "ФИО", "Наименование"])
def test_d12_a_list_of_names_alone_is_searched_across_scripts(tmp_path: Path, head: str) -> None:
    dice = random.Random(7)
    people = [(family, dice.choice(GIVEN)) for family in FAMILIES]
    rows = [[f"{family} {given[0]}"] for family, given in people]
    rows += [[f"{given[dice.choice([1, 2])]} {to_latin(family)}"] for family, given in people]
    found = proposed(tmp_path / "names.csv", [head], rows)
    truth = {(at, at + len(people)) for at in range(1, len(people) + 1)}
    pairs = {(one.left, one.right) for one in found}
    assert len(pairs & truth) >= 19
    assert len(pairs - truth) <= 1
    assert {one.score.verdict for one in found} == {Verdict.PROPOSE}  # never merged by a machine


def test_d12_a_name_in_two_columns_is_searched_too(tmp_path: Path) -> None:
    rows = [["Пётр", "Жданов"], ["Petya", "Zhdanov"], ["Inna", "Zhdanova"], ["Олег", "Жданов"]]
    found = proposed(tmp_path / "n.csv", ["given_name", "surname"], rows)
    assert [(one.left, one.right) for one in found] == [(1, 2)]


@pytest.mark.real_data
def test_d12_labelled_files_are_told_as_well_as_the_design_asks() -> None:
    """quality.md: persons 0.99 and 0.85, places 0.90, what a machine may merge 0.99."""
    found = {one.name: one.value for one in likeness.quality(Path(os.environ["RMAPP_REAL_DATA"]))}
    assert found["duplicates_f1_febrl1"] >= 0.99
    assert found["duplicates_f1_fake_1000"] >= 0.85
    assert found["duplicates_f1_restaurants_864"] >= 0.90
    assert all(value >= 0.99 for name, value in found.items() if "merge_precision" in name)
