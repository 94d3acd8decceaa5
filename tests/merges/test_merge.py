"""Two records become one and two again (D12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Assignment, AssignmentRole, Client, ClientEvent, ClientPhone
from rmapp.clients.operations import assign_row, refresh_search_many
from rmapp.clients.queries import primary_manager, search
from rmapp.core import clock, registry
from rmapp.core.db import Base, db
from rmapp.core.errors import Conflict, Forbidden, InTheWay, NotFound, Refusal
from rmapp.core.registry import AtMerge
from rmapp.interactions.operations.dates import keep_dates
from rmapp.merges import operations, queries
from rmapp.merges.models import Merge, MergeState
from rmapp.merges.operations import moving
from rmapp.merges.rules import Choices, Side
from rmapp.vip.models import StatusState, VipPolicyVersion, VipStatus
from tests.factories import a_client, a_person
from tests.merges.loaded import load, moves, snapshot

OPEN = (StatusState.PROPOSED, StatusState.CONFIRMED)


def two(cast: Any, **fields: Any) -> tuple[Client, Client]:
    one = a_client(cast, name="ООО «Ромашка»", phones=["+74951234567"], inn="7707083893")
    other = a_client(
        cast, name="Ромашка", phones=["+74951234568"], emails=["info@romashka.ru"], **fields
    )
    return one, other


def merged(cast: Any, one: Client, other: Client, **choices: Any) -> Merge:
    return operations.merge(one, other, choices=Choices(**choices), actor=cast.actor("mara"))


def test_d12_every_key_to_a_client_moves_or_is_named_history(scene, cast):
    third = a_client(cast, name="ООО «Третий»")
    one, other = two(cast)
    made = load(other.id, third.id, cast.ids["mara"])
    load(one.id, third.id, cast.ids["mara"])
    assert {name.split(".")[0] for name in moves()} - {"client"} <= set(made)
    before = moving.counts(one.id, other.id)
    done = merged(cast, one, other)
    after = moving.counts(one.id, other.id)
    for name in moves():
        stayed = done.stayed.get(name, 0)
        assert done.moved.get(name, 0) + stayed == before[name][1], name
        assert after[name][1] == stayed + (name == "client_event.client_id"), name
    tables = {name.partition(".")[0] for name in done.stayed}
    assert all(moving.unique_keys(Base.metadata.tables[name], "client_id") for name in tables)


def test_d12_a_merge_and_its_undo_give_back_identical_rows(scene, cast):
    third = a_client(cast, name="ООО «Третий»")
    one, other = two(cast, must_know="Звонить после обеда", needs="Кредит", kpp="")
    for client in (one, other):
        load(client.id, third.id, cast.ids["mara"])
    keep_dates([one.id, other.id])
    refresh_search_many([one.id, other.id])
    before = snapshot(one.id, other.id)
    done = merged(
        cast, one, other, fields={"must_know": Side.LOSER, "short_name": Side.LOSER},
        lists={"client_phone": Side.LOSER}, manager=Side.LOSER,
    )  # fmt: skip
    assert one.short_name == "Ромашка"
    assert one.must_know == "Звонить после обеда"
    counts = operations.undo(done, version=done.version, actor=cast.actor("mara"))
    assert counts["kept"] == 0
    after = snapshot(one.id, other.id)
    for name, rows in before.items():
        found = after[name]
        if name == "client_event.client_id":
            known = {row["id"] for row in rows}
            found = [row for row in found if row["id"] in known]
        assert found == rows, name
    assert done.state is MergeState.UNDONE


def test_d12_a_merge_can_be_undone_weeks_later_and_keeps_later_work(scene, cast):
    one, other = two(cast, needs="Депозит")
    done = merged(cast, one, other, fields={"needs": Side.LOSER})
    clock.turn(dt.timedelta(weeks=7))
    db.session.execute(sa.update(Client).where(Client.id == one.id).values(needs="Лизинг"))
    db.session.add(
        ClientEvent(client_id=one.id, at=clock.now(), kind="later", title="x", detail={})
    )
    db.session.flush()
    plan = queries.undo_plan(done)
    assert [(kept.field, kept.now) for kept in plan.kept] == [("needs", "Лизинг")]
    operations.undo(done, version=done.version, actor=cast.actor("mara"))
    assert done.state is MergeState.PARTLY_UNDONE
    assert one.needs == "Лизинг"
    assert other.deleted_at is None
    assert other.needs == "Депозит"
    assert numbers(other) == ["+74951234568"]
    later = db.session.scalars(sa.select(ClientEvent.client_id).where(ClientEvent.kind == "later"))
    assert later.all() == [one.id]
    with pytest.raises(Conflict):
        operations.undo(done, version=done.version, actor=cast.actor("mara"))


@contextmanager
def refused(kind: type[Refusal], words: str) -> Iterator[list[Any]]:
    """The deed inside is refused with these words; the refusal is in the list afterwards."""
    told: list[Any] = []
    with pytest.raises(kind) as caught:
        yield told
    told.append(caught.value)
    assert words in str(caught.value.message)


def numbers(client: Client) -> list[str]:
    return sorted(
        db.session.scalars(sa.select(ClientPhone.number).where(ClientPhone.client_id == client.id))
    )


def test_d12_lists_are_joined_or_chosen_and_nothing_is_lost(scene, cast):
    one, other = two(cast)
    db.session.add(ClientPhone(client_id=other.id, number="+74951234567", is_invalid=True))
    db.session.flush()
    merged(cast, one, other)
    assert numbers(one) == ["+74951234567", "+74951234568"]
    assert numbers(other) == ["+74951234567"], "the twin waits with the merged record"
    invalid = sa.select(ClientPhone.is_invalid).where(
        ClientPhone.client_id == one.id, ClientPhone.number == "+74951234567"
    )
    assert db.session.scalar(invalid) is True, "what was said against a number stays said"


def test_d12_exactly_one_primary_manager_is_left(scene, cast):
    one = a_client(cast, name="ООО «Ромашка»", manager="mara")
    other = a_client(cast, name="Ромашка", manager="max")
    assign_row(other.id, cast.ids["mara"], AssignmentRole.DEPUTY, actor=None, reason="x")
    done = operations.merge(
        one, other, choices=Choices(manager=Side.LOSER), actor=cast.actor("sofia")
    )
    assert primary_manager(one.id).id == cast.ids["max"]
    open_rows = db.session.scalars(
        sa.select(Assignment).where(Assignment.client_id == one.id, Assignment.ended_at.is_(None))
    ).all()
    assert sorted(row.role for row in open_rows) == ["acquisition", "deputy"]
    operations.undo(done, version=done.version, actor=cast.actor("sofia"))
    assert primary_manager(one.id).id == cast.ids["mara"]
    assert primary_manager(other.id).id == cast.ids["max"]


def test_d12_a_manager_who_came_since_stays_when_the_merge_is_undone(scene, cast):
    one = a_client(cast, name="ООО «Ромашка»", manager="mara")
    other = a_client(cast, name="Ромашка", manager="max")
    done = operations.merge(
        one, other, choices=Choices(manager=Side.LOSER), actor=cast.actor("sofia")
    )
    table: Any = Assignment.__table__
    db.session.execute(
        sa.update(table)
        .where(table.c.client_id == one.id, table.c.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    db.session.expire_all()
    assign_row(one.id, cast.ids["lena"], AssignmentRole.PERSONAL, actor=None, reason="x")
    operations.undo(done, version=done.version, actor=cast.actor("sofia"))
    assert primary_manager(one.id).id == cast.ids["lena"]
    assert primary_manager(other.id).id == cast.ids["lena"], "nobody is left without a manager"


def a_status(client: Client, state: StatusState) -> VipStatus:
    policy = db.session.scalars(sa.select(VipPolicyVersion).order_by(VipPolicyVersion.id)).first()
    status = VipStatus(
        client_id=client.id,
        policy_version_id=policy.id,
        tier="vip",
        decision_reason="the board",
        state=state,
        proposed_at=clock.now(),
    )
    db.session.add(status)
    db.session.flush()
    return status


def test_d12_the_vip_status_goes_along_and_never_stands_twice(scene, cast):
    one = a_client(cast, name="ООО «Ромашка»", manager="lena", lifecycle="client")
    other = a_client(cast, name="Ромашка", manager="lena", lifecycle="client", vip_tier="vip")
    a_status(one, StatusState.PROPOSED)
    kept = a_status(other, StatusState.CONFIRMED)
    with pytest.raises(Forbidden):
        operations.merge(one, other, choices=Choices(), actor=cast.actor("lena"))
    done = operations.merge(one, other, choices=Choices(), actor=cast.actor("sofia"))
    found = db.session.scalars(
        sa.select(VipStatus).where(VipStatus.client_id == one.id, VipStatus.state.in_(OPEN))
    ).all()
    assert [row.id for row in found] == [kept.id]
    assert one.vip_tier == "vip"
    operations.undo(done, version=done.version, actor=cast.actor("sofia"))
    assert (one.vip_tier, other.vip_tier) == ("", "vip")


def test_d12_a_vip_is_not_left_with_an_acquisition_manager(scene, cast):
    one = a_client(cast, name="ООО «Ромашка»", manager="mara")
    other = a_client(cast, name="Ромашка", manager="lena", lifecycle="client", vip_tier="vip")
    with refused(Conflict, "персональный менеджер"):
        operations.merge(one, other, choices=Choices(), actor=cast.actor("sofia"))


def test_d12_a_handover_under_way_refuses_the_merge(scene, cast):
    from rmapp.handovers.models import Handover, HandoverItem, HandoverReason, HandoverState

    one, other = two(cast)
    handover = Handover(
        leaver_id=cast.ids["mara"], reason=HandoverReason.LEAVE, effective_on=clock.today(None),
        created_by_id=cast.ids["sofia"], created_at=clock.now(),
    )  # fmt: skip
    db.session.add(handover)
    db.session.flush()
    db.session.add(HandoverItem(handover_id=handover.id, client_id=other.id))
    db.session.flush()
    with refused(InTheWay, "передаёт Mara") as told:
        operations.merge(one, other, choices=Choices(), actor=cast.actor("sofia"))
    assert told[0].extra["leads_to"]["values"] == {"public_id": handover.public_id}
    with refused(InTheWay, "Спросите Sofia") as told:
        merged(cast, one, other)
    assert told[0].extra["leads_to"] is None, "a draft is not told to the person concerned"
    assert "перед" not in str(told[0].message)
    handover.state = HandoverState.WAITING
    db.session.flush()
    with refused(InTheWay, "Sofia") as told:
        merged(cast, one, other)
    assert told[0].extra["leads_to"], "what is proposed the person may read"


def test_d12_what_is_not_ones_own_is_not_merged(scene, cast):
    one = a_client(cast, name="ООО «Ромашка»", manager="mara")
    other = a_client(cast, name="Ромашка", manager="otto")
    with pytest.raises(Forbidden):
        merged(cast, one, other)
    with pytest.raises(Forbidden):
        operations.merge(one, other, choices=Choices(), actor=cast.actor("sofia"))
    with pytest.raises(NotFound):
        queries.two_of(one.public_id, other.public_id, actor=cast.actor("sofia"))
    with pytest.raises(Forbidden):
        operations.merge(one, other, choices=Choices(), actor=cast.actor("adam"))


def test_d12_a_person_and_a_firm_are_not_one_client(scene, cast):
    with pytest.raises(Conflict):
        merged(cast, a_client(cast), a_person(cast))


def test_d12_a_stale_form_merges_nothing(scene, cast):
    one, other = two(cast)
    with pytest.raises(Conflict):
        operations.merge(
            one,
            other,
            choices=Choices(),
            actor=cast.actor("mara"),
            versions=(one.version + 1, other.version),
        )


def test_d12_a_chain_of_merges_is_undone_from_its_end(scene, cast):
    one, other = two(cast)
    third = a_client(cast, name="Ромашка Плюс")
    first = merged(cast, one, other)
    second = merged(cast, third, one)
    assert other.merged_into_id == third.id
    with refused(Conflict, "объединили дальше"):
        operations.undo(first, version=first.version, actor=cast.actor("mara"))
    operations.undo(second, version=second.version, actor=cast.actor("mara"))
    assert other.merged_into_id == one.id
    operations.undo(first, version=first.version, actor=cast.actor("mara"))
    assert other.merged_into_id is None
    assert numbers(other) == ["+74951234568"]


def test_d12_the_survivor_is_found_by_what_the_other_was_found_by(scene, cast):
    one, other = two(cast)
    actor = cast.actor("mara")
    done = merged(cast, one, other)
    assert [hit.id for hit in search(actor, "info@romashka.ru")] == [one.id]
    operations.undo(done, version=done.version, actor=actor)
    assert [hit.id for hit in search(actor, "info@romashka.ru")] == [other.id]


def test_d12_unique_keys_of_every_table_are_known(app):
    """A unique index a merge cannot read would fail in the middle of one."""
    for hanging in registry.on_client():
        if hanging.rule is AtMerge.HISTORY:
            continue
        table = Base.metadata.tables[hanging.table]
        assert "id" in table.c, f"{table.name} needs a key of one column for the journal"
        for index in table.indexes:
            if index.unique and any(
                hanging.column in str(expression) for expression in index.expressions
            ):
                assert all(isinstance(one, sa.Column) for one in index.expressions), index.name
