"""Words with a typo: the words of all names are known once, whoever has them (D15, G5)."""

import threading

import sqlalchemy as sa

from rmapp.clients import spelling
from rmapp.clients.models import NameWord
from rmapp.clients.queries import search
from rmapp.core.db import db
from rmapp.core.text import other_layout
from rmapp.core.transaction import transaction
from tests.factories import a_client, a_contact_person, a_person


def known(word):
    return db.session.scalar(sa.select(sa.func.count()).where(NameWord.key == f"_{word}"))


def test_d15_a_word_many_have_is_known_once(scene, cast, statements):
    a_person(cast, "Левина Марина Олеговна")
    a_person(cast, "Левина Анна Олеговна")
    assert (known("левина"), known("олеговна"), known("анна")) == (1, 1, 0)
    statements.clear()
    spelling.learn(["левина", "марина"])
    assert len(statements) == 1


def test_d15_a_typo_in_a_contact_persons_name_finds_the_firm(scene, cast):
    cedar = a_client(cast, name="ООО «Кедр»")
    a_contact_person(cedar, "Щербаков Юрий Иванович")
    mara = cast.actor("mara")
    for text in ("Щербоков", "Shcherbakof", other_layout("щербкаов")):
        (hit,) = search(mara, text)
        assert (hit.id, hit.matched, hit.matched_kind) == (
            cedar.id, "Щербаков Юрий Иванович", "person",
        ), text  # fmt: skip


def test_d15_a_typo_finds_only_what_is_ones_own(scene, cast):
    a_person(cast, "Левина Марина Олеговна")
    mara, otto = cast.actor("mara"), cast.actor("otto")
    assert len(search(mara, "Лефина")) == 1
    assert search(otto, "Лефина") == []


def test_d15_a_former_name_is_not_forgotten_while_somebody_has_it(scene, cast):
    client = a_person(cast, "Квагга Марина Олеговна")
    other = a_client(cast, name="ООО «Марина»")
    before = spelling.found_by(client.id)
    client.search = None
    db.session.flush()
    spelling.forget(before)
    assert known("квагга") == 0
    assert known("марина") == 1, "the firm is found by it"
    other.search = None
    db.session.flush()
    spelling.forget(before)
    assert known("марина") == 0


def test_d15_two_who_write_the_same_new_word_do_not_wait_for_each_other(app):
    """Ten at once, each of them open until all have written."""
    together = threading.Barrier(10, timeout=30)
    failed = []

    def write():
        try:
            with app.app_context(), transaction() as session:
                session.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
                spelling.learn(["небывалый", "слово"])
                together.wait()
        except Exception as failure:
            failed.append(failure)

    threads = [threading.Thread(target=write) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with app.app_context(), transaction():
        assert known("небывалый") == 10
        spelling.learn(["небывалый"])
        assert known("небывалый") == 10


def test_d15_what_is_near_a_word_is_read_along_the_index(scene, cast, statements):
    spelling.learn([f"слово{'абвгд'[at % 5]}{chr(1072 + at // 5)}" for at in range(150)])
    db.session.execute(sa.text("ANALYZE name_word"))
    db.session.execute(sa.text("SET LOCAL random_page_cost = 1.1"))  # whatever a named server says
    statements.clear()
    assert len(spelling.meant("слоовоаа")[0]) > len(spelling.meant("небывальщина")[0])
    read = next(one for one in statements if "name_word" in one)
    plan = db.session.scalars(
        sa.text("EXPLAIN SELECT key, word FROM name_word WHERE key = ANY(:keys)"),
        {"keys": ["_слово", "_слова"]},
    )
    assert "name_word.key = ANY" in read
    assert "ix_name_word_key" in "\n".join(plan)
