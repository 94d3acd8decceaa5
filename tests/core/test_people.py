"""A person's name as it is written and as lists are sorted."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import ClientKind
from rmapp.clients.rules import display_name, order_key
from rmapp.core.db import db
from rmapp.core.text import listed_name, written_name
from rmapp.staff.models import Employee, name_of

PARTS = st.text(alphabet="abzüßŁаёяЖ漢 -'", max_size=8).map(str.strip)


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (("Lindt", "Mara", ""), "Mara Lindt"),
        (("Łuczak", "Zofia", ""), "Zofia Łuczak"),
        (("Ivanova", "Anna", "Petrovna"), "Anna Petrovna Ivanova"),
        (("Левина", "Марина", "Олеговна"), "Левина Марина Олеговна"),
        (("", "Марина", ""), "Марина"),
        (("Lindt", "", ""), "Lindt"),
    ],
)
def test_a_name_is_written_as_its_script_has_it(parts, written):
    assert written_name(*parts) == written


@given(PARTS, PARTS, PARTS)
def test_both_orders_have_the_same_words(family, given_name, patronymic):
    one, two = (f(family, given_name, patronymic) for f in (written_name, listed_name))
    assert sorted(one.split()) == sorted(two.split())


@given(PARTS.filter(bool), PARTS.filter(bool))
def test_people_are_sorted_by_family_name_in_any_script(family, given_name):
    """D16: Mara Lindt stands under L, as Левина Марина stands under Л."""
    said = {"family_name": family, "given_name": given_name}
    shown = display_name(ClientKind.PERSON, **said)
    assert order_key(ClientKind.PERSON, shown, said) == order_key(
        ClientKind.PERSON, listed_name(family, given_name), {}
    )


def test_the_server_writes_the_names_of_colleagues_as_we_do(app, cast):
    with app.app_context():
        rows = db.session.execute(
            sa.select(name_of(Employee), Employee.family_name, Employee.given_name)
        ).all()
        assert {row[0] for row in rows} == {written_name(row[1], row[2]) for row in rows}
        assert any(row[1] > "А" for row in rows)
        assert any(row[1] < "z" for row in rows)
