"""Sharing clients out: the objective, its limits, its reasons (V8)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.handovers.rules import Piece, Receiver, share_out, unevenness

PIECES = st.lists(
    st.builds(
        Piece,
        client_id=st.integers(1, 10_000),
        points=st.sampled_from([0, 1, 2, 6]),
        is_vip=st.booleans(),
        language=st.sampled_from(["", "ru", "en"]),
        family=st.integers(0, 5),
    ),
    max_size=60,
    unique_by=lambda piece: piece.client_id,
)
RECEIVERS = st.lists(
    st.builds(
        Receiver,
        employee_id=st.integers(1, 50),
        points=st.integers(0, 200),
        capacity=st.integers(0, 300),
        is_vip_certified=st.booleans(),
        languages=st.sampled_from([frozenset(), frozenset({"ru"}), frozenset({"ru", "en"})]),
    ),
    max_size=6,
    unique_by=lambda one: one.employee_id,
)


@settings(max_examples=150, deadline=None)
@given(PIECES, RECEIVERS)
def test_every_client_is_placed_once_and_never_with_somebody_who_cannot(pieces, receivers):
    placements = share_out(pieces, receivers)
    assert sorted(p.client_id for p in placements) == sorted(p.client_id for p in pieces)
    able = {one.employee_id: one for one in receivers if one.capacity > 0}
    by_client = {piece.client_id: piece for piece in pieces}
    for placement in placements:
        if placement.receiver_id is not None:
            receiver = able[placement.receiver_id]
            assert receiver.is_vip_certified or not by_client[placement.client_id].is_vip
        assert placement.why


@settings(max_examples=80, deadline=None)
@given(PIECES, RECEIVERS)
def test_families_stay_together_and_the_result_is_the_same_each_time(pieces, receivers):
    placements = share_out(pieces, receivers)
    assert placements == share_out(list(reversed(pieces)), list(receivers))[: len(placements)] or {
        p.client_id: p.receiver_id for p in placements
    } == {p.client_id: p.receiver_id for p in share_out(list(reversed(pieces)), receivers)}
    homes: dict[int, set] = {}
    family = {piece.client_id: piece.family for piece in pieces}
    for placement in placements:
        if family[placement.client_id]:
            homes.setdefault(family[placement.client_id], set()).add(placement.receiver_id)
    assert all(len(found) == 1 for found in homes.values())


def test_two_equal_receivers_end_within_one_client_of_each_other():
    pieces = [Piece(number, 2) for number in range(1, 42)]
    placements = share_out(pieces, [Receiver(1, 0, 100), Receiver(2, 0, 100)])
    loads = [sum(2 for p in placements if p.receiver_id == key) for key in (1, 2)]
    assert abs(loads[0] - loads[1]) <= 2


def test_whoever_is_full_gets_less():
    pieces = [Piece(number, 2) for number in range(1, 51)]
    placements = share_out(pieces, [Receiver(1, 90, 100), Receiver(2, 10, 100)])
    loads = {1: 90, 2: 10}
    for placement in placements:
        loads[placement.receiver_id] += 2
    assert unevenness(load / 100 for load in loads.values()) <= 0.02


def test_what_a_person_chose_is_never_moved():
    pieces = [Piece(number, 6) for number in range(1, 11)]
    pinned = dict.fromkeys(range(1, 11), 1)
    placements = share_out(pieces, [Receiver(1, 0, 10), Receiver(2, 0, 1000)], pinned=pinned)
    assert all(p.receiver_id == 1 and p.why == ("chosen",) for p in placements)


def test_the_deputy_is_preferred_and_the_reason_is_said():
    piece = Piece(1, 6, deputies=frozenset({2}))
    [placement] = share_out([piece], [Receiver(1, 0, 100), Receiver(2, 5, 100)])
    assert placement.receiver_id == 2
    assert "deputy" in placement.why
