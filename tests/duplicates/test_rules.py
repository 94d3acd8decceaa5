"""Whether two records are one client (D12): rules of plain values."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rmapp.duplicates.rules import (
    DuplicateSubject,
    SubjectKind,
    Verdict,
    blocking_keys,
    pairing,
    score,
)

PERSON, FIRM = SubjectKind.PERSON, SubjectKind.ORGANISATION


def person(name: str = "", **known: object) -> DuplicateSubject:
    return DuplicateSubject(PERSON, name=name, **known)  # type: ignore[arg-type]


def firm(name: str, **known: object) -> DuplicateSubject:
    return DuplicateSubject(FIRM, name=name, **known)  # type: ignore[arg-type]


def meet(one: DuplicateSubject, two: DuplicateSubject) -> bool:
    return bool(blocking_keys(one) & blocking_keys(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (firm('ООО "Ромашка"', inn="7707083893"), firm("Romashka LLC", inn="7707083893")),
        (
            firm("Все инструменты.ру", phones=("+74996812357",), web="http://www.vse.ru"),
            firm("ВсеИнструменты.ру", phones=("+74996812357",), web="vse.ru"),
        ),
        (
            firm("Торговый дом Весна", address="г. Москва, ул. Садовая, д. 5", city="Москва"),
            firm("Весна ТД", address="Москва, Садовая ул., дом 5", city="Москва"),
        ),
        (
            person("Иванов Пётр Сергеевич", birth_date="1980-05-06"),
            person("Petr Ivanov", birth_date="1980-05-06"),
        ),
        (
            person("Иванов П. С.", phones=("+79161234567",), emails=("ivanov.p@x.ru",)),
            person("Пётр Сергеевич Иванов", phones=("+79161234567",), emails=("ivanov.p@x.ru",)),
        ),
        (
            person("Саша Петрова", birth_date="1990-01-02"),
            person("Петрова Александра", birth_date="1990-02-01"),
        ),
        (
            person("Щербаков Юрий", birth_date="1971-03-04", city="Тверь"),
            person("Scherbakov Yuri", birth_date="1971-03-05", city="Тверь"),
        ),
    ],
)
def test_one_client_is_proposed_however_it_is_written(
    one: DuplicateSubject, two: DuplicateSubject
) -> None:
    assert meet(one, two)
    assert score(one, two).verdict is not Verdict.NONE


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (firm("Ромашка", inn="7707083893"), firm("Ромашка", inn="7736050003")),
        (firm("Завод ЖБИ-3", city="Тула"), firm("Завод ЖБИ-5", city="Тула")),
        (firm("Альфа Строй"), firm("Альфа Транс")),
        (person("Иванов Иван"), person("Иванов Пётр")),
        (
            person("Иванов Иван", birth_date="1980-05-06", phones=("+74951234567",)),
            person("Иванова Мария", birth_date="1983-11-26", phones=("+74951234567",)),
        ),
        (
            person("Иванов Иван", birth_date="1950-05-06"),
            person("Иванов Иван", birth_date="1983-11-26"),
        ),
        (  # two given names, however near they are written
            person("Бердников Виктор", city="Тверь"),
            person("Бердникова Виктория", city="Тверь"),
        ),
        (person("", birth_date="1980-05-06"), person("Иванов Иван", birth_date="1980-05-06")),
    ],
)
def test_lookalikes_are_left_alone(one: DuplicateSubject, two: DuplicateSubject) -> None:
    assert score(one, two).verdict is Verdict.NONE


def test_a_machine_merges_on_one_registration_number_and_name_only() -> None:
    one = firm('ООО "Ромашка"', inn="7707083893")
    same = score(one, firm("Ромашка", inn="7707083893"))
    assert (same.verdict, same.value >= 0.999) == (Verdict.MERGE, True)
    assert "inn_same" in same.reasons
    assert score(one, firm("Василёк", inn="7707083893")).verdict is Verdict.PROPOSE


def test_a_branch_with_a_kpp_of_its_own_is_asked_about() -> None:
    one = firm("Банк", inn="7707083893", kpp="773601001")
    two = firm("Банк", inn="7707083893", kpp="540602001")
    assert score(one, two).verdict is Verdict.PROPOSE


def test_firms_of_one_owner_at_one_address_are_asked_about_and_not_merged() -> None:
    shared = {"phones": ("+74956629995",), "web": "epool.ru", "address": "Реутов, Фабричная, 12"}
    verdict = score(firm("ВВТ", **shared), firm("ВВТ-М", **shared)).verdict
    assert verdict is Verdict.PROPOSE


def test_a_mistyped_registration_number_does_not_hide_a_duplicate() -> None:
    born = {"birth_date": "1980-05-06", "address": "Тверь, Садовая 5"}
    one = person("Иванов Пётр", inn="500100732259", **born)
    assert score(one, person("Иванов Пётр", inn="500100732258", **born)).verdict is Verdict.PROPOSE


TEXTS = st.text(st.characters(), max_size=60)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SubjectKind), TEXTS, TEXTS, TEXTS, TEXTS, st.sampled_from(SubjectKind), TEXTS
)
def test_the_score_is_the_same_from_both_sides_and_never_raises(
    kind: SubjectKind, name: str, born: str, mail: str, place: str, other: SubjectKind, second: str
) -> None:
    one = DuplicateSubject(
        kind, name, birth_date=born, emails=(mail,), address=place, web=mail, phones=(born,)
    )
    two = DuplicateSubject(other, second, birth_date=born, emails=(second,), address=place)
    there, back = score(one, two), score(two, one)
    assert (there.value, there.verdict) == (back.value, back.verdict)
    assert 0 <= there.value <= 1
    for subject in (one, two):
        keys = blocking_keys(subject)
        assert len(keys) <= 100
        assert all(len(key) < 400 for key in keys)


@pytest.mark.parametrize(
    ("register", "number", "other"),
    [
        ("vat", "KZ120540002434", "KZ990740000683"),
        ("vat", "DE136695976", "DE129274202"),
        ("vat", "BY200988541", "BY101541947"),
        ("edrpou", "14360570", "00032129"),
        ("lei", "213800KUD8LAJWSQ9D15", "529900T8BM49AURSDO55"),
    ],
)
def test_d12_one_number_of_a_foreign_register_is_one_client(
    register: str, number: str, other: str
) -> None:
    one = firm("ТОО «Сары Арка»", **{register: number})
    same = firm("Sary Arka LLP", **{register: number})
    namesake = firm("ТОО «Сары Арка»", **{register: other})
    found = score(one, same)
    assert f"{register}_same" in found.reasons
    assert found.value >= 0.99
    assert meet(one, same), "a search of the whole base compares them"
    assert score(one, firm("ТОО Сары Арка", **{register: number})).verdict is Verdict.MERGE
    assert score(one, namesake).verdict is Verdict.NONE, "two numbers of one register are two"


def test_d12_numbers_of_two_countries_say_nothing_of_each_other() -> None:
    here = firm("ООО «Ромашка»", inn="7707083893", phones=("+74996812357",))
    both = firm("ООО «Ромашка»", inn="7707083893", vat="KZ120540002434")
    there = firm("ООО «Ромашка»", vat="DE136695976")
    elsewhere = firm("ООО «Ромашка»", vat="BY200988541")
    assert score(here, both).verdict is Verdict.MERGE
    assert not [one for one in score(there, elsewhere).reasons if one.startswith("vat")]
    two_abroad = score(both, firm("ООО «Ромашка»", inn="7707083893", vat="KZ990740000683"))
    assert two_abroad.verdict is Verdict.PROPOSE, "a person looks"


def test_d12_the_rarest_keys_come_first_and_pairs_grow_with_the_records(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pairing, "MOST_AT_LEAST", 0)
    monkeypatch.setattr(pairing, "MOST_PER_RECORD", 2)
    blocks = pairing.Blocks()
    for number in range(100):
        blocks.add({f"rare:{number // 2}", f"common:{number // 25}"})
    found = {pairing.split(pair) for pair in blocks.pairs()}
    assert found == {(number, number + 1) for number in range(0, 100, 2)}


@pytest.mark.parametrize("count", [500, 1_000, 2_000])
def test_d12_the_pairs_of_a_large_base_grow_as_its_records_do(monkeypatch, count):
    monkeypatch.setattr(pairing, "MOST_AT_LEAST", 0)
    blocks = pairing.Blocks()
    for number in range(count):
        names = [f"w:{number % (count // 50)}", f"v:{number % (count // 30)}"]
        blocks.add([f"i:{number // 2}", *names])
    pairs = blocks.pairs()
    assert len(pairs) <= pairing.MOST_PER_RECORD * count
    assert {pairing.split(one) for one in pairs} >= {(n, n + 1) for n in range(0, count, 2)}


def test_d12_a_number_without_its_country_is_the_one_with_it() -> None:
    for short, whole in (
        ("030 901820", "+4930901820"), ("912345678", "+34912345678"),
        ("0161 496 0593", "+441614960593"), ("8 (916) 123-45-67", "+79161234567"),
        ("067 123 45 67", "+380671234567"),
    ):  # fmt: skip
        one, two = firm("Кедр", phones=(short,)), firm("Кедр", phones=(whole,))
        assert one.numbers == two.numbers, short
    assert (
        not firm("Кедр", phones=("+4930901820",)).numbers
        & firm("Кедр", phones=("+4930901821",)).numbers
    )


def test_d12_namesakes_of_whom_all_else_differs_are_two_people() -> None:
    facts = {"city": "York", "address": "85 River St", "phones": ("+447675828294",)}
    one = person("Helen Young", birth_date="1942-11-25", **facts)
    other = {"city": "Hull", "address": "127 Park St", "phones": ("+447681474922",)}
    shares = {"helen": 1 / 200, "young": 1 / 200}
    assert score(one, person("Helen Young", birth_date="1970-11-25", **other), shares).verdict is (
        Verdict.NONE
    )
    moved = {**other, "phones": facts["phones"]}
    found = score(one, person("Helen Young", birth_date="1970-11-25", **moved), shares)
    assert found.verdict is Verdict.PROPOSE, "the same phone: somebody who moved"


def test_d12_a_phone_alone_is_asked_about_and_never_merged() -> None:
    here = {"phones": ("+79151234567",)}
    alone = {"phone:9151234567": 2.0}
    for one, two, known in (
        (person("", **here), person("", **here), {}),
        (person("Иванов Пётр", **here), person("", **here), {}),
        (person("Вася", **here), person("Кузнецов Дмитрий", **here), alone),
        (firm("ООО «Кедр»", **here), firm("ООО «Альфа»", **here), alone),
    ):
        found = score(one, two, known)
        assert (found.verdict, found.reasons[0]) == (Verdict.PROPOSE, "phone_same"), (one, two)
        assert found == score(two, one, known)


def test_d12_a_phone_says_nothing_where_an_office_has_it_or_all_else_differs() -> None:
    here = {"phones": ("+79151234567",)}
    office = {"phone:9151234567": 9.0}
    for one, two, known in (
        (person("Вася", **here), person("Кузнецов Дмитрий", **here), office),
        (person("Вася", **here), person("Кузнецов Дмитрий", **here), {}),
        (person("Вася", **here), person("", **here), office),
        (person("Пётр Лапин", **here), firm("ООО «Кедр»", **here), {"phone:9151234567": 2.0}),
        (
            person("Вася", city="Москва", **here),
            person("Кузнецов Дмитрий", city="Казань", **here),
            {"phone:9151234567": 2.0},
        ),
        (person("", birth_date="1980-01-02", **here), person("", birth_date="1955-11-30", **here),
         {"phone:9151234567": 2.0}),
    ):  # fmt: skip
        assert score(one, two, known).verdict is Verdict.NONE, (one, two)
