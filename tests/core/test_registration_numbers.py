"""Registration numbers with their checksums (D2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.registration_numbers import NumberKind, NumberProblem, check


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        (NumberKind.INN, "7707083893", "7707083893"),
        (NumberKind.INN, "ИНН 7707 083 893", "7707083893"),
        (NumberKind.INN, "7707083893.0", "7707083893"),
        (NumberKind.INN, "500100732259", "500100732259"),
        (NumberKind.KPP, "773601001", "773601001"),
        (NumberKind.OGRN, "1027700132195", "1027700132195"),
        (NumberKind.OGRNIP, "304500116000157", "304500116000157"),
        (NumberKind.EDRPOU, "14360570", "14360570"),
        (NumberKind.LEI, "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
        (NumberKind.VAT, "DE 136 695 976", "DE136695976"),
        (NumberKind.VAT, "GB 980 7806 84", "GB980780684"),
        (NumberKind.VAT, "KZ 0505 4000 4455", "KZ050540004455"),
        (NumberKind.VAT, "050540004455", "KZ050540004455"),  # БИН by its shape and checksum
        (NumberKind.VAT, "100582333", "BY100582333"),
        (NumberKind.VAT, "91440300708461136T", "CN91440300708461136T"),
        (NumberKind.VAT, "US 12-3456789", "US123456789"),
        (NumberKind.VAT, "TR 4540536920", "TR4540536920"),
        (NumberKind.VAT, "UZ 301 234 567", "UZ301234567"),
    ],
)
def test_a_right_number_is_taken_in_its_plain_spelling(
    kind: NumberKind, text: str, number: str
) -> None:
    checked = check(kind, text)
    assert (checked.number, checked.problem) == (number, None)


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (NumberKind.INN, "", NumberProblem.EMPTY),
        (NumberKind.INN, "7707083894", NumberProblem.WRONG_CHECKSUM),
        (NumberKind.INN, "77070838", NumberProblem.WRONG_LENGTH),
        (NumberKind.INN, "77070838O3", NumberProblem.NOT_DIGITS),
        (NumberKind.INN, "0000000000", NumberProblem.WRONG_PART),
        (NumberKind.INN, "٧٧٠٧٠٨٣٨٩٣", NumberProblem.NOT_DIGITS),
        (NumberKind.OGRN, "1027700132196", NumberProblem.WRONG_CHECKSUM),
        (NumberKind.OGRNIP, "304500116000158", NumberProblem.WRONG_CHECKSUM),
        (NumberKind.OGRNIP, "104500116000157", NumberProblem.WRONG_PART),
        (NumberKind.KPP, "77360100", NumberProblem.WRONG_LENGTH),
        (NumberKind.LEI, "5493001KJTIIGC8Y1R13", NumberProblem.WRONG_CHECKSUM),
    ],
)
def test_a_wrong_number_says_why(kind: NumberKind, text: str, problem: NumberProblem) -> None:
    assert check(kind, text).problem is problem


def test_an_ogrnip_whose_remainder_is_above_nine_is_right() -> None:
    stem = next(str(n) for n in range(30450011600000, 30450011600100) if n % 13 == 11)
    assert check(NumberKind.OGRNIP, stem + "1").ok


@given(st.sampled_from(NumberKind), st.text(st.characters(), max_size=80))
def test_no_text_makes_it_raise(kind: NumberKind, text: str) -> None:
    check(kind, text)
