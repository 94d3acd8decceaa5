"""Row 22: what reading is unusual, decided from openings alone."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.oversight.rules import HOUR, Opening, busiest_hour, findings, is_night, sittings

NOON = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)  # 12:00 in Moscow


def opened(count: int, *, every: dt.timedelta, start: dt.datetime = NOON) -> list[Opening]:
    return [Opening(number, start + every * number) for number in range(count)]


def signs(openings: list[Opening], *, leaves: bool = False) -> set[str]:
    return {one.sign for one in findings(openings, zone="Europe/Moscow", leaves=leaves)}


def test_row_22_sixty_dossiers_in_an_hour_are_work_and_sixty_one_are_not():
    assert signs(opened(60, every=dt.timedelta(seconds=30))) == set()
    assert signs(opened(61, every=dt.timedelta(seconds=30))) == {"many"}
    assert signs(opened(200, every=dt.timedelta(minutes=2))) == set()


def test_row_22_the_same_dossier_again_and_again_is_one():
    assert signs([Opening(1, NOON + dt.timedelta(seconds=n)) for n in range(300)]) == set()


def test_row_22_night_is_the_night_of_the_reader():
    late = dt.datetime(2026, 11, 25, 20, 30, tzinfo=dt.UTC)
    assert is_night(late, "Europe/Moscow")
    assert not is_night(late, "Europe/London")
    assert signs([Opening(1, late)]) == {"night"}


def test_row_22_who_leaves_is_watched_more_closely():
    many = opened(21, every=dt.timedelta(minutes=1))
    assert signs(many) == set()
    assert signs(many, leaves=True) == {"leaver"}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 4 * 3600)), min_size=1, max_size=40))
def test_row_22_the_busiest_hour_is_the_busiest(pairs):
    openings = [Opening(who, NOON + dt.timedelta(seconds=s)) for who, s in pairs]
    best = busiest_hour(openings)
    assert best is not None
    slow = max(
        len({o.client_id for o in openings if one.at <= o.at < one.at + HOUR}) for one in openings
    )
    assert best[0] == slow
    assert best[2] - best[1] < HOUR


def test_g3_openings_of_one_person_in_a_row_are_one_line_and_none_is_lost() -> None:
    mara, sofia, zone = object(), object(), ZoneInfo("Europe/Moscow")
    at = [NOON - dt.timedelta(minutes=n) for n in range(6)] + [NOON - dt.timedelta(days=1)]
    rows = [(SimpleNamespace(at=moment), who) for moment, who in zip(
        at, [mara, mara, sofia, mara, mara, mara, mara], strict=True)]  # fmt: skip
    found = sittings(rows, zone)
    assert [(one.employee is mara, one.count) for one in found] == [
        (True, 2), (False, 1), (True, 3), (True, 1),
    ]  # fmt: skip
    assert sum(one.count for one in found) == len(rows)
    assert (found[0].first, found[0].last) == (at[1], at[0])
