"""What changed between two versions of a template (C2)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.schedules.rules.compare import Change, compare


def step(kind: str, days: int = 0, purpose: str = "offer") -> dict[str, object]:
    return {"kind": kind, "purpose": purpose, "days": days}


LETTER, CALL, VISIT = step("letter"), step("call", 3), step("visit", 5)


def test_c2_a_step_added_before_others_is_the_only_change():
    assert compare([CALL, VISIT], [LETTER, CALL, VISIT]) == [Change(None, 1)]


def test_c2_a_step_taken_out_is_the_only_change():
    assert compare([LETTER, CALL, VISIT], [LETTER, VISIT]) == [Change(2, None)]


def test_c2_a_field_changed_is_named():
    assert compare([LETTER, CALL], [LETTER, step("call", 5)]) == [Change(2, 2, frozenset({"days"}))]


def test_c2_a_step_moved_is_told_once_with_where_it_was():
    [change] = compare([LETTER, CALL, VISIT], [LETTER, VISIT, CALL])
    assert change.moved
    assert not change.fields


steps = st.lists(
    st.builds(step, st.sampled_from(["letter", "call", "visit"]), st.integers(0, 3)), max_size=6
)


@settings(max_examples=150, deadline=None)
@given(steps, steps)
def test_c2_every_step_is_accounted_for_and_the_same_series_has_no_difference(old, new):
    assert compare(old, old) == []
    found = compare(old, new)
    gone = [one.old for one in found if one.new is None]
    come = [one.new for one in found if one.old is None]
    assert len(set(gone)) == len(gone)
    assert len(old) - len(gone) == len(new) - len(come), "the rest are pairs"
    if old != new:
        assert found
