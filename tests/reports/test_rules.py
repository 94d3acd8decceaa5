"""C6: the arithmetic of the sieve."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rmapp.reports.rules import FEW, LAST, Fate, sieve

ENDS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(Fate), st.integers(0, 500)), max_size=30
)


def test_c6_how_many_survive_each_contact() -> None:
    found = sieve(
        [
            (1, Fate.DROPPED, 50), (1, Fate.THROUGH, 5), (2, Fate.THROUGH, 30),
            (4, Fate.DROPPED, 10), (4, Fate.IN_WORK, 5),
        ]
    )  # fmt: skip
    assert [(one.number, one.reached, one.went_on) for one in found.steps] == [
        (1, 100, 45), (2, 45, 15), (3, 15, 15), (4, 15, 0),
    ]  # fmt: skip
    assert found.steps[0].chance == 0.05
    assert found.steps[2].chance is None, "fifteen say nothing"
    assert (found.prospects, found.through, found.dropped) == (100, 35, 60)
    assert found.dropped_before(4) == 50
    assert found.by(1) == 5 / 35
    assert found.usual == (5 + 60) / 35


@given(ENDS)
def test_c6_nobody_is_lost_on_the_way(ends: list[tuple[int, Fate, int]]) -> None:
    found = sieve(ends)
    met = sum(many for contacts, _fate, many in ends if contacts)
    assert found.prospects == met
    assert found.through + found.dropped + sum(one.in_work for one in found.steps) == met
    assert [one.number for one in found.steps] == list(range(1, len(found.steps) + 1))
    assert len(found.steps) <= LAST
    for this, following in zip(found.steps, found.steps[1:], strict=False):
        assert this.went_on == following.reached
    if found.steps:
        assert found.steps[-1].went_on == 0


@given(ENDS)
def test_c6_shares_are_shares(ends: list[tuple[int, Fate, int]]) -> None:
    found = sieve(ends)
    shares = [found.share, found.by(LAST), *(one.chance for one in found.steps)]
    assert all(0 <= share <= 1 for share in shares if share is not None)
    assert found.by(LAST) == (1 if found.through >= FEW else None)


def test_c6_without_a_past_there_is_no_sieve() -> None:
    found = sieve([(0, Fate.IN_WORK, 9)])
    assert (found.steps, found.prospects, found.share, found.usual) == ((), 0, None, None)
