"""Those akin are not one: households, twins, branches; what a third record tells (D12)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.duplicates.rules import DuplicateSubject, SubjectKind, Verdict, kinship, score
from rmapp.duplicates.rules.addresses import parse_address, street_likeness
from rmapp.duplicates.rules.closing import closed, of_three
from rmapp.duplicates.rules.kinship import BRANCHES, RELATIVES
from rmapp.exchange.pairs import pairs_in

HOME = {"address": "г. Тверь, ул. Садовая, д. 5, кв. 7", "phones": ("+79161234567",)}


def person(name: str = "", **known: object) -> DuplicateSubject:
    return DuplicateSubject(SubjectKind.PERSON, name=name, **known)  # type: ignore[arg-type]


def firm(name: str, **known: object) -> DuplicateSubject:
    return DuplicateSubject(SubjectKind.ORGANISATION, name=name, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (  # husband and wife
            person("Лапин Пётр Ильич", birth_date="1970-05-06", **HOME),
            person("Лапина Мария Олеговна", birth_date="1972-11-26", **HOME),
        ),
        (  # twins
            person("Лапин Пётр Ильич", birth_date="1990-05-06", **HOME),
            person("Лапин Артём Ильич", birth_date="1990-05-06", **HOME),
        ),
        (  # father and son of one name
            person("Steven Lapin", birth_date="1950-05-06", **HOME),
            person("Steven Lapin", birth_date="1979-12-17", **HOME),
        ),
        (  # a middle initial is no given name
            person("Glen D. Marshall", address="56 Kevin Loop", city="Luton"),
            person("Damien Marshall", address="56 Kevin Loop", city="Luton"),
        ),
        (  # neighbours of one name
            person("Иванов Пётр", address="г. Тверь, ул. Садовая, д. 5, кв. 7", city="Тверь",
                   birth_date="1950-05-06"),
            person("Иванов Пётр", address="г. Тверь, ул. Садовая, д. 5, кв. 61", city="Тверь",
                   birth_date="1981-10-17"),
        ),
        (  # branches
            firm("ООО «Кедр»", web="kedr.ru", phones=("+74952223344",),
                 address="г. Москва, ул. Садовая, д. 5"),
            firm("ООО «Кедр»", web="kedr.ru", phones=("+78432223344",),
                 address="г. Казань, ул. Баумана, д. 17"),
        ),
    ],
)  # fmt: skip
def test_d12_those_akin_are_left_alone(one: DuplicateSubject, two: DuplicateSubject) -> None:
    assert score(one, two).verdict is Verdict.NONE


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (  # a maiden name
            person("Лапина Мария Олеговна", birth_date="1990-05-06", **HOME),
            person("Котова Мария Олеговна", birth_date="1990-05-06", **HOME),
        ),
        (  # a given name in short
            person("Лапин Дмитрий Ильич", birth_date="1990-05-06", phones=HOME["phones"]),
            person("Лапин Дима", phones=HOME["phones"]),
        ),
        (  # a slip that the sound of a name blurs
            person("Rachel Nicholson", address="38 White Gardens", phones=("+447105415244",)),
            person("Racehl Nicholson", address="38 White Gardens", phones=("+447105415244",)),
        ),
        (  # a firm that moved and kept its phone
            firm("ООО «Кедр»", phones=("+74952223344",), address="г. Москва, ул. Садовая, д. 5"),
            firm("Кедр", phones=("+74952223344",), address="г. Химки, ул. Кирова, д. 17"),
        ),
    ],
)
def test_d12_one_of_a_home_under_another_name_is_asked_about(
    one: DuplicateSubject, two: DuplicateSubject
) -> None:
    assert score(one, two).verdict is Verdict.PROPOSE


def homes(families: bool) -> list[DuplicateSubject]:
    """Forty homes: each of two people of one family name, or of one written twice."""
    found = []
    for number in range(40):
        home = {"address": f"{number + 3} Mill Lane", "city": "York"}
        other = "Anne" if families else "Steven"
        found.append(person(f"Steven Lapin{number}", birth_date="1950-05-06", **home))
        born = "1954-10-17" if families else "1950-05-06"
        found.append(person(f"{other} Lapin{number}", birth_date=born, **home))
    return found


def test_d12_a_file_tells_by_itself_whether_families_are_in_it() -> None:
    one = person("Steven Zhukov", birth_date="1950-05-06", address="1 Mill Lane", city="York")
    two = person("Gregory Zhukov", birth_date="1950-05-06", address="1 Mill Lane", city="York")
    with_families, without = kinship(homes(True)), kinship(homes(False))
    assert with_families[RELATIVES] < 0 < without[RELATIVES]
    assert score(one, two, with_families).verdict is Verdict.NONE
    assert score(one, two, without).verdict is Verdict.PROPOSE
    assert kinship([]) == {RELATIVES: 0.0, BRANCHES: 0.0}


def test_d12_chains_are_known_by_their_branches() -> None:
    streets = ("Садовая", "Мира", "Лесная", "Полевая")
    chain = [
        firm(f"Кедр{at // 4}", phones=(f"+7495222{at:04}",), address=f"ул. {streets[at % 4]}, {at}")
        for at in range(40)
    ]
    assert kinship(chain)[BRANCHES] < 0


CHANCE = st.floats(0, 1)


@given(CHANCE, CHANCE, CHANCE)
def test_d12_a_third_record_gives_a_chance_and_never_tells_against_agreement(
    chance: float, one: float, other: float
) -> None:
    told = of_three(chance, one, other)
    assert 0 <= told <= 1
    assert told == pytest.approx(of_three(chance, other, one))
    if chance == 0:
        assert told == 0
    if one >= 0.6 and other >= 0.6:
        assert told >= chance - 1e-9


def test_d12_two_of_whom_both_are_surely_a_third_are_one_unless_that_cannot_be() -> None:
    links = {(0, 1): 0.999, (1, 2): 0.999, (3, 4): 0.999, (4, 5): 0.6}
    assert next(iter(closed(links, lambda *_pair: 0.1, 0.5)))[:2] == (0, 2)
    assert not list(closed(links, lambda *_pair: 0.0, 0.5))


def test_d12_a_row_is_found_through_the_one_between(tmp_path: Path) -> None:
    rows = [
        ["Stanley Jack", "150 Heard Street", "St Agnes", "5344", "1989-05-26"],
        ["Stubbs Jack", "150 Heard Street", "St Agnes", "5344", "1989-05-26"],
        ["Stubbs Jack", "7 Curnow Place", "St Agnes", "5344", "1989-05-26"],
    ]
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        head = ["Full name", "Address", "City", "Postcode", "Date of birth"]
        csv.writer(file).writerows([head, *rows])
    found = {(one.left, one.right): one.score for one in pairs_in(path)}
    assert set(found) == {(1, 2), (2, 3), (1, 3)}
    assert found[1, 3].verdict is Verdict.PROPOSE, "a machine merges nothing through a third"


@pytest.mark.parametrize(
    ("text", "house", "flat", "city", "street"),
    [
        ("г. Москва, ул. Ленина, д. 5, кв. 7", "5", "7", "moskva", {"lenina"}),
        ("Москва, Ленина ул., 5-7", "5", "7", "moskva", {"lenina"}),
        ("г Нижний Новгород, пр-т Мира д5 кв6", "5", "6", "nizhni novgorod", {"mira"}),
        ("Ярославль г, Советская ул, дом 7", "7", "", "iaroslavl", {"sovetskaia"}),
        ("Flat 3, 12 Goodwinstreet", "12", "3", "", {"godvin"}),
        ("12 Goodwin Srteet", "12", "", "", {"godvin"}),
    ],
)
def test_d12_an_address_is_parted_however_it_is_written(
    text: str, house: str, flat: str, city: str, street: set[str]
) -> None:
    found = parse_address(text)
    assert (found.house, found.flat, found.city, set(found.street)) == (house, flat, city, street)


@given(st.text(max_size=80), st.text(max_size=80))
def test_d12_streets_are_as_like_from_both_sides(one: str, two: str) -> None:
    here, there = parse_address(one), parse_address(two)
    assert 0 <= street_likeness(here, there) <= 1


def test_d12_mail_of_relatives_is_not_one_with_a_slip() -> None:
    one = person("Лапина Мария", emails=("m.lapina56@mail.ru",))
    for other, near in (
        ("k.lapina56@mail.ru", False), ("m.lapina78@mail.ru", False), ("m.lapnia56@mail.ru", True),
    ):  # fmt: skip
        found = score(one, person("Лапина Мария", emails=(other,)))
        assert ("email_near" in found.reasons) is near, other
