"""C2, C6: plans, the board and the retention know that a schedule rests until a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask_babel import force_locale

from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.opportunities.queries import board
from rmapp.plans import queries as plans
from rmapp.plans.models import Way
from rmapp.plans.operations.taking import seat
from rmapp.privacy.models import RetentionRule
from rmapp.privacy.queries import keeping
from rmapp.schedules import operations
from tests.cast import Cast
from tests.factories import a_client
from tests.opportunities.stories import an_opportunity
from tests.plans.conftest import plan  # noqa: F401  # a fixture
from tests.schedules.conftest import monday, shipped

RESTS = pytest.mark.parametrize(("days", "is_resting"), [(10, True), (None, False)])


def _resting(cast: Cast, days: int | None) -> Client:
    """A firm of Mara's whose schedule rests ``days``; None: until somebody lets it go on."""
    mara, client = cast.actor("mara"), a_client(cast, name="ООО «Кедр»", activity="строительство")
    schedule = operations.start(client, shipped(), actor=mara, starts_on=monday(), owner=None)
    until = clock.today(None) + dt.timedelta(days=days) if days else None
    operations.pause(schedule, actor=mara, version=schedule.version, reason="Ждём", until=until)
    db.session.refresh(client)
    return client


@RESTS
def test_c1_c2_a_prospect_of_a_plan_whose_schedule_rests_until_a_day_is_not_without_a_step(
    scene: Any,
    cast: Cast,
    plan: Any,  # noqa: F811
    days: int | None,
    is_resting: bool,
) -> None:
    client, sofia = _resting(cast, days), cast.actor("sofia")
    seat(plan, [(client.id, cast.ids["mara"])], actor=sofia, way=Way.LIST)
    [hand] = [one for one in plans.managers_of(plan, actor=sofia) if one.in_work]
    assert (hand.in_work, hand.no_step) == (1, 0 if is_resting else 1)


@RESTS
def test_c2_x4_a_card_of_the_board_says_that_the_schedule_rests(
    scene: Any, cast: Cast, days: int | None, is_resting: bool
) -> None:
    mara = cast.actor("mara")
    an_opportunity(_resting(cast, days), mara)
    with force_locale("en"):
        [card] = [one for lane in board(mara) for one in lane.cards]
    assert card.step.startswith("paused until") is is_resting
    assert card.tone == ("" if is_resting else "warn")


@RESTS
def test_c2_g5_the_retention_leaves_a_client_alone_whose_schedule_goes_on_by_itself(
    scene: Any, cast: Cast, days: int | None, is_resting: bool
) -> None:
    client = _resting(cast, days)
    client.created_at = clock.now() - dt.timedelta(days=90)
    db.session.flush()
    rule = RetentionRule(code="t", relation="prospect", months=1, reason_en="", reason_ru="")
    today = clock.today(None)
    assert keeping.beyond(rule, today) == ([] if is_resting else [client.id])
