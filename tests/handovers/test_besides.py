"""What hangs on a leaver though no client of theirs does (V8)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from rmapp.core.db import db
from rmapp.core.errors import Conflict
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverState
from rmapp.interactions.models.promises import Promise
from tests.factories import a_client
from tests.handovers.test_handover import begin, carry_out, portfolio
from tests.handovers.test_wizard import promise, substitution

__all__ = ["portfolio"]


@pytest.fixture
def promised(app, cast):
    """Pavel serves nobody, and has promised something to a client of Lena's."""
    with app.app_context(), transaction():
        client = a_client(cast, name="ООО «Чужой»", lifecycle="client", manager="lena")
        return promise(cast, client.id, "pavel").id


def test_v8_who_serves_nobody_hands_over_what_is_open_all_the_same(app, cast, promised, browser_of):
    with app.app_context(), transaction():
        handover = begin(cast, share=("max",))
        assert queries.check(handover).ok
        [flow] = queries.flows(handover)
        assert (flow.into, flow.out, flow.others, flow.stays) == (1, 0, 1, 0)
        public_id = handover.public_id
    page = browser_of("sofia").get(f"/handovers/{public_id}?step=4").text
    assert "There is nothing to hand over." not in page
    assert "Hand over now" in page
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        handover = queries.handover_of(public_id, actor=sofia)
        done = operations.finish_draft(handover, version=handover.version, actor=sofia)
        assert done.state is HandoverState.DONE
        owner = db.session.scalar(sa.select(Promise.owner_id).where(Promise.id == promised))
        assert owner == cast.ids["lena"], "to whoever serves the client"
        assert not cast.employee("pavel").is_active
        db.session.flush()
        done = queries.handover_of(public_id, actor=sofia)
        operations.undo(done, version=done.version, actor=sofia)
        owner = db.session.scalar(sa.select(Promise.owner_id).where(Promise.id == promised))
        assert owner == cast.ids["pavel"]


def test_v8_who_has_nothing_open_has_nothing_to_hand_over(app, cast):
    with app.app_context(), transaction():
        handover = begin(cast, share=("max",))
        assert not queries.check(handover).ok
        with pytest.raises(Conflict):
            operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))


def test_v8_what_whoever_is_away_keeps_is_told_to_stay(app, cast, promised, portfolio):
    """In = out: a substitution leaves what hangs on the leaver with others' clients."""
    with app.app_context(), transaction():
        handover = substitution(cast)
        flow = {one.key: one for one in queries.flows(handover)}["promise.owner_id"]
        assert flow.ok
        assert (flow.others, flow.stays) == (0, 1)
        carry_out(cast, handover)
        owner = db.session.scalar(sa.select(Promise.owner_id).where(Promise.id == promised))
        assert owner == cast.ids["pavel"]
