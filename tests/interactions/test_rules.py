"""Pure rules: times, next steps, persistence."""

from __future__ import annotations

import datetime as dt

import pytest

from rmapp.core.working_days import Absence, WorkingCalendar
from rmapp.interactions.rules.next_step import Proposal, next_step
from rmapp.interactions.rules.persistence import Persistence, is_too_early_to_drop, persistence
from rmapp.interactions.rules.results import result_of
from rmapp.interactions.rules.times import (
    Caution,
    Gap,
    NoSuchTime,
    Place,
    cautions,
    day_bounds,
    gaps,
    moment_of,
    nearest_moment,
    place,
    side_by_side,
    whole_quarters,
)
from rmapp.interactions.words import RESULTS, Kind, NoNextReason, Purpose, Result

UTC = dt.UTC
PLAIN = WorkingCalendar()
FRIDAY = dt.datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # 12:00 in Moscow


def proposed(result: Result, kind: Kind = Kind.CALL, **values: object) -> Proposal:
    given = {
        "kind": kind,
        "purpose": Purpose.FIRST_CONTACT,
        "result": result,
        "planned_at": FRIDAY,
        "now": FRIDAY,
        "zone": "Europe/Moscow",
        "calendar": PLAIN,
        "contact_number": 1,
        "minimum_contacts": 4,
        **values,
    }
    return next_step(**given)  # type: ignore[arg-type]


def local(proposal: Proposal, zone: str = "Europe/Moscow") -> dt.datetime:
    assert proposal.step is not None
    return proposal.step.at.astimezone(dt.UTC).astimezone(moment_zone(zone))


def moment_zone(zone: str) -> dt.tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(zone)


def test_who_was_not_reached_is_tried_the_next_working_day_at_another_time() -> None:
    at = local(proposed(Result.NOT_REACHED))
    assert (at.date(), at.time()) == (dt.date(2026, 11, 23), dt.time(15))


def test_a_talk_leads_to_a_visit() -> None:
    step = proposed(Result.REACHED).step
    assert step is not None
    assert (step.kind, step.purpose) == (Kind.VISIT, Purpose.PRESENTATION)


def test_a_letter_that_is_out_leads_to_a_call() -> None:
    step = proposed(Result.SENT, Kind.LETTER).step
    assert step is not None
    assert step.kind is Kind.CALL


def test_the_next_step_passes_over_absence_and_holiday() -> None:
    """C2: holidays and absences are respected."""
    calendar = WorkingCalendar(
        holidays=frozenset({dt.date(2026, 11, 23)}),
        absences=(Absence(dt.date(2026, 11, 24), dt.date(2026, 11, 30)),),
    )
    assert local(proposed(Result.NOT_REACHED, calendar=calendar)).date() == dt.date(2026, 12, 1)


def test_the_next_step_keeps_the_time_of_day_when_the_clocks_change() -> None:
    """DST: 10:30 in Berlin before and after the last Sunday of March."""
    friday = moment_of(dt.date(2026, 3, 27), dt.time(10, 30), "Europe/Berlin")
    found = proposed(Result.POSTPONED, planned_at=friday, now=friday, zone="Europe/Berlin")
    at = local(found, "Europe/Berlin")
    assert (at.date(), at.time()) == (dt.date(2026, 4, 1), dt.time(10, 30))
    assert found.step is not None
    assert found.step.at.astimezone(UTC).hour == 8, "an hour earlier in UTC than before"


def test_a_refusal_after_enough_contacts_proposes_the_reason() -> None:
    assert proposed(Result.REFUSED, contact_number=4).reason is NoNextReason.REFUSED
    assert proposed(Result.REFUSED, contact_number=3).step is not None
    assert proposed(Result.REFUSED, contact_number=4, is_prospect=False).step is not None


@pytest.mark.parametrize("kind", list(Kind))
def test_every_result_of_every_kind_proposes_something_on_a_working_day(kind: Kind) -> None:
    for result in RESULTS[kind]:
        step = proposed(result, kind).step
        assert step is not None
        assert step.at > FRIDAY
        assert PLAIN.is_open(step.at, "Europe/Moscow")


def test_each_kind_has_six_results_for_the_keys_one_to_six() -> None:
    assert {len(results) for results in RESULTS.values()} == {6}


def test_a_local_time_that_the_clocks_skip_does_not_exist() -> None:
    with pytest.raises(NoSuchTime):
        moment_of(dt.date(2026, 3, 29), dt.time(2, 30), "Europe/Berlin")
    at = nearest_moment(dt.date(2026, 3, 29), dt.time(2, 30), "Europe/Berlin")
    assert at == dt.datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 3:30 by the new clocks


def test_a_local_time_that_comes_twice_is_the_first() -> None:
    at = moment_of(dt.date(2026, 10, 25), dt.time(2, 30), "Europe/Berlin")
    assert at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"), [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25), (FRIDAY.date(), 24)]
)
def test_a_day_has_as_many_hours_as_the_clocks_give_it(day: dt.date, hours: int) -> None:
    start, end = day_bounds(day, "Europe/Berlin")
    assert (end - start) == dt.timedelta(hours=hours)


def test_cautions_name_the_day_off_and_the_night_of_the_client() -> None:
    saturday = dt.datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
    found = cautions(
        saturday, 30, calendar=PLAIN, zone="Europe/Moscow", client_zone="Asia/Vladivostok"
    )
    assert found == [Caution.DAY_OFF, Caution.CLIENT_NIGHT]


def test_cautions_name_the_hours_the_client_prefers() -> None:
    def at(hour: int) -> list[Caution]:
        return cautions(
            dt.datetime(2026, 11, 24, hour, 30, tzinfo=UTC),
            45,
            calendar=PLAIN,
            zone="Europe/Moscow",
            client_zone="Europe/Moscow",
            hours_from=dt.time(10),
            hours_to=dt.time(12),
        )

    assert at(7) == []
    assert at(8) == [Caution.CLIENT_HOURS]  # ends at 12:15
    assert at(16) == [Caution.AFTER_HOURS, Caution.CLIENT_HOURS]


def test_gaps_are_the_free_hours_between_contacts() -> None:
    def at(hour: int, minute: int = 0) -> dt.datetime:
        return dt.datetime(2026, 11, 24, hour, minute, tzinfo=UTC)

    free = gaps([(at(10), at(11)), (at(9, 30), at(10, 30)), (at(15), at(15, 30))], at(9), at(18))
    assert [(gap.starts.hour, gap.minutes, gap.fits()) for gap in free] == [
        (11, 240, 6), (15, 150, 3)
    ]  # fmt: skip
    assert gaps([(at(8), at(19))], at(9), at(18)) == []


def test_c8_free_time_is_drawn_in_whole_quarters_beside_the_contacts() -> None:
    def at(hour: int, minute: int = 0) -> dt.datetime:
        return dt.datetime(2026, 11, 24, hour, minute, tzinfo=UTC)

    cut = whole_quarters([Gap(at(9, 20), at(12, 10)), Gap(at(13), at(18))])
    assert cut == [Gap(at(9, 30), at(12)), Gap(at(13), at(18))]


def test_events_that_overlap_stand_side_by_side() -> None:
    assert side_by_side([Place(4, 4), Place(6, 2), Place(20, 2)]) == [
        Place(4, 4, 1), Place(6, 2, 2), Place(20, 2, 0)
    ]  # fmt: skip


def test_a_third_at_once_finds_no_room_in_the_grid() -> None:
    assert side_by_side([Place(4, 4), Place(4, 2), Place(5, 2), Place(6, 2)]) == [
        Place(4, 4, 1), Place(4, 2, 2), None, Place(6, 2, 2)
    ]  # fmt: skip


def test_a_place_stays_inside_the_planner() -> None:
    early = dt.datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 5:00 in Moscow
    late = dt.datetime(2026, 11, 24, 16, 45, tzinfo=UTC)  # 19:45
    assert place(early, 30, "Europe/Moscow").quarter == 0
    assert place(late, 120, "Europe/Moscow") == Place(46, 2)


def test_persistence_knows_too_early_and_too_long() -> None:
    """C6: four contacts at least; the eighth brings 1 %."""
    assert [persistence(n, minimum=4) for n in (1, 3, 4, 7, 8)] == [
        Persistence.EARLY, Persistence.EARLY, Persistence.RIPE, Persistence.RIPE, Persistence.LONG
    ]  # fmt: skip


def test_only_a_prospect_that_refused_is_dropped_too_early() -> None:
    def early(number: int, reason: NoNextReason, is_prospect: bool = True) -> bool:
        return is_too_early_to_drop(number, minimum=4, reason=reason, is_prospect=is_prospect)

    assert early(3, NoNextReason.REFUSED)
    assert not early(4, NoNextReason.REFUSED)
    assert not early(1, NoNextReason.NO_NEED)
    assert not early(1, NoNextReason.REFUSED, is_prospect=False)


def test_results_are_read_as_the_kind_has_them() -> None:
    assert result_of(Kind.VISIT, Result.REACHED) is Result.HELD
    assert result_of(Kind.CALL, Result.HELD) is Result.REACHED
    assert result_of(Kind.LETTER, Result.NOT_REACHED) is Result.SENT
    assert result_of(Kind.CALL, Result.SENT) is None
