"""The arithmetic of plans."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from rmapp.plans.rules import Counts, expected_by, outlook, shared_out, sifted, weeks

START, END = dt.date(2026, 11, 25), dt.date(2027, 2, 26)
NAMES = st.sampled_from("abcdefgh")


@given(st.integers(0, 100_000), st.dictionaries(NAMES, st.floats(0, 1e6), min_size=1))
def test_c1_a_target_is_shared_out_in_whole_clients_that_add_up(volume, weights):
    parts = shared_out(volume, weights)
    assert sum(parts.values()) == volume
    assert set(parts) == set(weights)
    whole = sum(weights.values()) or None
    for key, part in parts.items():
        exact = volume * weights[key] / whole if whole else volume / len(weights)
        assert abs(part - exact) <= 1 + 1e-6 * volume


def test_c1_nobody_to_share_with_and_nothing_to_go_by():
    assert shared_out(10, {}) == {}
    assert shared_out(10, {"a": 0, "b": 0, "c": 0}) == {"a": 4, "b": 3, "c": 3}


COUNTS = st.builds(
    Counts, taken=st.integers(0, 9), contacts=st.integers(0, 9), won=st.integers(0, 9)
)


@given(
    st.dictionaries(st.dates(dt.date(2026, 6, 1), dt.date(2027, 12, 31)), COUNTS, max_size=8),
    st.integers(1, 10_000),
    st.dates(dt.date(2026, 6, 1), dt.date(2027, 12, 31)),
)
def test_c1_no_week_is_lost_and_the_even_pace_ends_at_the_volume(by_day, volume, today):
    counts = {}
    for day, one in by_day.items():
        counts.setdefault(day - dt.timedelta(days=day.weekday()), one)
    found = weeks(counts, starts_on=START, deadline=END, volume=volume, today=today)
    assert sum(one.taken for one in found) == sum(one.taken for one in counts.values())
    assert sum(one.won for one in found) == sum(one.won for one in counts.values())
    assert found[-1].expected == volume
    paces = [one.expected for one in found]
    assert paces == sorted(paces)
    assert all((one.so_far is None) == (one.monday > today) for one in found)


def test_c1_an_even_pace_counts_days():
    facts = {"starts_on": START, "deadline": START + dt.timedelta(days=9), "volume": 100}
    assert expected_by(START - dt.timedelta(days=1), **facts) == 0
    assert expected_by(START, **facts) == 10
    assert expected_by(START + dt.timedelta(days=40), **facts) == 100


def test_c1_what_is_missing_is_told_by_the_plans_own_share():
    facts = {"volume": 40, "starts_on": START, "deadline": END, "today": START}
    early = outlook(won=3, dropped=5, in_work=10, **facts)
    assert (early.left, early.share, early.to_take) == (37, None, None)
    later = outlook(won=10, dropped=30, in_work=60, **facts)
    assert (later.share, later.to_take) == (0.25, 60)  # 30 left need 120, of whom 60 are in work
    done = outlook(won=50, dropped=0, in_work=0, **facts)
    assert (done.left, done.to_take) == (0, 0)


def test_c6_a_plan_is_sifted_contact_by_contact():
    rows = [(0, "in_work", 4), (2, "dropped", 3), (2, "won", 1), (11, "won", 2), (9, "won", 1)]
    found = sifted(rows)
    assert [one.contacts for one in found] == list(range(9))
    assert (found[0].in_work, found[2].dropped, found[2].won, found[8].won) == (4, 3, 1, 3)
    assert sifted([]) == []
