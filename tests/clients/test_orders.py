"""What triggers keep beside the assignments: the order of a manager's list, and the queue."""

from random import Random

import sqlalchemy as sa

from rmapp.clients import queries
from rmapp.clients.models import Assignment, AssignmentRole, Client, UnservedClient
from rmapp.clients.operations import assign_row, end_row
from rmapp.clients.queries import Filter
from rmapp.core.db import db
from tests.factories import a_client


def check():
    """Both are what they would be if they were read from the assignments now."""
    db.session.flush()
    wrong = sa.select(sa.func.count()).where(
        Assignment.client_id == Client.id,
        Assignment.ended_at.is_(None),
        Assignment.name_key != Client.name_key,
    )
    assert db.session.scalar(wrong) == 0
    served = sa.select(Assignment.client_id).where(
        Assignment.ended_at.is_(None), Assignment.is_primary
    )
    unserved = sa.select(Client.id, Client.name_key).where(Client.id.not_in(served))
    queue = sa.select(UnservedClient.client_id, UnservedClient.name_key)
    assert set(db.session.execute(queue)) == set(db.session.execute(unserved))


def test_the_order_and_the_queue_always_follow_the_assignments(scene, cast):
    rng, clients = Random(4), [a_client(cast, manager=None) for _ in range(6)]
    check()
    for step in range(60):
        client = rng.choice(clients)
        open_ = db.session.scalars(
            sa.select(Assignment).where(
                Assignment.client_id == client.id, Assignment.ended_at.is_(None)
            )
        ).all()
        deed = rng.randrange(4)
        if deed == 0 and not any(one.is_primary for one in open_):
            who = cast.ids[rng.choice(["mara", "max", "otto"])]
            role = rng.choice([AssignmentRole.ACQUISITION, AssignmentRole.PERSONAL])
            assign_row(client.id, who, role, actor=None, reason="")
        elif deed == 1 and open_:
            end_row(rng.choice(open_), actor=None, reason="")
        elif deed == 2:
            db.session.execute(
                sa.update(Client)
                .where(Client.id == client.id)
                .values(name_key=f"имя {step}")
                .execution_options(synchronize_session=False)
            )
        elif deed == 3 and open_:
            # as a merge does: the row goes over to another client
            other = rng.choice(clients)
            if not queries.open_assignments(other.id):
                db.session.execute(
                    sa.update(Assignment)
                    .where(Assignment.id == open_[0].id)
                    .values(client_id=other.id)
                    .execution_options(synchronize_session=False)
                )
                db.session.expire_all()
        check()
    db.session.execute(sa.delete(Assignment))
    check()


def test_one_who_serves_a_client_twice_sees_it_once(scene, cast):
    client = a_client(cast, name="ООО «Кедр»")
    for role in (AssignmentRole.DEPUTY, AssignmentRole.SPECIALIST):
        assign_row(client.id, cast.ids["mara"], role, actor=None, reason="")
    page = queries.listed(cast.actor("mara"), Filter())
    assert ([row.id for row in page.rows], page.count) == ([client.id], 1)


def test_the_list_of_a_manager_and_of_those_nobody_serves(scene, cast):
    a_client(cast, name="ООО «Кедр»", manager="mara")
    a_client(cast, name="ООО «Липа»", manager="max")
    a_client(cast, name="ООО «Юг»", manager="otto")
    mine = a_client(cast, name="ООО «Ничей»", manager=None)
    assign_row(mine.id, cast.ids["mara"], AssignmentRole.DEPUTY, actor=None, reason="")

    def names(who, manager):
        page = queries.listed(cast.actor(who), Filter(manager=manager))
        return [row.name for row in page.rows]

    assert names("sofia", cast.public_ids["max"]) == ["ООО «Липа»"]
    assert names("sofia", cast.public_ids["otto"]) == []
    assert names("mara", cast.public_ids["max"]) == []
    assert names("sofia", "none") == ["ООО «Ничей»"]
    assert names("mara", "none") == ["ООО «Ничей»"]
    assert names("otto", "none") == []
