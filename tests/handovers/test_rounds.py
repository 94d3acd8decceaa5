"""Whoever stands in goes away too: the clients go back to whose they are (V9)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, AssignmentRole, Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.models import HandoverReason, HandoverState
from rmapp.interactions.models import Interaction
from rmapp.interactions.models.promises import Promise
from rmapp.portfolios.operations import assign
from tests.factories import a_client
from tests.handovers.test_awaiting import to_max
from tests.handovers.test_handover import begin, portfolio, served_by
from tests.handovers.test_wizard import promise, substitution

__all__ = ["portfolio"]


@pytest.fixture
def plain(app, cast, portfolio):
    """Nobody of the portfolio is a VIP; Lena has a client of her own besides."""
    with app.app_context(), transaction():
        db.session.execute(sa.update(Client).where(Client.id.in_(portfolio)).values(vip_tier=""))
        own = a_client(cast, name="ООО «Своя»", lifecycle="client", manager="lena")
        return portfolio, own.id


def carried(cast, handover):
    """One signature is enough here."""
    done = operations.finish_draft(handover, version=handover.version, actor=cast.actor("sofia"))
    db.session.flush()
    assert done.state is HandoverState.DONE
    return done


def away(cast, who, share, *, days=7):
    """A leave of ``who``, carried out."""
    sofia = cast.actor("sofia")
    today = clock.today("Europe/Moscow")
    handover = operations.start(
        cast.employee(who), reason=HandoverReason.LEAVE, effective_on=today,
        returns_on=today + dt.timedelta(days=days), closes_access=False, note="", actor=sofia,
    )  # fmt: skip
    operations.share_out(
        handover, [cast.ids[one] for one in share], keep_families=True, actor=sofia
    )
    return ended(carried(cast, queries.handover_of(handover.public_id, actor=sofia)), cast)


def ended(handover, cast):
    db.session.flush()
    return queries.handover_of(handover.public_id, actor=cast.actor("sofia"))


def owners(model, column, clients):
    found = sa.select(getattr(model, column)).where(model.client_id.in_(clients))
    return set(db.session.scalars(found))


def test_v9_clients_go_back_when_the_substitute_is_away_too(app, cast, plain):
    """Pavel's leave, then Lena's who stands in: his return finds his clients with Max."""
    clients, own = plain
    with app.app_context(), transaction():
        first = ended(carried(cast, substitution(cast)), cast)
        task = promise(cast, clients[2], "lena")
        second = away(cast, "lena", ("max",))
        assert served_by(cast, "max") == {*clients, own}
        operations.give_back(first, actor=cast.actor("sofia"))
        assert served_by(cast, "pavel") == set(clients)
        assert owners(Interaction, "manager_id", clients) == {cast.ids["pavel"]}
        db.session.refresh(task)
        assert task.owner_id == cast.ids["pavel"], "what was begun meanwhile comes along"
        assert served_by(cast, "max") == {own}
        operations.give_back(ended(second, cast), actor=cast.actor("sofia"))
        assert served_by(cast, "pavel") == set(clients), "they are nobody else's any more"
        assert served_by(cast, "lena") == {own}
        assert owners(Promise, "owner_id", clients) == {cast.ids["pavel"]}


def test_v9_clients_go_back_when_the_substitute_was_away_and_is_back(app, cast, plain):
    clients, own = plain
    with app.app_context(), transaction():
        first = ended(carried(cast, substitution(cast)), cast)
        second = away(cast, "lena", ("max",))
        operations.give_back(second, actor=cast.actor("sofia"))
        assert served_by(cast, "lena") == {*clients, own}
        operations.give_back(ended(first, cast), actor=cast.actor("sofia"))
        assert served_by(cast, "pavel") == set(clients)
        assert served_by(cast, "lena") == {own}
        assert owners(Interaction, "manager_id", clients) == {cast.ids["pavel"]}


def test_v9_clients_go_back_when_the_substitute_has_left_the_bank(app, cast, plain):
    """Also by the timetable; a client somebody was given by hand stays, and is named."""
    clients, own = plain
    with app.app_context(), transaction():
        first = carried(cast, substitution(cast))
        carried(cast, begin(cast, leaver="lena", share=("max",)))
        to_mara = clients[4]
        db.session.flush()
        clock.turn(dt.timedelta(hours=1))
        assign(
            db.session.get_one(Client, to_mara), cast.employee("mara"),
            AssignmentRole.ACQUISITION, actor=cast.actor("sofia"), reason="asked for her",
        )  # fmt: skip
        db.session.flush()
        clock.turn(dt.timedelta(days=14, hours=1))
        assert operations.give_back_due() == 1
        db.session.expire_all()
        assert served_by(cast, "pavel") == set(clients) - {to_mara}
        assert to_mara in served_by(cast, "mara")
        assert served_by(cast, "max") == {own}
        first = ended(first, cast)
        assert first.state is HandoverState.RETURNED
        assert [one.client.id for one in queries.elsewhere(first)] == [to_mara]


def test_v9_an_undo_finds_clients_that_came_back_to_their_receiver(app, cast, plain):
    """Rotation to Lena, her leave and return: undoing the rotation gives all back."""
    clients, own = plain
    with app.app_context(), transaction():
        first = carried(cast, begin(cast, reason=HandoverReason.ROTATION, share=("lena",)))
        second = away(cast, "lena", ("max",))
        operations.give_back(second, actor=cast.actor("sofia"))
        first = ended(first, cast)
        counts = operations.undo(first, version=first.version, actor=cast.actor("sofia"))
        assert (counts["returned"], counts["kept"]) == (5, 0)
        assert served_by(cast, "pavel") == set(clients)
        assert served_by(cast, "lena") == {own}


def test_v9_an_undo_leaves_alone_who_came_to_the_receiver_by_another_way(app, cast, plain):
    """By hand to Max, then from Max to Lena: that is no part of the first handover any more."""
    clients, _own = plain
    with app.app_context(), transaction():
        first = carried(cast, begin(cast, reason=HandoverReason.ROTATION, share=("lena",)))
        to_max(cast, clients[1])
        carried(cast, begin(cast, leaver="max", reason=HandoverReason.ROTATION, share=("lena",)))
        first = ended(first, cast)
        counts = operations.undo(first, version=first.version, actor=cast.actor("sofia"))
        assert (counts["returned"], counts["kept"]) == (4, 1)
        assert clients[1] in served_by(cast, "lena")


def test_v9_whom_the_leaver_served_beside_another_is_no_conflict(app, cast, plain):
    """Pavel was Mara's deputy there: that she serves the client is nothing that did not go back."""
    _clients, own = plain
    with app.app_context(), transaction():
        assign(
            db.session.get_one(Client, own), cast.employee("pavel"), AssignmentRole.DEPUTY,
            actor=cast.actor("sofia"), reason="stands by",
        )  # fmt: skip
        db.session.flush()
        first = carried(cast, begin(cast, reason=HandoverReason.ROTATION, share=("mara",)))
        clock.turn(dt.timedelta(hours=1))
        away(cast, "lena", ("max",))
        first = ended(first, cast)
        assert own not in {one.client.id for one in queries.elsewhere(first)}
        assert queries.count_elsewhere(first) == 0


def beside(client_id):
    """Who serves a client beside its first manager."""
    found = sa.select(Assignment.employee_id).where(
        Assignment.client_id == client_id, Assignment.ended_at.is_(None),
        Assignment.is_primary.is_(False),
    )  # fmt: skip
    return set(db.session.scalars(found))


@pytest.fixture
def stands_by(app, cast, plain):
    """Pavel is the deputy of Lena's own client; Max stands in for him, then for her as well."""
    _clients, own = plain
    with app.app_context(), transaction():
        assign(
            db.session.get_one(Client, own), cast.employee("pavel"), AssignmentRole.DEPUTY,
            actor=cast.actor("sofia"), reason="stands by",
        )  # fmt: skip
        first = away(cast, "pavel", ("max",), days=9)
        assert beside(own) == {cast.ids["max"]}
        clock.turn(dt.timedelta(hours=1))
        second = away(cast, "lena", ("max",))
        assert (own in served_by(cast, "max"), beside(own)) == (True, set())
        clock.turn(dt.timedelta(hours=1))
        return first.public_id, second.public_id, own


def give_back(cast, public_id):
    sofia = cast.actor("sofia")
    operations.give_back(queries.handover_of(public_id, actor=sofia), actor=sofia)
    db.session.flush()
    db.session.expire_all()
    clock.turn(dt.timedelta(hours=1))


@pytest.mark.parametrize("order", ["deputy first", "manager first"])
def test_v9_a_deputy_is_one_again_though_the_substitute_became_the_first_manager(
    app, cast, stands_by, order
):
    first, second, own = stands_by
    max_, pavel = cast.ids["max"], cast.ids["pavel"]
    with app.app_context(), transaction():
        if order == "deputy first":
            give_back(cast, first)
            assert (own in served_by(cast, "max"), beside(own)) == (True, {pavel})
            give_back(cast, second)
        else:
            give_back(cast, second)
            assert (own in served_by(cast, "lena"), beside(own)) == (True, {max_})
            give_back(cast, first)
        assert own in served_by(cast, "lena")
        assert beside(own) == {pavel}, "and nobody else stands by"
        for handover in (first, second):
            shown = queries.handover_of(handover, actor=cast.actor("sofia"))
            assert queries.count_elsewhere(shown) == 0
        again = sa.select(sa.func.count()).where(
            Assignment.client_id == own, Assignment.ended_at.is_(None)
        )
        assert db.session.scalar(again) == 2


def test_v9_a_deputys_role_that_somebody_was_given_by_hand_stays(app, cast, stands_by):
    first, _second, own = stands_by
    with app.app_context(), transaction():
        assign(
            db.session.get_one(Client, own), cast.employee("mara"), AssignmentRole.DEPUTY,
            actor=cast.actor("sofia"), reason="asked for her",
        )  # fmt: skip
        give_back(cast, first)
        assert beside(own) == {cast.ids["mara"], cast.ids["pavel"]}


def test_v9_undoing_the_handover_gives_the_deputys_role_back_as_well(app, cast, stands_by):
    first, _second, own = stands_by
    with app.app_context(), transaction():
        sofia = cast.actor("sofia")
        handover = queries.handover_of(first, actor=sofia)
        operations.undo(handover, version=handover.version, actor=sofia)
        assert (own in served_by(cast, "max"), beside(own)) == (True, {cast.ids["pavel"]})
