"""A target segment and a plan of it."""

import datetime as dt

import pytest

from rmapp.clients import catalogue
from rmapp.clients.catalogue.conditions import Condition, leaf_of
from rmapp.clients.models import Sharing
from rmapp.core import clock
from rmapp.plans import operations
from rmapp.plans.operations import PlanFacts
from rmapp.segments.operations import create_segment


def target(sofia, sharing=Sharing.TEAM, name="Строители"):
    field = catalogue.offered(sofia)["activity"]
    condition = Condition(((leaf_of(field, "contains", "строит"),),))
    return create_segment(actor=sofia, name=name, condition=condition, sharing=sharing)


def facts(segment, **more):
    today = clock.today("Europe/Moscow")
    given = {
        "title": "Строители до весны",
        "segment": segment,
        "volume": 40,
        "starts_on": today - dt.timedelta(days=30),
        "deadline": today + dt.timedelta(days=60),
    }
    return PlanFacts(**{**given, **more})


@pytest.fixture
def plan(scene, cast):
    """Sofia's plan, shared out to Mara (30) and Max (10)."""
    sofia = cast.actor("sofia")
    made = operations.make_plan(facts(target(sofia)), actor=sofia)
    shares = {cast.public_ids["mara"]: 30, cast.public_ids["max"]: 10}
    operations.share_out(made, shares, actor=sofia, version=made.version)
    return made
