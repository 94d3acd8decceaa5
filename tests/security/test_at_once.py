"""Many at once: one deed for twenty presses, and no edit lost (rows 27 and 28)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.errors import Conflict
from rmapp.core.idempotency import Submission
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations as dossiers
from rmapp.staff import sessions
from rmapp.staff.models import Team
from tests.factories import a_client
from tests.security.conftest import Bank, token_of

PRESSES = 20
WRITERS, EDITS = 2, 100


@pytest.fixture
def wide(bank: Bank) -> Iterator[None]:
    """As many connections as there are threads."""
    engines = db._app_engines[bank.app]
    narrow, engines[None] = engines[None], sa.create_engine(bank.url, pool_size=PRESSES + 2)
    yield
    engines[None].dispose()
    engines[None] = narrow


def at_once(deed: Callable[[int], Any], hands: int) -> list[Any]:
    """What ``deed`` gives to each of ``hands`` threads that begin together."""
    gate = threading.Barrier(hands)

    def one(number: int) -> Any:
        gate.wait(10)
        return deed(number)

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(one, range(hands)))


def form_of(bank: Bank, name: str) -> tuple[str, dict[str, str]]:
    browser = bank.browser("adam")
    page = browser.get("/staff/teams")
    key = re.search(r'name="form_key"[^>]* value="([^"]+)"', page.text).group(1)
    cookie = browser.get_cookie("desk").value
    return cookie, {"csrf_token": token_of(page), "form_key": key, "name": name, "parent": ""}


def press(bank: Bank, cookie: str, data: dict[str, str]) -> tuple[int, str | None, bytes]:
    browser = bank.app.test_client()
    browser.set_cookie("desk", cookie)
    answer = browser.post("/staff/teams", data=data)
    return answer.status_code, answer.headers.get("Location"), answer.data


def teams(bank: Bank, name: str) -> int:
    with bank.app.app_context(), transaction() as session:
        return session.scalar(sa.select(sa.func.count()).where(Team.name == name))


def test_twenty_presses_at_once_do_it_once_and_get_one_answer(bank, wide):
    cookie, data = form_of(bank, "West")
    answers = at_once(lambda _n: press(bank, cookie, data), PRESSES)
    assert teams(bank, "West") == 1
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 302


def test_the_same_key_with_other_values_is_refused(bank):
    cookie, data = form_of(bank, "Harbour")
    assert press(bank, cookie, data)[0] == 302
    assert press(bank, cookie, {**data, "name": "Airport"})[0] == 409
    assert teams(bank, "Airport") == 0


def test_a_refused_submit_leaves_its_key_free(bank):
    cookie, data = form_of(bank, "x" * 201)
    assert press(bank, cookie, data)[0] == 422
    assert press(bank, cookie, {**data, "name": "Station"})[0] == 302
    assert teams(bank, "Station") == 1


def test_the_key_of_one_person_is_not_the_key_of_another(bank):
    cookie, data = form_of(bank, "Square")
    other, theirs = form_of(bank, "Square")
    assert press(bank, cookie, data)[0] == 302
    assert press(bank, other, {**theirs, "form_key": data["form_key"]})[0] == 302
    with bank.app.app_context(), transaction() as session:
        keys = session.scalars(sa.select(Submission.key)).all()
    assert all(key.split(":")[0].isdecimal() for key in keys)


def test_of_two_hundred_edits_at_once_none_is_lost(bank, wide):
    """Row 27: each hand reads, adds its word and saves with the version it read."""
    with bank.app.app_context(), transaction():
        public_id = a_client(bank.cast, name="ООО «Очередь»").public_id

    def edit(word: str) -> int:
        """Save until nobody was quicker; return how often somebody was."""
        for late in range(1_000):
            with bank.app.app_context():
                try:
                    with transaction():
                        save(public_id, word)
                    return late
                except Conflict:
                    continue
        raise AssertionError("never saved")

    def save(public_id: str, word: str) -> None:
        actor = sessions.actor_of_employee(bank.cast.ids["mara"])
        client = db.session.scalars(sa.select(Client).filter_by(public_id=public_id)).one()
        said, version = client.notes or "", client.version
        dossiers.edit_client(
            client, actor=actor, version=version, fields={"notes": f"{said} {word}".strip()}
        )

    late = at_once(lambda hand: [edit(f"{hand}-{n}") for n in range(EDITS)], WRITERS)
    with bank.app.app_context(), transaction() as session:
        found = session.scalar(sa.select(Client).filter_by(public_id=public_id))
        words = found.notes.split()
    assert sorted(words) == sorted(f"{hand}-{n}" for hand in range(WRITERS) for n in range(EDITS))
    assert sum(map(sum, late)) > 0, "nobody met anybody: the test proved nothing"


def test_a_row_saved_from_an_old_copy_is_refused_by_the_row_itself(bank, wide):
    """The second line of defence: the version column, whatever an operation forgets."""
    with bank.app.app_context(), transaction() as session:
        team = Team(name="Bridge")
        session.add(team)
        session.flush()
        key = team.id

    def overtaken() -> None:
        with bank.app.app_context(), transaction() as session:
            mine = session.get(Team, key)
            with db.engine.begin() as other:
                theirs = "UPDATE team SET name = 'theirs', version = version + 1 WHERE id = :id"
                other.execute(sa.text(theirs), {"id": key})
            mine.name = "mine"

    with pytest.raises(StaleDataError):
        overtaken()
    assert teams(bank, "theirs") == 1
