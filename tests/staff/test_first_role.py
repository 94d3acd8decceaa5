"""Ruling 18: from nothing every role is wider, so nobody enters before it is signed (G1)."""

from __future__ import annotations

import re

import pytest

from rmapp.core.errors import Conflict, Forbidden
from rmapp.core.transaction import transaction
from rmapp.policy.table import AUDITOR, SUPERVISOR
from rmapp.staff import access, administration, authentication, first
from rmapp.staff.authentication import Outcome

NEW = {"given_name": "Пётр", "family_name": "Смирнов", "position": "Менеджер"}


def role(code: str):
    return next(one for one in access.roles() if one.code == code)


def hired(cast, code: str):
    return administration.hire(NEW, login="p.smirnov", role=role(code), actor=cast.actor("adam"))


def tried(password: str) -> Outcome:
    return authentication.sign_in(
        "p.smirnov", password, address="192.0.2.1", browser="a browser"
    ).outcome


@pytest.mark.parametrize("code", [SUPERVISOR, AUDITOR])
def test_g1_nobody_enters_before_a_second_person_signed_the_first_role(app, cast, code):
    with app.app_context(), transaction():
        employee, password = hired(cast, code)
        assert tried(password) is Outcome.AWAITED
        assert tried("wrong") is Outcome.WRONG  # told to nobody who does not know the password
        change = access.waiting_changes()[-1]
        with pytest.raises(Forbidden):
            access.decide(change.public_id, grant=True, actor=cast.actor("adam"))
        access.decide(change.public_id, grant=True, actor=cast.actor("sofia"))
        assert tried(password) is Outcome.DONE
        assert employee.role_id == role(code).id


def test_g1_a_first_role_that_was_refused_lets_nobody_in_until_another_is_signed(app, cast):
    with app.app_context(), transaction():
        adam, sofia = cast.actor("adam"), cast.actor("sofia")
        employee, password = hired(cast, SUPERVISOR)
        access.decide(access.waiting_changes()[-1].public_id, grant=False, actor=sofia)
        with pytest.raises(Conflict):
            administration.reopen_access(employee, actor=adam)
        assert tried(password) is Outcome.AWAITED
        asked = access.ask_role(employee, role(AUDITOR), actor=adam)
        newest = access.ask_role(employee, role("personal_manager"), actor=adam)
        with pytest.raises(Conflict):  # the newest asked is the one that counts
            access.decide(asked.public_id, grant=True, actor=sofia)
        access.decide(newest.public_id, grant=True, actor=sofia)
        assert tried(password) is Outcome.DONE
        assert employee.role_id == role("personal_manager").id


def test_g1_the_page_of_a_first_password_says_who_signs_the_role(browser_of, app, cast):
    adam = browser_of("adam")
    page = adam.get("/staff/new")
    with app.app_context(), transaction():
        asked = role(SUPERVISOR).public_id
    answer = adam.post(
        "/staff/new",
        data={
            "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1),
            **NEW,
            "login": "p.smirnov",
            "role": asked,
            "team": "",
            "capacity_points": "80",
            "language": "ru",
            "zone": "Europe/Moscow",
        },
    )
    assert answer.status_code == 200
    assert "Первая роль ждёт подписи" in answer.text or "The first role awaits" in answer.text
    with app.app_context(), transaction():
        assert cast.employee("sofia").name in answer.text
    listed = adam.get("/staff/?text=Смирнов").text
    assert "не подписана" in listed or "not signed yet" in listed


def test_g1_an_empty_bank_gets_two_administrators_who_sign_for_each_other(app, stage):
    with app.app_context(), transaction():
        one = first.make_administrator("anna", email="")
        assert one
        assert first.make_administrator("anna", email="") is None
        two = first.make_administrator("boris", email="")
        assert two
        assert two != one
        assert first.make_administrator("clara", email="") is None
        assert len(access.signers(but=0)) == 2
