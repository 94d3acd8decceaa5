"""Handovers against each other, against an edit and against a kill; and random series of deeds
(V8, ruling 15)."""

from __future__ import annotations

import contextlib
import os
import threading

import hypothesis
import sqlalchemy as sa
from hypothesis import strategies as st

from bench import crash_handover
from rmapp.clients.models import Assignment, AssignmentRole, Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Refusal
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverReason, HandoverState
from rmapp.portfolios import operations as portfolios
from rmapp.staff import sessions
from tests.factories import a_client
from tests.handovers.test_bulk import Bank, bank
from tests.handovers.test_handover import begin, carry_out, served_by

__all__ = ["bank"]
KILLS = int(os.environ.get("RMTEST_HANDOVER_KILLS", "8"))


def test_v8_two_supervisors_hand_over_overlapping_books_and_nobody_is_served_twice(
    bank: Bank,
) -> None:
    """The clients of one manager go to the next while those of the next go on: every client has one
    first manager, and no deadlock is shown."""
    one, other = bank.managers[0], bank.managers[1]
    before = _served(bank)
    keys = [bank.ask(one), bank.ask(other)]
    ended: list[str] = []

    def sign(key: str) -> None:
        try:
            with bank.room():
                ended.append(bank.sign(key).state.value)
        except Refusal:
            ended.append("refused")

    threads = [threading.Thread(target=sign, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ended) in (["done", "done"], ["done", "refused"])
    for key in keys:
        _give_up(bank, key)
    assert _served(bank) == before
    _invariants(bank)


def test_v8_a_client_edited_in_the_same_moment_keeps_the_edit(bank: Bank) -> None:
    leaver = bank.managers[2]
    key = bank.ask(leaver)
    with bank.room():
        client = db.session.scalar(
            sa.select(Assignment.client_id).where(
                Assignment.employee_id == leaver, Assignment.ended_at.is_(None)
            )
        )
    started, may_commit = threading.Event(), threading.Event()

    def edit() -> None:
        with bank.room():
            row = db.session.get_one(Client, client)
            row.notes = "edited in the same moment"
            db.session.flush()
            started.set()
            may_commit.wait(30)

    editing = threading.Thread(target=edit)
    editing.start()
    assert started.wait(30)
    with bank.room():
        assert bank.sign(key).state.value == "done"  # waits for no edit of a dossier
    may_commit.set()
    editing.join(30)
    with bank.room():
        assert db.session.get_one(Client, client).notes == "edited in the same moment"
    assert bank.hanging(leaver)["assignment"] == 0
    _invariants(bank)


def test_v8_a_client_put_to_rest_while_it_is_handed_over_is_at_rest_in_the_new_book(
    bank: Bank,
) -> None:
    """The new assignment copies what the old one knows of the client; who changes the client in
    that moment waits, and finds the new one."""
    leaver = bank.managers[3]
    key = bank.ask(leaver)
    mine = (Assignment.employee_id == leaver, Assignment.ended_at.is_(None), Assignment.is_primary)
    with bank.room():
        client = db.session.scalar(sa.select(sa.func.min(Assignment.client_id)).where(*mine))

    def rest() -> None:
        with bank.room():
            db.session.execute(
                sa.update(Client)
                .where(Client.id == client)
                .values(is_active=False, name_key="zz in the same moment")
            )

    resting = threading.Thread(target=rest)
    waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with bank.room():
        assert bank.sign(key).state.value == "done"
        resting.start()
        while not db.session.scalar(waits) and resting.is_alive():
            pass
    resting.join(30)
    with bank.room():
        known = db.session.execute(
            sa.select(Assignment.employee_id, Assignment.at_rest, Assignment.name_key).where(
                Assignment.client_id == client, *mine[1:]
            )
        ).one()
    assert known[0] != leaver
    assert tuple(known[1:]) == (True, "zz in the same moment")


def test_v8_killed_at_random_points_nothing_or_everything_has_moved(bank: Bank) -> None:
    """A few of the 200 of ``make crash-handover``; what the dead had locked is free at once."""
    before: dict[str, tuple[int, int]] = {}

    def ask() -> str:
        leaver = _fullest(bank)
        key = bank.ask(leaver)
        before[key] = leaver, bank.hanging(leaver)["assignment"]
        return key

    def sign(key: str) -> None:
        with bank.room():
            bank.sign(key)

    def look(key: str) -> bool:
        leaver, clients = before[key]
        left = bank.hanging(leaver)["assignment"]
        is_done = not _give_up(bank, key)
        _invariants(bank)
        return left != (0 if is_done else clients)

    found = crash_handover.run(bank.app, kills=KILLS, seed=3, ask=ask, sign=sign, look=look)
    assert found == {"kills": KILLS, "half_moved": 0}


def _give_up(bank: Bank, key: str) -> bool:
    """Give a handover up unless it is done, so that its leaver is free again; whether it was."""
    with bank.room():
        actor = sessions.actor_of_employee(bank.maker)
        assert actor is not None
        handover = queries.handover_of(key, actor=actor, lock=True)
        if handover.state is HandoverState.DONE:
            return False
        operations.drop(handover, actor=actor)
        return True


def _fullest(bank: Bank) -> int:
    """The acquisition manager with most clients who is no receiver of ``bank.ask``."""
    with bank.room():
        return int(
            db.session.scalar(
                sa.select(Assignment.employee_id)
                .where(Assignment.ended_at.is_(None), Assignment.employee_id.in_(bank.managers))
                .group_by(Assignment.employee_id)
                .order_by(sa.func.count().desc(), Assignment.employee_id)
                .limit(1)
            )
            or 0
        )


def _served(bank: Bank) -> int:
    with bank.room():
        return int(
            db.session.scalar(
                sa.select(sa.func.count()).where(
                    Assignment.ended_at.is_(None), Assignment.is_primary
                )
            )
            or 0
        )


def _invariants(bank: Bank) -> None:
    with bank.room():
        check_everybody()


def check_everybody() -> None:
    """At most one first manager a client, exactly one for a VIP, no overlap in the past."""
    twice = db.session.scalars(
        sa.select(Assignment.client_id)
        .where(Assignment.ended_at.is_(None), Assignment.is_primary)
        .group_by(Assignment.client_id)
        .having(sa.func.count() > 1)
    ).all()
    assert twice == []
    alone = db.session.scalars(
        sa.select(Client.id).where(
            Client.vip_tier != "",
            Client.deleted_at.is_(None),
            ~sa.exists().where(
                Assignment.client_id == Client.id,
                Assignment.ended_at.is_(None),
                Assignment.is_primary,
            ),
        )
    ).all()
    assert alone == []


DEEDS = st.lists(
    st.sampled_from(["over", "undo", "client-back", "substitute", "return", "assign"]),
    min_size=1, max_size=6,
)  # fmt: skip


class _Back(Exception):
    """Takes an example back."""


def _a_book(cast) -> list[int]:
    return [
        a_client(
            cast,
            name=f"ООО «Лад {number}»",
            lifecycle="client",
            manager="pavel",
            vip_tier="vip" if number == 0 else "",
        ).id
        for number in range(4)
    ]


@hypothesis.settings(
    max_examples=8, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(DEEDS)
def test_ruling_15_after_any_series_of_deeds_a_client_has_one_manager_and_none_is_lost(
    app, cast, deeds
):
    with contextlib.suppress(_Back), app.app_context(), transaction():
        book, sofia, done = _a_book(cast), cast.actor("sofia"), None
        for deed in deeds:
            with contextlib.suppress(Conflict), db.session.begin_nested():
                done = _do(deed, cast, sofia, book, done)
            db.session.expire_all()
            served = [served_by(cast, who) & set(book) for who in ("pavel", "lena", "mara", "max")]
            assert sum(map(len, served)) == len(book), "none is lost, none is served twice"
            check_everybody()
        raise _Back


def _do(deed, cast, sofia, book, done):
    if deed in ("over", "substitute"):
        if not served_by(cast, "pavel"):
            return done
        if deed == "over":
            reason = HandoverReason.ROTATION
            return carry_out(cast, begin(cast, reason=reason, share=("lena",))).public_id
        handover = operations.start(
            cast.employee("pavel"), reason=HandoverReason.LEAVE,
            effective_on=clock.today("Europe/Moscow"),
            returns_on=clock.today("Europe/Moscow").replace(year=2099), closes_access=False,
            note="", actor=sofia,
        )  # fmt: skip
        operations.share_out(handover, [cast.ids["lena"]], keep_families=True, actor=sofia)
        found = queries.handover_of(handover.public_id, actor=sofia)
        return carry_out(cast, found).public_id
    if deed == "assign":
        client = db.session.get_one(Client, book[1])
        lena = sessions.actor_of_employee(cast.ids["lena"])
        assert lena is not None
        where = "pavel" if book[1] in served_by(cast, "lena") else "lena"
        portfolios.assign(
            client, cast.employee(where), AssignmentRole.PERSONAL, actor=sofia, reason="x"
        )
        return done
    if done is None:
        return None
    handover = queries.handover_of(done, actor=sofia)
    if deed == "undo":
        operations.undo(handover, version=handover.version, actor=sofia)
    elif deed == "return":
        operations.give_back(handover, actor=sofia)
    else:
        key = db.session.get_one(Client, book[2]).public_id
        operations.undo_client(handover, key, actor=sofia, reason="x")
    return done
