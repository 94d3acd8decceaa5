"""What a day asks of the clients stands beside the assignment, kept by the database (C7)."""

import datetime as dt
import itertools

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, Client, Lifecycle, Temperature
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.home.queries.worth import worth_key
from tests.factories import a_client

FACTS = sa.text(
    "SELECT lifecycle, vip_tier <> '' AS is_vip, at_rest,"
    " quiet_since = '1970-01-01 00:00:00+00' AS always,"
    " quiet_since IS NULL AS never, birthday FROM assignment"
    " WHERE client_id = :client AND ended_at IS NULL"
)


@pytest.fixture
def facts(app, cast):
    """Change the client, tell what stands beside its assignment."""
    with app.app_context(), transaction() as session:
        client = a_client(cast, lifecycle=Lifecycle.CLIENT, days_ago=3)
        key = client.id

        def told(**values):
            if values:
                session.execute(sa.update(Client).where(Client.id == key).values(**values))
            return session.execute(FACTS, {"client": key}).one()

        told.key = key
        yield told


def test_c7_a_client_is_quiet_since_it_was_heard_and_a_prospect_without_a_step_always(facts):
    assert facts() == ("client", False, False, False, False, None)
    assert facts(vip_tier="gold")[1:4] == (True, False, True)
    assert facts(vip_tier="", lifecycle=Lifecycle.PROSPECT)[3]
    later = clock.now() + dt.timedelta(days=2)
    assert facts(next_contact_at=later).never, "a prospect with a step needs nothing"
    assert facts(next_contact_at=None).always


def test_c7_who_rests_or_lies_in_the_bin_needs_nothing(facts):
    assert facts(birth_date=dt.date(1980, 2, 29)).birthday == 229
    resting = facts(is_active=False)
    assert resting.at_rest
    assert resting.never
    assert resting.birthday is None
    assert facts(is_active=True).birthday == 229
    binned = facts(deleted_at=clock.now())
    assert binned.lifecycle is None
    assert binned.never
    assert facts(deleted_at=None).lifecycle == "client"


def test_c7_an_assignment_opened_anew_knows_what_became_of_the_client(facts):
    assignment = db.session.scalars(
        sa.select(Assignment).where(Assignment.client_id == facts.key)
    ).one()
    assignment.ended_at = clock.now()
    db.session.flush()
    db.session.execute(
        sa.update(Client).where(Client.id == facts.key).values(vip_tier="gold", name_key="anders")
    )
    assignment.ended_at = None
    db.session.flush()
    assert facts().is_vip
    name = db.session.scalar(
        sa.select(Assignment.name_key).where(Assignment.client_id == facts.key)
    )
    assert name == "anders"


HEATS = {"hot": 0, "warm": 1, "cold": 2}
PLACE = sa.select(Assignment.step_order).where(Assignment.ended_at.is_(None))


def test_c7_a_client_without_a_step_stands_beside_its_assignment_in_the_order_of_its_worth(facts):
    """VIP, the order of calls, temperature, profit: the trigger and the query say the same."""
    stood = []
    choices = itertools.product(
        ("", "gold"), (0, 17, 10_000), HEATS, (None, -5, 0, 100, 10**12, 10**17)
    )
    for tier, place, heat, profit in choices:
        facts(
            lifecycle=Lifecycle.PROSPECT, vip_tier=tier, call_order=place,
            temperature=Temperature(heat), possible_profit=profit,
        )  # fmt: skip
        key = db.session.scalar(PLACE.where(Assignment.client_id == facts.key))
        assert key == db.session.scalar(sa.select(worth_key()).where(Client.id == facts.key))
        profit = min(max(profit or 0, 0), 2**45 - 1)
        stood.append((key, (tier == "", place, HEATS[heat], -profit)))
    assert len(stood) == 108
    by_key = sorted(stood)
    assert [one[1] for one in by_key] == sorted(one[1] for one in stood)
    assert len({key for key, _told in stood}) == len({told for _key, told in stood})


def test_c7_who_has_a_step_waits_for_one_or_rests_stands_in_no_order(facts):
    def stands(**values):
        facts(**values)
        return db.session.scalar(PLACE.where(Assignment.client_id == facts.key)) is not None

    assert not stands(), "a client that is no VIP is watched by its silence"
    assert stands(lifecycle=Lifecycle.PROSPECT)
    for name, value, none in (
        ("next_contact_at", clock.now(), None),
        ("resumes_on", dt.date(2030, 1, 1), None),
        ("is_active", False, True),
        ("deleted_at", clock.now(), None),
    ):
        assert not stands(**{name: value}), name
        assert stands(**{name: none}), name
    assert not stands(lifecycle=Lifecycle.CLIENT)
    assert stands(vip_tier="gold")
