"""What a day asks of the clients stands beside the assignment, kept by the database (C7)."""

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, Client, Lifecycle
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
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
